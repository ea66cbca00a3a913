"""Whether rules matter: whether leaving one out changes the advice in some situation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fulcrum_engine.checks.batch import TRIES_AGAIN, Batch
from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.checks.situations import Given, as_columns, told
from fulcrum_engine.columnar.columns import Columns, Masks
from fulcrum_engine.columnar.evaluator import Evaluation, evaluate
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Program

FIRST = 60
"""How many of a rule's situations are tried before all of them are."""
PLACE = "place of action "
Shown = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Decisive:
    """A situation in which a rule matters, and what of the advice changes without it."""

    given: Given
    changes: tuple[str, ...]


def shown(program: Program, columns: Columns, evaluation: Evaluation) -> Shown:
    """Return what the advice shows in every situation: numbers, levels and flags by name."""
    h = program.hypotheses
    found: Shown = dict(evaluation.outcomes)
    for side in h.sides:
        found[f"need for {side.id}"] = np.round(evaluation.beliefs[side.need].value, 4)
    for notice in h.warnings:
        found[f"warning {notice.id}"] = evaluation.said(notice.id, notice.caution_on)
    for kind, records in (("tension", h.tensions), ("mix", h.mix), ("action", h.actions)):
        for record in records:
            found[f"{kind} {record.id}"] = evaluation.beliefs[record.id].value > 0
    return found | _order(program, evaluation) | _development(program, columns, evaluation)


def _order(program: Program, evaluation: Evaluation) -> Shown:
    """Return the place of every action among those that are advised."""
    actions = [action.id for action in program.hypotheses.actions]
    if not actions:
        return {}
    certainty = np.stack([evaluation.beliefs[id].value for id in actions])
    places = np.argsort(np.argsort(-certainty, axis=0, kind="stable"), axis=0)
    places = np.where(certainty > 0, places, -1)
    return {f"{PLACE}{id}": places[n] for n, id in enumerate(actions)}


def _development(program: Program, columns: Columns, evaluation: Evaluation) -> Shown:
    """Return which development advice is shown: only where the role or a skill is named."""
    if (development := program.hypotheses.development) is None:
        return {}
    named = [columns.masks[name] != program.everything[name] for name in development.asked_by]
    asked = np.any(named, axis=0)
    return {
        f"development {each.id}": asked & (evaluation.beliefs[each.id].value > 0)
        for each in development.advice
    }


def without(program: Program, rule: str) -> Program:
    """Return the program without one rule."""
    return replace(program, rules=tuple(each for each in program.rules if each.id != rule))


def differences(before: Shown, after: Shown) -> Iterator[tuple[str, Masks]]:
    """Yield what of the advice differs, and in which situations."""
    for name, values in before.items():
        rows = np.flatnonzero(values != after[name])
        if len(rows):
            yield name, rows


def decisive(batch: Batch, rule: str, before: Shown) -> Decisive | None:
    """Return the smallest situation found in which a rule matters, or None.

    `before` is what the advice shows in the batch with all rules.
    """
    rows = batch.firing(rule)
    for part in (rows[:FIRST], rows[FIRST:]):
        known = {name: values[part] for name, values in before.items()}
        if len(part) and (found := _in(batch.program, rule, batch.part(part), known)):
            row, changes = found
            return Decisive(batch.situations[part[row]], changes)
    premise = next(each.premise for each in batch.program.rules if each.id == rule)
    further = batch.maker.make(premise, TRIES_AGAIN)
    found = _in(batch.program, rule, as_columns(batch.program, further)) if further else None
    return Decisive(further[found[0]], found[1]) if found else None


def smaller(program: Program, rule: str, case: Decisive) -> Decisive:
    """Return a situation with as few answers as possible in which a rule still matters."""
    given, changes = dict(case.given), case.changes
    while given:
        fewer = [{n: bit for n, bit in given.items() if n != name} for name in given]
        if (found := _in(program, rule, as_columns(program, fewer))) is None:
            break
        given, changes = fewer[found[0]], found[1]
    return Decisive(given, changes)


def _in(
    program: Program, rule: str, columns: Columns, before: Shown | None = None
) -> tuple[int, tuple[str, ...]] | None:
    """Return the first of some situations in which a rule matters, and what changes there.

    `before` is what the advice shows in them with all rules, if that is known already.
    """
    before = before or shown(program, columns, evaluate(program, columns))
    mutant = without(program, rule)
    after = shown(mutant, columns, evaluate(mutant, columns))
    found = [(int(rows[0]), name) for name, rows in differences(before, after)]
    if not found:
        return None
    first = min(row for row, _ in found)
    return first, tuple(name for row, name in found if row == first)


def all_decisive(batch: Batch) -> Iterator[tuple[str, Decisive | None]]:
    """Yield for each rule a situation in which it matters, or None."""
    before = shown(batch.program, batch.columns, batch.evaluation)
    for rule in batch.program.rules:
        yield rule.id, decisive(batch, rule.id, before)


def firing(rulebook: Rulebook, batch: Batch) -> Result:
    """Return the rules that fire in no situation found."""
    findings = [
        Finding("error", rule.id, "no situation found in which it fires", rulebook.places[rule.id])
        for rule in batch.program.rules
        if not len(batch.firing(rule.id))
    ]
    proved = len(batch.program.rules) - len(findings)
    told = f"{proved} rules fire, each shown by a situation; {len(batch.situations):,} made"
    return result("Rules that never fire", "searched", told, findings)


def deciding(rulebook: Rulebook, batch: Batch, found: Mapping[str, Decisive | None]) -> Result:
    """Return the rules without which the advice is the same in every situation found."""
    findings = []
    for id, case in found.items():
        if case is None and len(batch.firing(id)):
            text = f"leaving it out changes nothing in {len(batch.firing(id))} situations"
            findings.append(Finding("warning", id, text, rulebook.places[id]))
    count = sum(case is not None for case in found.values())
    text = f"{count} of {len(found)} rules matter, each shown by a situation; "
    text += f"{len(batch.situations):,} made, and up to {TRIES_AGAIN} more for each of the others"
    return result("Rules that never matter", "searched", text, findings)


def example(program: Program, case: Decisive) -> str:
    """Return a situation in which a rule matters, with what changes."""
    changes = [name for name in case.changes if not name.startswith(PLACE)] or case.changes
    return f"{told(program, case.given)}: {', '.join(changes[:4])}"
