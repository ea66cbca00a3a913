"""Options whose value may be left out: `--explain` as well as `--explain whole`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")
EVERYTHING = ""
"""The value of `--why-not` that asks about all other advice."""
OPTIONS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "--explain": ("short", ("short", "whole")),
    "--why-not": (EVERYTHING, None),
}
"""By option: the value that stands for none, and the values offered; None if any name is."""


class OptionalValues(TyperCommand):
    """A command that fills in the values that were left out.

    The word behind an option is its value if it is one of those offered; where any name is taken,
    if it looks like one and is no file. `--option=value` is always clear.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of the arguments once they are parsed."""
        return super().parse_args(ctx, list(filled(args)))


def filled(args: list[str]) -> Iterator[str]:
    """Yield the arguments, each option that may stand alone with its value.

    >>> list(filled(["--explain", "-", "--why-not", "balanced"]))
    ['--explain=short', '-', '--why-not=balanced']
    """
    words = iter([*args, None])
    word = next(words)
    while word is not None:
        following = next(words)
        if word == "--":
            yield from (each for each in (word, following, *words) if each is not None)
            return
        if word not in OPTIONS:
            yield word
        elif _is_value(word, following):
            yield f"{word}={following}"
            following = next(words)
        else:
            yield f"{word}={OPTIONS[word][0]}"
        word = following


def _is_value(option: str, word: str | None) -> bool:
    offered = OPTIONS[option][1]
    if word is None or offered is not None:
        return word in (offered or ())
    return NAME.fullmatch(word) is not None and not Path(word).exists()
