"""Cutting a stream of bytes into records, however it arrives, without holding much of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 64 * 1024
"""Bytes of one record; a situation has a few kilobytes."""

BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb'(?:^|,)[ \t]*"')
_CLOSING = re.compile(rb'(?:[^"]|"")*+"')


class TooLong:
    """Stands for a record that was too long to keep."""


Record = bytes | TooLong


class Splitter:
    """Cuts bytes at line ends; with `quoted`, not at those within quotes (RFC 4180).

    Blank lines are no records. A record that is too long, say because its quote never closes,
    is given up at the end of the line on which it became too long.
    """

    def __init__(self, *, quoted: bool) -> None:
        self._quoted = quoted
        self._rest = b""
        self._record = bytearray()
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
        if self._record:
            yield from self._complete()

    def _line(self, line: bytes) -> Iterator[Record]:
        if not self._started:
            self._started, line = True, line.removeprefix(BOM)
        if self._skipping or len(self._record) + len(line) > LONGEST:
            self._record, self._open, self._skipping = bytearray(), False, False
            yield TooLong()
            return
        self._record += line
        if self._quoted and (self._open or b'"' in line):
            self._open = opens_quote(line, self._open)
        if not self._open:
            yield from self._complete()

    def _complete(self) -> Iterator[Record]:
        record, self._record = bytes(self._record), bytearray()
        if record.strip():
            yield record.rstrip(b"\r\n")


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
