"""Given facts that change nothing: often a slip, such as an answer meant for another question.

A given answer is unused if no rule fired by it (a condition of the rule that reads it is true) and
the advice would be the same, rule for rule, had it not been asked: no rule's premise is stronger
or weaker for it, nor what the missing answers leave possible. It is used if the decision panel or
the development advice reads it, or if the situation is fully described only with it. `unknown`
and `not_applicable` say that something is missing: they are never unused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.knowledge.conditions import AttributeCondition, leaves
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import CompiledRule, GroupTest, LevelsTest, Premise, Program
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.outcomes import outcome_levels
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.situation import State


def unused_facts(explanation: Explanation) -> tuple[str, ...]:
    """Return the given answers that change nothing."""
    asked = _asked_elsewhere(explanation.rulebook)
    complete = _fully_described(explanation)
    return tuple(
        name
        for name, answer in explanation.situation.answers.items()
        if answer.state is State.ANSWERED
        and name not in asked
        and not (complete and name in explanation.program.wanted)
        and not _matters(explanation, name)
    )


def _fully_described(explanation: Explanation) -> bool:
    return not any(explanation.situation.missing(name) for name in explanation.program.wanted)


def _asked_elsewhere(rulebook: Rulebook) -> frozenset[str]:
    """Return what the decision panel and the development advice read."""
    decision, development = rulebook.decision, rulebook.hypotheses.development
    names = set(development.asked_by if development else ())
    if decision:
        read = (leaf for question in decision.questions for leaf in leaves(question.when))
        names |= {leaf.attribute for leaf in read if isinstance(leaf, AttributeCondition)}
        names.update(decision.asked_by)
    return frozenset(names)


def _matters(explanation: Explanation, name: str) -> bool:
    """Return whether a rule that reads an answer fired by it, or has another premise without it.

    If no premise is another, no concept is, and so no rule behind them.
    """
    levels, trace = _levels(explanation), explanation.trace
    without = {key: mask for key, mask in levels.items() if key != name}
    strengths = {id: belief.strength for id, belief in trace.beliefs.items()}
    for rule, tests in _readers(explanation.program).get(name, ()):
        fired = trace.premises[rule.id].low > FIRES_ABOVE
        if fired and any(not levels[name] & ~test.wanted for test in tests):
            return True
        if trace.premises[rule.id] != strength(rule.premise, without, strengths):
            return True
    return False


def _levels(explanation: Explanation) -> dict[str, int]:
    """Return what the rules read of the answers, and of the advice."""
    program, trace = explanation.program, explanation.trace
    named = outcome_levels(program.hypotheses)
    answered = {
        name: program.vocabulary.by_id[name].mask(answer.levels)
        for name, answer in explanation.situation.answers.items()
        if answer.state is State.ANSWERED
    }
    outcomes = {
        name: 1 << named[name].index(level) for name, level in trace.outcomes.levels.items()
    }
    return answered | outcomes


@lru_cache(maxsize=16)
def _readers(program: Program) -> dict[str, list[tuple[CompiledRule, list[LevelsTest]]]]:
    """Return the rules that read each attribute directly, with their tests of it."""
    readers: dict[str, list[tuple[CompiledRule, list[LevelsTest]]]] = {}
    for rule in program.rules:
        tests = list(_tests(rule.premise))
        for name in dict.fromkeys(test.name for test in tests):
            own = [test for test in tests if test.name == name]
            readers.setdefault(name, []).append((rule, own))
    return readers


def _tests(premise: Premise) -> Iterator[LevelsTest]:
    if isinstance(premise, LevelsTest):
        yield premise
    elif isinstance(premise, GroupTest):
        for part in premise.parts:
            yield from _tests(part)
