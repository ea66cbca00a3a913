"""Reading case files: every fault of a file at once, or its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from fulcrum_engine.cases.case import Case, CaseFile
from fulcrum_engine.cases.format import (
    DEFAULT_TOLERANCE,
    CaseFileRecord,
    CaseRecord,
    Defaults,
    Expect,
    Labels,
    TableRecord,
)
from fulcrum_engine.cases.tables import read_rows
from fulcrum_engine.documents import Document, read_yaml
from fulcrum_engine.errors import Fault, InputError, Path
from fulcrum_engine.files.records import read_record

MAX_BYTES = 4 * 1024 * 1024


def load_case_file(path: FilePath | str, name: str | None = None) -> CaseFile:
    """Return the cases of a file; messages call it by `name`, by default its path.

    Raises InputError with every fault of the file, each with its line.
    """
    name = name or str(path)
    try:
        data = FilePath(path).read_bytes()
    except OSError as error:
        problem = f"this file cannot be read: {error.strerror}"
        raise InputError([Fault((), "unreadable", problem, file=name)]) from None
    return read_case_file(data, name)


def read_case_file(data: bytes | str, name: str) -> CaseFile:
    """Return the cases that a text holds. Raises InputError with every fault."""
    document = read_yaml(data, name, MAX_BYTES)
    inside, document.faults = _split(document.faults)
    record = read_record(CaseFileRecord, document)
    if isinstance(record, list):
        raise InputError(sorted(record, key=lambda fault: fault.line or 0))
    found = list(_entries(record, document, inside))
    cases = tuple(each for each in found if isinstance(each, Case))
    faults = [each for each in found if isinstance(each, Fault)]
    faults += [fault for case in cases for fault in _expectation_faults(case)]
    faults += _repeated(cases)
    if faults:
        raise InputError(sorted(faults, key=lambda fault: fault.line or 0))
    return CaseFile(name, cases)


def _split(faults: Iterable[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Return the faults within a case's situation, which a case may expect, and the others."""
    inside: list[Fault] = []
    others: list[Fault] = []
    for fault in faults:
        situation = len(fault.path) > 3 and fault.path[2] in ("given", "situation")
        (inside if situation else others).append(fault)
    return inside, others


def _entries(
    record: CaseFileRecord, document: Document, inside: list[Fault]
) -> Iterator[Case | Fault]:
    for i, entry in enumerate(record.cases):
        path: Path = ("cases", i)
        own = tuple(fault for fault in inside if fault.path[:2] == path)
        if isinstance(entry, CaseRecord):
            yield from _case(entry, path, document, record.defaults, own)
        else:
            yield from own
            yield from _table(entry, path, document, record.defaults)


def _case(
    entry: CaseRecord, path: Path, document: Document, defaults: Defaults, own: tuple[Fault, ...]
) -> Iterator[Case | Fault]:
    written = [key for key in ("given", "situation") if key in entry.model_fields_set]
    if len(written) > 1:
        yield _at(document, (*path, "situation"), "`given` is here as well", "one of the two")
    if not written and not defaults.given:
        yield _at(document, path, "this case has no situation", "`given`; {} if nothing is known")
    given = getattr(entry, written[0]) if written else {}
    yield Case(
        id=entry.id,
        given={**defaults.given, **given} if isinstance(given, dict) else given,
        expect=entry.expect,
        given_faults=own,
        path=path,
        lines={
            **_lines(given, (*path, *written), document, "given."),
            **_lines(entry.expect.model_fields_set, (*path, "expect"), document),
        },
        **_labels(entry, path, document, defaults),
    )


def _lines(keys: Any, path: Path, document: Document, prefix: str = "") -> dict[str, int]:
    keys = keys if isinstance(keys, dict | set) else ()
    return {f"{prefix}{key}": document.line_of((*path, key)) or 1 for key in keys}


def _table(
    entry: TableRecord, path: Path, document: Document, defaults: Defaults
) -> Iterator[Case | Fault]:
    shared = {} if "given" not in entry.model_fields_set else entry.given
    if not isinstance(shared, dict):
        yield _at(document, (*path, "given"), "not as it should be", "a mapping")
        return
    for row in read_rows(entry, path, document, {**defaults.given, **shared}):
        if isinstance(row, Fault):
            yield row
            continue
        labels = _labels(entry, row.path, document, defaults)
        yield Case(
            id=row.id, given=row.given, expect=row.expect, path=row.path, lines=row.lines, **labels
        )


def _labels(entry: Labels, path: Path, document: Document, defaults: Defaults) -> dict[str, Any]:
    tolerances: Iterable[float | None] = (entry.tolerance, defaults.tolerance)
    return {
        "file": document.file,
        "line": document.line_of(path) or 1,
        "title": entry.title,
        "source": entry.source or defaults.source,
        "tags": tuple(dict.fromkeys((*defaults.tags, *entry.tags))),
        "todo": entry.todo,
        "rules": entry.rules or defaults.rules,
        "tolerance": next((t for t in tolerances if t is not None), DEFAULT_TOLERANCE),
        "draft": entry.draft,
        "experimental": entry.experimental,
        "ground_truth": entry.ground_truth,
    }


def _expectation_faults(case: Case) -> Iterator[Fault]:
    asked = {key for key in expectations(case.expect) if key not in ("tolerance", "suggests")}
    if not asked:
        problem = f"case `{case.id}` expects nothing"
        yield _of(case, "expect", problem, "at least one expectation, such as `lean`")
    if case.expect.suggests and not case.expect.error:
        yield _of(case, "suggests", "nothing is proposed where nothing is refused", "`error` too")
    others = sorted(asked - {"error"})
    if case.expect.error and others:
        problem = f"a refused input gives no advice, but `{others[0]}` is expected as well"
        yield _of(case, "error", problem, "`error` alone, or with `suggests`")


def expectations(expect: Expect) -> Mapping[str, Any]:
    """Return what is expected, by key, in the order of the format.

    An empty mapping is no expectation.
    """
    values = {key: getattr(expect, key) for key in Expect.model_fields}
    found = {key: value for key, value in values.items() if value is not None and value != {}}
    if expect.style and not expect.style.model_fields_set:
        del found["style"]
    return found


def _repeated(cases: Iterable[Case]) -> Iterator[Fault]:
    seen: dict[str, Case] = {}
    for case in cases:
        if case.id in seen:
            first = seen[case.id]
            yield _of(case, "id", f"the id `{case.id}` is also at line {first.line}", "each once")
        seen.setdefault(case.id, case)


def _of(case: Case, key: str, problem: str, expected: str) -> Fault:
    path = (*case.path, key)
    line = case.line_of(key)
    return Fault(path, "wrong-value", problem, None, expected, None, case.file, line)


def _at(document: Document, path: Path, problem: str, expected: str) -> Fault:
    line = document.line_of(path)
    fault = Fault(path, "wrong-value", problem, None, expected)
    return replace(fault, file=document.file, line=line)
