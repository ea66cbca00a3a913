"""Which missing answers can still matter: followed back from the needs through what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from fulcrum_engine.certainty import Interval, effective
from fulcrum_engine.reasoning.compiler import (
    BeliefTest,
    CompiledRule,
    GroupTest,
    LevelsTest,
    Premise,
    Program,
)
from fulcrum_engine.reasoning.inference import Trace
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.situation import Situation, State


def can_matter(program: Program, situation: Situation, trace: Trace) -> frozenset[str]:
    """Return the missing attributes that can still change a need.

    A rule whose ends count the same, or a concept whose ends are equal, is settled: nothing that
    is asked only there can matter, whatever is answered.
    """
    return _Search(program, situation, trace).run()


class _Search:
    def __init__(self, program: Program, situation: Situation, trace: Trace) -> None:
        self.program = program
        self.situation = situation
        self.trace = trace
        self.strengths = {name: belief.strength for name, belief in trace.beliefs.items()}
        self.levels = {
            name: program.vocabulary.by_id[name].mask(answer.levels)
            for name, answer in situation.answers.items()
            if answer.state is State.ANSWERED
        }

    def run(self) -> frozenset[str]:
        waiting = [side.need for side in self.program.hypotheses.sides]
        concepts, attributes = set(waiting), set[str]()
        while waiting:
            for test in self._open_below(waiting.pop()):
                if isinstance(test, LevelsTest):
                    attributes.add(test.name)
                elif test.name not in concepts:
                    concepts.add(test.name)
                    waiting.append(test.name)
        return frozenset(name for name in attributes if self.situation.missing(name))

    def _open_below(self, concept: str) -> Iterator[LevelsTest | BeliefTest]:
        """Yield the undetermined tests that the certainty of a concept rests on."""
        belief = self.trace.belief(concept)
        if belief.low == belief.high:
            return
        for rule in _concluding(self.program).get(concept, ()):
            if not _settled(self.trace.premises[rule.id]):
                yield from self._undetermined(rule.premise)

    def _undetermined(self, premise: Premise) -> Iterator[LevelsTest | BeliefTest]:
        now = strength(premise, self.levels, self.strengths)
        if now.low == now.high:
            return
        if isinstance(premise, GroupTest):
            for part in premise.parts:
                yield from self._undetermined(part)
        else:
            yield premise


def _settled(premise: Interval) -> bool:
    return effective(premise.low) == effective(premise.high)


@lru_cache(maxsize=16)
def _concluding(program: Program) -> Mapping[str, tuple[CompiledRule, ...]]:
    """Return the rules that conclude each concept."""
    found: dict[str, list[CompiledRule]] = {}
    for rule in program.rules:
        for concept, _ in rule.conclusions:
            found.setdefault(concept, []).append(rule)
    return {concept: tuple(rules) for concept, rules in found.items()}
