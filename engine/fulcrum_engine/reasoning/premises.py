"""The strength of a premise in working memory: what is certain and what is possible."""

from __future__ import annotations

from collections.abc import Mapping

from fulcrum_engine.certainty import FALSE, TRUE, UNDETERMINED, Interval
from fulcrum_engine.reasoning.compiler import BeliefTest, GroupTest, LevelsTest, Premise


def strength(
    premise: Premise, levels: Mapping[str, int], strengths: Mapping[str, Interval]
) -> Interval:
    """Return the strength of a premise, given the levels that answers allow and the concepts.

    What `levels` (bit masks) does not name may have any level; what `strengths` does not name has
    no evidence.
    """
    if isinstance(premise, LevelsTest):
        return _levels(premise, levels.get(premise.name))
    if isinstance(premise, BeliefTest):
        return _reached(strengths.get(premise.name, FALSE), premise.at_least)
    return _group(premise, levels, strengths)


def _levels(test: LevelsTest, allowed: int | None) -> Interval:
    if allowed is None:
        return UNDETERMINED
    if not allowed & ~test.wanted:
        return TRUE
    return UNDETERMINED if allowed & test.wanted else FALSE


def _reached(certainty: Interval, at_least: float | None) -> Interval:
    if at_least is None:
        return certainty
    if certainty.low >= at_least:
        return TRUE
    return UNDETERMINED if certainty.high >= at_least else FALSE


def _group(
    group: GroupTest, levels: Mapping[str, int], strengths: Mapping[str, Interval]
) -> Interval:
    parts = [strength(part, levels, strengths) for part in group.parts]
    most = min if group.kind == "all" else max
    low, high = most(part.low for part in parts), most(part.high for part in parts)
    return Interval(1 - high, 1 - low) if group.kind == "none" else Interval(low, high)
