"""Cutting a stream of bytes into records, however it arrives, without holding much of it."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator

LONGEST = 64 * 1024
"""Bytes of one record; a situation has a few kilobytes."""
MOST_LINES = 16
"""Lines of one record; only a reference may have several. It bounds what is read twice."""

BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb'(?:^|,)[ \t]*"')
_CLOSING = re.compile(rb'(?:[^"]|"")*+"')


class TooLong:
    """Stands for a record that was too long to keep."""


Record = bytes | TooLong


class Splitter:
    """Cuts bytes at line ends; with `quoted`, not at those within quotes (RFC 4180).

    Blank lines are no records. Where a quote never closes, or closes where none can, its first
    line is a record by itself, and so is each line after it: one stray quote costs one line.
    """

    def __init__(self, *, quoted: bool) -> None:
        self._quoted = quoted
        self._rest = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._open = self._skipping = False
        self._started = False

    def feed(self, data: bytes) -> Iterator[Record]:
        """Yield the records that these bytes complete."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            yield from self._line(line + b"\n")
        if len(self._rest) > LONGEST:
            self._skipping, self._rest = True, b""

    def end(self) -> Iterator[Record]:
        """Yield what was begun and not completed."""
        if self._rest or self._skipping:
            yield from self._line(self._rest)
        yield from self._give_up()

    def _line(self, line: bytes) -> Iterator[Record]:
        if not self._started:
            self._started, line = True, line.removeprefix(BOM)
        if self._skipping or len(line) > LONGEST:
            self._skipping = False
            yield from self._give_up()
            yield TooLong()
        else:
            yield from self._take(line)

    def _take(self, line: bytes) -> Iterator[Record]:
        """Yield what a line completes; what stood behind a bad quote is taken anew."""
        waiting = deque([line])
        while waiting:
            self._append(waiting.popleft())
            if self._open and len(self._lines) < MOST_LINES and self._size <= LONGEST:
                continue
            lines = self._forget()
            record = b"".join(lines)
            if len(lines) > 1 and not _is_one_row(record):
                record = lines[0]
                waiting.extendleft(reversed(lines[1:]))
            yield from _record(record)

    def _append(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        if self._quoted and (self._open or b'"' in line):
            self._open = opens_quote(line, self._open)

    def _forget(self) -> list[bytes]:
        lines, self._lines = self._lines, []
        self._size, self._open = 0, False
        return lines

    def _give_up(self) -> Iterator[Record]:
        """Yield the lines of a record whose quote does not close any more."""
        while self._lines:
            first, *rest = self._forget()
            yield from _record(first)
            for line in rest:
                yield from self._take(line)


def _record(data: bytes) -> Iterator[Record]:
    if data.strip():
        yield data.rstrip(b"\r\n")


def _is_one_row(record: bytes) -> bool:
    """Return whether several lines are one row of CSV: their quotes open and close where they may.

    >>> _is_one_row(b'"a\\nb",c'), _is_one_row(b'"a\\n"b",c'), _is_one_row(b'"a\\nb')
    (True, False, False)
    """
    text = io.StringIO(record.decode("latin-1"), newline="")
    try:
        return len(list(csv.reader(text, strict=True))) == 1
    except csv.Error:
        return False


def opens_quote(line: bytes, opened: bool) -> bool:
    """Return whether a quoted cell is open where a line of CSV ends.

    >>> opens_quote(b'a,"b', False), opens_quote(b'c",d', True), opens_quote(b'5" pipe', False)
    (True, False, False)
    """
    at = 0
    while True:
        found = (_CLOSING.match if opened else _OPENING.search)(line, at)
        if found is None:
            return opened
        at, opened = found.end(), not opened
