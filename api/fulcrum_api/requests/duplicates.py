"""Where a key stands twice in JSON; looked for only once a reader has refused a body for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from fulcrum_engine import Fault
from fulcrum_engine.errors import Path, shorten

MOST = 100
"""How many are told; nobody mends more at once."""


class _Pairs(list[tuple[str, Any]]):
    """An object of JSON with all its keys, also those that stand twice."""


def duplicate_keys(body: bytes) -> list[Fault]:
    """Return a fault for each key that stands twice; none if the body is no JSON besides.

    >>> [fault.pointer for fault in duplicate_keys(b'{"a": [{"b": 1, "b": 2}], "a": 3}')]
    ['/a', '/a/0/b']
    """
    try:
        data = json.loads(body, object_pairs_hook=_Pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return []
    return list(islice(_faults(data), MOST))


def _faults(data: Any) -> Iterator[Fault]:
    waiting: list[tuple[Path, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, _Pairs):
            yield from _twice(path, value)
        inside = list(_children(path, value))
        waiting.extend(reversed(inside))


def _twice(path: Path, pairs: _Pairs) -> Iterator[Fault]:
    counts: dict[str, int] = {}
    for name, _ in pairs:
        counts[name] = counts.get(name, 0) + 1
    for name, count in counts.items():
        if count > 1:
            problem = "this key is here twice" if count == 2 else f"this key is here {count} times"
            yield Fault((*path, name), "duplicate-key", problem, shorten(name), "it once")


def _children(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, _Pairs):
        return (((*path, name), child) for name, child in value)
    if isinstance(value, list):
        return (((*path, place), child) for place, child in enumerate(value))
    return iter(())
