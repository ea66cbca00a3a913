"""Consultations: kept, found, listed and really deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from fulcrum_api.storage.database import Database, StorageError, mine
from fulcrum_api.storage.deleting import CHUNK, count_before, delete_before, delete_one
from fulcrum_api.storage.paging import before
from fulcrum_api.storage.records import Earlier, Once, Place, StoredConsultation
from fulcrum_api.storage.tables import (
    consultations,
    feedback,
    feedback_rules,
    idempotency,
    shares,
)

REMEMBERED = timedelta(hours=24)
"""How long an idempotency key counts."""
INSERT = consultations.insert()
"""Made once: to make it anew takes longer than to run it."""


class Consultations:
    """The consultations of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, consultation: StoredConsultation, once: Once | None = None) -> Earlier | None:
        """Keep a consultation; when this returns None, it survives a power cut.

        If something was kept under the same idempotency key, that is returned and this is not kept.
        """
        with self._database.writing() as connection:
            if once and not self._claim(connection, consultation, once):
                found = _earlier(connection, consultation.owner, once.key)
                if found is None:  # deleted between the two statements
                    raise StorageError("what was answered before has just been deleted")
                return found
            connection.execute(INSERT, asdict(consultation))
        return None

    def _claim(self, connection: Connection, consultation: StoredConsultation, once: Once) -> bool:
        owner, now = consultation.owner or "", consultation.created_at
        of_the_key = (idempotency.c.owner == owner) & (idempotency.c.key == once.key)
        expired = idempotency.c.created_at < now - REMEMBERED
        connection.execute(delete(idempotency).where(of_the_key & expired))
        values = asdict(once) | {"owner": owner, "consultation": consultation.id}
        return self._database.insert_new(connection, idempotency, {**values, "created_at": now})

    def earlier(self, owner: str | None, key: str, now: datetime) -> Earlier | None:
        """Return what was answered under an idempotency key in the last 24 hours, if anything."""
        with self._database.reading() as connection:
            return _earlier(connection, owner, key, now - REMEMBERED)

    def get(self, id: str, owner: str | None = None) -> StoredConsultation | None:
        """Return a consultation of a key, or None if it has no such one."""
        query = select(consultations).where(consultations.c.id == id, mine(consultations, owner))
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _stored(row) if row else None

    def page(
        self, owner: str | None, limit: int, team: str | None = None, after: Place | None = None
    ) -> list[StoredConsultation]:
        """Return up to `limit` consultations of a key, newest first, after a place in the list."""
        query = select(consultations).where(mine(consultations, owner))
        if team is not None:
            query = query.where(consultations.c.team == team)
        return self._newest(query, limit, after)

    def held(
        self, team: str | None, owner: str | None = None, *, anyones: bool = False
    ) -> Iterator[StoredConsultation]:
        """Yield all consultations about a team, newest first; about all teams, if team is None.

        Those of one key, or with `anyones` those of all.
        """
        query = select(consultations)
        if not anyones:
            query = query.where(mine(consultations, owner))
        if team is not None:
            query = query.where(consultations.c.team == team)
        after: Place | None = None
        while rows := self._newest(query, CHUNK, after):
            yield from rows
            after = Place(rows[-1].created_at, rows[-1].id)

    def _newest(
        self, query: Select[Any], limit: int, after: Place | None
    ) -> list[StoredConsultation]:
        with self._database.reading() as connection:
            rows = connection.execute(before(query, consultations, after).limit(limit)).all()
        return [_stored(row) for row in rows]

    def delete(self, id: str, owner: str | None = None) -> bool:
        """Return whether a consultation was deleted, with all that hangs on it."""
        return delete_one(self._database, consultations, id, owner, _delete)

    def count_before(self, moment: datetime) -> int:
        """Return how many consultations are older than a moment."""
        return count_before(self._database, consultations, moment)

    def purge(self, moment: datetime) -> int:
        """Delete what is older than a moment, a few at a time; return how many that were."""
        return delete_before(self._database, consultations, moment, _delete)

    def drop_expired_keys(self, now: datetime) -> None:
        """Forget idempotency keys that no longer count."""
        old = idempotency.c.created_at < now - REMEMBERED
        with self._database.writing() as connection:
            dropped = connection.execute(delete(idempotency).where(old)).rowcount
        if dropped:
            self._database.forget()


def _delete(connection: Connection, ids: list[str]) -> None:
    said = select(feedback.c.id).where(feedback.c.consultation.in_(ids))
    connection.execute(delete(feedback_rules).where(feedback_rules.c.feedback.in_(said)))
    connection.execute(delete(feedback).where(feedback.c.consultation.in_(ids)))
    for table in (idempotency, shares):
        connection.execute(delete(table).where(table.c.consultation.in_(ids)))
    connection.execute(delete(consultations).where(consultations.c.id.in_(ids)))


def _earlier(
    connection: Connection, owner: str | None, key: str, since: datetime | None = None
) -> Earlier | None:
    query = (
        select(idempotency.c.fingerprint, consultations.c.id, consultations.c.body)
        .join(consultations, consultations.c.id == idempotency.c.consultation)
        .where(idempotency.c.owner == (owner or ""), idempotency.c.key == key)
    )
    if since:
        query = query.where(idempotency.c.created_at >= since)
    row = connection.execute(query).one_or_none()
    return Earlier(row.fingerprint, row.id, bytes(row.body)) if row else None


def _stored(row: Row[Any]) -> StoredConsultation:
    values = {field.name: getattr(row, field.name) for field in fields(StoredConsultation)}
    return StoredConsultation(**{**values, "body": bytes(row.body)})
