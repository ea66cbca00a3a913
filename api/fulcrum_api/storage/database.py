"""Transactions on one database, and what goes wrong with it in our own words."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any

from alembic.util import CommandError
from sqlalchemy import ColumnElement, Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from fulcrum_api.storage.engines import SETTING, WRITING
from fulcrum_engine import Fault, FulcrumError

log = logging.getLogger("fulcrum.storage")


class StorageError(FulcrumError):
    """The database cannot be used now; says nothing of what was to be stored."""

    def __init__(self, problem: str) -> None:
        super().__init__([Fault((SETTING,), "unreadable", problem)])


class Database:
    """One database, safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite has one writer at a time, and lets the others sleep and try again: threads of one
        # process stand in line here instead, and wake up when it is their turn.
        self._turn = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a transaction that writes; when it ends, what was written survives a power cut."""
        with self._turn, reaching_database(), self.engine.connect() as connection:
            connection.execution_options(**WRITING)
            with connection.begin():
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a transaction that reads."""
        with reaching_database(), self.engine.connect() as connection:
            yield connection

    def insert_new(self, connection: Connection, table: Table, values: dict[str, Any]) -> bool:
        """Return whether a row was inserted: not, if there is one of the same key already."""
        kinds: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
        insert = kinds[self.engine.dialect.name].insert(table).values(values)
        told = insert.on_conflict_do_nothing().returning(*table.primary_key)
        return connection.execute(told).first() is not None

    def forget(self) -> None:
        """Take what was deleted out of SQLite's side file too; readers under way delay it."""
        if self.engine.dialect.name != "sqlite":
            return
        with reaching_database(), self.engine.connect() as connection:
            driver = connection.connection.cursor()
            busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            driver.close()
        if busy:
            log.warning("deleted text stays in the write-ahead log until readers have finished")

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


@contextmanager
def reaching_database() -> Iterator[None]:
    """Turn what goes wrong with a database into a StorageError without anyone's text."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise StorageError(f"the database cannot be used ({type(cause).__name__})") from None
    except CommandError:
        raise StorageError("the database was made by another version of Fulcrum") from None


def mine(table: Table, owner: str | None) -> ColumnElement[bool]:
    """Return the condition that a row is a key's own; without keys, that it is nobody's."""
    column = table.c.owner
    return column.is_(None) if owner is None else column == owner
