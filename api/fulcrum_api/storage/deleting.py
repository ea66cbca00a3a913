"""Deleting rows with all that hangs on them, so that nothing of them stays in any file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, Table, func, select

from fulcrum_api.storage.database import Database, mine

CHUNK = 200
Drop = Callable[[Connection, list[str]], None]
"""Deletes the rows of these ids, which are locked, and whatever refers to them."""


def delete_one(database: Database, table: Table, id: str, owner: str | None, drop: Drop) -> bool:
    """Return whether there was such a row of a key; it is deleted."""
    query = select(table.c.id).where(table.c.id == id, mine(table, owner))
    with database.writing() as connection:
        found = connection.scalar(query.with_for_update())
        if found:
            drop(connection, [found])
    if found:
        database.forget()
    return found is not None


def count_before(database: Database, table: Table, moment: datetime) -> int:
    """Return how many rows were made before a moment."""
    query = select(func.count()).select_from(table).where(table.c.created_at < moment)
    with database.reading() as connection:
        return int(connection.scalar(query) or 0)


def delete_before(database: Database, table: Table, moment: datetime, drop: Drop) -> int:
    """Delete what was made before a moment, a few rows at a time; return how many those were."""
    query = select(table.c.id).where(table.c.created_at < moment).limit(CHUNK)
    number = 0
    while True:
        with database.writing() as connection:
            if ids := list(connection.scalars(query.with_for_update())):
                drop(connection, ids)
        number += len(ids)
        if len(ids) < CHUNK:
            break
    if number:
        database.forget()
    return number
