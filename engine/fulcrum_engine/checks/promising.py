"""Whether a rule book keeps its promises: one answer moved, all else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.checks.situations import SEED, Given, as_columns, random_situations, told
from fulcrum_engine.columnar.columns import Columns, Flags, Floats
from fulcrum_engine.columnar.evaluator import Evaluation, evaluate
from fulcrum_engine.knowledge.promises import NeverFavours, Promise
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Premise, Program, compile_premise
from fulcrum_engine.reasoning.premises import strength

SLACK = 1e-9
"""Rounding of floating point is no broken promise."""
SAMPLED = 2000
BOUNDS = ("", "the lower bound of ", "the upper bound of ")


@dataclass(frozen=True)
class Broken:
    """A situation in which one answer moved breaks a promise."""

    promise: Promise
    given: Given
    """The other answers."""
    levels: tuple[str, str]
    """From which level to which."""
    values: tuple[float, float]
    bound: str = ""
    """Of a need, whether it is the need itself or a bound that the missing answers leave."""

    def told(self, program: Program) -> str:
        """Return the situation, the move and what follows, in a line."""
        (one, other), (before, after) = self.levels, self.values
        attribute = self.promise.move.attribute
        return (
            f"{told(program, self.given)} with {attribute} from {one} to {other}: "
            f"{self.bound}{measured(self.promise)} goes from {before:.4f} to {after:.4f}"
        )


def measured(promise: Promise) -> str:
    """Return what a promise looks at, in words."""
    move = promise.move
    if isinstance(move, NeverFavours):
        return f"the lead of {move.style} over {move.over}"
    return f"the need for {move.need}" if move.need else f"the certainty of {move.style}"


def measure(program: Program, promise: Promise, evaluation: Evaluation) -> tuple[Floats, ...]:
    """Return what must not fall in each situation: a need with its bounds, a style, or a lead."""
    move = promise.move
    if isinstance(move, NeverFavours):
        first, second = (evaluation.beliefs[style].value for style in (move.over, move.style))
        return (np.maximum(first, 0.0) - np.maximum(second, 0.0),)
    if move.style:
        return (np.maximum(evaluation.beliefs[move.style].value, 0.0),)
    need = next(side.need for side in program.hypotheses.sides if side.id == move.need)
    belief = evaluation.beliefs[need]
    return belief.value, belief.low, belief.high


def moves(program: Program, promise: Promise) -> list[tuple[int, int]]:
    """Return each step to the next level, in the direction of a promise."""
    count = len(program.vocabulary.by_id[promise.move.attribute].levels)
    steps = [(n, n + 1) for n in range(count - 1)]
    return steps if promise.move.direction == "later" else [(b, a) for a, b in reversed(steps)]


@dataclass
class Moved:
    """Situations with one answer set to each of its levels, evaluated when they are asked for."""

    program: Program
    situations: Sequence[Given]
    evaluations: dict[tuple[str, int, bool], tuple[Columns, Evaluation]] = field(
        default_factory=dict
    )

    def at(self, promise: Promise, level: int) -> tuple[tuple[Floats, ...], Flags]:
        """Return what a promise looks at with one level, and where an exception may apply."""
        attribute = promise.move.attribute
        needs = getattr(promise.move, "need", None) is not None
        key = attribute, level, needs
        if key not in self.evaluations:
            given = _at(self.program, self.situations, attribute, level)
            self.evaluations[key] = given, evaluate(self.program, given, only_needs=needs)
        given, evaluation = self.evaluations[key]
        return measure(self.program, promise, evaluation), _excepted(self.program, promise, given)


def broken(moved: Moved, promise: Promise) -> tuple[int, int, int] | None:
    """Return the first situation that breaks a promise, and between which levels, or None."""
    steps = moves(moved.program, promise)
    tables = {level: moved.at(promise, level) for step in steps for level in step}
    for move in steps:
        (before, silent_before), (after, silent_after) = (tables[level] for level in move)
        falls = np.any([b - a > SLACK for b, a in zip(before, after, strict=True)], axis=0)
        rows = np.flatnonzero(falls & ~(silent_before & silent_after))
        if len(rows):
            return int(rows[0]), *move
    return None


def _at(program: Program, situations: Sequence[Given], attribute: str, level: int) -> Columns:
    return as_columns(program, [{**given, attribute: 1 << level} for given in situations])


def _excepted(program: Program, promise: Promise, given: Columns) -> Flags:
    """Return in which situations an exception may apply."""
    found = np.zeros(len(given), np.bool_)
    for exception in promise.exceptions:
        premise = compile_premise(program.vocabulary, program.hypotheses, exception.when)
        found |= _possible(premise, given)
    return found


def _possible(premise: Premise, given: Columns) -> Flags:
    names = list(given.masks)
    rows = np.stack([given.masks[name] for name in names], axis=1).tolist()
    levels = (dict(zip(names, row, strict=True)) for row in rows)
    return np.array([strength(premise, each, {}).high > 0 for each in levels], np.bool_)


def smallest(program: Program, promise: Promise, given: Given) -> Broken | None:
    """Return a situation with as few answers as possible that still breaks a promise."""
    found = broken(Moved(program, [given]), promise)
    if found is None:
        return None
    rest = {name: bit for name, bit in given.items() if name != promise.move.attribute}
    while True:
        fewer = [{n: b for n, b in rest.items() if n != name} for name in rest]
        if not fewer or (found := broken(Moved(program, fewer), promise)) is None:
            break
        rest = fewer[found[0]]
    return _witness(program, promise, rest)


def _witness(program: Program, promise: Promise, given: Given) -> Broken | None:
    found = broken(Moved(program, [given]), promise)
    if found is None:
        return None
    attribute = program.vocabulary.by_id[promise.move.attribute]
    levels = attribute.level_ids[found[1]], attribute.level_ids[found[2]]
    values = [
        measure(program, promise, evaluate(program, _at(program, [given], attribute.id, level)))
        for level in found[1:]
    ]
    falling = next(n for n in range(len(values[0])) if values[0][n][0] - values[1][n][0] > SLACK)
    before, after = (float(each[falling][0]) for each in values)
    if isinstance(promise.move, NeverFavours):
        before, after = -before, -after
    return Broken(promise, given, levels, (before, after), BOUNDS[falling])


def kept(moved: Moved, promise: Promise) -> Broken | None:
    """Return the smallest situation found that breaks a promise, or None."""
    found = broken(moved, promise)
    return smallest(moved.program, promise, moved.situations[found[0]]) if found else None


def promises(rulebook: Rulebook, program: Program, made: Sequence[Given]) -> Result:
    """Return the promises that a situation was found to break, each with the smallest such."""
    drawn = random_situations(program, SAMPLED, "promises")
    situations = [*drawn, *made]
    findings = list(_findings(rulebook, Moved(program, situations)))
    text = f"{len(rulebook.promises)} promises, every step between levels, each in "
    text += f"{len(situations):,} situations, {SAMPLED:,} of them random (seed {SEED})"
    return result("Promises that are broken", "sampled", text, findings)


def _findings(rulebook: Rulebook, moved: Moved) -> Iterator[Finding]:
    by_attribute = sorted(rulebook.promises, key=lambda promise: promise.move.attribute)
    for _, promises in groupby(by_attribute, lambda promise: promise.move.attribute):
        for promise in promises:
            if witness := kept(moved, promise):
                yield Finding("error", promise.id, witness.told(moved.program))
        moved.evaluations.clear()
