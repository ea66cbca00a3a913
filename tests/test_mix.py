"""How to mix both sides: one word about what comes first, and one dose of the other side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from chance import mixed, often
from fulcrum_engine import Rulebook, consult, load_rulebook
from fulcrum_engine.columnar.columns import Flags
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.reasoning.compiler import compile_rulebook

FIRST = ["order-first", "direction-first", "side-by-side"]
MANAGING = ["a-dose-of-managing", "a-larger-dose-of-managing"]
LEADING = ["a-dose-of-leading", "a-larger-dose-of-leading"]


@pytest.fixture(scope="module")
def said() -> Mapping[str, Flags]:
    """Return in which of many random situations each entry is said, and each lean advised."""
    rulebook = load_rulebook()
    program = compile_rulebook(rulebook)
    given = list(mixed(rulebook.vocabulary, often(6000, 60_000), seed=196))
    found = evaluate(program, columns(program, given))
    entries = {each.id: found.said(each.id) for each in rulebook.hypotheses.mix}
    leans = np.array(found.leans())
    return entries | {lean: leans == lean for lean in ("leadership", "management", "balanced")}


def mix(rulebook: Rulebook, **answers: Any) -> set[str]:
    return {entry.id for entry in consult(answers, rulebook, include=()).mix}


@pytest.mark.parametrize("rivals", [[*FIRST, "light-touch"], [*MANAGING, *LEADING]])
def test_no_advice_contradicts_another(said: Mapping[str, Flags], rivals: list[str]) -> None:
    assert all(said[entry].any() for entry in rivals)
    assert np.max(np.sum([said[entry] for entry in rivals], axis=0)) == 1


@pytest.mark.parametrize(
    ("lean", "entries"),
    [("leadership", MANAGING), ("management", LEADING), ("balanced", [*FIRST, "light-touch"])],
)
def test_each_lean_has_its_own_advice_and_only_that(
    said: Mapping[str, Flags], lean: str, entries: list[str]
) -> None:
    advised = np.sum([said[entry] for entry in entries], axis=0)
    assert np.array_equal(advised, said[lean])


def test_danger_comes_before_a_direction(rulebook: Rulebook) -> None:
    assert mix(rulebook, direction="none", urgency="emergency") == {"order-first"}


def test_a_missing_answer_does_not_silence_what_comes_first(rulebook: Rulebook) -> None:
    assert "side-by-side" in mix(rulebook, change="major", coordination="complex")
    assert "direction-first" in mix(
        rulebook, direction="none", budget_pressure="severe", deadline_pressure="severe"
    )


def test_a_direction_comes_first_until_order_is_known_to_be_missing(rulebook: Rulebook) -> None:
    given = {"change": "major", "coordination": "complex", "direction": "none"}
    assert mix(rulebook, **given, workload="overloaded") == {"direction-first"}
    assert mix(rulebook, **given, workload="overloaded", execution="slipping") == {"order-first"}


def test_the_larger_dose_takes_the_place_of_the_smallest(rulebook: Rulebook) -> None:
    assert MANAGING[0] in mix(rulebook, change="transformational")
    weak = mix(rulebook, change="transformational", management_strength="weak")
    assert weak & {*MANAGING} == {"a-larger-dose-of-managing"}
