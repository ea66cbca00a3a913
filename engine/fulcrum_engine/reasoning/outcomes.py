"""The advice read off the needs and styles: lean, strength, and the two styles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from fulcrum_engine.certainty import NOTHING, Belief
from fulcrum_engine.knowledge.rulebook import Hypotheses, LeanReading, Steps

BALANCED, UNDETERMINED = "balanced", "undetermined"
STRENGTHS = ("slight", "clear", "strong")
NOBODY = "nothing"
"""The level of an outcome that has no value: the strength of an undetermined lean."""


@dataclass(frozen=True)
class Outcomes:
    """What the advice is; `strength` and the styles are None when it is undetermined."""

    lean: str
    strength: str | None
    primary: str | None
    supporting: str | None

    @property
    def levels(self) -> dict[str, str]:
        """Return each outcome as a level that conditions can test."""
        named = {
            "lean": self.lean,
            "strength": self.strength,
            "style": self.primary,
            "supporting": self.supporting,
        }
        return {name: level or NOBODY for name, level in named.items()}


def outcome_levels(hypotheses: Hypotheses) -> dict[str, tuple[str, ...]]:
    """Return the levels of each outcome, as conditions may test them."""
    styles = tuple(style.id for style in hypotheses.styles)
    return {
        "lean": (*(side.id for side in hypotheses.sides), BALANCED, UNDETERMINED),
        "strength": (*STRENGTHS, NOBODY),
        "style": (*styles, NOBODY),
        "supporting": (*styles, NOBODY),
    }


def weight_of_evidence(certainty: float) -> float:
    """Return a certainty on the scale on which independent evidence simply adds up.

    Combining certainties multiplies what is left to doubt, so its logarithm adds. On this scale
    two high needs can still be told apart, which on the certainties themselves they cannot.
    """
    return -math.log1p(-certainty)


def read_lean(reading: LeanReading, first: float, second: float, *, settled: bool) -> int:
    """Return 0 or 1 for the side leaned to, 2 for balanced, 3 for undetermined.

    `settled` says that no missing answer could establish a need that is not established.
    """
    if max(first, second) < reading.established:
        return 2 if settled else 3
    if balanced(reading, first, second):
        return 2
    return 0 if first > second else 1


def balanced(reading: LeanReading, first: float, second: float) -> bool:
    """Return whether two needs are balanced: near each other, or both high."""
    less, more = sorted((first, second))
    return any(
        less >= each.smaller_from
        and weight_of_evidence(less) >= each.share * weight_of_evidence(more)
        for each in reading.balanced
    )


def read_strength(steps: Steps, amount: float) -> str:
    """Return slight, clear or strong."""
    return STRENGTHS[(amount >= steps.clear) + (amount >= steps.strong)]


def read_outcomes(
    hypotheses: Hypotheses, beliefs: Mapping[str, Belief], *, all_known: bool
) -> Outcomes:
    """Return the advice that the needs and styles amount to.

    `all_known` says that no attribute is missing that can reach a need and is not mere context.
    """
    needs = [beliefs.get(side.need, NOTHING) for side in hypotheses.sides]
    first, second = (need.value for need in needs)
    reading = hypotheses.lean
    settled = all_known or all(need.high < reading.established for need in needs)
    lean = read_lean(reading, first, second, settled=settled)
    if lean == 3:
        return Outcomes(UNDETERMINED, None, None, None)
    amount = min(first, second) if lean == 2 else abs(first - second)
    steps = reading.both if lean == 2 else reading.one_sided
    leading = lean if lean < 2 else int(second > first)
    sides = [side.id for side in hypotheses.sides]
    return Outcomes(
        lean=(*sides, BALANCED)[lean],
        strength=read_strength(steps, amount),
        primary=best_style(hypotheses, beliefs, sides[leading]),
        supporting=best_style(hypotheses, beliefs, sides[1 - leading]),
    )


def best_style(hypotheses: Hypotheses, beliefs: Mapping[str, Belief], side: str) -> str | None:
    """Return the style of a side that is most certain; the first named where they are equal."""
    styles = [style.id for style in hypotheses.styles if style.side == side]
    return max(styles, key=lambda id: beliefs.get(id, NOTHING).value, default=None)
