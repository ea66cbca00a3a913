"""Ranges of rule book versions, such as `>=0.1,<2`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from itertools import zip_longest

_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_PART = re.compile(r"^\s*(>=|<=|==|!=|>|<)\s*(\d{1,6}(?:\.\d{1,6}){0,2})\s*$")


def parse_range(text: str) -> list[tuple[str, str]]:
    """Return the comparisons of a range; raise ValueError if it is none.

    >>> parse_range(">=0.1,<2")
    [('>=', '0.1'), ('<', '2')]
    """
    found = [_PART.match(part) for part in text.split(",")]
    comparisons = [(match[1], match[2]) for match in found if match]
    if len(comparisons) < len(found):
        raise ValueError("a range of versions, such as '>=0.1,<2'")
    return comparisons


def within(version: str, text: str) -> bool:
    """Return whether a version lies in a range; parts that are not written count as 0.

    >>> within("0.2.0", ">=0.1,<2"), within("2.0.0", "<2"), within("1.4.0", "==1.4")
    (True, False, True)
    """
    return all(
        _COMPARISONS[comparison](_compare(version, limit), 0)
        for comparison, limit in parse_range(text)
    )


def _compare(one: str, other: str) -> int:
    pairs = zip_longest(map(int, one.split(".")), map(int, other.split(".")), fillvalue=0)
    return next(((a > b) - (a < b) for a, b in pairs if a != b), 0)
