"""What of a rule book the cases try: its rules, each of their conditions, and every level.

Of a rule: whether it fired in a case, whether it was decisive in one (without it the advice would
be another), and whether there is a near miss (it failed, and would fire if one of its conditions
came out otherwise). Of a condition: whether it was seen true and false. Of a level: whether a case
gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from fulcrum_engine.cases.batch import Batch, make_batch
from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.mutants import beside, with_rule
from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.columnar.columns import Ends, Flags
from fulcrum_engine.columnar.evaluator import Evaluation
from fulcrum_engine.knowledge.conditions import AttributeCondition, ConceptCondition, Leaf, leaves
from fulcrum_engine.knowledge.rulebook import Rule, Rulebook
from fulcrum_engine.reasoning.compiler import BeliefTest, GroupTest, LevelsTest, Premise
from fulcrum_engine.situation import State


@dataclass(frozen=True)
class RuleCoverage:
    """What the cases try of a rule."""

    rule: str
    fired: bool
    decisive: bool
    near_miss: bool
    conditions: tuple[tuple[str, bool, bool], ...]
    """Each condition in words, and whether it was seen true and false."""

    @property
    def points(self) -> list[bool]:
        """Return all that there is to try, and whether it was."""
        seen = (point for _, true, false in self.conditions for point in (true, false))
        return [self.fired, self.decisive, self.near_miss, *seen]

    @property
    def missing(self) -> str:
        """Return what was not tried, in words; empty if nothing."""
        parts = [
            "never fired" * (not self.fired),
            "never decisive" * (not self.decisive),
            "no near miss" * (not self.near_miss),
        ]
        for told, true, false in self.conditions:
            parts.append(f"`{told}` never true" * (not true))
            parts.append(f"`{told}` never false" * (not false))
        return ", ".join(filter(None, parts))


@dataclass(frozen=True)
class Coverage:
    """What the cases try of a rule book."""

    rules: tuple[RuleCoverage, ...]
    levels: dict[str, dict[str, bool]]
    """Whether each level of each attribute is given in a case."""

    @property
    def share(self) -> float:
        """Return the share of all there is to try that was tried."""
        points = [point for rule in self.rules for point in rule.points]
        points += [seen for levels in self.levels.values() for seen in levels.values()]
        return sum(points) / len(points) if points else 1.0

    @property
    def unseen_levels(self) -> list[str]:
        """Return every level that no case gives, as `attribute: level`."""
        return [
            f"{name}: {level}"
            for name, levels in self.levels.items()
            for level, seen in levels.items()
            if not seen
        ]

    @property
    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        rules = [
            {
                "rule": each.rule,
                "fired": each.fired,
                "decisive": each.decisive,
                "near_miss": each.near_miss,
                "missing": each.missing,
            }
            for each in self.rules
        ]
        return {"share": round(self.share, 4), "rules": rules, "levels": self.levels}

    def lines(self) -> Iterator[str]:
        """Yield what was not tried, and the numbers."""
        yield from (f"{each.rule}: {each.missing}" for each in self.rules if each.missing)
        if self.unseen_levels:
            yield f"no case gives {', '.join(self.unseen_levels)}"
        yield str(self)

    def __str__(self) -> str:
        count = len(self.rules)
        told = {
            "fired": sum(rule.fired for rule in self.rules),
            "were decisive": sum(rule.decisive for rule in self.rules),
            "have a near miss": sum(rule.near_miss for rule in self.rules),
        }
        parts = ", ".join(f"{number} {what}" for what, number in told.items())
        return f"coverage {self.share:.1%}; of {count} rules {parts}"


def cover(cases: Iterable[Case], rulebook: Rulebook) -> Coverage:
    """Return what of a rule book the cases try."""
    batch = make_batch(cases, rulebook)
    rules = tuple(_rule(batch, rulebook.rules[rule.id]) for rule in batch.program.rules)
    return Coverage(rules, _levels(batch))


def _rule(batch: Batch, rule: Rule) -> RuleCoverage:
    premise = next(each.premise for each in batch.program.rules if each.id == rule.id)
    low, high = batch.usual.premises[rule.id]
    failed = high <= FIRES_ABOVE
    near = failed & (_flips_wanted(batch, premise, firing=True) == 1)
    told = zip(leaves(rule.when), _tests(premise), strict=True)
    return RuleCoverage(
        rule=rule.id,
        fired=bool((low > FIRES_ABOVE).any()),
        decisive=_decisive(batch, rule),
        near_miss=bool(near.any()),
        conditions=tuple(_condition(batch, leaf, test) for leaf, test in told),
    )


def _decisive(batch: Batch, rule: Rule) -> bool:
    """Return whether the advice on any case would be another without the rule.

    A rule that only adds tensions, actions and the like is decisive where it adds one.
    """
    h = batch.rulebook.hypotheses
    adds = all(c.conclude in beside(h) for c in rule.then)
    ids = [c.conclude for c in rule.then] if adds else [warning.id for warning in h.warnings]
    without = batch.evaluate(with_rule(batch.program, rule.id, None))
    return bool((batch.advice(batch.usual, ids) != batch.advice(without, ids)).any())


def _condition(batch: Batch, leaf: Leaf, test: LevelsTest | BeliefTest) -> tuple[str, bool, bool]:
    low, high = _ends(batch.usual, batch, test)
    name = (
        leaf.attribute
        if isinstance(leaf, AttributeCondition)
        else leaf.concept
        if isinstance(leaf, ConceptCondition)
        else leaf.outcome
    )
    return (
        f"{name} {leaf.wanted}",
        bool((low > FIRES_ABOVE).any()),
        bool((high <= FIRES_ABOVE).any()),
    )


def _ends(evaluation: Evaluation, batch: Batch, test: LevelsTest | BeliefTest) -> Ends:
    """Return the strength of one condition in every situation."""
    if isinstance(test, BeliefTest):
        low, high = evaluation.beliefs[test.name].ends
        if test.at_least is None:
            return low, high
        return (low >= test.at_least).astype(float), (high >= test.at_least).astype(float)
    allowed = batch.columns.masks.get(test.name)
    if allowed is None:
        allowed = np.left_shift(np.int64(1), evaluation.outcomes[test.name])
    possible, certain = (allowed & test.wanted) != 0, (allowed & ~test.wanted) == 0
    return certain.astype(float), possible.astype(float)


def _flips_wanted(batch: Batch, premise: Premise, *, firing: bool) -> Any:
    """Return how many conditions would have to come out otherwise for a premise to be (un)true."""
    if not isinstance(premise, GroupTest):
        low, high = _ends(batch.usual, batch, premise)
        holds: Flags = (low > FIRES_ABOVE) if firing else (high <= FIRES_ABOVE)
        return (~holds).astype(int)
    wanted = firing if premise.kind != "none" else not firing
    parts = [_flips_wanted(batch, part, firing=wanted) for part in premise.parts]
    all_of_them = (premise.kind == "all") == wanted if premise.kind != "none" else not wanted
    return sum(parts) if all_of_them else np.minimum.reduce(parts)


def _tests(premise: Premise) -> Iterator[LevelsTest | BeliefTest]:
    if isinstance(premise, GroupTest):
        for part in premise.parts:
            yield from _tests(part)
    else:
        yield premise


def _levels(batch: Batch) -> dict[str, dict[str, bool]]:
    seen = {
        (name, level)
        for situation in batch.situations
        for name, answer in situation.answers.items()
        if answer.state is State.ANSWERED
        for level in answer.levels
    }
    return {
        attribute.id: {level: (attribute.id, level) in seen for level in attribute.level_ids}
        for attribute in batch.rulebook.vocabulary.attributes
    }
