"""The same case with its facts and the rules in another order: the advice must be the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from fulcrum_engine.cases.outcome import Mismatch
from fulcrum_engine.cases.subject import Subject
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import Trace, infer
from fulcrum_engine.situation import Situation

SEED = 5
T = TypeVar("T")


def order_mismatches(subject: Subject) -> tuple[Mismatch, ...]:
    """Return a mismatch if another order of the facts, or of the rules, gives other advice.

    The facts are in another order for each case, the rules once a session; both by a fixed seed.
    One consultation tells whether either matters; which of them it is, is looked up on a failure.
    """
    case, trace = subject.case, subject.explanation.trace
    program = subject.explanation.program
    facts = shuffled_facts(subject.situation, case.id)
    rules = compile_rulebook(shuffled_rules(subject.rulebook), experimental=case.experimental)
    if same(trace, infer(rules, facts)):
        return ()
    what = "facts" if not same(trace, infer(program, facts)) else "rules"
    found = _difference(trace, rules, facts)
    return (Mismatch(f"order of the {what}", "the same advice in any order", found, case.line),)


def same(one: Trace, other: Trace) -> bool:
    """Return whether two consultations came to the same, to the last digit."""
    return (one.outcomes, one.beliefs, one.premises) == (
        other.outcomes,
        other.beliefs,
        other.premises,
    )


def _difference(trace: Trace, program: Program, facts: Situation) -> str:
    """Return what is different, in a few words."""
    other = infer(program, facts)
    if other.outcomes != trace.outcomes:
        return f"{other.outcomes.lean} instead of {trace.outcomes.lean}"
    named = (id for id in trace.premises if trace.premises[id] != other.premises.get(id))
    return f"another strength of {next(named, 'a concept')}"


def shuffled_facts(situation: Situation, seed: str) -> Situation:
    """Return a situation whose answers come in another order."""
    return Situation(_shuffled(situation.answers, seed))


@lru_cache(maxsize=8)
def shuffled_rules(rulebook: Rulebook) -> Rulebook:
    """Return a rule book whose rules and concepts come in another order."""
    rules, concepts = _shuffled(rulebook.rules, ""), _shuffled(rulebook.concepts, "")
    return replace(rulebook, rules=rules, concepts=concepts)


def _shuffled(parts: Mapping[str, T], seed: str) -> dict[str, T]:
    names = list(parts)
    random.Random(f"{SEED} {seed}").shuffle(names)  # noqa: S311 (no secret)
    return {name: parts[name] for name in names}
