"""`fulcrum backup`: a copy of the database, while it is being used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fulcrum_api.commands.files import written_whole
from fulcrum_engine import Fault, InputError

To = Annotated[Path, typer.Argument(metavar="FILE", help="The copy; it must not be there yet.")]


def backup(to: To) -> None:
    """Copy an SQLite database to a file, whole and consistent, while the service runs."""
    from fulcrum_api.settings import read_settings
    from fulcrum_api.storage.backup import copy_sqlite

    if to.exists():
        problem, expected = "this file is there already", "a new name"
        raise InputError([Fault((str(to),), "wrong-type", problem, None, expected)])
    with written_whole(to) as file:
        copy_sqlite(read_settings().database_url, file)
