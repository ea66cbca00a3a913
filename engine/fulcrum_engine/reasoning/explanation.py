"""Why: the rules that fired, what they read, and how much each counts for what it led to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from fulcrum_engine.knowledge.conditions import (
    AttributeCondition,
    ConceptCondition,
    Condition,
    Leaf,
    NoneOf,
    children,
    leaves,
)
from fulcrum_engine.knowledge.rulebook import Rule, Rulebook
from fulcrum_engine.reasoning.compiler import Program
from fulcrum_engine.reasoning.inference import Trace
from fulcrum_engine.recommendation import Reading, Reason, present
from fulcrum_engine.situation import Situation


@dataclass(frozen=True)
class Explanation:
    """What a consultation did, told by the rules that did it."""

    rulebook: Rulebook
    program: Program
    situation: Situation
    trace: Trace

    @cached_property
    def fired(self) -> tuple[Rule, ...]:
        """Return the rules that fired, by id."""
        return tuple(self.rulebook.rules[id] for id in sorted(self.trace.firings))

    def reasons(self, hypothesis: str, side: str | None = None) -> tuple[Reason, ...]:
        """Return the rules that speak for a hypothesis, strongest first.

        A rule counts as much as it would alone: its certainty times those of the rules that
        carry it on. A rule that only carries one concept on to another is no reason itself.
        """
        return self._speaking(hypothesis, side, 1)

    def reasons_against(self, hypothesis: str, side: str | None = None) -> tuple[Reason, ...]:
        """Return the rules that speak against a hypothesis by negative evidence."""
        return self._speaking(hypothesis, side, -1)

    def _speaking(self, hypothesis: str, side: str | None, sign: int) -> tuple[Reason, ...]:
        reach = self._reach(hypothesis)
        counted = []
        for rule in self.fired:
            strength = self.trace.premises[rule.id].low
            amounts = [c.certainty * strength * reach.get(c.conclude, 0.0) for c in rule.then]
            amount = max(amount * sign for amount in amounts)
            if amount > 0 and not is_link(rule):
                counted.append((-amount, rule.id))
        return tuple(self.reason(id, -amount, side) for amount, id in sorted(counted))

    def _reach(self, hypothesis: str) -> dict[str, float]:
        """Return how much of a concept's certainty is carried on to a hypothesis.

        It is negative where the concept speaks against the hypothesis.
        """
        reach = {hypothesis: 1.0}
        by_stratum = sorted(self.fired, key=lambda rule: self._position[rule.id], reverse=True)
        for rule in by_stratum:
            carried = max((c.certainty * reach.get(c.conclude, 0.0) for c in rule.then), key=abs)
            for concept in carrying(rule.when):
                reach[concept] = max(reach.get(concept, 0.0), carried, key=abs)
        return reach

    @cached_property
    def _position(self) -> Mapping[str, int]:
        return {id: position for position, id in enumerate(self.trace.firings)}

    def reason(self, id: str, certainty: float, side: str | None = None) -> Reason:
        """Return a rule that fired as a reason, with what it read."""
        rule = self.rulebook.rules[id]
        return Reason(
            rule=rule.id,
            title=rule.title,
            because=" ".join(rule.because.split()),
            side=side,
            certainty=present(certainty),
            conditions=tuple(self.reading(leaf) for leaf in leaves(rule.when)),
            sources=rule.sources,
        )

    def reading(self, leaf: Leaf) -> Reading:
        """Return what a condition wanted and what it read."""
        if isinstance(leaf, AttributeCondition):
            return Reading(
                fact=leaf.attribute, wanted=leaf.wanted, read=str(self.situation[leaf.attribute])
            )
        if isinstance(leaf, ConceptCondition):
            belief = self.trace.belief(leaf.concept)
            return Reading(fact=leaf.concept, wanted=leaf.wanted, read=f"{present(belief.low):.4f}")
        read = self.trace.outcomes.levels[leaf.outcome]
        return Reading(fact=leaf.outcome, wanted=leaf.wanted, read=read)

    def rules_for(self, hypothesis: str) -> tuple[str, ...]:
        """Return the ids of the rules that fired and concluded a hypothesis, by id.

        None where the evidence against it weighs as much: then it is not concluded.
        """
        if self.trace.belief(hypothesis).value <= 0:
            return ()
        return tuple(
            rule.id for rule in self.fired if any(c.conclude == hypothesis for c in rule.then)
        )


def is_link(rule: Rule) -> bool:
    """Return whether a rule only carries one concept on: it reads a single concept."""
    return isinstance(rule.when, ConceptCondition)


def carrying(condition: Condition) -> Iterator[str]:
    """Yield the concepts that a condition wants present."""
    if isinstance(condition, ConceptCondition):
        yield condition.concept
    elif not isinstance(condition, NoneOf):
        for child in children(condition):
            yield from carrying(child)
