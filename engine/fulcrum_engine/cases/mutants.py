"""How well cases hold a rule book: it is made wrong on purpose, a rule at a time.

Each rule is deleted, negated (what it concludes, and what it asks) and weakened (half as certain;
a threshold moved by one level). A case catches such a mutant if its expectations on lean,
strength, style, need or warnings no longer hold; expectations on rule ids do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fulcrum_engine.cases.batch import Batch, make_batch
from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.expected import DECIDING, KINDS
from fulcrum_engine.knowledge.conditions import AttributeCondition, ConceptCondition, Leaf, leaves
from fulcrum_engine.knowledge.rulebook import Hypotheses, Rulebook
from fulcrum_engine.reasoning.compiler import (
    BeliefTest,
    CompiledRule,
    GroupTest,
    LevelsTest,
    Premise,
    Program,
)

CONCEPT_STEP = 0.1


@dataclass(frozen=True)
class Mutant:
    """A rule made wrong on purpose."""

    rule: str
    change: str
    compiled: CompiledRule | None
    """The rule as it is now; None if it was deleted."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.change}"


@dataclass(frozen=True)
class Score:
    """How many mutants the cases catch, of the rules that decide and of those that add advice."""

    caught: dict[Mutant, str]
    """Each mutant that was caught, and the id of a case that caught it."""
    survivors: tuple[Mutant, ...]
    beside_caught: dict[Mutant, str]
    """Mutants of rules that conclude nothing but tensions, mix, actions and development."""
    beside_survivors: tuple[Mutant, ...]

    @property
    def share(self) -> float:
        """Return the share of mutants that are caught; 1 if there are none."""
        return _share(self.caught, self.survivors)

    @property
    def beside_share(self) -> float:
        return _share(self.beside_caught, self.beside_survivors)

    @property
    def plain(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "caught": len(self.caught),
            "share": round(self.share, 4),
            "survivors": [str(mutant) for mutant in self.survivors],
            "beside_caught": len(self.beside_caught),
            "beside_share": round(self.beside_share, 4),
            "beside_survivors": [str(mutant) for mutant in self.beside_survivors],
        }

    def lines(self) -> Iterator[str]:
        """Yield the survivors, and the numbers."""
        for mutant in (*self.survivors, *self.beside_survivors):
            yield f"survives: {mutant}"
        yield str(self)

    def __str__(self) -> str:
        told = _told("of the rules that decide", self.caught, self.survivors)
        beside = _told("of the rules that add advice", self.beside_caught, self.beside_survivors)
        return f"{told}\n{beside}"


def _share(caught: dict[Mutant, str], survivors: tuple[Mutant, ...]) -> float:
    total = len(caught) + len(survivors)
    return len(caught) / total if total else 1.0


def _told(which: str, caught: dict[Mutant, str], survivors: tuple[Mutant, ...]) -> str:
    total = len(caught) + len(survivors)
    return f"{len(caught)} of {total} mutants {which} are caught: {_share(caught, survivors):.1%}"


def mutation_score(cases: Iterable[Case], rulebook: Rulebook) -> Score:
    """Return how many mutants of a rule book the cases catch.

    Cases that do not hold for the rule book as it is catch nothing.
    """
    batch = make_batch(cases, rulebook)
    added = beside(rulebook.hypotheses)
    usual = batch.expectations.failing(batch.usual)
    caught: tuple[dict[Mutant, str], dict[Mutant, str]] = ({}, {})
    survivors: tuple[list[Mutant], list[Mutant]] = ([], [])
    for mutant in mutants(batch.program, rulebook):
        adds = all(c.conclude in added for c in rulebook.rules[mutant.rule].then)
        kinds = tuple(kind for kind in KINDS if kind not in DECIDING) if adds else DECIDING
        catcher = _catcher(batch, mutant, kinds, usual)
        if catcher:
            caught[adds][mutant] = catcher.id
        else:
            survivors[adds].append(mutant)
    return Score(caught[0], tuple(survivors[0]), caught[1], tuple(survivors[1]))


def beside(hypotheses: Hypotheses) -> frozenset[str]:
    """Return all that is said beside lean, style and warnings."""
    return frozenset(hypotheses.said) - {warning.id for warning in hypotheses.warnings}


def _catcher(
    batch: Batch, mutant: Mutant, kinds: Iterable[str], usual: dict[str, set[int]]
) -> Case | None:
    """Return the first case that catches a mutant."""
    failing = batch.expectations.failing(batch.evaluate(mutated(batch.program, mutant)))
    rows = {row for kind in kinds for row in failing[kind] - usual[kind]}
    return batch.cases[min(rows)] if rows else None


def mutated(program: Program, mutant: Mutant) -> Program:
    """Return a program with a rule made wrong; everything else is as it was."""
    return with_rule(program, mutant.rule, mutant.compiled)


def with_rule(program: Program, id: str, rule: CompiledRule | None) -> Program:
    """Return a program in which a rule is another one, or is missing."""
    rules = (rule if each.id == id else each for each in program.rules)
    return replace(program, rules=tuple(each for each in rules if each))


def mutants(program: Program, rulebook: Rulebook) -> Iterator[Mutant]:
    """Yield every mutant of every rule that can be told from the rule by what is advised."""
    said = frozenset(rulebook.hypotheses.said)
    for rule in program.rules:
        flipped = tuple((name, -certainty) for name, certainty in rule.conclusions)
        absent = GroupTest("none", (rule.premise,))
        yield Mutant(rule.id, "deleted", None)
        yield Mutant(rule.id, "concludes the contrary", replace(rule, conclusions=flipped))
        yield Mutant(rule.id, "asks the contrary", replace(rule, premise=absent))
        if not all(name in said for name, _ in rule.conclusions):
            halved = tuple((name, certainty / 2) for name, certainty in rule.conclusions)
            yield Mutant(rule.id, "half as certain", replace(rule, conclusions=halved))
        yield from _moved(rule, rulebook)


def _moved(rule: CompiledRule, rulebook: Rulebook) -> Iterator[Mutant]:
    """Yield a rule with each of its thresholds one level further up and down."""
    tests = list(leaves(rulebook.rules[rule.id].when))
    for place, leaf in enumerate(tests):
        for told, test in _other_tests(leaf, rulebook):
            premise = _put(rule.premise, place, test)[0]
            yield Mutant(rule.id, told, replace(rule, premise=premise))


def _other_tests(leaf: Leaf, rulebook: Rulebook) -> Iterator[tuple[str, LevelsTest | BeliefTest]]:
    """Yield the thresholds next to that of a condition, each in words as well."""
    if isinstance(leaf, AttributeCondition) and leaf.test[0] in ("at_least", "at_most"):
        test, (level,) = leaf.test
        levels = rulebook.vocabulary.by_id[leaf.attribute].level_ids
        for at in (levels.index(level) - 1, levels.index(level) + 1):
            passing = range(at, len(levels)) if test == "at_least" else range(at + 1)
            if 0 <= at < len(levels) and len(passing) < len(levels):
                mask = sum(1 << index for index in passing)
                told = f"asks {leaf.attribute} {test.replace('_', ' ')} {levels[at]}, not {level}"
                yield told, LevelsTest(leaf.attribute, mask)
    elif isinstance(leaf, ConceptCondition) and leaf.at_least:
        for least in (leaf.at_least - CONCEPT_STEP, leaf.at_least + CONCEPT_STEP):
            if 0 < least < 1:
                told = f"asks {leaf.concept} at least {least:g}, not {leaf.at_least:g}"
                yield told, BeliefTest(leaf.concept, least)


def _put(premise: Premise, place: int, test: Premise) -> tuple[Premise, int]:
    """Return a premise with another test at a place among its leaves, and how many it has."""
    if not isinstance(premise, GroupTest):
        return (test if place == 0 else premise), 1
    parts, seen = [], 0
    for part in premise.parts:
        found, count = _put(part, place - seen, test)
        parts.append(found)
        seen += count
    return replace(premise, parts=tuple(parts)), seen
