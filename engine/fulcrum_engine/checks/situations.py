"""Situations made for the rules: each rule's own smallest ones, and these with more answered."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fulcrum_engine.columnar.columns import Columns
from fulcrum_engine.columnar.evaluator import Evaluation, evaluate
from fulcrum_engine.reasoning.compiler import (
    BeliefTest,
    CompiledRule,
    GroupTest,
    LevelsTest,
    Premise,
    Program,
)
from fulcrum_engine.reasoning.outcomes import outcome_levels
from fulcrum_engine.situation import Answer, Situation, State

SEED = 20_261_101
Given = Mapping[str, int]
"""A situation as attribute to the bit of its level."""


def as_columns(program: Program, situations: Sequence[Given]) -> Columns:
    """Return situations as columns; an attribute that is not given is not asked."""
    count = len(situations)
    masks = {name: np.full(count, mask, np.int64) for name, mask in program.everything.items()}
    for row, given in enumerate(situations):
        for name, levels in given.items():
            masks[name][row] = levels
    known = (program.wanted <= given.keys() for given in situations)
    return Columns(masks, np.fromiter(known, np.bool_, count))


def as_situation(program: Program, given: Given) -> Situation:
    """Return a situation as the rest of the engine knows it."""
    answers = {}
    for name, attribute in program.vocabulary.by_id.items():
        if mask := given.get(name):
            levels = (id for n, id in enumerate(attribute.level_ids) if mask & 1 << n)
            answers[name] = Answer(State.ANSWERED, tuple(levels))
    return Situation(answers)


def told(program: Program, given: Given) -> str:
    """Return a situation as it is written in a file: `{change: major, morale: low}`."""
    plain = as_situation(program, given).plain
    answers = (f"{k}: {v if isinstance(v, str) else ', '.join(v)}" for k, v in plain.items())
    return "{" + ", ".join(answers) + "}"


def random_situations(
    program: Program, count: int, seed: str, names: Iterable[str] = (), least: int = 0
) -> list[dict[str, int]]:
    """Return random situations in which from `least` to all attributes have one level."""
    chance = random.Random(f"{SEED} {seed}")  # noqa: S311 (no secret)
    drawn = sorted(names) or list(program.everything)
    return [
        more(program, {}, chance, drawn, chance.randint(least, len(drawn))) for _ in range(count)
    ]


def more(
    program: Program, given: Given, chance: random.Random, names: Sequence[str], count: int
) -> dict[str, int]:
    """Return a situation with up to `count` further attributes answered at random."""
    extended = dict(given)
    for name in chance.sample(names, min(count, len(names))):
        levels = len(program.vocabulary.by_id[name].levels)
        extended.setdefault(name, 1 << chance.randrange(levels))
    return extended


@dataclass
class Maker:
    """Makes situations in which a premise is likely true; whether it is, evaluating them tells."""

    program: Program
    chance: random.Random
    by_outcome: Mapping[tuple[str, int], Sequence[Given]]
    """Random situations for each level of each outcome of the advice."""
    concluding: Mapping[str, Sequence[CompiledRule]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, list[CompiledRule]] = {}
        for rule in self.program.rules:
            for concept, certainty in rule.conclusions:
                found.setdefault(concept, []).extend([rule] if certainty > 0 else [])
        self.concluding = found

    def make(self, premise: Premise, tries: int) -> list[dict[str, int]]:
        """Return different situations, the smallest first."""
        made: dict[tuple[tuple[str, int], ...], dict[str, int]] = {}
        for _ in range(tries):
            given: dict[str, int] = {}
            if self._give(premise, True, given):
                made.setdefault(tuple(sorted(given.items())), given)
        return sorted(made.values(), key=lambda given: (len(given), sorted(given.items())))

    def _give(self, premise: Premise, wanted: bool, given: dict[str, int]) -> bool:
        """Answer what makes a premise true, or false; return whether that is possible."""
        if isinstance(premise, LevelsTest):
            return self._give_level(premise, wanted, given)
        if isinstance(premise, BeliefTest):
            rules = self.concluding.get(premise.name)
            if not wanted or not rules:
                return not wanted
            return self._give(self.chance.choice(list(rules)).premise, True, given)
        return self._give_group(premise, wanted, given)

    def _give_group(self, group: GroupTest, wanted: bool, given: dict[str, int]) -> bool:
        if group.kind == "none":
            group, wanted = GroupTest("any", group.parts), not wanted
        parts = self.chance.sample(group.parts, len(group.parts))
        if wanted == (group.kind == "all"):
            return all(self._give(part, wanted, given) for part in parts)
        return self._give(parts[0], wanted, given)

    def _give_level(self, test: LevelsTest, wanted: bool, given: dict[str, int]) -> bool:
        everything = self.program.everything.get(test.name)
        if everything is None:
            return self._give_outcome(test, wanted, given)
        allowed = given.get(test.name, everything) & (test.wanted if wanted else ~test.wanted)
        bits = [1 << n for n in range(allowed.bit_length()) if allowed & 1 << n]
        if bits:
            given[test.name] = self.chance.choice(bits)
        return bool(bits)

    def _give_outcome(self, test: LevelsTest, wanted: bool, given: dict[str, int]) -> bool:
        levels = [
            situations
            for (name, number), situations in self.by_outcome.items()
            if name == test.name and bool(test.wanted & 1 << number) == wanted
        ]
        if not levels:
            return False
        for name, level in self.chance.choice(self.chance.choice(levels)).items():
            given.setdefault(name, level)
        return True


def maker(program: Program, seed: str) -> Maker:
    """Return a maker that knows small situations for each outcome of the advice."""
    names = sorted(program.reaching)
    chance = random.Random(f"{SEED} maker {seed}")  # noqa: S311 (no secret)
    situations = [more(program, {}, chance, names, chance.randint(1, 8)) for _ in range(1500)]
    evaluation = evaluate(program, as_columns(program, situations))
    return Maker(program, chance, _by_outcome(program, situations, evaluation))


def _by_outcome(
    program: Program, situations: Sequence[Given], evaluation: Evaluation
) -> dict[tuple[str, int], list[Given]]:
    """Return a few of the smallest situations for each level of each outcome."""
    found: dict[tuple[str, int], list[Given]] = {}
    for name, levels in outcome_levels(program.hypotheses).items():
        for number in range(len(levels)):
            rows = np.flatnonzero(evaluation.outcomes.get(name, np.array([])) == number)
            few = sorted((situations[row] for row in rows.tolist()), key=len)[:20]
            if few:
                found[name, number] = few
    return found
