"""Links that show a consultation: kept as hashes, with an end, and withdrawn on request."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from fulcrum_api.storage.database import Database, mine
from fulcrum_api.storage.tables import consultations, shares


@dataclass(frozen=True)
class StoredShare:
    """A link that shows a consultation until a moment: never its token, only the hash."""

    id: str
    consultation: str
    owner: str | None
    created_at: datetime
    until: datetime
    token_sha256: str


class Shares:
    """The links of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, share: StoredShare, most: int) -> bool:
        """Keep a link; return whether: not, if the consultation is gone or has so many."""
        there = select(consultations.c.id).where(
            consultations.c.id == share.consultation, mine(consultations, share.owner)
        )
        count = select(func.count()).where(shares.c.consultation == share.consultation)
        with self._database.writing() as connection:
            # Held, so that nobody deletes it meanwhile and leaves this behind.
            if connection.scalar(there.with_for_update()) is None:
                return False
            if int(connection.scalar(count) or 0) >= most:
                return False
            connection.execute(shares.insert().values(asdict(share)))
        return True

    def of(self, consultation: str) -> list[StoredShare]:
        """Return the links that show a consultation, oldest first."""
        query = select(shares).where(shares.c.consultation == consultation)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(shares.c.created_at, shares.c.id)).all()
        return [StoredShare(**row._mapping) for row in rows]

    def find(self, token_sha256: str, now: datetime) -> StoredShare | None:
        """Return the link that a token is, unless it has expired."""
        query = select(shares).where(shares.c.token_sha256 == token_sha256, shares.c.until > now)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return StoredShare(**row._mapping) if row else None

    def delete(self, id: str, consultation: str, owner: str | None) -> bool:
        """Return whether a link of a key's consultation was withdrawn."""
        named = (shares.c.id == id) & (shares.c.consultation == consultation)
        with self._database.writing() as connection:
            found = connection.execute(delete(shares).where(named, mine(shares, owner))).rowcount
        return bool(found)

    def drop_expired(self, now: datetime) -> None:
        """Forget links that show nothing any more."""
        with self._database.writing() as connection:
            connection.execute(delete(shares).where(shares.c.until <= now))
