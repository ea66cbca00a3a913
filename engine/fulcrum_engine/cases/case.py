"""A case: a situation, and what is expected of the advice for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fulcrum_engine.cases.format import DEFAULT_TOLERANCE, Expect
from fulcrum_engine.errors import Fault, Path


@dataclass(frozen=True)
class Case:
    """One case, with the defaults of its file and of its table worked in."""

    id: str
    given: Any
    """The situation as written: a mapping, or whatever a refused input is."""
    expect: Expect
    file: str
    line: int
    path: Path
    """The place in the file: `("cases", 3)`, or `("cases", 3, "rows", 0)` for a table's row."""
    lines: Mapping[str, int]
    """The line of each expectation, and of each answer as `given.<attribute>`."""
    given_faults: tuple[Fault, ...] = ()
    """What reading the file found wrong with the situation: keys that are there twice."""
    title: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    todo: str | None = None
    rules: str | None = None
    tolerance: float = DEFAULT_TOLERANCE
    draft: bool = False
    experimental: bool = False
    ground_truth: bool = False

    @property
    def place(self) -> str:
        """Return the file and line."""
        return f"{self.file}:{self.line}"

    def line_of(self, key: str) -> int:
        """Return the line of an expectation or an answer, or else of the case."""
        return self.lines.get(key, self.line)


@dataclass(frozen=True)
class CaseFile:
    """The cases of one file; the rows of its tables are cases like any other."""

    file: str
    cases: tuple[Case, ...]
