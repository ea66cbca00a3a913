"""Forward chaining on experta: facts, agenda, firings. The only module that imports it.

experta's own extension points are used, unmodified: `__matcher__` (its Rete network spends
milliseconds on what a rule record tells directly, and knows no undetermined premises) and
`__strategy__` (its own order of equal salience differs from process to process).
"""

from __future__ import annotations

import bisect
import collections
import collections.abc
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fulcrum_engine.certainty import FIRES_ABOVE, NOTHING, Belief, Interval, conclude
from fulcrum_engine.reasoning.compiler import CompiledRule, Program
from fulcrum_engine.reasoning.outcomes import Outcomes, outcome_levels, read_outcomes
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.situation import Situation, State


@contextmanager
def _as_experta_expects() -> Iterator[None]:
    """Lend experta a name that Python 3.10 removed: frozendict 1.2 reads `collections.Mapping`.

    experta also configures the root logger of whoever imports it; that is taken back.
    """
    handlers = list(logging.getLogger().handlers)
    missing = not hasattr(collections, "Mapping")
    if missing:
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        yield
    finally:
        if missing:
            del collections.Mapping  # type: ignore[attr-defined]
        logging.getLogger().handlers[:] = handlers


with _as_experta_expects():
    import experta
    import experta.abstract
    import experta.activation

experta.unwatch()  # or a root logger at INFO would write people's answers into logs


class Answered(experta.Fact):  # type: ignore[misc]
    """The levels that an answer allows: `name`, `levels` (a bit mask)."""


class Believed(experta.Fact):  # type: ignore[misc]
    """A complete concept with evidence: `concept`, `low`, `high`."""


class Advised(experta.Fact):  # type: ignore[misc]
    """An outcome of the advice: `name`, `levels` (a bit mask)."""


class Stratum(experta.Fact):  # type: ignore[misc]
    """The stratum whose rules can be asked now: `number`."""


@dataclass(frozen=True)
class Trace:
    """What happened in one consultation."""

    premises: Mapping[str, Interval]
    """The strength of every rule's premise."""
    firings: tuple[str, ...]
    """The rules that fired, in order."""
    beliefs: Mapping[str, Belief]
    """The certainty of every concept and hypothesis with evidence."""
    outcomes: Outcomes

    def belief(self, name: str) -> Belief:
        return self.beliefs.get(name, NOTHING)


class Matcher(experta.abstract.Matcher):  # type: ignore[misc]
    """Matches the rules of a stratum against working memory when the stratum is declared."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.reset()

    def reset(self) -> None:
        self.levels: dict[str, int] = {}
        self.strengths: dict[str, Interval] = {}
        self.premises: dict[str, Interval] = {}

    def changes(
        self, adding: list[Any] | None = None, _deleting: Any = None
    ) -> tuple[list[Any], list[Any]]:
        """Return the new activations; nothing is ever retracted."""
        activations: list[Any] = []
        for fact in adding or ():
            if isinstance(fact, Answered | Advised):
                self.levels[fact["name"]] = fact["levels"]
            elif isinstance(fact, Believed):
                self.strengths[fact["concept"]] = Interval(fact["low"], fact["high"])
            elif isinstance(fact, Stratum):
                activations += self._activations(fact)
        return activations, []

    def _activations(self, stratum: Any) -> Iterator[Any]:
        for compiled, rule in self.engine.rules_by_stratum[stratum["number"]]:
            premise = strength(compiled.premise, self.levels, self.strengths)
            self.premises[compiled.id] = premise
            if premise.high > FIRES_ABOVE:
                yield experta.activation.Activation(rule, [stratum], {"premise": premise})
        yield experta.activation.Activation(
            self.engine.completion, [stratum], {"number": stratum["number"]}
        )


class TotalOrder(experta.abstract.Strategy):  # type: ignore[misc]
    """Fires by salience alone; every rule has its own, so there is one order."""

    def _update_agenda(self, agenda: Any, added: list[Any], _removed: list[Any]) -> None:
        for activation in added:
            activation.key = activation.rule.salience
            bisect.insort(agenda.activations, activation)


class Engine(experta.KnowledgeEngine):  # type: ignore[misc]
    """A knowledge engine for one program: built once, reset for each consultation."""

    __matcher__ = Matcher
    __strategy__ = TotalOrder

    def __init__(self, program: Program) -> None:
        self.program = program
        self.completion = experta.Rule(salience=-1)(Engine.complete)
        self.rules_by_stratum: list[list[tuple[CompiledRule, Any]]] = [
            [(rule, self._rule(rule)) for rule in program.rules_of(number)]
            for number in range(program.last_stratum + 1)
        ]
        super().__init__()
        self._deffacts = super().get_deffacts()

    def get_deffacts(self) -> list[Any]:
        """Return the facts of every consultation; looked up once, not at each reset."""
        deffacts: list[Any] = self._deffacts
        return deffacts

    def _rule(self, compiled: CompiledRule) -> Any:
        def fire(engine: Engine, premise: Interval) -> None:
            engine.fire(compiled, premise)

        salience = len(self.program.rules) - self.program.rules.index(compiled)
        return experta.Rule(salience=salience)(fire)

    def consult(self, situation: Situation) -> Trace:
        """Return what follows from a situation."""
        self.evidence: dict[str, list[tuple[str, float, Interval]]] = {}
        self.firings: list[str] = []
        self.beliefs: dict[str, Belief] = {}
        self.outcomes: Outcomes
        self.all_known = not any(situation.missing(name) for name in self.program.wanted)
        self.reset()
        self.declare(*_answers(self.program, situation), Stratum(number=0))
        self.run()
        trace = Trace(self.matcher.premises, tuple(self.firings), self.beliefs, self.outcomes)
        self.reset()
        return trace

    def fire(self, rule: CompiledRule, premise: Interval) -> None:
        """Note the evidence of a rule; one that only might fire counts for the bounds alone."""
        if premise.low > FIRES_ABOVE:
            self.firings.append(rule.id)
        for concept, certainty in rule.conclusions:
            self.evidence.setdefault(concept, []).append((rule.id, certainty, premise))

    def complete(self, number: int) -> None:
        """Close a stratum: combine the evidence of its concepts, and open the next."""
        facts: list[Any] = []
        for concept, combination in self.program.completed_by(number):
            if concept in self.evidence:
                facts.append(self._believe(concept, combination))
        if number == self.program.advice_stratum:
            facts += self._advise()
        if number < self.program.last_stratum:
            facts.append(Stratum(number=number + 1))
        if facts:
            self.declare(*facts)

    def _believe(self, concept: str, combination: str) -> Any:
        evidence = sorted(self.evidence[concept], key=lambda each: each[0])
        belief = conclude(combination, [(certainty, premise) for _, certainty, premise in evidence])
        self.beliefs[concept] = belief
        strength = belief.strength
        return Believed(concept=concept, low=strength.low, high=strength.high)

    def _advise(self) -> Iterator[Any]:
        hypotheses = self.program.hypotheses
        self._floor_needs()
        self.outcomes = read_outcomes(hypotheses, self.beliefs, all_known=self.all_known)
        levels = outcome_levels(hypotheses)
        for name, level in self.outcomes.levels.items():
            yield Advised(name=name, levels=1 << levels[name].index(level))

    def _floor_needs(self) -> None:
        for side in self.program.hypotheses.sides:
            need = self.beliefs.get(side.need, NOTHING)
            floored = Belief(max(need.value, 0.0), max(need.low, 0.0), max(need.high, 0.0))
            self.beliefs[side.need] = floored


def _answers(program: Program, situation: Situation) -> Iterator[Any]:
    for name in situation:
        answer = situation[name]
        if answer.state is State.ANSWERED:
            levels = program.vocabulary.by_id[name].mask(answer.levels)
            yield Answered(name=name, levels=levels)


@lru_cache(maxsize=16)
def _idle(program: Program) -> list[Engine]:
    """Return the engines of a program that nobody uses now."""
    del program
    return []


@contextmanager
def engine_for(program: Program) -> Iterator[Engine]:
    """Lend an engine to one thread; experta's engines keep state and are not thread-safe.

    An engine whose consultation failed is not lent again.
    """
    idle = _idle(program)
    try:
        engine = idle.pop()
    except IndexError:
        engine = Engine(program)
    yield engine
    idle.append(engine)


def infer(program: Program, situation: Situation) -> Trace:
    """Return what follows from a situation by the rules of a program."""
    with engine_for(program) as engine:
        return engine.consult(situation)
