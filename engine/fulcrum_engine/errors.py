"""Faults of inputs and rule books: where, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

Path = tuple[str | int, ...]

FOUND_LIMIT = 40


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input, precise enough to mend it without the source."""

    path: Path
    code: str
    problem: str
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def where(self) -> str:
        """Return the place as a dotted path, `situation.morale[0]`."""
        text = ""
        for part in self.path:
            text += (
                f"[{part}]"
                if isinstance(part, int)
                else f".{shorten(part)}"
                if text
                else shorten(part)
            )
        return text

    @property
    def pointer(self) -> str:
        """Return the place as a JSON pointer (RFC 6901), `/situation/morale/0`."""
        escaped = (shorten(str(part)).replace("~", "~0").replace("/", "~1") for part in self.path)
        return "".join(f"/{part}" for part in escaped)

    def __str__(self) -> str:
        at = [f"{self.file}:{self.line}" if self.line else self.file] if self.file else []
        text = ": ".join([*at, *([self.where] if self.path else []), self.problem])
        if self.expected:
            text += f"; expected {self.expected}"
        if self.suggestion:
            text += f"; did you mean `{self.suggestion}`?"
        return text


class FulcrumError(Exception):
    """All faults of one input at once; `str()` gives one line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def located(self, file: str) -> list[Fault]:
        """Return the faults with the file they were found in."""
        return [replace(fault, file=fault.file or file) for fault in self.faults]


class InputError(FulcrumError):
    """A situation, a case file or a call that cannot be read as what it should be."""


class RulebookError(FulcrumError):
    """A rule book that cannot be used; nothing of it was."""


def shorten(text: str, limit: int = FOUND_LIMIT) -> str:
    """Return the text, cut to `limit` characters, without control characters.

    >>> shorten("a" * 50, 5)
    'aaaa…'
    """
    clean = "".join(
        char if char.isprintable() and not "\ud800" <= char <= "\udfff" else "\ufffd"
        for char in text[: limit + 1]
    )
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known name nearest to a misspelt one, or None if none is near.

    >>> nearest("chnage", ["morale", "change"])
    'change'
    """
    plain = word[:80].strip().casefold().replace("-", "_").replace(" ", "_")
    by_plain = {name.casefold().replace("-", "_"): name for name in known}
    close = get_close_matches(plain, by_plain, n=1, cutoff=0.6)
    return by_plain[close[0]] if close else None


def listed(words: Iterable[str]) -> str:
    """Return words as a list for a message: `low, mixed or high`."""
    *first, last = [f"`{word}`" for word in words]
    return f"{', '.join(first)} or {last}" if first else last
