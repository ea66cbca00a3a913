"""API keys by their hashes, used sign-in links, and the secret with which sessions are signed."""

from __future__ import annotations

import secrets as randomness
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from fulcrum_api.storage.database import Database
from fulcrum_api.storage.records import StoredKey
from fulcrum_api.storage.tables import keys, secrets, spent

SESSIONS = "sessions"


class Keys:
    """The API keys of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: StoredKey) -> bool:
        """Return whether a key was kept: not, if there is one of the same name."""
        with self._database.writing() as connection:
            return self._database.insert_new(connection, keys, asdict(key))

    def all(self) -> list[StoredKey]:
        """Return all keys, the revoked ones too, by age."""
        query = select(keys).order_by(keys.c.created_at, keys.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [StoredKey(**row) for row in rows]

    def revoke(self, name: str, now: datetime) -> bool:
        """Return whether there is a key of that name; it is not one that opens anything now."""
        named = keys.c.name == name
        change = update(keys).where(named, keys.c.revoked_at.is_(None)).values(revoked_at=now)
        with self._database.writing() as connection:
            connection.execute(change)
            return connection.scalar(select(keys.c.id).where(named)) is not None

    def spend(self, sha256: str, until: datetime) -> bool:
        """Return whether a sign-in link had not been used before; from now on it has."""
        with self._database.writing() as connection:
            return self._database.insert_new(connection, spent, {"sha256": sha256, "until": until})

    def is_spent(self, sha256: str) -> bool:
        """Return whether a sign-in link has been used."""
        with self._database.reading() as connection:
            return (
                connection.scalar(select(spent.c.sha256).where(spent.c.sha256 == sha256))
                is not None
            )

    def drop_expired_links(self, now: datetime) -> None:
        """Forget used links that have expired: the time in them keeps them from being used."""
        with self._database.writing() as connection:
            connection.execute(delete(spent).where(spent.c.until < now))

    def secret(self) -> bytes:
        """Return the secret that signs sessions, made when it is first asked for."""
        value = randomness.token_bytes(32)
        query = select(secrets.c.value).where(secrets.c.name == SESSIONS)
        with self._database.writing() as connection:
            self._database.insert_new(connection, secrets, {"name": SESSIONS, "value": value})
            return bytes(connection.scalars(query).one())
