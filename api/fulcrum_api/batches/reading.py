"""From a record to the situation it holds; what is wrong with one touches no other."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, Protocol

from fulcrum_api.batches.faults import too_long, unreadable
from fulcrum_api.batches.splitting import Record, TooLong, opens_quote
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.bodies import parse_json
from fulcrum_engine import Fault, InputError, Situation, parse_situation
from fulcrum_engine.documents import decode, describe
from fulcrum_engine.errors import nearest, shorten
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.situation import kind_of

REFERENCE, SITUATION = "reference", "situation"
BETWEEN = "|"
"""Stands between the levels of a cell that names several."""
LONGEST_REFERENCE = 200


@dataclass(frozen=True)
class Entry:
    """A line as it was read: a situation, or what is wrong with it."""

    reference: str | None
    situation: Situation | None
    faults: tuple[Fault, ...] = ()


class Reader(Protocol):
    """Reads the records of one kind of input."""

    def __call__(self, vocabulary: Vocabulary, record: Record) -> Entry:
        """Return what a record holds."""


def read_entry(reader: Reader, vocabulary: Vocabulary, record: Record) -> Entry:
    """Return what a record holds, or that it is too long."""
    if isinstance(record, TooLong):
        return Entry(None, None, (too_long(),))
    return reader(vocabulary, record)


def read_ndjson(vocabulary: Vocabulary, record: Record) -> Entry:
    """Return the situation of a line of JSON: bare, or under `situation` beside a `reference`."""
    assert isinstance(record, bytes)
    try:
        data = parse_json(record)
    except (ProblemError, InputError) as error:
        return Entry(None, None, error.faults)
    if not isinstance(data, dict) or SITUATION not in data:
        return _entry(vocabulary, data, None, [], ())
    reference, faults = _reference(data.get(REFERENCE))
    faults += [_no_such_field(name) for name in data if name not in (REFERENCE, SITUATION)]
    return _entry(vocabulary, data[SITUATION], reference, faults, (SITUATION,))


def _entry(
    vocabulary: Vocabulary,
    data: Any,
    reference: str | None,
    faults: list[Fault],
    path: tuple[str, ...],
) -> Entry:
    try:
        situation = parse_situation(vocabulary, data, path)
    except InputError as error:
        return Entry(reference, None, (*faults, *error.faults))
    return Entry(reference, None if faults else situation, tuple(faults))


def _reference(value: Any) -> tuple[str | None, list[Fault]]:
    if value is None:
        return None, []
    if not isinstance(value, str):
        problem = f"found {describe(value)}"
        return None, [Fault((REFERENCE,), "wrong-type", problem, kind_of(value), "text")]
    if len(value) > LONGEST_REFERENCE:
        found, most = f"{len(value):,} characters", f"at most {LONGEST_REFERENCE}"
        return None, [Fault((REFERENCE,), "too-large", "the text is too long", found, most)]
    return value, []


def _no_such_field(name: str) -> Fault:
    known = (REFERENCE, SITUATION)
    suggestion = nearest(name, known)
    expected = None if suggestion else "situation, and reference if you like"
    problem = "no such field in a line of a batch"
    return Fault((name,), "unknown-attribute", problem, shorten(name), expected, suggestion)


@dataclass(frozen=True)
class CsvReader:
    """Reads lines of CSV below a header."""

    columns: tuple[str, ...]

    def __call__(self, vocabulary: Vocabulary, record: Record) -> Entry:
        """Return the situation of a line; an empty cell was not asked."""
        assert isinstance(record, bytes)
        try:
            cells = read_cells(record)
        except InputError as error:
            return Entry(None, None, error.faults)
        if len(cells) != len(self.columns):
            problem = f"found {len(cells)} cells"
            fault = unreadable(problem, f"{len(self.columns)}, as many as columns")
            return Entry(None, None, (fault,))
        named = dict(zip(self.columns, (cell.strip() for cell in cells), strict=True))
        reference, faults = _reference(named.pop(REFERENCE, None) or None)
        answers = {name: _answer(cell) for name, cell in named.items() if cell}
        return _entry(vocabulary, answers, reference, faults, ())


def read_header(vocabulary: Vocabulary, record: Record | None) -> CsvReader:
    """Return the reader of what follows a header. Raises InputError with all its faults."""
    if not isinstance(record, bytes):
        fault = too_long() if record else unreadable("the input is empty", "a line of columns")
        raise InputError([fault])
    columns = tuple(cell.strip() for cell in read_cells(record))
    check_columns(vocabulary, columns)
    return CsvReader(columns)


def check_columns(vocabulary: Vocabulary, columns: tuple[str, ...]) -> None:
    """Raise InputError with every column that is no attribute, or is there twice."""
    known = (REFERENCE, *vocabulary.by_id)
    faults = []
    for place, name in enumerate(columns):
        if name not in known:
            hint = nearest(name, known)
            expected = None if hint else "`reference` or an attribute of the vocabulary"
            problem = f"no such column: {describe(name)}"
            faults.append(
                Fault((name,), "unknown-attribute", problem, shorten(name), expected, hint)
            )
        elif name in columns[:place]:
            problem = "this column is here twice"
            faults.append(Fault((name,), "duplicate-key", problem, name, "one"))
    if faults:
        raise InputError(faults)


def read_cells(record: bytes) -> list[str]:
    """Return the cells of a line of CSV. Raises InputError."""
    text = decode(record, "line", len(record))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        if opens_quote(record, False):
            problem, expected = "a quote opens and does not close", "quotes in pairs, or none"
            raise InputError([unreadable(problem, expected)]) from None
        raise InputError([unreadable(f"not readable as CSV: {error}", "CSV")]) from None
    if len(rows) != 1:
        raise InputError([unreadable("found line ends within the line", "LF or CRLF after each")])
    return rows[0]


def _answer(cell: str) -> str | list[str]:
    """Return the answer that a cell gives: a level, or several it lies between."""
    if BETWEEN not in cell:
        return cell
    return [level.strip() for level in cell.split(BETWEEN)]
