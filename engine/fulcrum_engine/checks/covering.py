"""What case files hold of a rule book: which rules fire in a case, and which narrowly do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from fulcrum_engine.cases import Case, load_case_files
from fulcrum_engine.certainty import FIRES_ABOVE
from fulcrum_engine.checks.deciding import (
    Decisive,
    Shown,
    differences,
    example,
    shown,
    smaller,
    without,
)
from fulcrum_engine.checks.findings import Finding, Result, result
from fulcrum_engine.columnar.columns import Columns
from fulcrum_engine.columnar.evaluator import Evaluation, columns, evaluate
from fulcrum_engine.errors import InputError
from fulcrum_engine.files.loading import default_folder
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import CompiledRule, Program
from fulcrum_engine.situation import Situation, parse_situation

MATTERS = ("lean", "strength", "style", "supporting", "need for ", "warning ")
"""What of the advice counts when a rule is left out: how the names of those things begin."""


@dataclass(frozen=True)
class Covering:
    """The situations of case files, and what follows in each."""

    program: Program
    cases: tuple[Case, ...]
    situations: tuple[Situation, ...]

    @cached_property
    def columns(self) -> Columns:
        return columns(self.program, self.situations)

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.program, self.columns)

    @cached_property
    def firing(self) -> Mapping[str, tuple[int, ...]]:
        """Return the numbers of the cases in which each rule fires."""
        ends = self.evaluation.premises
        return {id: tuple(np.flatnonzero(low > FIRES_ABOVE)) for id, (low, _) in ends.items()}

    @cached_property
    def near(self) -> Mapping[str, tuple[int, ...]]:
        """Return the numbers of the cases that narrowly miss a rule.

        Those are the cases that expect it not to fire, and those that differ from a case in
        which it fires in a single answer.
        """
        expected: dict[str, list[int]] = {}
        for number, case in enumerate(self.cases):
            for id in (*(case.expect.not_fired or ()), *(case.expect.undetermined or ())):
                expected.setdefault(id, []).append(number)
        return {
            id: tuple(n for n in expected.get(id, ()) if n not in firing)
            or tuple(self._one_answer_away(firing))
            for id, firing in ((id, set(numbers)) for id, numbers in self.firing.items())
        }

    def _one_answer_away(self, firing: set[int]) -> Iterable[int]:
        for number in sorted(firing):
            others = set(self._neighbours.get(number, ())) - firing
            if others:
                return sorted(others)
        return ()

    @cached_property
    def _neighbours(self) -> dict[int, list[int]]:
        """Return for each case those whose situation differs in a single answer."""
        masks = np.stack(list(self.columns.masks.values()), axis=1)
        found = {}
        for number, row in enumerate(masks):
            found[number] = np.flatnonzero((masks != row).sum(axis=1) == 1).tolist()
        return found

    def expecting(self, rule: str) -> list[Case]:
        """Return the cases that expect a rule to fire, and in which it does."""
        firing = self.firing.get(rule, ())
        return [self.cases[n] for n in firing if rule in (self.cases[n].expect.fired or ())]

    def noticed(self, rule: str) -> set[str]:
        """Return what of the advice for some case would be different without a rule."""
        rows = np.flatnonzero(self.evaluation.premises[rule][1] > FIRES_ABOVE)
        masks = {name: mask[rows] for name, mask in self.columns.masks.items()}
        part, mutant = Columns(masks, self.columns.all_known[rows]), without(self.program, rule)
        before = {name: values[rows] for name, values in self._shown.items()}
        after = shown(mutant, part, evaluate(mutant, part))
        return {name for name, _ in differences(before, after)}

    @cached_property
    def _shown(self) -> Shown:
        return shown(self.program, self.columns, self.evaluation)


def case_folders(rules: Path | None) -> list[Path]:
    """Return the folder of case files beside a rule book, if there is one."""
    folder = (rules or default_folder()).resolve().parent / "cases"
    return [folder] if folder.is_dir() else []


def covering(rulebook: Rulebook, program: Program, paths: Sequence[Path]) -> Covering | None:
    """Return the cases at and below paths that hold a situation, or None if there are none.

    Cases that let experimental rules fire are left aside.
    """
    try:
        cases, _ = load_case_files(paths)
    except InputError:
        return None
    kept: list[Case] = []
    situations: list[Situation] = []
    for case in cases:
        if case.experimental or case.given_faults:
            continue
        try:
            situations.append(parse_situation(rulebook.vocabulary, case.given))
            kept.append(case)
        except InputError:
            continue
    return Covering(program, tuple(kept), tuple(situations)) if kept else None


def cases(rulebook: Rulebook, found: Covering) -> Result:
    """Return the rules without a case in which they fire, or without a near miss."""
    findings = []
    for id in found.firing:
        missing = [
            what
            for what, numbers in (("fires", found.firing[id]), ("narrowly misses", found.near[id]))
            if not numbers
        ]
        for what in missing:
            text = f"no case in which it {what}"
            findings.append(Finding("warning", id, text, rulebook.places[id]))
    told = f"{len(found.firing)} rules in each of {len(found.cases):,} cases"
    return result("Rules without cases", "proved", told, findings)


def noticed(found: Covering, decisive: Mapping[str, Decisive | None]) -> Result:
    """Return the rules that no case would miss, each with a situation that would make a case."""
    missed = {id: found.noticed(id) for id in found.firing}
    findings = [
        Finding("warning", id, _unnoticed(found.program, id, decisive.get(id)))
        for id, names in missed.items()
        if not names
    ]
    main = {id for id, names in missed.items() if any(n.startswith(MATTERS) for n in names)}
    able = main | {rule.id for rule in found.program.rules if _reaches(found.program, rule)}
    told = f"leaving out each of {len(missed)} rules, in {len(found.cases):,} cases: the advice "
    told += f"of a case changes for {_share(len(missed) - len(findings), len(missed))}; the lean, "
    told += f"strength, style, a need or a warning for {_share(len(main), len(able))} of the "
    told += f"{len(able)} that lead to one"
    return result("Rules that no case would miss", "proved", told, findings)


def _unnoticed(program: Program, rule: str, case: Decisive | None) -> str:
    text = "leaving it out changes the advice of no case"
    if case is None:
        return text
    return f"{text}; it would of {example(program, smaller(program, rule, case))}"


def _reaches(program: Program, rule: CompiledRule) -> bool:
    """Return whether a rule leads to a need, a style or a warning."""
    h = program.hypotheses
    others = {each.id for each in (*h.tensions, *h.mix)} | {each.id for each in h.actions}
    others |= {each.id for each in (h.development.advice if h.development else ())}
    return any(concept not in others for concept, _ in rule.conclusions)


def _share(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%}"
