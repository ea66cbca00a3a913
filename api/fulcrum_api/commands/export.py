"""`fulcrum export`: everything that is held about a team."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from fulcrum_api.commands.database import opened
from fulcrum_api.commands.files import written_whole

Out = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to; else printed.")]
Team = Annotated[str | None, typer.Option(help="Only about this team.")]


def export(out: Out = None, team: Team = None) -> None:
    """Write all that is held, of all keys: a line of JSON a consultation, and a gathering."""
    from fulcrum_api.consulting.exporting import export_lines

    with opened() as storage:
        lines = export_lines(storage, team, anyones=True)
        if out is None:
            sys.stdout.buffer.writelines(lines)
            sys.stdout.flush()
            return
        with written_whole(out) as file, file.open("wb") as stream:
            stream.writelines(lines)
