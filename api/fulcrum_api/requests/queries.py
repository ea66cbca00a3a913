"""The parameters of a query, read one by one; all that is wrong with them is told at once."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request

from fulcrum_engine import Fault, InputError
from fulcrum_engine.errors import listed, nearest, shorten


class Query:
    """What a request asks for by parameters; others than the known ones are faults."""

    def __init__(self, request: Request, known: Sequence[str]) -> None:
        self._given = request.query_params
        self.faults = [_stranger(name, known) for name in self._given if name not in known]

    def single(self, name: str) -> str | None:
        """Return a parameter, or None; noted as a fault if it is given twice."""
        values = self._given.getlist(name)
        if len(values) > 1:
            self.faults.append(Fault((name,), "duplicate-key", "given twice", None, "once"))
            return None
        if values and "\x00" in values[0]:
            problem, expected = "the text has a NUL", "text without NUL"
            self.faults.append(Fault((name,), "unreadable", problem, None, expected))
            return None
        return values[0] if values else None

    def one_of(self, name: str, known: Sequence[str]) -> str | None:
        """Return a parameter that has to be one of some words, or None."""
        value = self.single(name)
        if value is not None and value not in known:
            self.refuse(name, value, listed(known), nearest(value, known))
        return value

    def refuse(self, name: str, found: str, expected: str, hint: str | None = None) -> None:
        """Note that a parameter cannot be used."""
        problem = "this cannot be used"
        self.faults.append(Fault((name,), "wrong-type", problem, shorten(found), expected, hint))

    def check(self) -> None:
        """Raise InputError with everything that was wrong."""
        if self.faults:
            raise InputError(self.faults)


def _stranger(name: str, known: Sequence[str]) -> Fault:
    hint = nearest(name, known)
    expected = None if hint else f"one of {', '.join(known)}"
    return Fault((name,), "unknown-attribute", "no such parameter", shorten(name), expected, hint)
