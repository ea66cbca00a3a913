"""The lines of a batch as a page shows them: counted, and one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fulcrum_api.batches.reading import Entry
from fulcrum_api.pages.answers import query_of
from fulcrum_api.pages.plane import Dot, Dots, apart
from fulcrum_api.pages.saying import SETTLED, Saying
from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook
from fulcrum_engine.groups.batch import Summary, summarise_all
from fulcrum_engine.groups.portfolio import Item, Shares, portfolio

PICTURED = 40
"""How many lines a picture can hold."""


@dataclass(frozen=True)
class Line:
    """One line: what is advised, or what is wrong with it."""

    number: int
    name: str
    summary: Summary | None
    query: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """All lines of a batch, with how the advice on the good ones is shared out."""

    rulebook: Rulebook
    lines: Sequence[Line]
    shares: Shares

    @property
    def saying(self) -> Saying:
        """Return the words for it."""
        return Saying(Wording(self.rulebook))

    @property
    def good(self) -> list[tuple[Line, Summary]]:
        """Return the lines that are advised on."""
        return [(each, each.summary) for each in self.lines if each.summary is not None]

    @property
    def bad(self) -> int:
        """Return how many lines have faults."""
        return len(self.lines) - len(self.good)

    @property
    def counted(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Yield what is counted: a heading, and each name with its count, most frequent first."""
        words = self.saying.words
        yield "What they need", self._named(self.shares.leans, self.saying.lean)
        yield "Style to lead with", self._named(self.shares.styles, words.style)
        yield "How settled it is", self._named(self.shares.settled, SETTLED.__getitem__)
        yield "What to beware of", self._named(self.shares.warnings, words.thing)

    @staticmethod
    def _named(counts: Mapping[str, int], name: Callable[[str], str]) -> list[tuple[str, int]]:
        return [(name(id), count) for id, count in counts.items()]

    @property
    def plane(self) -> Dots | None:
        """Return where the lines stand, unless there are too many for a picture."""
        if not 0 < len(self.good) <= PICTURED:
            return None
        dots = (Dot(str(line.number), line.name, summary.need) for line, summary in self.good)
        return Dots(self.rulebook.hypotheses.lean, apart(dots))


def advised(rulebook: Rulebook, entries: Sequence[Entry]) -> Lines:
    """Return the lines of a batch with the advice on each."""
    situations = [each.situation for each in entries if each.situation is not None]
    items = [Item(str(place), situation) for place, situation in enumerate(situations)]
    shares = portfolio(rulebook, items).shares
    summaries = summarise_all(rulebook, situations)
    lines = [_line(number, each, summaries) for number, each in enumerate(entries, start=1)]
    return Lines(rulebook, lines, shares)


def quoted(text: str) -> str:
    """Return a message with its names in quotes, as people write them.

    >>> quoted("no such level: `huge`")
    'no such level: “huge”'
    """
    return re.sub(r"`([^`]*)`", r"“\1”", text)


def _line(number: int, entry: Entry, summaries: Iterator[Summary]) -> Line:
    name = entry.reference or f"Line {number}"
    faults = tuple(quoted(str(fault)) for fault in entry.faults)
    if entry.situation is None:
        return Line(number, name, None, "", faults)
    return Line(number, name, next(summaries), query_of(entry.situation), faults)
