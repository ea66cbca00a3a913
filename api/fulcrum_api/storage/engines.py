"""Connections to the database that a URL names, set up so that nothing acknowledged is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from fulcrum_engine import Fault, InputError

WRITING = {"fulcrum_writing": True}
"""The execution option of a connection whose transactions write."""

SETTING = "FULCRUM_DATABASE_URL"
EXPECTED = "sqlite:///FILE or postgresql://USER@HOST/NAME"
PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)


def make_engine(address: str) -> Engine:
    """Return the engine for a database URL; raises InputError if there can be none."""
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return _postgresql(url)


def read_url(address: str) -> URL:
    """Return a database URL with its driver; raises InputError if it can name none."""
    try:
        url = make_url(address)
    except ArgumentError:
        _refuse("this is no database URL")
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        _refuse(f"found a database of the kind `{url.drivername[:40]}`")
    return url


def _sqlite(url: URL) -> Engine:
    if url.database in (None, "", ":memory:"):
        _refuse("a database in memory would lose everything")
    _make_private(Path(str(url.database)))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: Path) -> None:
    """Create the file for its owner's eyes only; SQLite gives its side files the same mode."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        _refuse(f"the file cannot be opened: {error.strerror}")


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions by itself, too late
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin as a writer where one writes: a reader that turns writer fails when others wrote."""
    writing = connection.get_execution_options().get("fulcrum_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=10,
            connect_args={"connect_timeout": 5},
        )
    except ModuleNotFoundError:
        _refuse("PostgreSQL needs the extra: pip install 'fulcrum-advisor[postgres]'")


def _refuse(problem: str) -> NoReturn:
    raise InputError([Fault((SETTING,), "wrong-type", problem, None, EXPECTED)]) from None
