"""Conditions of rules in words, a line for each, indented as they are nested."""

from __future__ import annotations

from collections.abc import Iterator

from fulcrum_api.wording import Wording
from fulcrum_engine.knowledge.conditions import (
    AllOf,
    AttributeCondition,
    ConceptCondition,
    Condition,
    NoneOf,
    OutcomeCondition,
    children,
)

Line = tuple[int, str]
OUTCOMES = {
    "lean": "the lean",
    "strength": "the strength of the lean",
    "style": "the style",
    "supporting": "the supporting style",
}
TESTS = {"is_not": "not ", "at_least": "at least ", "at_most": "at most "}


def condition_lines(words: Wording, condition: Condition, depth: int = 0) -> Iterator[Line]:
    """Yield a condition as lines: how far in, and the words."""
    if isinstance(condition, AttributeCondition):
        yield depth, _attribute(words, condition)
    elif isinstance(condition, ConceptCondition):
        yield depth, f"{words.thing(condition.concept)} ({condition.wanted})"
    elif isinstance(condition, OutcomeCondition):
        yield depth, f"{OUTCOMES.get(condition.outcome, condition.outcome)}: {condition.wanted}"
    else:
        yield depth, _joint(condition)
        for child in children(condition):
            yield from condition_lines(words, child, depth + 1)


def _joint(condition: Condition) -> str:
    if isinstance(condition, NoneOf):
        return "none of these:"
    return "all of these:" if isinstance(condition, AllOf) else "at least one of these:"


def _attribute(words: Wording, condition: AttributeCondition) -> str:
    attribute = words.rulebook.vocabulary.by_id[condition.attribute]
    labels = {level.id: level.label for level in attribute.levels}
    test, levels = condition.test
    named = " or ".join(f"“{labels[level]}”" for level in levels)
    return f"{attribute.title}: {TESTS.get(test, '')}{named}"
