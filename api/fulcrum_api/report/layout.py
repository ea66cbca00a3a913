"""Paragraphs on a terminal: indented, wrapped, plain text when piped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

EMPTY = Text()
WIDEST, NARROWEST = 100, 24


class Line(NamedTuple):
    """A paragraph: how far in it begins, and what stands in front of its first line."""

    indent: int
    text: Text
    lead: Text = EMPTY


def print_lines(lines: Iterable[Line], console: Console) -> None:
    """Print paragraphs as wide as the screen, but not wider than can be read well."""
    width = max(min(console.width, WIDEST), NARROWEST)
    for line in lines:
        for row in _rows(line, console, width):
            row.rstrip()
            console.print(row, soft_wrap=True)


def _rows(line: Line, console: Console, width: int) -> Iterator[Text]:
    """Yield a paragraph row by row; a lead too wide to stand beside the text stands above it."""
    lead, indent = Text(" " * line.indent) + line.lead, line.indent + line.lead.cell_len
    if indent > width // 2:
        yield lead
        lead, indent = Text(" " * (line.indent + 2)), line.indent + 2
    for row in line.text.wrap(console, width - indent) or [EMPTY]:
        yield lead + row
        lead = Text(" " * indent)


def section(heading: str, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield a heading and its paragraphs behind an empty line; nothing if there are none."""
    lines = list(lines)
    if lines:
        yield Line(0, EMPTY)
        yield Line(0, Text(heading, "bold cyan"))
        yield from lines


def item(number: int, text: Text, indent: int = 2) -> Line:
    """Return a paragraph of a numbered list."""
    return Line(indent, text, Text(f"{number}. "))


def bullet(text: Text, indent: int = 2) -> Line:
    """Return a paragraph of a list."""
    return Line(indent, text, Text("- "))
