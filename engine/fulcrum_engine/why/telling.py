"""What a rule book's names, levels and tests are called, in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fulcrum_engine.knowledge.conditions import (
    AttributeCondition,
    ConceptCondition,
    Leaf,
    OutcomeCondition,
)
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.outcomes import BALANCED, NOBODY, UNDETERMINED
from fulcrum_engine.recommendation import present
from fulcrum_engine.situation import Answer, State

OUTCOMES = {
    "lean": "The lean",
    "strength": "The strength of the lean",
    "style": "The style to take",
    "supporting": "The style to mix in",
}
PLAIN = {BALANCED: "Balanced", UNDETERMINED: "Undetermined", NOBODY: "none"}
MISSING = {
    State.NOT_ASKED: "not asked",
    State.UNKNOWN: "not known",
    State.NOT_APPLICABLE: "does not apply",
}
_TESTS = {"is_not": "anything but ", "at_least": "at least ", "at_most": "at most "}
_OPPOSITES = {"is": "anything but ", "one_of": "anything but "}


@dataclass(frozen=True, eq=False)
class Telling:
    """Says in words of the rule book what it holds."""

    rulebook: Rulebook

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Return the title of everything that can be concluded."""
        h = self.rulebook.hypotheses
        titles = {id: concept.title for id, concept in self.rulebook.concepts.items()}
        titles |= {action.id: " ".join(action.text.split()) for action in h.actions}
        titles |= {notice.id: notice.title for notice in (*h.warnings, *h.tensions, *h.mix)}
        titles |= {each.id: each.title for each in (h.development.advice if h.development else ())}
        titles |= {style.id: style.title for style in h.styles}
        return titles | {side.need: side.need_title for side in h.sides}

    @cached_property
    def _levels(self) -> Mapping[str, str]:
        """Return the title of each level of an outcome."""
        h = self.rulebook.hypotheses
        titles = PLAIN | {style.id: style.title for style in h.styles}
        return titles | {side.id: side.title for side in h.sides}

    def title(self, leaf: Leaf) -> str:
        """Return the title of what a condition asks about."""
        if isinstance(leaf, AttributeCondition):
            return self.rulebook.vocabulary.by_id[leaf.attribute].title
        if isinstance(leaf, OutcomeCondition):
            return OUTCOMES[leaf.outcome]
        return self.titles[leaf.concept]

    def advised(self, level: str) -> str:
        """Return the title of a lean or a style; a strength is its own."""
        return self._levels.get(level, level)

    def wanted(self, leaf: Leaf, *, negated: bool = False) -> str:
        """Return what a condition wants, or with `negated` what it must not find."""
        if isinstance(leaf, ConceptCondition):
            return leaf.wanted
        test, levels = leaf.test
        named = joined(self._label(leaf, level) for level in levels)
        if not negated:
            return _TESTS.get(test, "") + named
        if test in ("at_least", "at_most") and isinstance(leaf, AttributeCondition):
            return self._beyond(leaf, test, levels[0])
        return _OPPOSITES.get(test, "") + named

    def _beyond(self, leaf: AttributeCondition, test: str, level: str) -> str:
        """Return the levels that a test leaves out: `at most Small steps` for `at least Major`."""
        levels = self.rulebook.vocabulary.by_id[leaf.attribute].level_ids
        at = levels.index(level)
        if test == "at_least":
            return f"at most {self._label(leaf, levels[at - 1])}" if at else "nothing"
        last = at + 1 == len(levels)
        return "nothing" if last else f"at least {self._label(leaf, levels[at + 1])}"

    def _label(self, leaf: Leaf, level: str) -> str:
        if isinstance(leaf, AttributeCondition):
            return self.label(leaf.attribute, level)
        return self.advised(level)

    def label(self, attribute: str, level: str) -> str:
        """Return what a level is called."""
        levels = self.rulebook.vocabulary.by_id[attribute].levels
        return next(each.label for each in levels if each.id == level)

    def answer(self, attribute: str, answer: Answer) -> str:
        """Return an attribute with its answer, or with the reason why there is none."""
        title = self.rulebook.vocabulary.by_id[attribute].title
        if answer.state is not State.ANSWERED:
            return f"{title}: {MISSING[answer.state]}"
        labels = [self.label(attribute, level) for level in answer.levels]
        return f"{title}: {joined(labels)}"


@lru_cache(maxsize=16)
def telling(rulebook: Rulebook) -> Telling:
    """Return the words of a rule book."""
    return Telling(rulebook)


def lowered(title: str) -> str:
    """Return a title as it stands within a sentence; what is written in capitals stays so.

    >>> lowered("Time to goal"), lowered("GDPR")
    ('time to goal', 'GDPR')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def joined(words: Iterable[str]) -> str:
    """Return words as alternatives.

    >>> joined(["low", "mixed", "high"])
    'low, mixed or high'
    """
    *first, last = list(words)
    return f"{', '.join(first)} or {last}" if first else last


def signed(number: float) -> float:
    """Return a certainty for or against with four decimals; rounding never makes one certain.

    >>> signed(-0.99999), signed(0.25)
    (-0.9999, 0.25)
    """
    return present(number) if number >= 0 else -present(-number)


def shown(number: float) -> str:
    """Return a certainty as it stands in a line of arithmetic.

    >>> shown(0.5), shown(0.48601), shown(0.0)
    ('0.5', '0.486', '0')
    """
    return f"{signed(number):.4f}".rstrip("0").rstrip(".")


def two(number: float) -> str:
    """Return a certainty with two decimals, as a report shows it; rounding never makes it sure.

    >>> two(0.486), two(0.99999)
    ('0.49', '0.99')
    """
    return f"{max(min(number, 0.99), -0.99):.2f}"
