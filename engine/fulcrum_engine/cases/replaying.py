"""Replaying case files: all their cases, and what came of them in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath

from fulcrum_engine.cases.case import Case
from fulcrum_engine.cases.outcome import Outcome, Status
from fulcrum_engine.cases.reading import load_case_file
from fulcrum_engine.cases.running import run_case
from fulcrum_engine.errors import Fault, InputError
from fulcrum_engine.knowledge.rulebook import Rulebook

CASE_FILE_ENDING = ".case.yaml"
_NOT_SEARCHED = ("node_modules", "__pycache__")


@dataclass(frozen=True)
class Replay:
    """What came of all cases. `str()` gives the numbers in one line."""

    files: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    faults: tuple[Fault, ...] = ()
    """What is wrong with files that could not be read as case files; the others were run."""

    @property
    def counts(self) -> dict[Status, int]:
        """Return how many cases went how, every status included."""
        counted = Counter(outcome.status for outcome in self.outcomes)
        return {status: counted[status] for status in Status}

    @property
    def total(self) -> int:
        return len(self.outcomes)

    @property
    def wrong(self) -> tuple[Outcome, ...]:
        """Return the outcomes that are not as they should be."""
        return tuple(outcome for outcome in self.outcomes if not outcome.ok)

    @property
    def ok(self) -> bool:
        """Return whether every file could be read and every case went as it should."""
        return not self.faults and not self.wrong

    def __str__(self) -> str:
        counts = [f"{count} {status}" for status, count in self.counts.items() if count]
        if self.faults:
            unread = len({fault.file for fault in self.faults})
            counts.append(f"{unread} {'file' if unread == 1 else 'files'} not readable")
        cases = f"{self.total} {'case' if self.total == 1 else 'cases'}"
        return f"{cases}: {', '.join(counts) or 'none'}"


def find_case_files(paths: Iterable[FilePath | str]) -> list[FilePath]:
    """Return the case files at and below paths, each once, in order.

    A file that is named is taken whatever it is called; hidden folders are not searched.
    Raises InputError for every path that is not there or has no case files.
    """
    found: dict[FilePath, None] = {}
    faults = []
    for path in map(FilePath, paths):
        files = [path] if path.is_file() else sorted(_below(path))
        if not files:
            problem = "no case files here" if path.is_dir() else "no such file or folder"
            expected = f"a file `*{CASE_FILE_ENDING}`, or a folder of them"
            faults.append(Fault((), "unreadable", problem, None, expected, file=str(path)))
        found.update(dict.fromkeys(files))
    if faults:
        raise InputError(faults)
    return list(found)


def _below(folder: FilePath) -> Iterator[FilePath]:
    for path in folder.rglob(f"*{CASE_FILE_ENDING}"):
        inside = path.relative_to(folder).parts[:-1]
        if not any(part.startswith(".") or part in _NOT_SEARCHED for part in inside):
            yield path


def load_case_files(paths: Iterable[FilePath | str]) -> tuple[list[Case], list[Fault]]:
    """Return the cases of files and folders, and what is wrong with files among them.

    An id that an earlier file has is a fault. Raises InputError for paths that are not there.
    """
    cases: list[Case] = []
    faults: list[Fault] = []
    first: dict[str, Case] = {}
    for path in find_case_files(paths):
        try:
            loaded = load_case_file(path).cases
        except InputError as error:
            faults += error.located(str(path))
            continue
        faults += repeated_ids(loaded, first)
        cases += loaded
    return cases, faults


def repeated_ids(cases: Iterable[Case], first: dict[str, Case]) -> list[Fault]:
    """Return a fault for each case whose id another file has; note the others in `first`."""
    faults = []
    for case in cases:
        other = first.setdefault(case.id, case)
        if other.file != case.file:
            problem = f"the id `{case.id}` is also at {other.place}"
            path = (*case.path, "id")
            expected = "each id once in a run"
            fault = Fault(path, "wrong-value", problem, None, expected, None, case.file, case.line)
            faults.append(fault)
    return faults


def replay(
    paths: Iterable[FilePath | str],
    rulebook: Rulebook,
    progress: Callable[[int, int, Outcome], None] | None = None,
) -> Replay:
    """Return what comes of all cases at and below paths.

    `progress` is called after each case with how many are done, how many there are, and what
    came of it. Raises InputError for paths that are not there; files that cannot be read as case
    files are in the result's `faults`.
    """
    cases, faults = load_case_files(paths)
    outcomes: list[Outcome] = []
    for done, case in enumerate(cases, start=1):
        outcomes.append(run_case(case, rulebook))
        if progress:
            progress(done, len(cases), outcomes[-1])
    files = tuple(dict.fromkeys(case.file for case in cases))
    return Replay(files, tuple(outcomes), tuple(faults))
