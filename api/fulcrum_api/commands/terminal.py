"""What the commands share: the rule book that is asked for, messages, and the console."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from fulcrum_engine import Fault, InputError, Rulebook, load_rulebook

MARK = "rulebook.yaml"
"""The file that a folder with a rule book has."""

FAILED, WRONG = 1, 2
"""Exit codes: cases or checks failed; the input or the call is wrong."""

Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="Use the rule book in this folder.")
]
Experimental = Annotated[
    bool, typer.Option("--experimental", help="Let experimental rules fire as well.")
]


class Output(Console):
    """A console that keeps texts as they are, and lets a closed pipe be dealt with once."""

    def __init__(self, *, width: int | None = None) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, width=width)

    def on_broken_pipe(self) -> None:
        """Leave it to the commands' common end."""
        raise BrokenPipeError(32, "broken pipe")


def rulebook_for(ctx: typer.Context, rules: Path | None) -> Rulebook:
    """Return the rule book of `--rules`, wherever it was given, or the one that came along."""
    return load_rulebook(folder_of(rules or ctx.obj))


def folder_of(folder: Path | None) -> Path | None:
    """Return the folder of a rule book as it was given. Raises InputError if it is none."""
    if folder is not None and not (folder / MARK).is_file():
        missing = f"no rule book here: `{MARK}` is missing"
        problem = missing if folder.is_dir() else "no such folder"
        refuse(str(folder), problem, "a rule book's folder")
    return folder


def say(message: str) -> None:
    """Print a message on standard error."""
    typer.echo(message, err=True)


def refuse(place: str, problem: str, expected: str | None = None) -> NoReturn:
    """Refuse a call with one message. Raises InputError."""
    raise InputError([Fault((), "unreadable", problem, expected=expected, file=place)])


def print_table(headers: list[str], rows: list[list[str]], output: Output | None = None) -> None:
    """Print a table: lines that fit a terminal, or one whole line for each row when piped."""
    output = output or Output()
    if not output.is_terminal:
        widths = [max(len(row[i]) for row in (headers, *rows)) for i in range(len(headers))]
        for row in (headers, *rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            typer.echo("  ".join(cells).rstrip())
        return
    table = Table(*headers, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    output.print(table)
