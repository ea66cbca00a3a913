"""The same rules on experta as it comes: its Rete matcher, its depth strategy, patterns on facts.

Answers and concepts are facts, each rule a `Rule` with patterns, and certainty is combined where a
rule fires. It knows no undetermined premises: a fact that is not there is absent. So it is the same
only where everything is answered, which `check` makes sure of before anything is timed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fulcrum_engine.certainty import FIRES_ABOVE, NOTHING, Interval, conclude
from fulcrum_engine.reasoning.compiler import (
    BeliefTest,
    CompiledRule,
    GroupTest,
    LevelsTest,
    Premise,
    Program,
)
from fulcrum_engine.reasoning.inference import experta, infer
from fulcrum_engine.reasoning.outcomes import outcome_levels, read_outcomes
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.situation import Situation, State

Passes = Callable[[float], bool]


class Answer(experta.Fact):  # type: ignore[misc]
    """`attribute`, `level`."""


class Outcome(experta.Fact):  # type: ignore[misc]
    """`name`, `level`."""


class Concept(experta.Fact):  # type: ignore[misc]
    """`name`, `certainty`."""


class Stage(experta.Fact):  # type: ignore[misc]
    """`number`: the stratum whose rules may fire."""


class Stock(experta.KnowledgeEngine):  # type: ignore[misc]
    """What all compiled rule books have in common."""

    program: Program

    def consult(self, situation: Situation) -> None:
        """Run a consultation; `fired`, `beliefs` and `outcomes` tell what came of it."""
        self.fired: set[str] = set()
        self.evidence: dict[str, list[tuple[str, float, Interval]]] = {}
        self.beliefs: dict[str, Any] = {}
        self.strengths: dict[str, Interval] = {}
        self.levels: dict[str, int] = {}
        self.all_known = not any(situation.missing(name) for name in self.program.wanted)
        self.reset()
        for name, answer in situation.answers.items():
            if answer.state is State.ANSWERED:
                self.levels[name] = self.program.vocabulary.by_id[name].mask(answer.levels)
                self.declare(*(Answer(attribute=name, level=level) for level in answer.levels))
        self.declare(Stage(number=0))
        self.run()

    def fire(self, rule: CompiledRule) -> None:
        """Note the evidence of a rule, once, whichever of its alternatives matched."""
        if rule.id not in self.fired:
            self.fired.add(rule.id)
            premise = strength(rule.premise, self.levels, self.strengths)
            for concept, certainty in rule.conclusions:
                self.evidence.setdefault(concept, []).append((rule.id, certainty, premise))

    def complete(self, number: int) -> None:
        """Combine the evidence of a stratum's concepts, and let the next stratum fire."""
        for concept, combination in self.program.completed_by(number):
            if concept in self.evidence:
                evidence = sorted(self.evidence[concept], key=lambda each: each[0])
                belief = conclude(combination, [(c, premise) for _, c, premise in evidence])
                self.beliefs[concept] = belief
                self.strengths[concept] = belief.strength
                if belief.value > 0:
                    self.declare(Concept(name=concept, certainty=belief.value))
        if number == self.program.advice_stratum:
            self.advise()
        if number < self.program.last_stratum:
            self.declare(Stage(number=number + 1))

    def advise(self) -> None:
        """Read the advice off the needs, and declare it."""
        hypotheses = self.program.hypotheses
        for side in hypotheses.sides:
            self.beliefs.setdefault(side.need, NOTHING)
        self.outcomes = read_outcomes(hypotheses, self.beliefs, all_known=self.all_known)
        for name, level in self.outcomes.levels.items():
            self.levels[name] = 1 << outcome_levels(hypotheses)[name].index(level)
            self.declare(Outcome(name=name, level=level))


def stock_engine(program: Program) -> Stock:
    """Return an engine with all rules of a program as patterns on facts."""
    count = len(program.rules)
    members: dict[str, Any] = {"program": program}
    for at, rule in enumerate(program.rules):
        members[f"rule_{at}"] = _rule(program, rule, count - at)
    for number in range(program.last_stratum + 1):
        members[f"complete_{number}"] = _completion(number)
    engine: Stock = type("StockBook", (Stock,), members)()
    return engine


def _rule(program: Program, rule: CompiledRule, salience: int) -> Any:
    def fire(engine: Stock) -> None:
        engine.fire(rule)

    premise = pattern(program, rule.premise, lambda strength: strength > FIRES_ABOVE)
    return experta.Rule(Stage(number=rule.stratum), premise, salience=salience)(fire)


def _completion(number: int) -> Any:
    def complete(engine: Stock) -> None:
        engine.complete(number)

    return experta.Rule(Stage(number=number), salience=-1)(complete)


def pattern(program: Program, premise: Premise, passes: Passes) -> Any:
    """Return the pattern of a premise whose strength passes: all, any and none each keep order."""
    if isinstance(premise, LevelsTest):
        return _levels(program, premise)
    if isinstance(premise, BeliefTest):
        return _certainty(premise, passes)
    return _group(program, premise, passes)


def _group(program: Program, group: GroupTest, passes: Passes) -> Any:
    if group.kind == "none":
        fails: Passes = lambda strength: not passes(1 - strength)  # noqa: E731
        absent = [experta.NOT(pattern(program, part, fails)) for part in group.parts]
        return experta.AND(*absent) if len(absent) > 1 else absent[0]
    parts = [pattern(program, part, passes) for part in group.parts]
    if len(parts) == 1:
        return parts[0]
    return (experta.AND if group.kind == "all" else experta.OR)(*parts)


def _levels(program: Program, test: LevelsTest) -> Any:
    attribute = program.vocabulary.by_id.get(test.name)
    ids = attribute.level_ids if attribute else outcome_levels(program.hypotheses)[test.name]
    wanted = [experta.L(id) for at, id in enumerate(ids) if test.wanted >> at & 1]
    level = wanted[0]
    for other in wanted[1:]:
        level = level | other
    if attribute:
        return Answer(attribute=test.name, level=level)
    return Outcome(name=test.name, level=level)


def _certainty(test: BeliefTest, passes: Passes) -> Any:
    def reaches(certainty: float) -> bool:
        if test.at_least is None:
            return passes(certainty)
        return passes(1.0 if certainty >= test.at_least else 0.0)

    return Concept(name=test.name, certainty=experta.P(reaches))


def check(engine: Stock, situation: Situation) -> None:
    """Make sure that a fully answered situation fires the same rules here as in Fulcrum."""
    engine.consult(situation)
    trace = infer(engine.program, situation)
    fired, expected = engine.fired, set(trace.firings)
    if fired != expected or engine.outcomes != trace.outcomes:
        raise AssertionError(f"{sorted(fired ^ expected)} in {situation.plain}")
