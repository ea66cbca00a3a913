"""A run of lines answered: what one worker does, in this process or in another."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from fulcrum_api.batches.reading import CsvReader, Entry, Reader, read_entry, read_ndjson
from fulcrum_api.batches.splitting import Record
from fulcrum_api.batches.writing import advice_row, csv_columns, csv_line, error_cell, ndjson_line
from fulcrum_api.operation.tallying import Tally
from fulcrum_engine import Recommendation, Rulebook, Situation
from fulcrum_engine.advice.recommending import recommend
from fulcrum_engine.groups.batch import Summary, explain_all, summarise_all
from fulcrum_engine.lookahead.outlook import outlook

CSV, NDJSON = "csv", "ndjson"


@dataclass(frozen=True)
class Job:
    """All that a worker must know to answer lines of a batch; it can be sent to one."""

    rulebook: bytes = field(repr=False)
    """Pickled, so that a worker anywhere has the very rules that the batch began with."""
    output: str
    time: datetime
    columns: tuple[str, ...] | None = None
    """Those of CSV input; None of NDJSON."""
    include: frozenset[str] = frozenset()
    experimental: bool = False
    spreadsheet: bool = True
    """Whether CSV may be opened in a spreadsheet, which would run formulas."""

    @property
    def reader(self) -> Reader:
        """Return what reads the lines."""
        return read_ndjson if self.columns is None else CsvReader(self.columns)


@dataclass(frozen=True)
class Answers:
    """Lines that answer, and what is counted of them."""

    lines: bytes
    tally: Tally


def answer_lines(job: Job, first: int, records: Sequence[Record]) -> Answers:
    """Return the lines that answer these records, the first of which has this index."""
    answering = _Answering(job, _rulebook(job.rulebook), records)
    return Answers(answering.answer(first).encode(), answering.tally)


def heading(job: Job, rulebook: Rulebook) -> bytes:
    """Return what comes before the first answer."""
    if job.output == NDJSON:
        return b""
    columns = csv_columns(rulebook.hypotheses, job.include)
    return csv_line(columns, {name: name for name in columns}).encode()


@lru_cache(maxsize=4)
def pickled(rulebook: Rulebook) -> bytes:
    """Return a rule book as it is sent to workers."""
    return pickle.dumps(rulebook)


@lru_cache(maxsize=4)
def _rulebook(sent: bytes) -> Rulebook:
    """Return the rule book that was sent; only ever by `pickled`, never from outside."""
    rulebook: Rulebook = pickle.loads(sent)  # noqa: S301
    return rulebook


@dataclass
class _Answering:
    job: Job
    rulebook: Rulebook
    records: Sequence[Record]
    situations: list[Situation] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def answer(self, first: int) -> str:
        reader, vocabulary = self.job.reader, self.rulebook.vocabulary
        entries = [read_entry(reader, vocabulary, record) for record in self.records]
        self.situations = [each.situation for each in entries if each.situation is not None]
        tell = self._csv if self.job.output == CSV else self._ndjson
        written = io.StringIO()
        for line in tell(first, entries):
            written.write(line)
        return written.getvalue()

    def _ndjson(self, first: int, entries: Sequence[Entry]) -> Iterator[str]:
        advice = self._advice()
        for index, entry in enumerate(entries, first):
            yield ndjson_line(index, entry, next(advice) if entry.situation is not None else None)

    def _advice(self) -> Iterator[Recommendation]:
        include, job = {"settled", *self.job.include}, self.job
        for each in explain_all(self.rulebook, self.situations, experimental=job.experimental):
            advice = recommend(each, job.time, include)
            self.tally.add(advice, each)
            yield advice

    def _csv(self, first: int, entries: Sequence[Entry]) -> Iterator[str]:
        columns = csv_columns(self.rulebook.hypotheses, self.job.include)
        summaries = self._summaries()
        for index, entry in enumerate(entries, first):
            told = self._row(next(summaries)) if entry.situation is not None else {}
            error = error_cell(entry.faults) or None
            row = {"index": index, "reference": entry.reference, **told, "error": error}
            yield csv_line(columns, row, spreadsheet=self.job.spreadsheet)

    def _summaries(self) -> Iterator[Summary]:
        experimental = self.job.experimental
        for each in summarise_all(self.rulebook, self.situations, experimental=experimental):
            self.tally.add(each, each.explanation)
            yield each

    def _row(self, summary: Summary) -> dict[str, object]:
        extra = outlook(summary.explanation, self.job.include) if self.job.include else {}
        wanted = {name: extra[name] for name in self.job.include}
        return advice_row(summary, wanted)
