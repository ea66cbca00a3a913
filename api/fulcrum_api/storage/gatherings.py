"""Gatherings and their voices: kept, found, and really deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from fulcrum_api.storage.database import Database, mine
from fulcrum_api.storage.tables import gatherings, voices


@dataclass(frozen=True)
class StoredGathering:
    """A gathering as it is kept; its token only as a hash."""

    id: str
    created_at: datetime
    owner: str | None
    team: str | None
    note: str | None
    token_sha256: str


@dataclass(frozen=True)
class StoredVoice:
    """What one respondent answered; `situation` is JSON."""

    id: str
    gathering: str
    created_at: datetime
    name: str | None
    situation: str


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

    def by_token(self, token_sha256: str) -> StoredGathering | None:
        """Return the gathering that a link leads to, whoever follows it."""
        return self._find(gatherings.c.token_sha256 == token_sha256)

    def _find(self, condition: ColumnElement[bool]) -> StoredGathering | None:
        with self._database.reading() as connection:
            row = connection.execute(select(gatherings).where(condition)).one_or_none()
        return StoredGathering(**row._mapping) if row else None

    def add_voice(self, voice: StoredVoice, most: int) -> bool:
        """Keep a voice unless the gathering is gone or has so many; return whether it is kept."""
        of_it = voices.c.gathering == voice.gathering
        with self._database.writing() as connection:
            there = connection.scalar(
                select(gatherings.c.id).where(gatherings.c.id == voice.gathering)
            )
            count = connection.scalar(select(func.count()).where(of_it)) or 0
            if there is None or count >= most:
                return False
            connection.execute(voices.insert().values(asdict(voice)))
        return True

    def voices(self, gathering: str) -> list[StoredVoice]:
        """Return the voices of a gathering, in the order in which they came."""
        query = select(voices).where(voices.c.gathering == gathering)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(voices.c.created_at, voices.c.id)).all()
        return [StoredVoice(**row._mapping) for row in rows]

    def delete(self, id: str, owner: str | None) -> bool:
        """Return whether a gathering was deleted, with all its voices."""
        with self._database.writing() as connection:
            found = connection.execute(
                delete(gatherings).where(gatherings.c.id == id, mine(gatherings, owner))
            ).rowcount
            if found:
                connection.execute(delete(voices).where(voices.c.gathering == id))
        if found:
            self._database.forget()
        return bool(found)
