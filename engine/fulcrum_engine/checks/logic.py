"""What follows from the premises alone: rules that cannot fire, say the same or contradict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.checks.findings import Finding, Result, Severity, result
from fulcrum_engine.checks.tables import table
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import CompiledRule, GroupTest, Premise, Program


def contradictions(rulebook: Rulebook, program: Program) -> Result:
    """Return the rules whose premise no combination of what it reads can make true."""
    findings, rows, skipped = [], 0, 0
    for rule in program.rules:
        everything = table(program, [rule.premise])
        if everything is None:
            skipped += 1
            continue
        rows += everything.rows
        if everything.strength(rule.premise).max() <= FIRES_ABOVE:
            place = rulebook.places.get(rule.id)
            findings.append(Finding("error", rule.id, _why(program, rule), place))
    told = f"the whole truth table of {len(program.rules) - skipped} premises, {rows:,} rows"
    told += f"; {skipped} tables too large" if skipped else ""
    return result("Premises that contradict themselves", "proved", told, findings)


def _why(program: Program, rule: CompiledRule) -> str:
    """Return which two conditions of a premise exclude each other, if it is two."""
    text = "the premise can never be true"
    if not isinstance(rule.premise, GroupTest) or rule.premise.kind != "all":
        return text
    for (i, first), (j, second) in combinations(enumerate(rule.premise.parts, start=1), 2):
        both = GroupTest("all", (first, second))
        everything = table(program, [both])
        if everything and everything.strength(both).max() <= FIRES_ABOVE:
            return f"{text}: conditions {i} and {j} exclude each other"
    return text


@dataclass(frozen=True)
class Pair:
    """Two rules that conclude one thing, and how their premises compare."""

    first: CompiledRule
    second: CompiledRule
    concept: str
    certainties: tuple[float, float]
    first_implies: bool
    second_implies: bool


def pairs(rulebook: Rulebook, program: Program) -> Result:
    """Return the rules of which another says the same already, or the opposite."""
    compared, skipped = 0, 0
    found: list[Pair] = []
    for first, second, concept, certainties in _of_one_conclusion(program):
        implied = _implications(program, first.premise, second.premise)
        compared, skipped = compared + 1, skipped + (implied is None)
        if implied and any(implied):
            found.append(Pair(first, second, concept, certainties, *implied))
    findings = [
        Finding(severity, pair.first.id, text, rulebook.places.get(pair.first.id))
        for pair in found
        for severity, text in _of_pair(program, pair)
    ]
    told = f"{compared - skipped} pairs that conclude one thing, by their common truth table"
    told += f"; {skipped} tables too large" if skipped else ""
    return result("Duplicate, subsumed and contradictory rules", "proved", told, findings)


def _of_one_conclusion(
    program: Program,
) -> Iterator[tuple[CompiledRule, CompiledRule, str, tuple[float, float]]]:
    concluding: dict[str, list[tuple[CompiledRule, float]]] = {}
    for rule in program.rules:
        for concept, certainty in rule.conclusions:
            concluding.setdefault(concept, []).append((rule, certainty))
    for concept, rules in concluding.items():
        for (first, one), (second, other) in combinations(rules, 2):
            if first.id != second.id:
                yield first, second, concept, (one, other)


def _implications(program: Program, first: Premise, second: Premise) -> tuple[bool, bool] | None:
    """Return whether each premise is at most as strong as the other, whatever they read."""
    everything = table(program, [first, second])
    if everything is None:
        return None
    one, other = everything.strength(first), everything.strength(second)
    return bool((one <= other).all()), bool((other <= one).all())


def _of_pair(program: Program, pair: Pair) -> Iterator[tuple[Severity, str]]:
    """Yield what is to be said of two rules of which one implies the other."""
    (one, other), concept, second = pair.certainties, pair.concept, pair.second.id
    both = pair.first_implies and pair.second_implies
    if one * other < 0:
        if both:
            yield "error", f"says the opposite of `{second}` on `{concept}` under the same premise"
        else:
            general, special = _ordered(pair)
            yield "note", f"`{special}` is an exception to `{general}` on `{concept}`"
    elif both:
        yield "error", f"has the same premise as `{second}` and the same conclusion, `{concept}`"
    elif _adds_nothing(program, pair):
        general, special = _ordered(pair)
        yield "warning", f"`{special}` adds nothing to `{general}` on `{concept}`, which is weaker"
    elif program.concepts[concept][0] == "accumulate":
        general, special = _ordered(pair)
        yield "note", f"`{special}` always adds to `{general}` on `{concept}`: are they two causes?"


def _ordered(pair: Pair) -> tuple[str, str]:
    """Return the rule with the weaker premise, and the one with the stronger."""
    if pair.first_implies:
        return pair.second.id, pair.first.id
    return pair.first.id, pair.second.id


def _adds_nothing(program: Program, pair: Pair) -> bool:
    """Return whether the rule with the stronger premise is no surer, where the strongest counts."""
    one, other = (abs(certainty) for certainty in pair.certainties)
    special, general = (one, other) if pair.first_implies else (other, one)
    return special <= general and program.concepts[pair.concept][0] == "strongest"
