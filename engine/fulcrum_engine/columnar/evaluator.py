"""The same compiled rule book over columns of situations: millions of evaluations, to the digit.

It follows OpenFisca's idea of vectorised rules. Every number equals that of the inference module:
the same operations on the same floats, in the order of rule ids. What is certain and what is
possible are one array wherever they are equal, so that complete situations cost half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.columnar.advice import read_advice
from fulcrum_engine.columnar.columns import Beliefs, Columns, Ends, Flags, Floats, Masks, combined
from fulcrum_engine.reasoning.compiler import BeliefTest, GroupTest, LevelsTest, Premise, Program
from fulcrum_engine.reasoning.outcomes import outcome_levels
from fulcrum_engine.situation import Situation, State


@dataclass(frozen=True)
class Evaluation:
    """What follows in every situation; `outcomes` holds the numbers of `levels`."""

    beliefs: Mapping[str, Beliefs]
    premises: Mapping[str, Ends]
    outcomes: Mapping[str, Masks]
    levels: Mapping[str, tuple[str, ...]]

    def named(self, outcome: str) -> list[str]:
        """Return an outcome of every situation by its name."""
        names = self.levels[outcome]
        return [names[code] for code in self.outcomes[outcome].tolist()]

    def said(self, id: str, caution_on: str | None = None) -> Flags:
        """Return in which situations something is said; a caution only beside its style."""
        said: Flags = self.beliefs[id].value > 0
        if caution_on:
            style = self.levels["style"].index(caution_on)
            said &= (self.outcomes["style"] == style) | (self.outcomes["supporting"] == style)
        return said

    def leans(self) -> list[str]:
        """Return the lean of every situation."""
        return self.named("lean")


def columns(program: Program, situations: Sequence[Situation]) -> Columns:
    """Return situations as columns, in their order."""
    count = len(situations)
    masks = {name: np.full(count, mask, np.int64) for name, mask in program.everything.items()}
    for row, situation in enumerate(situations):
        for name, answer in situation.answers.items():
            if answer.state is State.ANSWERED:
                masks[name][row] = program.vocabulary.by_id[name].mask(answer.levels)
    known = (not any(each.missing(name) for name in program.wanted) for each in situations)
    return Columns(masks, np.fromiter(known, np.bool_, count))


def evaluate(program: Program, situations: Columns, *, only_needs: bool = False) -> Evaluation:
    """Return what follows in every situation; with `only_needs`, what leads to the lean alone."""
    return _Evaluator(program, situations, only_needs).run()


@lru_cache(maxsize=16)
def needed_for_lean(program: Program) -> frozenset[str]:
    """Return the concepts that lead to a need, the needs among them."""
    asked = {side.need for side in program.hypotheses.sides}
    before = 0
    while len(asked) > before:
        before = len(asked)
        for rule in program.rules:
            if asked & {concept for concept, _ in rule.conclusions}:
                asked |= set(_concepts_in(rule.premise))
    return frozenset(asked)


def _concepts_in(premise: Premise) -> Iterable[str]:
    if isinstance(premise, BeliefTest):
        yield premise.name
    elif isinstance(premise, GroupTest):
        for part in premise.parts:
            yield from _concepts_in(part)


@dataclass(frozen=True)
class _Step:
    """The rules of a stratum, and the concepts it completes with all that is concluded of them."""

    rules: tuple[tuple[str, Premise], ...]
    concepts: tuple[tuple[str, str, tuple[tuple[str, float], ...]], ...]


@lru_cache(maxsize=32)
def _steps(program: Program, only_needs: bool) -> tuple[_Step, ...]:
    """Return what is to be computed, stratum by stratum."""
    wanted = needed_for_lean(program) if only_needs else frozenset(program.concepts)
    evidence: dict[str, list[tuple[str, float]]] = {concept: [] for concept in wanted}
    for rule in program.rules:
        for concept, certainty in rule.conclusions:
            if concept in wanted:
                evidence[concept].append((rule.id, certainty))
    used = {rule for concluded in evidence.values() for rule, _ in concluded}
    last = program.advice_stratum if only_needs else program.last_stratum
    return tuple(
        _Step(
            rules=tuple((r.id, r.premise) for r in program.rules_of(number) if r.id in used),
            concepts=tuple(
                (concept, combination, tuple(evidence[concept]))
                for concept, combination in program.completed_by(number)
                if concept in wanted
            ),
        )
        for number in range(last + 1)
    )


class _Evaluator:
    def __init__(self, program: Program, situations: Columns, only_needs: bool) -> None:
        self.program = program
        self.only_needs = only_needs
        self.masks = dict(situations.masks)
        self.all_known = situations.all_known
        self.zeros = np.zeros(len(situations))
        self.beliefs: dict[str, Beliefs] = {}
        self.premises: dict[str, Ends] = {}
        self.evidence: dict[str, Ends] = {}
        self.outcomes: dict[str, Masks] = {}
        self.asked: dict[LevelsTest | BeliefTest, Ends] = {}

    def run(self) -> Evaluation:
        for number, step in enumerate(_steps(self.program, self.only_needs)):
            for id, premise in step.rules:
                self.premises[id] = self._strength(premise)
                self.evidence[id] = _each_end(_effective, self.premises[id])
            for concept, combination, concluded in step.concepts:
                self.beliefs[concept] = self._believe(combination, concluded)
            if number == self.program.advice_stratum:
                self._advise()
        levels = outcome_levels(self.program.hypotheses)
        return Evaluation(self.beliefs, self.premises, self.outcomes, levels)

    def _strength(self, premise: Premise) -> Ends:
        """Return the strength of a premise in every situation, as low and high ends."""
        if isinstance(premise, GroupTest):
            return self._group(premise)
        if premise not in self.asked:
            self.asked[premise] = self._ask(premise)
        return self.asked[premise]

    def _ask(self, test: LevelsTest | BeliefTest) -> Ends:
        return self._levels(test) if isinstance(test, LevelsTest) else self._reached(test)

    def _levels(self, test: LevelsTest) -> Ends:
        allowed = self.masks[test.name]
        possible = ((allowed & test.wanted) != 0).astype(np.float64)
        if not (allowed & (allowed - 1)).any():
            return possible, possible
        return ((allowed & ~test.wanted) == 0).astype(np.float64), possible

    def _reached(self, test: BeliefTest) -> Ends:
        belief = self.beliefs.get(test.name)
        ends = belief.ends if belief else (self.zeros, self.zeros)
        if (least := test.at_least) is None:
            return ends
        return _each_end(lambda end: (end >= least).astype(np.float64), ends)

    def _group(self, group: GroupTest) -> Ends:
        parts = [self._strength(part) for part in group.parts]
        most = np.minimum if group.kind == "all" else np.maximum
        low = high = _fold(most, [low for low, _ in parts])
        if any(low is not high for low, high in parts):
            high = _fold(most, [high for _, high in parts])
        if group.kind != "none":
            return low, high
        absent = 1 - high
        return absent, absent if low is high else 1 - low

    def _believe(self, combination: str, concluded: Sequence[tuple[str, float]]) -> Beliefs:
        fold = _FOLDS[combination]
        ends = [(certainty, *self.evidence[rule]) for rule, certainty in concluded]
        value = low = high = fold([(c, low) for c, low, _ in ends], self.zeros)
        if any(low is not high for _, low, high in ends):
            high = fold([(c, high if c > 0 else low) for c, low, high in ends], self.zeros)
            if any(c < 0 for c, _, _ in ends):
                low = fold([(c, low if c > 0 else high) for c, low, high in ends], self.zeros)
        return Beliefs(value, low, high)

    def _advise(self) -> None:
        hypotheses = self.program.hypotheses
        for side in hypotheses.sides:
            need = self.beliefs[side.need]
            floored = (np.maximum(end, 0.0) for end in (need.value, need.low, need.high))
            self.beliefs[side.need] = Beliefs(*floored)
        self.outcomes |= read_advice(hypotheses, self.beliefs, self.all_known)
        for name, codes in self.outcomes.items():
            self.masks[name] = np.left_shift(np.int64(1), codes)


def _each_end(compute: Callable[[Floats], Floats], ends: Ends) -> Ends:
    """Return both ends computed, or one array for both where they are one."""
    low, high = ends
    computed = compute(low)
    return computed, computed if low is high else compute(high)


def _effective(strength: Floats) -> Floats:
    """Return strengths as evidence: none up to the threshold."""
    return np.where(strength > FIRES_ABOVE, strength, 0.0)


def _fold(most: Callable[[Floats, Floats], Floats], parts: Sequence[Floats]) -> Floats:
    total, *others = parts
    for part in others:
        total = most(total, part)
    return total


Evidence = Sequence[tuple[float, Floats]]


def _accumulate(evidence: Evidence, zeros: Floats) -> Floats:
    total, against = zeros, False
    for certainty, strength in evidence:
        against = against or certainty < 0
        total = combined(total, certainty * strength, against=against)
    return total


def _strongest(evidence: Evidence, zeros: Floats) -> Floats:
    most = _fold(np.maximum, [zeros, *(c * strength for c, strength in evidence if c > 0)])
    least = [c * strength for c, strength in evidence if c < 0]
    return combined(most, _fold(np.minimum, least), against=True) if least else most


_FOLDS: dict[str, Callable[[Evidence, Floats], Floats]] = {
    "accumulate": _accumulate,
    "strongest": _strongest,
}
