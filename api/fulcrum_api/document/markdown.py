"""Markdown by small pieces: headings, lists and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Lines = Iterator[str]


def plain(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


def heading(depth: int, text: str, anchor: str | None = None) -> Lines:
    """Yield a heading, with an anchor of its own that links can lead to."""
    if anchor:
        yield f'<a id="{anchor}"></a>'
        yield ""
    yield f"{'#' * depth} {text}"
    yield ""


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """Yield a table; what would break a cell is escaped."""
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
    yield ""


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|")


def items(texts: Iterable[tuple[int, str]]) -> Lines:
    """Yield a list; each text has its depth, from 1."""
    for depth, text in texts:
        yield f"{'  ' * (depth - 1)}- {text}"
    yield ""


def page(lines: Iterable[str]) -> str:
    """Return lines as the text of a file."""
    return "\n".join(lines).rstrip() + "\n"
