"""The rule book compiled: what both evaluators run, with every name resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fulcrum_engine.knowledge.conditions import (
    AllOf,
    AnyOf,
    AttributeCondition,
    ConceptCondition,
    Condition,
    NoneOf,
    OutcomeCondition,
    children,
    leaves,
)
from fulcrum_engine.knowledge.rulebook import Hypotheses, Rule, Rulebook
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.reasoning.outcomes import outcome_levels
from fulcrum_engine.reasoning.strata import ADVICE, asked_by, strata


@dataclass(frozen=True)
class LevelsTest:
    """Whether the levels something may have lie within a set, as bit masks."""

    name: str
    wanted: int


@dataclass(frozen=True)
class BeliefTest:
    """The certainty of a concept, or whether it reaches a strength."""

    name: str
    at_least: float | None


@dataclass(frozen=True)
class GroupTest:
    """Minimum (`all`), maximum (`any`) or one minus the maximum (`none`) of its parts."""

    kind: str
    parts: tuple[Premise, ...]


Premise = LevelsTest | BeliefTest | GroupTest


@dataclass(frozen=True)
class CompiledRule:
    """A rule with its premise resolved and its place in the order."""

    id: str
    stratum: int
    premise: Premise
    conclusions: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Program:
    """All that inference needs of a rule book; rules are in the order of their ids."""

    vocabulary: Vocabulary
    hypotheses: Hypotheses
    rules: tuple[CompiledRule, ...]
    concepts: Mapping[str, tuple[str, int]]
    """How each concept combines its evidence, and the stratum that completes it."""
    advice_stratum: int
    last_stratum: int
    everything: Mapping[str, int]
    """The mask of all levels, of each attribute."""
    reaching: frozenset[str]
    """The attributes that can reach a need at all."""
    wanted: frozenset[str]
    """Those of them without which a situation is not fully described."""

    def rules_of(self, stratum: int) -> Iterator[CompiledRule]:
        return (rule for rule in self.rules if rule.stratum == stratum)

    def completed_by(self, stratum: int) -> Iterator[tuple[str, str]]:
        """Yield the concepts that a stratum completes, and how they combine their evidence."""
        for concept, (combination, completing) in self.concepts.items():
            if completing == stratum:
                yield concept, combination


@lru_cache(maxsize=16)
def compile_rulebook(rulebook: Rulebook, *, experimental: bool = False) -> Program:
    """Return the program of a rule book; experimental rules only when asked for."""
    rules = [r for r in rulebook.rules.values() if experimental or r.status != "experimental"]
    depth = strata(rulebook.hypotheses, rules)
    compiled = tuple(_compile(rulebook, rule, depth) for rule in sorted(rules, key=lambda r: r.id))
    combination = _combinations(rulebook)
    reaching = _reaching(rulebook.hypotheses, rules)
    return Program(
        vocabulary=rulebook.vocabulary,
        hypotheses=rulebook.hypotheses,
        rules=compiled,
        concepts={id: (combination[id], depth.get(id, 0)) for id in sorted(combination)},
        advice_stratum=depth[ADVICE],
        last_stratum=max(depth.values()),
        everything={
            attribute.id: attribute.everything for attribute in rulebook.vocabulary.attributes
        },
        reaching=reaching,
        wanted=frozenset(id for id in reaching if not rulebook.vocabulary.by_id[id].optional),
    )


def _combinations(rulebook: Rulebook) -> dict[str, str]:
    """Return how each thing that can be concluded combines its evidence."""
    h = rulebook.hypotheses
    return {
        **{id: str(concept.combine) for id, concept in rulebook.concepts.items()},
        **{side.need: str(side.combine) for side in h.sides},
        **dict.fromkeys((style.id for style in h.styles), "accumulate"),
        **dict.fromkeys(h.said, "strongest"),
    }


def _compile(rulebook: Rulebook, rule: Rule, depth: Mapping[str, int]) -> CompiledRule:
    asked = asked_by(rule)
    return CompiledRule(
        id=rule.id,
        stratum=max((depth.get(name, 0) + 1 for name in asked), default=0),
        premise=compile_premise(rulebook.vocabulary, rulebook.hypotheses, rule.when),
        conclusions=tuple((c.conclude, c.certainty) for c in rule.then),
    )


def compile_premise(
    vocabulary: Vocabulary, hypotheses: Hypotheses, condition: Condition
) -> Premise:
    """Return a condition with its names resolved and its levels as bit masks."""
    if isinstance(condition, ConceptCondition):
        return BeliefTest(condition.concept, condition.at_least)
    if isinstance(condition, AttributeCondition):
        levels = vocabulary.by_id[condition.attribute].level_ids
        return LevelsTest(condition.attribute, _mask(levels, condition))
    if isinstance(condition, OutcomeCondition):
        levels = outcome_levels(hypotheses)[condition.outcome]
        return LevelsTest(condition.outcome, _mask(levels, condition))
    kinds: dict[type, str] = {AllOf: "all", AnyOf: "any", NoneOf: "none"}
    parts = (compile_premise(vocabulary, hypotheses, part) for part in children(condition))
    return GroupTest(kinds[type(condition)], tuple(parts))


def _mask(levels: tuple[str, ...], condition: AttributeCondition | OutcomeCondition) -> int:
    """Return the levels that pass a test, as a bit mask."""
    test, named = condition.test
    at = levels.index(named[0])
    passing = {
        "is": {at},
        "is_not": set(range(len(levels))) - {at},
        "one_of": {levels.index(level) for level in named},
        "at_least": set(range(at, len(levels))),
        "at_most": set(range(at + 1)),
    }[test]
    return sum(1 << index for index in passing)


def _reaching(hypotheses: Hypotheses, rules: Iterable[Rule]) -> frozenset[str]:
    rules = list(rules)
    reached = {side.need for side in hypotheses.sides}
    attributes: set[str] = set()
    while True:
        leading = [rule for rule in rules if reached & {c.conclude for c in rule.then}]
        before = len(reached)
        for leaf in (leaf for rule in leading for leaf in leaves(rule.when)):
            if isinstance(leaf, ConceptCondition):
                reached.add(leaf.concept)
            elif isinstance(leaf, AttributeCondition):
                attributes.add(leaf.attribute)
        if len(reached) == before:
            return frozenset(attributes)
