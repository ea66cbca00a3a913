"""Files of situations: CSV, NDJSON and Parquet as records, a few at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet

from fulcrum_api.batches.reading import REFERENCE, SITUATION, check_columns, read_header
from fulcrum_api.batches.splitting import Record, Splitter
from fulcrum_api.batches.spool import PIECE
from fulcrum_engine import Fault, InputError
from fulcrum_engine.errors import listed
from fulcrum_engine.knowledge.vocabulary import Vocabulary

KINDS = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet"}


@dataclass(frozen=True)
class Source:
    """An input file's records, each with how much of the file is read by then."""

    columns: tuple[str, ...] | None
    """Those of CSV; None where records are JSON."""
    records: Iterator[tuple[Record, int]]
    size: int


def kind_of_file(file: Path) -> str:
    """Return csv, ndjson or parquet by a file's ending. Raises InputError."""
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        problem, expected = "no such kind of file", f"a name that ends in {listed(KINDS)}"
        raise InputError([Fault((), "unreadable", problem, None, expected, file=str(file))])
    return kind


def open_source(vocabulary: Vocabulary, file: Path) -> Source:
    """Return the records of a file. Raises InputError where its columns have faults, OSError."""
    kind, size = kind_of_file(file), file.stat().st_size
    try:
        if kind == "parquet":
            return Source(None, _parquet(vocabulary, file, size), size)
        records = _lines(file, quoted=kind == "csv")
        if kind == "ndjson":
            return Source(None, records, size)
        head = next(records, (None, 0))[0]
        return Source(read_header(vocabulary, head).columns, records, size)
    except InputError as error:
        raise InputError(error.located(str(file))) from None


def _lines(file: Path, *, quoted: bool) -> Iterator[tuple[Record, int]]:
    splitter, read = Splitter(quoted=quoted), 0
    with file.open("rb") as lines:
        while piece := lines.read(PIECE):
            read += len(piece)
            for record in splitter.feed(piece):
                yield record, read
    for record in splitter.end():
        yield record, read


def _parquet(vocabulary: Vocabulary, file: Path, size: int) -> Iterator[tuple[Record, int]]:
    try:
        table = pyarrow.parquet.ParquetFile(file)
    except pyarrow.ArrowException:
        fault = Fault((), "unreadable", "not readable as Parquet", None, "Parquet")
        raise InputError([fault]) from None
    check_columns(vocabulary, tuple(table.schema_arrow.names))
    return _rows(table, size)


def _rows(table: Any, size: int) -> Iterator[tuple[Record, int]]:
    """Yield rows as JSON; a null was not asked, a list names several levels."""
    done, total = 0, max(table.metadata.num_rows, 1)
    for batch in table.iter_batches(batch_size=1024):
        for row in batch.to_pylist():
            done += 1
            reference = row.pop(REFERENCE, None)
            answers = {name: value for name, value in row.items() if value is not None}
            told = {SITUATION: answers, REFERENCE: reference}
            yield json.dumps(told, default=str).encode(), size * done // total
