"""What came of a case: every mismatch at once, and what decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.format import NEW
from fulcrum_engine.errors import Fault


class Status(StrEnum):
    """How a case went."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    """The case itself is wrong: it names what the rule book does not have."""
    TODO = "todo"
    """It fails, as it says it would."""
    FIXED = "fixed"
    """It says it would fail, but passes: a failure, so that the mark goes."""
    SKIPPED = "skipped"
    """It is a draft, or not meant for this version of the rule book."""


FINE = (Status.PASSED, Status.TODO, Status.SKIPPED)


@dataclass(frozen=True)
class Mismatch:
    """One expectation that does not hold."""

    what: str
    expected: str
    actual: str
    line: int


@dataclass(frozen=True)
class Outcome:
    """What came of a case. `str()` tells it all, with file and line."""

    case: Case
    status: Status
    mismatches: tuple[Mismatch, ...] = ()
    faults: tuple[Fault, ...] = ()
    decided_by: tuple[str, ...] = ()
    """What the advice was and the rules that decided it, a line each."""
    note: str | None = None
    unused: tuple[str, ...] = ()
    """Given answers that change nothing; told, but no failure."""

    decisive_rules: tuple[str, ...] = ()
    """The strongest rules for the advice, where it is not as expected."""

    @property
    def is_new(self) -> bool:
        """Return whether something expected is still to be filled in."""
        return any(mismatch.expected.startswith(NEW) for mismatch in self.mismatches)

    @property
    def ok(self) -> bool:
        """Return whether this is as it should be."""
        return self.status in FINE

    @property
    def summary(self) -> str:
        """Return what went wrong in one line, for lists."""
        parts = [f"{m.what}: expected {m.expected}, found {m.actual}" for m in self.mismatches]
        parts += [str(fault) for fault in self.faults]
        parts = parts or [self.note or str(self.status)]
        return parts[0] + (f" (and {len(parts) - 1} more)" if len(parts) > 1 else "")

    @property
    def unused_told(self) -> tuple[str, ...]:
        """Return a line for each given answer that changes nothing, with its place."""
        return tuple(
            f"{self.case.file}:{self.case.line_of(f'given.{name}')}: {self.case.id}: "
            f"`{name}` changes nothing in this situation"
            for name in self.unused
        )

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        title = f"{self.case.id}: {self.case.title}" if self.case.title else self.case.id
        yield f"{self.case.place}: {title}"
        if self.note:
            yield f"  {self.note}"
        yield from (f"  {fault}" for fault in self.faults)
        yield from _beside(self.mismatches)
        if self.decided_by:
            yield ""
            yield from (f"  {line}" for line in self.decided_by)
        if self.case.source and self.mismatches:
            yield f"  expected by: {self.case.source}"


def _beside(mismatches: tuple[Mismatch, ...]) -> Iterator[str]:
    """Yield expected beside actual in columns, or below each other where that is too wide."""
    if not mismatches:
        return
    places = [f"line {m.line}" for m in mismatches]
    rows = [(m.what, m.expected, m.actual) for m in mismatches]
    what, expected = (max(len(row[i]) for row in rows) for i in (0, 1))
    for place, row in zip(places, rows, strict=True):
        if expected <= 40:
            yield f"  {row[0]:<{what}}  expected {row[1]:<{expected}}  found {row[2]}  ({place})"
        else:
            yield f"  {row[0]}  ({place})"
            yield f"    expected {row[1]}"
            yield f"    found    {row[2]}"
