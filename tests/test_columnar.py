"""The columnar evaluator says what experta says, to the last digit, on every kind of situation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chance import mixed, often
from fulcrum_engine import InputError, Rulebook, Situation, load_rulebook, parse_situation
from fulcrum_engine.cases import load_case_files
from fulcrum_engine.columnar.columns import Floats
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import infer
from strategies import ATTRIBUTES, GARDEN, Files, situations, small_books, write

CASES = Path(__file__).parents[1] / "cases"


def assert_same(program: Program, given: Sequence[Situation], found: Evaluation) -> None:
    """Compare every premise, every certainty with its ends, and every outcome."""
    traces = [infer(program, situation) for situation in given]
    for name, ends in found.premises.items():
        told = [(trace.premises[name].low, trace.premises[name].high) for trace in traces]
        assert_columns_say(told, given, name, *ends)
    for name, each in found.beliefs.items():
        beliefs = (trace.belief(name) for trace in traces)
        certainties = [(belief.value, belief.low, belief.high) for belief in beliefs]
        assert_columns_say(certainties, given, name, each.value, each.low, each.high)
    for name in found.outcomes:
        assert found.named(name) == [trace.outcomes.levels[name] for trace in traces], name


def assert_columns_say(
    told: list[Any], given: Sequence[Situation], name: str, *ends: Floats
) -> None:
    """Compare one premise or certainty in all situations; show the first where it differs."""
    found = list(zip(*(end.tolist() for end in ends), strict=True))
    if found != told:
        row = next(row for row in range(len(told)) if found[row] != told[row])
        assert (name, found[row]) == (name, told[row]), given[row].plain


@pytest.mark.parametrize("experimental", [False, True], ids=["in use", "with experimental rules"])
def test_both_evaluators_agree_on_random_situations(rulebook: Rulebook, experimental: bool) -> None:
    program = compile_rulebook(rulebook, experimental=experimental)
    given = list(mixed(rulebook.vocabulary, often(1000, 10_000), seed=2026 + experimental))
    assert_same(program, given, evaluate(program, columns(program, given)))


def test_both_evaluators_agree_on_every_situation_of_the_cases(rulebook: Rulebook) -> None:
    program = compile_rulebook(rulebook)
    given = []
    for case in load_case_files([CASES])[0]:
        try:
            given.append(parse_situation(rulebook.vocabulary, case.given))
        except InputError:
            assert case.expect.error or case.todo
    assert len(given) > 100
    assert_same(program, given, evaluate(program, columns(program, given)))


@given(files=small_books(), data=st.data())
def test_both_evaluators_agree_by_any_rule_book(
    files: Files, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = load_rulebook(write(tmp_path_factory.mktemp("book"), files))
    program = compile_rulebook(book, experimental=True)
    drawn = data.draw(st.lists(situations(ATTRIBUTES), min_size=1, max_size=5))
    given = [parse_situation(book.vocabulary, each) for each in drawn]
    assert_same(program, given, evaluate(program, columns(program, given)))


def test_what_leads_to_the_lean_alone_gives_the_same_needs_and_leans(rulebook: Rulebook) -> None:
    program = compile_rulebook(rulebook)
    rows = columns(program, list(mixed(rulebook.vocabulary, 300, seed=7)))
    whole, part = evaluate(program, rows), evaluate(program, rows, only_needs=True)
    assert whole.leans() == part.leans()
    for side in rulebook.hypotheses.sides:
        assert (whole.beliefs[side.need].value == part.beliefs[side.need].value).all()
        assert (whole.beliefs[side.need].high == part.beliefs[side.need].high).all()


def test_no_situations_give_no_advice() -> None:
    program = compile_rulebook(load_rulebook(GARDEN))
    assert evaluate(program, columns(program, [])).leans() == []


def test_the_order_of_situations_is_kept(garden: Rulebook) -> None:
    def situation(**answers: Any) -> Situation:
        return parse_situation(garden.vocabulary, answers)

    program = compile_rulebook(garden)
    rows = [situation(soil="dry", sun="shade"), situation(), situation(soil="wet", sun="full")]
    found = evaluate(program, columns(program, rows))
    assert found.leans() == ["watering", "undetermined", "shading"]
