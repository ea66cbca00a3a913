"""The shared batch of situations that rules are tried on, and which rules fire in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.checks.situations import Given, Maker, as_columns, maker, more
from fulcrum_engine.columnar.columns import Columns, Masks
from fulcrum_engine.columnar.evaluator import Evaluation, evaluate
from fulcrum_engine.reasoning.compiler import Program

SMALL, FEW, MANY = 6, 5, 3
"""For each rule: its smallest situations, these with a few more answers, and with most answered."""
TRIES = 40
TRIES_AGAIN = 400


@dataclass(frozen=True)
class Batch:
    """Situations made for the rules, and what follows in each."""

    program: Program
    situations: tuple[Given, ...]
    maker: Maker

    @cached_property
    def columns(self) -> Columns:
        return as_columns(self.program, self.situations)

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.program, self.columns)

    def firing(self, rule: str) -> Masks:
        """Return the numbers of the situations in which a rule fires, those with least first."""
        premise = self.evaluation.premises.get(rule)
        if premise is None:
            return np.array([], np.int64)
        rows = np.flatnonzero(premise[0] > FIRES_ABOVE)
        sizes = np.array([len(self.situations[row]) for row in rows.tolist()])
        ordered: Masks = rows[np.argsort(sizes, kind="stable")] if len(rows) else rows
        return ordered

    def part(self, rows: Masks) -> Columns:
        """Return some of the situations."""
        masks = {name: mask[rows] for name, mask in self.columns.masks.items()}
        return Columns(masks, self.columns.all_known[rows])


def batch(program: Program) -> Batch:
    """Return situations for all rules; for a rule that fires in none of them, many more."""
    source = maker(program, "batch")
    situations = [each for rule in program.rules for each in _around(program, source, rule.id)]
    first = Batch(program, tuple(situations), source)
    silent = [rule for rule in program.rules if not len(first.firing(rule.id))]
    again = [each for rule in silent for each in source.make(rule.premise, TRIES_AGAIN)]
    return Batch(program, (*situations, *again), source) if again else first


def _around(program: Program, source: Maker, id: str) -> list[Given]:
    """Return a rule's smallest situations, and some of them with more answered."""
    rule = next(rule for rule in program.rules if rule.id == id)
    small = source.make(rule.premise, TRIES)
    if not small:
        return []
    chance, names = source.chance, list(program.everything)
    few = [more(program, chance.choice(small), chance, names, 5) for _ in range(FEW)]
    many = [more(program, chance.choice(small), chance, names, 25) for _ in range(MANY)]
    return [*small[:SMALL], *few, *many]
