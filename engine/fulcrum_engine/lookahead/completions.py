"""The ways in which the missing answers of a situation could still be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from fulcrum_engine.columnar.columns import Columns, Masks
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.lookahead.relevance import can_matter
from fulcrum_engine.reasoning.compiler import Program
from fulcrum_engine.reasoning.inference import Trace, infer
from fulcrum_engine.situation import Situation

ENUMERATED_UP_TO = 4096
SAMPLED = 2048


@dataclass(frozen=True)
class Completions:
    """Ways to answer what is missing: all of them if they are few, else a fixed random sample.

    Only answers that can still change a need are varied; each level counts as equally likely,
    several levels and `not_applicable` stay as they are. The sample is drawn with the situation's
    hash as its seed, so it is the same in every process.
    """

    program: Program
    situation: Situation
    concluded: Trace | None = None
    """What follows now, if that is known already."""

    @cached_property
    def trace(self) -> Trace:
        """Return what follows now."""
        return self.concluded or infer(self.program, self.situation)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """Return the attributes that are missing and can reach a need, in the order of asking."""
        names = self.program.everything
        return tuple(n for n in names if n in self.program.reaching and self.situation.missing(n))

    @cached_property
    def varied(self) -> tuple[str, ...]:
        """Return the open attributes that can still change a need, in the order of asking."""
        mattering = can_matter(self.program, self.situation, self.trace)
        return tuple(name for name in self.open if name in mattering)

    @property
    def idle(self) -> tuple[str, ...]:
        """Return the open attributes that can no longer matter, whatever is answered."""
        return tuple(name for name in self.open if name not in self.varied)

    @cached_property
    def total(self) -> int:
        """Return how many ways there are."""
        return prod(self.levels_of(name) for name in self.varied)

    @property
    def enumerated(self) -> bool:
        """Return whether all ways are looked at, not a sample."""
        return self.total <= ENUMERATED_UP_TO

    @cached_property
    def choices(self) -> Mapping[str, Masks]:
        """Return the level number that each way gives each varied attribute."""
        if self.enumerated:
            return every_way({name: self.levels_of(name) for name in self.varied})
        source = np.random.PCG64(int(self.situation.sha256[:32], 16))
        return {
            name: (source.random_raw(SAMPLED) % self.levels_of(name)).astype(np.int64)
            for name in self.varied
        }

    def levels_of(self, name: str) -> int:
        """Return how many levels an attribute has."""
        return len(self.program.vocabulary.by_id[name].levels)

    @cached_property
    def evaluation(self) -> Evaluation:
        """Return what follows in each way, as far as the lean."""
        count = self.total if self.enumerated else SAMPLED
        rows = repeated(self.program, self.situation, count)
        some_level = dict.fromkeys(self.idle, np.ones(count, np.int64))
        given = {name: np.left_shift(np.int64(1), level) for name, level in self.choices.items()}
        masks = {**rows.masks, **some_level, **given}
        answered = Columns(masks, np.ones(count, np.bool_))
        return evaluate(self.program, answered, only_needs=True)


def every_way(counts: Mapping[str, int]) -> dict[str, Masks]:
    """Return all combinations of level numbers, given how many levels each attribute has."""
    numbers = np.arange(prod(counts.values()), dtype=np.int64)
    choices: dict[str, Masks] = {}
    for name, count in counts.items():
        choices[name] = numbers % count
        numbers = numbers // count
    return choices


def repeated(program: Program, situation: Situation, count: int) -> Columns:
    """Return a situation so many times, as columns that may be written to."""
    given = columns(program, [situation])
    masks = {name: np.repeat(mask, count) for name, mask in given.masks.items()}
    return Columns(masks, np.repeat(given.all_known, count))


def variants(
    program: Program, situation: Situation, changes: Sequence[Mapping[str, int]]
) -> Columns:
    """Return a situation once for each set of changes: attribute to the levels it then allows."""
    rows = repeated(program, situation, len(changes))
    missing = {name for name in program.wanted if situation.missing(name)}
    for row, change in enumerate(changes):
        for name, levels in change.items():
            rows.masks[name][row] = levels
        rows.all_known[row] = missing <= change.keys()
    return rows
