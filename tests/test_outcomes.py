"""The advice read off the needs: each need judged separately, missing never read as low."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fulcrum_engine import Rulebook, load_rulebook, parse_situation
from fulcrum_engine.certainty import Belief
from fulcrum_engine.knowledge.rulebook import Hypotheses
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.reasoning.inference import infer
from fulcrum_engine.reasoning.outcomes import (
    Outcomes,
    best_style,
    read_outcomes,
    weight_of_evidence,
)
from strategies import rule

REAL = load_rulebook().hypotheses
FIRST, SECOND = REAL.sides
ESTABLISHED = REAL.lean.established
needs = st.floats(0, 1, exclude_max=True)


def judge(
    first: float | Belief,
    second: float | Belief,
    *,
    all_known: bool = True,
    hypotheses: Hypotheses = REAL,
    **styles: float,
) -> Outcomes:
    """Return the advice for two needs (a number is a need with nothing missing)."""
    a, b = (n if isinstance(n, Belief) else Belief(n, n, n) for n in (first, second))
    beliefs = {hypotheses.sides[0].need: a, hypotheses.sides[1].need: b}
    beliefs |= {id: Belief(c, c, c) for id, c in styles.items()}
    return read_outcomes(hypotheses, beliefs, all_known=all_known)


# Lean


def test_two_high_needs_are_balanced_and_do_not_cancel_out() -> None:
    assert judge(0.9, 0.9).lean == "balanced"
    assert judge(0.9, 0.9).strength == "strong"


def test_two_low_needs_that_are_fully_known_are_a_light_touch() -> None:
    for low in (0.0, ESTABLISHED / 2, ESTABLISHED * 0.999):
        outcomes = judge(low, 0.0)
        assert (outcomes.lean, outcomes.strength) == ("balanced", "slight")
        assert outcomes.primary is not None


def test_nothing_known_is_undetermined_without_strength_or_style() -> None:
    nothing = Belief(0, 0, 0.9)
    outcomes = judge(nothing, nothing, all_known=False)
    assert outcomes == Outcomes("undetermined", None, None, None)


def test_low_needs_that_the_missing_answers_cannot_raise_are_a_light_touch() -> None:
    held_down = Belief(0, 0, ESTABLISHED * 0.9)
    assert judge(held_down, held_down, all_known=False).lean == "balanced"
    one_may_rise = Belief(0, 0, ESTABLISHED)
    assert judge(held_down, one_may_rise, all_known=False).lean == "undetermined"


@given(needs, needs, st.booleans())
def test_a_need_that_is_established_is_never_undetermined(
    first: float, second: float, all_known: bool
) -> None:
    assume(max(first, second) >= ESTABLISHED)
    a, b = Belief(first, 0, 0.999), Belief(second, 0, 0.999)
    assert judge(a, b, all_known=all_known).lean != "undetermined"


@given(needs, needs)
def test_the_larger_need_is_leaned_to_or_the_two_are_balanced(first: float, second: float) -> None:
    larger = FIRST.id if first > second else SECOND.id
    assert judge(first, second).lean in {larger, "balanced"}


@given(needs, needs)
def test_the_sides_are_judged_alike(first: float, second: float) -> None:
    swapped = {FIRST.id: SECOND.id, SECOND.id: FIRST.id, "balanced": "balanced"}
    one, other = judge(first, second), judge(second, first)
    assert swapped[one.lean] == other.lean
    assert one.strength == other.strength


@given(needs, needs, needs)
def test_a_greater_need_never_turns_the_lean_away_from_it(a: float, b: float, c: float) -> None:
    less, more = sorted((a, b))
    assume(more >= ESTABLISHED or less == more)
    order = [SECOND.id, "balanced", FIRST.id]
    assume(max(less, c) >= ESTABLISHED)
    assert order.index(judge(less, c).lean) <= order.index(judge(more, c).lean)
    assert order.index(judge(c, more).lean) <= order.index(judge(c, less).lean)


@given(needs)
def test_equal_needs_are_balanced(need: float) -> None:
    assert judge(need, need).lean == "balanced"


def test_a_single_established_need_decides() -> None:
    assert judge(ESTABLISHED, 0).lean == FIRST.id
    assert judge(0, ESTABLISHED).lean == SECOND.id
    assert judge(0.8, 0.0).lean == FIRST.id


# Thresholds


@pytest.mark.parametrize(
    ("difference", "strength"),
    [
        (REAL.lean.one_sided.clear, "clear"),
        (REAL.lean.one_sided.strong, "strong"),
    ],
)
def test_thresholds_compare_unrounded_numbers(difference: float, strength: str) -> None:
    assume_one_sided = judge(0.0 + difference, 0.0)
    assert assume_one_sided.lean in {FIRST.id, "balanced"}
    if assume_one_sided.lean == FIRST.id:
        assert assume_one_sided.strength == strength
    below = judge(difference - 1e-9, 0.0)
    assert below.strength != strength


def test_a_need_just_below_the_threshold_is_not_rounded_up_to_it() -> None:
    just_below = ESTABLISHED - 1e-9
    assert round(just_below, 4) == ESTABLISHED
    assert judge(just_below, 0, all_known=False).lean != FIRST.id
    assert judge(ESTABLISHED, 0, all_known=False).lean == FIRST.id


def test_a_balanced_lean_is_as_strong_as_its_smaller_need() -> None:
    both = REAL.lean.both
    assert (
        judge(0.95, both.strong).strength == "strong" or judge(0.95, both.strong).lean == FIRST.id
    )
    assert judge(both.clear, both.clear).strength == "clear"
    assert judge(both.clear - 1e-9, both.clear).strength == "slight"
    assert judge(both.strong, both.strong).strength == "strong"


def test_the_weight_of_evidence_adds_where_certainties_combine() -> None:
    assert weight_of_evidence(0) == 0
    assert weight_of_evidence(0.75) == pytest.approx(2 * weight_of_evidence(0.5))


# Styles


@pytest.fixture
def hypotheses(garden: Rulebook) -> Hypotheses:
    return garden.hypotheses


def test_the_primary_style_is_of_the_leaning_side_and_the_other_supports(
    hypotheses: Hypotheses,
) -> None:
    styles = {"sprinkler": 0.3, "can": 0.6, "net": 0.9, "mulch": 0.1}
    watering = judge(0.8, 0, hypotheses=hypotheses, **styles)
    assert (watering.primary, watering.supporting) == ("can", "net")
    shading = judge(0, 0.8, hypotheses=hypotheses, **styles)
    assert (shading.primary, shading.supporting) == ("net", "can")


def test_in_balance_the_larger_need_chooses_the_primary_style(hypotheses: Hypotheses) -> None:
    assert judge(0.8, 0.81, hypotheses=hypotheses, net=0.2, can=0.9).primary == "net"
    assert judge(0.81, 0.8, hypotheses=hypotheses, net=0.9, can=0.2).primary == "can"


def test_of_equal_styles_the_first_named_is_best(hypotheses: Hypotheses) -> None:
    assert best_style(hypotheses, {}, "watering") == "sprinkler"
    equal = {"can": Belief(0.5, 0.5, 0.5), "sprinkler": Belief(0.5, 0.5, 0.5)}
    assert best_style(hypotheses, equal, "watering") == "sprinkler"
    against = {"sprinkler": Belief(-0.1, -0.1, -0.1)}
    assert best_style(hypotheses, against, "watering") == "can"


# In a consultation


DRY = {"attribute": "soil", "is": "dry"}
FULL = {"attribute": "sun", "is": "full"}


def lean(rulebook: Rulebook, situation: dict[str, Any]) -> str:
    program = compile_rulebook(rulebook)
    return infer(program, parse_situation(rulebook.vocabulary, situation)).outcomes.lean


def test_missing_answers_that_cannot_reach_a_need_leave_nothing_undetermined(
    book: Callable[..., Rulebook],
) -> None:
    rulebook = book(
        rule("a", DRY, ("need-for-watering", 0.5)),
        rule("b", FULL, ("need-for-shading", 0.5)),
        rule("c", {"attribute": "hose", "is": "simple"}, ("can", 0.5)),
    )
    assert lean(rulebook, {}) == "undetermined"
    assert lean(rulebook, {"soil": "wet"}) == "undetermined"
    assert lean(rulebook, {"soil": "wet", "sun": "unknown"}) == "undetermined"
    assert lean(rulebook, {"soil": "wet", "sun": "shade"}) == "balanced"
    assert lean(rulebook, {"soil": "wet", "sun": "not_applicable"}) == "balanced"
    assert lean(rulebook, {"soil": ["wet", "dry"], "sun": "mixed"}) == "balanced"
    assert lean(rulebook, {"soil": "dry"}) == "watering"
    assert lean(rulebook, {"soil": "dry", "sun": "full"}) == "balanced"


def test_the_behind_sees_an_undetermined_lean_as_such(book: Callable[..., Rulebook]) -> None:
    rulebook = book(
        rule("a", DRY, ("need-for-watering", 0.5)),
        rule("b", {"outcome": "lean", "is": "undetermined"}, ("wilting", 0.5)),
        rule("c", {"outcome": "strength", "is_not": "strong"}, ("drowning", 0.5)),
        rule("d", {"outcome": "style", "is": "can"}, ("water-at-dawn", 0.5)),
    )
    program = compile_rulebook(rulebook)
    trace = infer(program, parse_situation(rulebook.vocabulary, {}))
    assert trace.firings == ("b", "c")
    assert trace.premises["d"].high == 0
