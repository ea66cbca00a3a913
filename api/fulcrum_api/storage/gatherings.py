"""Gatherings: kept, found, and really deleted, with the voices and the links to answer by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from fulcrum_api.storage.database import Database, mine
from fulcrum_api.storage.deleting import CHUNK, count_before, delete_before, delete_one
from fulcrum_api.storage.paging import before
from fulcrum_api.storage.records import Place, StoredGathering
from fulcrum_api.storage.tables import gatherings, invitations, voices


class Gatherings:
    """The gatherings of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, gathering: StoredGathering) -> None:
        """Keep a gathering; when this returns, it survives a power cut."""
        with self._database.writing() as connection:
            connection.execute(gatherings.insert().values(asdict(gathering)))

    def get(self, id: str, owner: str | None) -> StoredGathering | None:
        """Return a gathering of a key, or None if it has no such one."""
        return self._find((gatherings.c.id == id) & mine(gatherings, owner))

    def of_link(self, id: str) -> StoredGathering | None:
        """Return the gathering that an invitation leads to, whoever follows it."""
        return self._find(gatherings.c.id == id)

    def _find(self, condition: ColumnElement[bool]) -> StoredGathering | None:
        with self._database.reading() as connection:
            row = connection.execute(select(gatherings).where(condition)).one_or_none()
        return StoredGathering(**row._mapping) if row else None

    def held(
        self, team: str | None, owner: str | None = None, *, anyones: bool = False
    ) -> Iterator[StoredGathering]:
        """Yield all gatherings about a team, newest first; about all teams, if team is None.

        Those of one key, or with `anyones` those of all.
        """
        query = select(gatherings)
        if not anyones:
            query = query.where(mine(gatherings, owner))
        if team is not None:
            query = query.where(gatherings.c.team == team)
        after: Place | None = None
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(before(query, gatherings, after).limit(CHUNK)).all()
            if not rows:
                return
            yield from (StoredGathering(**row._mapping) for row in rows)
            after = Place(rows[-1].created_at, rows[-1].id)

    def delete(self, id: str, owner: str | None) -> bool:
        """Return whether a gathering was deleted, with all its voices and links."""
        return delete_one(self._database, gatherings, id, owner, _delete)

    def count_before(self, moment: datetime) -> int:
        """Return how many gatherings began before a moment."""
        return count_before(self._database, gatherings, moment)

    def purge(self, moment: datetime) -> int:
        """Delete what began before a moment, a few at a time; return how many those were."""
        return delete_before(self._database, gatherings, moment, _delete)


def _delete(connection: Connection, ids: list[str]) -> None:
    for table in (invitations, voices):  # as answers take them, so that none comes between
        connection.execute(delete(table).where(table.c.gathering.in_(ids)))
    connection.execute(delete(gatherings).where(gatherings.c.id.in_(ids)))
