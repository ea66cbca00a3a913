"""Certainty factors as in EMYCIN, and intervals of them for what is not known.

All folds run in the order of rule ids, so that floating point is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import nextafter

FIRES_ABOVE = 0.2
"""MYCIN's threshold: a premise at or below it is no evidence (Buchanan & Shortliffe 1984)."""


MOST = nextafter(1.0, 0.0)
"""The largest certainty: rounding must not turn much evidence into proof."""


@dataclass(frozen=True)
class Interval:
    """The strength of a premise: what is certain, and what the missing answers leave possible."""

    low: float
    high: float


FALSE, TRUE, UNDETERMINED = Interval(0.0, 0.0), Interval(1.0, 1.0), Interval(0.0, 1.0)


@dataclass(frozen=True)
class Belief:
    """The certainty of a concept: as concluded now, and the bounds the missing answers leave."""

    value: float
    low: float
    high: float

    @property
    def strength(self) -> Interval:
        """Return how strongly a premise may rest on it; evidence against counts as none."""
        return Interval(max(self.low, 0.0), max(self.high, 0.0))


NOTHING = Belief(0.0, 0.0, 0.0)


def combine(first: float, second: float) -> float:
    """Return the certainty factor of two pieces of evidence (Shortliffe & Buchanan 1975).

    Commutative, and associative within rounding, so firing order cannot change advice.

    >>> combine(0.5, 0.5)
    0.75
    >>> combine(0.75, -0.5)
    0.5
    """
    if first >= 0 and second >= 0:
        return min(first + second - first * second, MOST)
    if first <= 0 and second <= 0:
        return max(first + second + first * second, -MOST)
    return (first + second) / (1 - min(abs(first), abs(second)))


def accumulate(evidence: Iterable[float]) -> float:
    """Return the certainty of independent pieces of evidence, each adding to the rest."""
    total = 0.0
    for certainty in evidence:
        total = combine(total, certainty)
    return total


def strongest(evidence: Iterable[float]) -> float:
    """Return the certainty of evidence with one cause: the strongest for it and against it."""
    most = least = 0.0
    for certainty in evidence:
        most, least = max(most, certainty), min(least, certainty)
    return combine(most, least)


COMBINATIONS = {"accumulate": accumulate, "strongest": strongest}


def effective(strength: float) -> float:
    """Return the strength of a premise as evidence: none up to the threshold."""
    return strength if strength > FIRES_ABOVE else 0.0


def conclude(combination: str, evidence: Iterable[tuple[float, Interval]]) -> Belief:
    """Return the belief in a concept from (certainty, premise strength) of its rules.

    Evidence against it is weakest at its low end, so the bounds swap there.
    """
    fold = COMBINATIONS[combination]
    ends = [(c, c * effective(p.low), c * effective(p.high)) for c, p in evidence]
    return Belief(
        value=fold(low for _, low, _ in ends),
        low=fold(low if c > 0 else high for c, low, high in ends),
        high=fold(high if c > 0 else low for c, low, high in ends),
    )
