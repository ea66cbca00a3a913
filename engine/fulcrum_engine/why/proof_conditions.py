"""What the conditions of a rule wanted and read, as values of a proof."""

from __future__ import annotations

from fulcrum_engine.certainty import Interval
from fulcrum_engine.knowledge.conditions import Condition, children, leaves
from fulcrum_engine.why.evidence import Evidence, truth_of
from fulcrum_engine.why.proof_values import Certainty, ConditionRead, Strength
from fulcrum_engine.why.telling import signed


def read_condition(evidence: Evidence, condition: Condition) -> ConditionRead:
    """Return what a condition wanted and read, the parts of a group within it."""
    strength = evidence.strength(condition)
    truth, ends = truth_of(strength), strength_of(strength)
    parts = children(condition)
    if parts:
        kind = type(condition).__name__.removesuffix("Of").lower()
        read = tuple(read_condition(evidence, part) for part in parts)
        return ConditionRead.model_validate(
            {"kind": kind, "truth": truth, "strength": ends, "parts": read}
        )
    leaf = next(leaves(condition))
    told = evidence.explanation.reading(leaf)
    return ConditionRead.model_validate(
        {
            "kind": type(leaf).__name__.removesuffix("Condition").lower(),
            "fact": told.fact,
            "wanted": told.wanted,
            "read": told.read,
            "origin": evidence.origin(leaf),
            "truth": truth,
            "strength": ends,
            "text": evidence.text(leaf),
        }
    )


def strength_of(ends: Interval) -> Strength:
    """Return the strength of a premise with four decimals."""
    return Strength(low=round(ends.low, 4), high=round(ends.high, 4))


def certainty_of(value: float, low: float, high: float) -> Certainty:
    """Return a certainty and its bounds with four decimals."""
    return Certainty(value=signed(value), low=signed(low), high=signed(high))
