"""Two rule books compared: on cases, on random situations, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fulcrum_api.wording import numbered
from fulcrum_engine import InputError, Rulebook, parse_situation
from fulcrum_engine.cases import Case, load_case_files
from fulcrum_engine.comparing.diff import Advice, Comparison, Difference, advised
from fulcrum_engine.comparing.sample import Sample, Witness

SHOWN, CASES_SHOWN = 6, 20
Changes = Mapping[str, tuple[Any, ...]]
"""What changed in an advice: the field, what it was and what it is now."""


@dataclass(frozen=True)
class CaseChange:
    """A case in which the advice changes, and the rules through which it does."""

    case: Case
    changes: Changes
    through: tuple[str, ...]


@dataclass(frozen=True)
class CaseChanges:
    """The cases that were looked at, and those of them in which the advice changes."""

    looked_at: int
    changed: tuple[CaseChange, ...]


@dataclass(frozen=True)
class Compared:
    """All that is told of two rule books."""

    comparison: Comparison
    cases: CaseChanges
    sample: Sample

    @property
    def same_advice(self) -> bool:
        """Return whether no case and no random situation is advised differently."""
        return not self.cases.changed and not any(self.sample.changed.values())

    @property
    def plain(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        old, new = self.comparison.old, self.comparison.new
        return {
            "old": {"version": old.version, "sha256": old.sha256},
            "new": {"version": new.version, "sha256": new.sha256},
            "same_advice": self.same_advice,
            "differences": [
                {"kind": d.kind, "id": d.id, "what": d.what, "fields": list(d.fields)}
                for d in self.comparison.differences
            ],
            "cases": {
                "looked_at": self.cases.looked_at,
                "changed": [_plain_case(each) for each in self.cases.changed],
            },
            "sample": _plain_sample(self.sample, self.comparison),
        }


def _plain_case(change: CaseChange) -> dict[str, Any]:
    changes = {name: {"from": a, "to": b} for name, (a, b) in change.changes.items()}
    case = {"id": change.case.id, "place": change.case.place}
    return {**case, "changes": changes, "through": list(change.through)}


def _plain_sample(sample: Sample, comparison: Comparison) -> dict[str, Any]:
    return {
        "situations": sample.situations,
        "seed": sample.seed,
        "changed": {target: round(sample.share(target), 4) for target in sample.changed},
        "witnesses": [
            {
                "target": each.target,
                "from": each.before,
                "to": each.after,
                "count": each.count,
                "situation": each.situation.plain,
                "through": list(comparison.through(each.situation, [each.target])),
            }
            for each in sample.witnesses
        ],
    }


def case_changes(comparison: Comparison, path: Path | None) -> CaseChanges:
    """Return the cases at a path in which the advice changes. Raises InputError."""
    if path is None:
        return CaseChanges(0, ())
    cases, faults = load_case_files([path])
    if faults:
        raise InputError(faults)
    before, after = (_advised(book, cases) for book in (comparison.old, comparison.new))
    changed = (
        CaseChange(case, changes, _through(comparison, case, changes))
        for case in cases
        if (changes := _changes(before.get(case.id), after.get(case.id)))
    )
    return CaseChanges(len(cases), tuple(changed))


def _advised(rulebook: Rulebook, cases: Sequence[Case]) -> dict[str, Advice]:
    """Return the advice by case; those whose input is refused are left out."""
    situations = {}
    for case in (each for each in cases if not each.given_faults):
        with suppress(InputError):
            situations[case.id] = parse_situation(rulebook.vocabulary, case.given)
    return dict(zip(situations, advised(rulebook, list(situations.values())), strict=True))


def _changes(before: Advice | None, after: Advice | None) -> Changes:
    if before is None or after is None:
        told = ("refused" if each is None else "advised" for each in (before, after))
        return {} if before is after else {"input": tuple(told)}
    return {name: (vars(before)[name], vars(after)[name]) for name in before.differing(after)}


def _through(comparison: Comparison, case: Case, changes: Changes) -> tuple[str, ...]:
    if "input" in changes:
        return ()
    situation = parse_situation(comparison.new.vocabulary, case.given)
    return comparison.through(situation, changes)


def told(compared: Compared) -> Iterator[str]:
    """Yield the comparison line by line."""
    old, new = compared.comparison.old, compared.comparison.new
    yield f"From {old.version} ({old.sha256[:12]}) to {new.version} ({new.sha256[:12]})"
    differences = compared.comparison.differences
    yield f"\n{numbered(len(differences), 'record differs', 'records differ')}"
    yield from _differences(differences)
    cases = compared.cases
    if cases.looked_at:
        yield f"\n{len(cases.changed)} of {numbered(cases.looked_at, 'case', 'cases')} changed"
    for change in cases.changed[:CASES_SHOWN]:
        yield from _case(change)
    if len(cases.changed) > CASES_SHOWN:
        yield f"  and {len(cases.changed) - CASES_SHOWN} more (--json lists all)"
    if compared.sample.situations:
        yield from _sample(compared.sample, compared.comparison)


def _differences(differences: Iterable[Difference]) -> Iterator[str]:
    """Yield each rule, and each record that changed; what else came or went is told together."""
    together: dict[tuple[str, str], list[str]] = {}
    for each in differences:
        fields = f": {', '.join(each.fields)}" if each.fields else ""
        if each.kind == "rules" or fields:
            yield f"  {each.what:8} {each.kind} {each.id}{fields}"
        else:
            together.setdefault((each.what, each.kind), []).append(each.id)
    for (what, kind), ids in together.items():
        more = f" and {len(ids) - SHOWN} more (--json lists all)" if len(ids) > SHOWN else ""
        yield f"  {what:8} {kind}: {', '.join(ids[:SHOWN])}{more}"


def _case(change: CaseChange) -> Iterator[str]:
    yield f"  {change.case.id} ({change.case.place})"
    for name, (before, after) in change.changes.items():
        yield f"    {name}: {_value(before)} -> {_value(after)}"
    if change.through:
        yield f"    through {', '.join(change.through)}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return str(value or "none")


def _sample(sample: Sample, comparison: Comparison) -> Iterator[str]:
    shares = ", ".join(f"the {target} in {sample.share(target):.2%}" for target in sample.changed)
    yield f"\nOf {sample.situations:,} random situations (seed {sample.seed}) changed: {shares}"
    for each in sample.witnesses:
        yield from _witness(each, comparison)


def _witness(each: Witness, comparison: Comparison) -> Iterator[str]:
    yield f"  {each.target}: {each.before} -> {each.after}, in {each.count}; the smallest found:"
    answers = ", ".join(
        f"{name}: {answer.plain}" for name, answer in each.situation.answers.items()
    )
    yield f"    {{{answers}}}"
    yield f"    through {', '.join(comparison.through(each.situation, [each.target]))}"
