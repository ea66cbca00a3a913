"""Copies of an SQLite database, made by SQLite itself while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from fulcrum_api.storage.database import StorageError
from fulcrum_api.storage.engines import SETTING, read_url
from fulcrum_engine import Fault, InputError


def copy_sqlite(address: str, to: Path) -> None:
    """Copy the database at a URL to a file.

    Raises InputError if it is not SQLite or not there, StorageError if it cannot be copied.
    """
    source = _file(address)
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as database,
            closing(sqlite3.connect(to)) as copy,
        ):
            database.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StorageError(f"the database cannot be copied ({type(error).__name__})") from None


def _file(address: str) -> Path:
    url = read_url(address)
    if url.get_backend_name() != "sqlite":
        expected = "SQLite; for PostgreSQL use its own `pg_dump --format=custom`"
        raise _refused("this command copies SQLite databases alone", expected)
    source = Path(str(url.database))
    if not source.is_file():
        raise _refused("there is no database yet", "the file of a database")
    return source


def _refused(problem: str, expected: str) -> InputError:
    return InputError([Fault((SETTING,), "wrong-type", problem, None, expected)])
