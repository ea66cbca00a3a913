"""What a rule's premise read, part by part: how strong, whether true, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from fulcrum_engine.certainty import FIRES_ABOVE, Interval
from fulcrum_engine.knowledge.conditions import (
    AttributeCondition,
    ConceptCondition,
    Condition,
    Leaf,
    OutcomeCondition,
    leaves,
)
from fulcrum_engine.knowledge.rulebook import Conclusion, Rule
from fulcrum_engine.reasoning.compiler import compile_premise
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.outcomes import outcome_levels
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.situation import State
from fulcrum_engine.why.telling import Telling, telling, two

Truth = Literal["true", "false", "undetermined"]
Fate = Literal["fired", "failed", "undetermined"]
Origin = Literal["answered", "unknown", "not_asked", "not_applicable", "concluded", "advised"]
ORIGINS: Mapping[State, Origin] = {
    State.ANSWERED: "answered",
    State.UNKNOWN: "unknown",
    State.NOT_ASKED: "not_asked",
    State.NOT_APPLICABLE: "not_applicable",
}
_FATES: Mapping[Truth, Fate] = {"true": "fired", "false": "failed", "undetermined": "undetermined"}


def truth_of(strength: Interval) -> Truth:
    """Return whether a premise of this strength is true, as far as a rule fires on it."""
    if strength.low > FIRES_ABOVE:
        return "true"
    return "undetermined" if strength.high > FIRES_ABOVE else "false"


@dataclass(frozen=True, eq=False)
class Evidence:
    """The working memory of a consultation when it had ended, and what rules made of it."""

    explanation: Explanation

    @cached_property
    def words(self) -> Telling:
        return telling(self.explanation.rulebook)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that could fire, by id."""
        rulebook, program = self.explanation.rulebook, self.explanation.program
        return tuple(rulebook.rules[rule.id] for rule in program.rules)

    @cached_property
    def concluding(self) -> Mapping[str, tuple[tuple[Rule, Conclusion], ...]]:
        """Return the rules that can conclude each thing, by id, each with that conclusion."""
        found: dict[str, list[tuple[Rule, Conclusion]]] = {}
        for rule in self.rules:
            for conclusion in rule.then:
                found.setdefault(conclusion.conclude, []).append((rule, conclusion))
        return {concept: tuple(pairs) for concept, pairs in found.items()}

    @cached_property
    def _levels(self) -> Mapping[str, int]:
        situation, trace = self.explanation.situation, self.explanation.trace
        vocabulary = self.explanation.program.vocabulary.by_id
        outcomes = outcome_levels(self.explanation.program.hypotheses)
        levels = {
            name: vocabulary[name].mask(situation[name].levels)
            for name in situation
            if situation[name].state is State.ANSWERED
        }
        advised = trace.outcomes.levels.items()
        return levels | {name: 1 << outcomes[name].index(level) for name, level in advised}

    @cached_property
    def _strengths(self) -> Mapping[str, Interval]:
        beliefs = self.explanation.trace.beliefs
        return {concept: belief.strength for concept, belief in beliefs.items()}

    def strength(self, condition: Condition) -> Interval:
        """Return how strong a condition is: what is certain and what is possible."""
        program = self.explanation.program
        premise = compile_premise(program.vocabulary, program.hypotheses, condition)
        return strength(premise, self._levels, self._strengths)

    def truth(self, condition: Condition) -> Truth:
        """Return whether a condition is true, false or undetermined."""
        return truth_of(self.strength(condition))

    def fate(self, rule: Rule) -> Fate:
        """Return whether a rule fired, failed or is undetermined."""
        return _FATES[truth_of(self.explanation.trace.premises[rule.id])]

    def origin(self, leaf: Leaf) -> Origin:
        """Return where what a condition read came from."""
        if isinstance(leaf, AttributeCondition):
            return ORIGINS[self.explanation.situation[leaf.attribute].state]
        return "concluded" if isinstance(leaf, ConceptCondition) else "advised"

    def read(self, leaf: Leaf) -> str:
        """Return a fact as it was read, for people: `Change: Major`."""
        if isinstance(leaf, AttributeCondition):
            answer = self.explanation.situation[leaf.attribute]
            return self.words.answer(leaf.attribute, answer)
        title = self.words.title(leaf)
        if isinstance(leaf, OutcomeCondition):
            level = self.explanation.trace.outcomes.levels[leaf.outcome]
            return f"{title}: {self.words.advised(level)}"
        belief = self.explanation.trace.belief(leaf.concept).strength
        if belief.high <= 0:
            return f"{title}: no sign of it"
        if belief.low == belief.high:
            return f"{title}: {two(belief.low)}"
        return f"{title}: {two(belief.low)}, up to {two(belief.high)} possible"

    def text(self, leaf: Leaf, *, negated: bool = False) -> str:
        """Return what a condition read and, unless it was as wanted, what it wanted."""
        read = self.read(leaf)
        if self.truth(leaf) == ("false" if negated else "true"):
            return read
        if not isinstance(leaf, ConceptCondition):
            return f"{read} (wanted: {self.words.wanted(leaf, negated=negated)})"
        if negated:
            return f"{read} (wanted: none of it)"
        return f"{read} (wanted: {leaf.wanted})" if leaf.at_least else read


def concepts_in(condition: Condition) -> Iterator[str]:
    """Yield the concepts that a condition asks about, in the order written."""
    for leaf in leaves(condition):
        if isinstance(leaf, ConceptCondition):
            yield leaf.concept
