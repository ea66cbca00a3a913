"""A layered drawing of who leads to what: columns by layer, few crossings, no library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

SWEEPS = 12
ROW = 26.0
"""The least distance of two nodes in a column."""


@dataclass(frozen=True)
class Edge:
    """One thing that leads to another, for it or against it."""

    source: str
    target: str
    against: bool = False


@dataclass(frozen=True)
class Place:
    """Where a node stands: its column, and the middle of its height."""

    column: int
    y: float


def arrange(columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> dict[str, Place]:
    """Return where each node stands: near the middle of what it is joined to, in even rows.

    Columns are sorted by turns against what they lead to and what leads to them; of all turns the
    one with the fewest crossings is kept.
    """
    neighbours = _neighbours(columns, edges)
    order = [list(column) for column in columns]
    rows = max((len(column) for column in order), default=0)
    found = []
    for sweep in range(SWEEPS):
        backwards = sweep % 2 == 0
        for column in reversed(order) if backwards else order:
            heights = _heights(order, rows)
            _sort(column, neighbours, heights, int(backwards))
        places = _places(order, rows)
        found.append((crossings(places, edges), sweep, places))
    return min(found, key=lambda each: each[:2])[2] if found else {}


def _sort(
    column: list[str],
    neighbours: Mapping[str, tuple[list[str], list[str]]],
    heights: Mapping[str, float],
    side: int,
) -> None:
    column.sort(key=lambda node: _middle(node, neighbours[node][side], heights))


def _places(order: Sequence[Sequence[str]], rows: int) -> dict[str, Place]:
    heights = _heights(order, rows)
    return {
        node: Place(number, heights[node]) for number, column in enumerate(order) for node in column
    }


def crossings(places: Mapping[str, Place], edges: Sequence[Edge]) -> int:
    """Return how many pairs of edges between the same columns cross."""
    ends = [(places[edge.source], places[edge.target]) for edge in edges]
    return sum(
        (a.y - c.y) * (b.y - d.y) < 0
        for (a, b), (c, d) in combinations(ends, 2)
        if (a.column, b.column) == (c.column, d.column)
    )


def _neighbours(
    columns: Sequence[Sequence[str]], edges: Sequence[Edge]
) -> dict[str, tuple[list[str], list[str]]]:
    """Return what leads to each node, and what it leads to."""
    found: dict[str, tuple[list[str], list[str]]] = {
        node: ([], []) for column in columns for node in column
    }
    for edge in edges:
        found[edge.target][0].append(edge.source)
        found[edge.source][1].append(edge.target)
    return found


def _middle(node: str, others: Sequence[str], heights: Mapping[str, float]) -> float:
    if not others:
        return heights[node]
    return sum(heights[other] for other in others) / len(others)


def _heights(order: Sequence[Sequence[str]], rows: int) -> dict[str, float]:
    """Return the height of each node: every column is spread evenly over the whole."""
    found = {}
    for column in order:
        gap = rows * ROW / max(len(column), 1)
        for number, node in enumerate(column):
            found[node] = (number + 0.5) * gap
    return found
