"""Tables in case files: one case for each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fulcrum_engine.cases.format import Expect, TableRecord
from fulcrum_engine.documents import Document, Word
from fulcrum_engine.errors import Fault, Path, nearest
from fulcrum_engine.files.records import read_record

ARROW = "=>"


@dataclass(frozen=True)
class Row:
    """A row as a case: its id, its situation and what it expects."""

    id: str
    given: Any
    expect: Expect
    path: Path
    lines: Mapping[str, int]


def read_rows(
    table: TableRecord, path: Path, document: Document, shared: Mapping[str, Any]
) -> Iterator[Row | Fault]:
    """Yield the rows of a table, or what is wrong with them.

    `shared` is what all rows are given; an empty cell takes it away again: not asked.
    """
    faults = [*_column_faults(table, path, document)]
    if not table.rows:
        faults.append(_at(document, (*path, "rows"), "this table has no rows", "one or more"))
    yield from faults
    for n, cells in enumerate(table.rows):
        here = (*path, "rows", n)
        if len(cells) != len(table.columns):
            problem = f"this row has {len(cells)} cells"
            yield _at(document, here, problem, f"{len(table.columns)}, one for each column")
        elif not faults:
            yield from _read_row(table, n, cells, document, here, shared)


def _read_row(
    table: TableRecord,
    n: int,
    cells: list[Any],
    document: Document,
    path: Path,
    shared: Mapping[str, Any],
) -> Iterator[Row | Fault]:
    given, expected = dict(shared), dict[str, Any]()
    for column, cell in zip(table.columns, cells, strict=True):
        key = column.removeprefix(ARROW).strip()
        if column.startswith(ARROW):
            if not _empty(cell):
                _put(expected, key.split("."), cell)
        elif _empty(cell):
            given.pop(key, None)
        else:
            given[key] = cell
    line = document.line_of(path) or 1
    expect = read_record(Expect, Document(expected, document.file, {(): line}))
    if isinstance(expect, list):
        yield from (replace(fault, path=(*path, *fault.path)) for fault in expect)
    else:
        lines = dict.fromkeys(expected, line)
        yield Row(f"{table.table}[{n + 1}]", given, expect, path, lines)


def _put(expected: dict[str, Any], keys: list[str], cell: Any) -> None:
    for key in keys[:-1]:
        expected = expected.setdefault(key, {})
    expected[keys[-1]] = cell


def _empty(cell: Any) -> bool:
    return cell in ("", None) or (isinstance(cell, Word) and cell == Word("null", ""))


def _column_faults(table: TableRecord, path: Path, document: Document) -> Iterator[Fault]:
    place = (*path, "columns")
    if not any(column.startswith(ARROW) for column in table.columns):
        yield _at(document, place, "no column says what is expected", "a last column `=> lean`")
    for i, column in enumerate(table.columns):
        key = column.removeprefix(ARROW).strip().split(".")[0]
        if column.startswith(ARROW) and key not in Expect.model_fields:
            suggestion = nearest(key, tuple(Expect.model_fields))
            fault = _at(document, (*place, i), f"nothing called `{key}` can be expected", None)
            yield replace(fault, suggestion=suggestion)
        if column in table.columns[:i]:
            yield _at(document, (*place, i), f"the column `{column}` is here twice", "each once")


def _at(document: Document, path: Path, problem: str, expected: str | None) -> Fault:
    line = document.line_of(path)
    return Fault(path, "wrong-value", problem, None, expected, None, document.file, line)
