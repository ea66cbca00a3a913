"""Certainty factors: what holds for every two, three or many pieces of evidence."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fulcrum_engine.certainty import (
    FALSE,
    FIRES_ABOVE,
    TRUE,
    UNDETERMINED,
    Belief,
    Interval,
    accumulate,
    combine,
    conclude,
    effective,
    strongest,
)

certainties = st.floats(-1, 1, exclude_min=True, exclude_max=True)
usual = st.floats(-0.99, 0.99)
"""Associativity is lost to rounding where evidence for and against are both all but certain."""
strengths = st.floats(0, 1)
intervals = st.tuples(strengths, strengths).map(lambda ends: Interval(*sorted(ends)))
evidence = st.lists(st.tuples(usual.filter(bool), intervals), max_size=8)
combinations = st.sampled_from(["accumulate", "strongest"])


@given(certainties, certainties)
def test_the_order_of_two_pieces_of_evidence_does_not_matter(x: float, y: float) -> None:
    assert combine(x, y) == combine(y, x)


@given(certainties, certainties)
@example(0.9999999999, 0.9999999999)
@example(-0.9999999999, -0.9999999999)
def test_nothing_becomes_certain_by_combining(x: float, y: float) -> None:
    assert -1 < combine(x, y) < 1


@given(certainties)
def test_no_evidence_changes_nothing(x: float) -> None:
    assert combine(x, 0.0) == combine(0.0, x) == x


@given(certainties)
def test_evidence_for_and_against_of_one_strength_cancels(x: float) -> None:
    assert combine(x, -x) == 0


@given(usual, usual, usual)
def test_grouping_does_not_matter_within_rounding(x: float, y: float, z: float) -> None:
    assert combine(combine(x, y), z) == pytest.approx(combine(x, combine(y, z)), abs=1e-9)


@given(certainties, certainties)
def test_evidence_against_mirrors_evidence_for(x: float, y: float) -> None:
    assert combine(-x, -y) == -combine(x, y)


@given(certainties, certainties, certainties)
def test_stronger_evidence_never_weakens(x: float, y: float, z: float) -> None:
    less, more = sorted((x, y))
    assert combine(less, z) <= combine(more, z) + 1e-12


def test_two_pieces_of_evidence_combine_as_in_emycin() -> None:
    assert combine(0.5, 0.5) == 0.75
    assert combine(-0.5, -0.5) == -0.75
    assert combine(0.75, -0.5) == 0.5
    assert combine(-0.75, 0.5) == -0.5


def test_accumulated_evidence_adds_up_and_no_evidence_is_nothing() -> None:
    assert accumulate([]) == 0
    assert accumulate([0.5, 0.5, 0.5]) == 0.875


def test_evidence_with_one_cause_counts_once() -> None:
    assert strongest([]) == 0
    assert strongest([0.5, 0.5, 0.4]) == 0.5
    assert strongest([-0.2, -0.5, -0.4]) == -0.5


def test_the_strongest_for_and_the_strongest_against_are_weighed() -> None:
    assert strongest([0.75, 0.1, -0.5, -0.1]) == combine(0.75, -0.5)


@given(st.lists(certainties), st.randoms())
def test_the_strongest_does_not_depend_on_order(many: list[float], random: object) -> None:
    shuffled = list(many)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert strongest(many) == strongest(shuffled)


@given(st.lists(certainties, max_size=60), combinations)
@example([0.9] * 40, "accumulate")
@example([-0.9] * 40, "accumulate")
@example([0.9] * 40 + [-0.9] * 40, "accumulate")
def test_any_amount_of_evidence_stays_below_certainty(many: list[float], kind: str) -> None:
    belief = conclude(kind, [(certainty, TRUE) for certainty in many if certainty])
    assert -1 < belief.value < 1


@given(st.floats(0, 1))
def test_a_premise_counts_only_above_the_threshold(strength: float) -> None:
    assert effective(strength) == (strength if strength > FIRES_ABOVE else 0)


@given(evidence, combinations)
def test_the_value_lies_between_the_bounds(pieces: list[tuple[float, Interval]], kind: str) -> None:
    belief = conclude(kind, pieces)
    assert belief.low - 1e-12 <= belief.value <= belief.high + 1e-12


@given(evidence, combinations)
def test_without_anything_missing_the_bounds_meet(
    pieces: list[tuple[float, Interval]], kind: str
) -> None:
    known = [(certainty, Interval(premise.low, premise.low)) for certainty, premise in pieces]
    belief = conclude(kind, known)
    assert belief.low == belief.value == belief.high


@given(evidence, combinations, st.data())
def test_knowing_more_of_a_premise_never_widens_the_bounds(
    pieces: list[tuple[float, Interval]], kind: str, data: st.DataObject
) -> None:
    narrower = []
    for certainty, premise in pieces:
        within = st.floats(premise.low, premise.high)
        low, high = sorted((data.draw(within), data.draw(within)))
        narrower.append((certainty, Interval(low, high)))
    before, after = conclude(kind, pieces), conclude(kind, narrower)
    assert before.low - 1e-9 <= after.low
    assert after.high <= before.high + 1e-9


def test_evidence_against_that_is_undetermined_swaps_the_bounds() -> None:
    assert conclude("accumulate", [(-0.5, UNDETERMINED)]) == Belief(0, -0.5, 0)
    assert conclude("strongest", [(-0.5, Interval(0.5, 1))]) == Belief(-0.25, -0.5, -0.25)


def test_evidence_for_that_is_undetermined_raises_the_upper_bound_alone() -> None:
    assert conclude("accumulate", [(0.5, TRUE), (0.5, UNDETERMINED)]) == Belief(0.5, 0.5, 0.75)
    assert conclude("strongest", [(0.5, TRUE), (0.9, UNDETERMINED)]) == Belief(0.5, 0.5, 0.9)


def test_a_premise_that_failed_is_no_evidence() -> None:
    assert conclude("accumulate", [(0.9, FALSE), (0.9, Interval(0.1, 0.2))]) == Belief(0, 0, 0)


def test_evidence_against_is_no_strength_for_a_premise() -> None:
    assert Belief(-0.5, -0.7, 0.3).strength == Interval(0, 0.3)
