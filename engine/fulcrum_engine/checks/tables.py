"""Truth tables of premises: their strength for every combination of what they read.

Attributes and outcomes take each of their levels. Concepts take 0, a half, 1 and every threshold
that is asked for: an inequality between minima, maxima and complements that holds on 0, a half
and 1 holds on all numbers between (they generate the variety of Kleene algebras; Kalman 1958).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from fulcrum_engine.columnar.columns import Floats, Masks
from fulcrum_engine.reasoning.compiler import BeliefTest, GroupTest, LevelsTest, Premise, Program
from fulcrum_engine.reasoning.outcomes import outcome_levels

MOST_ROWS = 400_000
STRENGTHS = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class Table:
    """Every combination of what some premises read, a column for each thing."""

    levels: Mapping[str, Masks]
    beliefs: Mapping[str, Floats]
    rows: int

    def strength(self, premise: Premise) -> Floats:
        """Return the strength of a premise in every row."""
        if isinstance(premise, LevelsTest):
            passing: Floats = (self.levels[premise.name] & premise.wanted != 0).astype(np.float64)
            return passing
        if isinstance(premise, BeliefTest):
            belief = self.beliefs[premise.name]
            least = premise.at_least
            return belief if least is None else (belief >= least).astype(np.float64)
        parts = np.stack([self.strength(part) for part in premise.parts])
        most: Floats = parts.min(axis=0) if premise.kind == "all" else parts.max(axis=0)
        return 1 - most if premise.kind == "none" else most


def table(program: Program, premises: Sequence[Premise]) -> Table | None:
    """Return the table of all that premises read, or None if it is too large to go through."""
    values = _values(program, premises)
    rows = prod(len(each) for each in values.values())
    if rows > MOST_ROWS:
        return None
    numbers = np.arange(rows)
    levels: dict[str, Masks] = {}
    beliefs: dict[str, Floats] = {}
    for (kind, name), possible in values.items():
        column = np.asarray(possible)[numbers % len(possible)]
        numbers = numbers // len(possible)
        if kind == "levels":
            levels[name] = column
        else:
            beliefs[name] = column
    return Table(levels, beliefs, rows)


def _values(
    program: Program, premises: Sequence[Premise]
) -> dict[tuple[str, str], list[int] | list[float]]:
    """Return what each thing that premises read can be: bits of levels, or strengths."""
    outcomes = outcome_levels(program.hypotheses)
    values: dict[tuple[str, str], list[int] | list[float]] = {}
    thresholds: dict[str, set[float]] = {}
    for leaf in (leaf for premise in premises for leaf in tests(premise)):
        if isinstance(leaf, BeliefTest):
            found = thresholds.setdefault(leaf.name, set(STRENGTHS))
            found.update([leaf.at_least] if leaf.at_least else [])
        else:
            count = (
                len(outcomes[leaf.name])
                if leaf.name in outcomes
                else len(program.vocabulary.by_id[leaf.name].levels)
            )
            values["levels", leaf.name] = [1 << number for number in range(count)]
    for name, strengths in thresholds.items():
        values["belief", name] = sorted(strengths)
    return values


def tests(premise: Premise) -> Iterator[LevelsTest | BeliefTest]:
    """Yield every test of a premise."""
    if isinstance(premise, GroupTest):
        for part in premise.parts:
            yield from tests(part)
    else:
        yield premise
