"""What a case is checked against: the consultation, and what other answers would have given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from fulcrum_engine.advice.consultation import explain, recommend
from fulcrum_engine.cases.case import Case
from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.knowledge.conditions import ConceptCondition, Leaf, leaves
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.outcomes import Outcomes
from fulcrum_engine.recommendation import Reason, Recommendation, present
from fulcrum_engine.situation import Situation, parse_situation

_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of the receipt, which no case asks about."""


@dataclass(frozen=True)
class Subject:
    """The consultation of a case."""

    case: Case
    rulebook: Rulebook
    situation: Situation

    @cached_property
    def explanation(self) -> Explanation:
        return explain(self.rulebook, self.situation, experimental=self.case.experimental)

    @cached_property
    def recommendation(self) -> Recommendation:
        include = {"next_question"} if self.case.expect.next_question else set()
        return recommend(self.explanation, _TIME, include)

    @cached_property
    def plain(self) -> Mapping[str, Any]:
        return self.recommendation.plain

    @property
    def outcomes(self) -> Outcomes:
        return self.explanation.trace.outcomes

    @property
    def fired(self) -> frozenset[str]:
        return frozenset(self.explanation.trace.firings)

    def lean_with(self, changes: Mapping[str, Any]) -> str:
        """Return the lean if some answers were different."""
        changed = parse_situation(self.rulebook.vocabulary, {**self.situation.plain, **changes})
        explanation = explain(self.rulebook, changed, experimental=self.case.experimental)
        return explanation.trace.outcomes.lean

    def rule_state(self, rule: str) -> str:
        """Return whether a rule fired, failed or waits for an answer."""
        premise = self.explanation.trace.premises.get(rule)
        if premise is None:
            return "not asked"
        if premise.low > FIRES_ABOVE:
            return "fired"
        return "undetermined" if premise.high > FIRES_ABOVE else "failed"

    def rule_told(self, rule: str) -> str:
        """Return the state of a rule with what it read, as far as that tells why."""
        state = self.rule_state(rule)
        if state == "not asked":
            return "not asked: it is experimental (`experimental: true` lets it fire)"
        return f"{state}: " + ", ".join(map(self._read, leaves(self.rulebook.rules[rule].when)))

    def _read(self, leaf: Leaf) -> str:
        """Return what a condition read and wanted; of a concept, what is left open as well."""
        reading = self.explanation.reading(leaf)
        read = reading.read
        if isinstance(leaf, ConceptCondition):
            belief = self.explanation.trace.belief(leaf.concept)
            if belief.high > belief.low:
                read = f"from {present(belief.low)} to {present(belief.high)}"
        return f"{reading.fact} is {read} (wanted {reading.wanted})"

    def told(self, styles: Collection[str]) -> Iterator[str]:
        """Yield the advice and the rules that decided it, strongest first, a line each.

        Of the styles, those that are asked for are told with their reasons.
        """
        needs = self.recommendation.need.items()
        yield "needs: " + ", ".join(
            f"{side} {need.value} (from {need.low} to {need.high})" for side, need in needs
        )
        yield from self._reasons("decided by", self.recommendation.reasons)
        yield from self._reasons("against it", self.recommendation.against)
        for ranked in self.recommendation.style.ranking:
            if ranked.style in styles:
                yield from self._reasons(f"{ranked.style} ({ranked.certainty})", ranked.reasons)

    def _reasons(self, heading: str, reasons: tuple[Reason, ...]) -> Iterator[str]:
        if not reasons:
            return
        yield f"{heading}:"
        for reason in reasons[:MOST_REASONS]:
            read = ", ".join(f"{r.fact} is {r.read}" for r in reason.conditions)
            place = self.rulebook.places.get(reason.rule, "")
            side = f" for {reason.side}" if reason.side else ""
            yield f"  {reason.certainty:.2f}{side}  {reason.rule} ({place}): {read}"
        if len(reasons) > MOST_REASONS:
            yield f"  and {len(reasons) - MOST_REASONS} weaker ones"


MOST_REASONS = 5
