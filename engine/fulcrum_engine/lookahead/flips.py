"""Flips: the fewest changed answers that turn the advice, exact up to three changes.

A set of attributes is first tried with all their levels open at once: where the bounds of the
needs then still prove the lean, none of its changes can turn it, and it is not expanded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice
from math import prod
from typing import Literal

import numpy as np

from fulcrum_engine.columnar.columns import Masks
from fulcrum_engine.columnar.evaluator import Evaluation, evaluate
from fulcrum_engine.knowledge.vocabulary import Attribute
from fulcrum_engine.lookahead.completions import repeated, variants
from fulcrum_engine.lookahead.stability import bounded_leans
from fulcrum_engine.reasoning.compiler import Program
from fulcrum_engine.reasoning.outcomes import NOBODY
from fulcrum_engine.situation import Answer, Situation, State

MOST_CHANGES = 3
LISTED = 20
ROWS = 4096

Target = Literal["lean", "style"]
Group = tuple[Attribute, ...]


@dataclass(frozen=True)
class Flip:
    """A set of changed answers that turns the advice."""

    changes: Mapping[str, tuple[Answer, str]]
    """What each changed attribute was answered, and the level that turns the advice."""
    lean: str
    style: str | None
    """The primary style, where it is the target; None where the changes leave none."""
    actionable: bool
    """Whether the person in charge can bring about every change, in that direction."""


@dataclass(frozen=True)
class Flips:
    """All smallest flips: exact up to `searched` changes, `total` in number, the first listed."""

    target: Target
    searched: int
    total: int
    flips: tuple[Flip, ...]


def find_flips(program: Program, situation: Situation, target: Target = "lean") -> Flips:
    """Return the fewest changed answers that turn the lean, or the primary style.

    Only answered attributes are changed. Those the person in charge can act on come first, then
    those that change by fewer levels, then those asked earlier.
    """
    return _Search(program, situation, target).run()


class _Search:
    def __init__(self, program: Program, situation: Situation, target: Target) -> None:
        self.program = program
        self.situation = situation
        self.target = target
        self.only_needs = target == "lean"
        relevant = program.reaching if self.only_needs else frozenset(program.everything)
        self.attributes = [
            program.vocabulary.by_id[name]
            for name in situation
            if name in relevant and situation[name].state is State.ANSWERED
        ]
        self.options = {each.id: self._options(each) for each in self.attributes}
        now = evaluate(program, repeated(program, situation, 1), only_needs=self.only_needs)
        self.lean_now = int(now.outcomes["lean"][0])
        self.now = int(now.outcomes[target][0])

    def _options(self, attribute: Attribute) -> Masks:
        """Return the levels that an attribute could be answered instead, as bit masks."""
        now = self.situation[attribute.id].levels
        others = [1 << n for n, id in enumerate(attribute.level_ids) if (id,) != now]
        return np.array(others, np.int64)

    def run(self) -> Flips:
        searched = min(MOST_CHANGES, len(self.attributes))
        for size in range(1, searched + 1):
            found = sorted(self._of_size(size), key=self._rank)
            if found:
                return Flips(self.target, size, len(found), tuple(found[:LISTED]))
        return Flips(self.target, searched, 0, ())

    def _of_size(self, size: int) -> Iterator[Flip]:
        groups: Iterator[Group] = combinations(self.attributes, size)
        if self.only_needs and size > 1:
            groups = self._undecided(groups)
        for batch in self._batches(groups):
            yield from self._turning(batch)

    def _undecided(self, groups: Iterator[Group]) -> Iterator[Group]:
        """Yield the groups of attributes whose changes could turn the lean at all."""
        hypotheses = self.program.hypotheses
        while chunk := list(islice(groups, ROWS)):
            opened = [{each.id: each.everything for each in group} for group in chunk]
            rows = variants(self.program, self.situation, opened)
            beliefs = evaluate(self.program, rows, only_needs=True).beliefs
            bounded = bounded_leans(hypotheses, *(beliefs[s.need] for s in hypotheses.sides))
            yield from (chunk[row] for row in np.flatnonzero(bounded != self.lean_now))

    def _batches(self, groups: Iterable[Group]) -> Iterator[list[Group]]:
        """Yield the groups in lists of about as many changes as are looked at in one go."""
        batch: list[Group] = []
        rows = 0
        for group in groups:
            batch.append(group)
            rows += self._count(group)
            if rows >= ROWS:
                yield batch
                batch, rows = [], 0
        if batch:
            yield batch

    def _count(self, group: Group) -> int:
        return prod(len(self.options[each.id]) for each in group)

    def _turning(self, batch: list[Group]) -> Iterator[Flip]:
        """Yield the changes of these groups that turn the advice."""
        counts = [self._count(group) for group in batch]
        rows = repeated(self.program, self.situation, sum(counts))
        starts = np.cumsum([0, *counts])
        for group, start, end in zip(batch, starts, starts[1:], strict=False):
            for each, chosen in zip(group, self._chosen(group), strict=True):
                rows.masks[each.id][start:end] = self.options[each.id][chosen]
        found = evaluate(self.program, rows, only_needs=self.only_needs)
        for row in np.flatnonzero(found.outcomes[self.target] != self.now).tolist():
            group = batch[int(np.searchsorted(starts, row, "right")) - 1]
            yield self._flip({each.id: int(rows.masks[each.id][row]) for each in group}, found, row)

    def _chosen(self, group: Group) -> tuple[Masks, ...]:
        return _every_choice(tuple(len(self.options[each.id]) for each in group))

    def _flip(self, change: Mapping[str, int], found: Evaluation, row: int) -> Flip:
        changes = {}
        for name, mask in change.items():
            level = self.program.vocabulary.by_id[name].level_ids[mask.bit_length() - 1]
            changes[name] = (self.situation[name], level)
        return Flip(
            changes=changes,
            style=None if self.only_needs else self._primary(found, row),
            lean=found.levels["lean"][found.outcomes["lean"][row]],
            actionable=all(self._movable(name, *change) for name, change in changes.items()),
        )

    @staticmethod
    def _primary(found: Evaluation, row: int) -> str | None:
        style = found.levels["style"][found.outcomes["style"][row]]
        return None if style == NOBODY else style

    def _movable(self, name: str, answer: Answer, level: str) -> bool:
        attribute = self.program.vocabulary.by_id[name]
        to = attribute.level_ids.index(level)
        at = [attribute.level_ids.index(each) for each in answer.levels]
        return {
            "either": True,
            "no": False,
            "later": to >= max(at),
            "earlier": to <= min(at),
        }[attribute.movable]

    def _rank(self, flip: Flip) -> tuple[bool, float, tuple[int, ...], tuple[str, ...]]:
        order = list(self.program.everything)
        steps = 0.0
        for name, (answer, level) in flip.changes.items():
            ids = self.program.vocabulary.by_id[name].level_ids
            steps += min(abs(ids.index(level) - ids.index(each)) for each in answer.levels)
        places = tuple(order.index(name) for name in flip.changes)
        return not flip.actionable, steps, places, tuple(to for _, to in flip.changes.values())


@lru_cache(maxsize=256)
def _every_choice(counts: tuple[int, ...]) -> tuple[Masks, ...]:
    """Return all combinations of numbers below these counts."""
    return tuple(np.unravel_index(np.arange(prod(counts)), counts))
