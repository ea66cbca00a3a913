"""A file of situations answered into another: in order, resumable, never half-written."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from fulcrum_api.batches.answering import CSV, Answers, Job, answer_lines, heading, pickled
from fulcrum_api.batches.journal import Partial, Progress
from fulcrum_api.batches.sources import Source, kind_of_file, open_source
from fulcrum_api.batches.splitting import Record
from fulcrum_api.batches.writing import csv_columns
from fulcrum_engine import Rulebook

AT_ONCE = 64
NOTED_EVERY = 8
"""Groups of lines between two notes in the journal."""

Told = Callable[[int, int], None]
"""Is told how many bytes of how many are read."""


class Done(NamedTuple):
    """What one call did: how many records it read, and how many of them were refused."""

    records: int
    refused: int


class _Part(NamedTuple):
    """Lines that answer some records, and how far the input is read."""

    lines: bytes
    done: Done
    read: int


@dataclass(frozen=True)
class Bulk:
    """What is to be answered, by which rules, and where to."""

    source: Path
    out: Path
    rulebook: Rulebook
    include: frozenset[str] = frozenset()
    experimental: bool = False

    def run(self, executor: Executor, workers: int, told: Told) -> Done:
        """Return what this call did; `OUT` is there when it returns.

        The executor may be any of `concurrent.futures`, a cluster's as well. Raises InputError
        where the input cannot be read at all, OSError where a file cannot.
        """
        kind_of_file(self.out)
        source = open_source(self.rulebook.vocabulary, self.source)
        partial = Partial(self.out)
        progress = partial.resumed(self._fingerprint) or Progress(self._fingerprint, _now())
        job = self._job(source, progress)
        done = self._answer(_Run(executor, workers, told, source, job, partial), progress)
        self._complete(partial)
        return done

    def _job(self, source: Source, progress: Progress) -> Job:
        return Job(
            rulebook=pickled(self.rulebook),
            output="ndjson" if kind_of_file(self.out) == "ndjson" else CSV,
            time=datetime.fromisoformat(progress.time),
            columns=source.columns,
            include=self.include,
            experimental=self.experimental,
            spreadsheet=kind_of_file(self.out) == "csv",
        )

    @property
    def _fingerprint(self) -> str:
        """Return what must be the same for a call to continue another."""
        state = self.source.stat()
        parts = (
            *(str(self.source.resolve()), state.st_size, state.st_mtime_ns),
            *(self.out.name, self.rulebook.sha256, sorted(self.include), self.experimental),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _answer(self, run: _Run, progress: Progress) -> Done:
        before, refused = progress.records, 0
        with run.partial.open(progress) as file:
            if not progress.bytes:
                file.write(heading(run.job, self.rulebook))
            for number, part in enumerate(run.answers(before), 1):
                file.write(part.lines)
                progress = replace(progress, records=progress.records + part.done.records)
                refused += part.done.refused
                run.told(part.read, run.source.size)
                if number % NOTED_EVERY == 0:
                    progress = replace(progress, bytes=file.tell())
                    run.partial.note(file, progress)
            progress = replace(progress, bytes=file.tell())
            run.partial.note(file, progress)
        return Done(progress.records - before, refused)

    def _complete(self, partial: Partial) -> None:
        if kind_of_file(self.out) != "parquet":
            partial.complete()
            return
        columns = csv_columns(self.rulebook.hypotheses, self.include)
        whole = self.out.with_name(f"{self.out.name}.new")
        write_parquet(partial.file, whole, columns)
        partial.complete(whole)


@dataclass(frozen=True)
class _Run:
    executor: Executor
    workers: int
    told: Told
    source: Source
    job: Job
    partial: Partial

    def answers(self, skipped: int) -> Iterator[_Part]:
        """Yield what answers the records behind the skipped ones, in order."""
        records = islice(self.source.records, skipped, None)
        under_way: deque[tuple[Future[Answers], int, int]] = deque()
        first = skipped
        while group := list(islice(records, AT_ONCE)):
            some: list[Record] = [record for record, _ in group]
            future = self.executor.submit(answer_lines, self.job, first, some)
            under_way.append((future, len(some), group[-1][1]))
            first += len(some)
            if len(under_way) > 2 * self.workers:
                yield _done(under_way.popleft())
        while under_way:
            yield _done(under_way.popleft())


def _done(waiting: tuple[Future[Answers], int, int]) -> _Part:
    future, count, read = waiting
    answers = future.result()
    return _Part(answers.lines, Done(count, count - answers.tally.advice.total()), read)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def write_parquet(source: Path, out: Path, columns: tuple[str, ...]) -> None:
    """Write a Parquet file with the rows of a CSV file, an empty cell as null."""
    types = {name: _type(name) for name in columns}
    reader = pyarrow.csv.open_csv(
        source,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, null_values=[""]
        ),
    )
    schema = pa.schema(types)
    with reader, pyarrow.parquet.ParquetWriter(out, schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def _type(column: str) -> pa.DataType:
    if column == "index":
        return pa.int64()
    return pa.float64() if column.startswith("need_") else pa.string()
