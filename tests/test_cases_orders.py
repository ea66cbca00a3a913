"""The order of facts and rules must not matter; where it does, the case fails and says which."""

from __future__ import annotations

import pytest

from fulcrum_engine import Rulebook, Situation
from fulcrum_engine.cases import Case, Status, orders, read_case_file, run_case
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import Trace, infer

TEXT = "format: 1\ncases:\n- {id: a, given: {soil: dry, rain: some}, expect: {lean: watering}}\n"


@pytest.fixture
def case() -> Case:
    [found] = read_case_file(TEXT, "x.case.yaml").cases
    return found


def test_facts_and_rules_are_shuffled_the_same_way_each_time(garden: Rulebook) -> None:
    shuffled = orders.shuffled_rules(garden)
    assert set(shuffled.rules) == set(garden.rules)
    assert list(shuffled.rules) != list(garden.rules)
    assert shuffled is orders.shuffled_rules(garden)
    assert shuffled.sha256 == garden.sha256


def test_an_order_that_does_not_matter_is_no_failure(case: Case, garden: Rulebook) -> None:
    assert run_case(case, garden).status is Status.PASSED


@pytest.mark.parametrize("what", ["facts", "rules"])
def test_an_order_that_matters_is_a_failure_that_says_which(
    case: Case, garden: Rulebook, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = compile_rulebook(garden, experimental=False)

    def order_matters(program: Program, situation: Situation) -> Trace:
        turned = what == "facts" or program is not usual
        return infer(program, Situation({}) if turned else situation)

    monkeypatch.setattr(orders, "infer", order_matters)
    outcome = run_case(case, garden)
    assert outcome.status is Status.FAILED
    assert f"order of the {what}: expected the same advice in any order" in outcome.summary
    assert "undetermined instead of watering" in str(outcome)
