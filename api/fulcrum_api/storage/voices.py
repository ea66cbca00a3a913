"""The voices of gatherings, and the links by which some of them come."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, func, select, union

from fulcrum_api.storage.database import Database
from fulcrum_api.storage.records import StoredInvitation, StoredVoice
from fulcrum_api.storage.tables import gatherings, invitations, voices


class Voices:
    """The voices of a database, and the invitations; a voice has the id of its invitation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, voice: StoredVoice, most: int) -> bool:
        """Keep a voice; return whether: not, if the gathering is gone or has so many."""
        with self._database.writing() as connection:
            if not _room(connection, voice.gathering, most):
                return False
            connection.execute(voices.insert().values(asdict(voice)))
        return True

    def invite(self, invitation: StoredInvitation, most: int) -> bool:
        """Keep an invitation; return whether: not, if the gathering is gone or has so many."""
        with self._database.writing() as connection:
            if not _room(connection, invitation.gathering, most):
                return False
            connection.execute(invitations.insert().values(asdict(invitation)))
        return True

    def invitation(self, token_sha256: str) -> StoredInvitation | None:
        """Return the invitation that a link is, whoever follows it."""
        query = select(invitations).where(invitations.c.token_sha256 == token_sha256)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return StoredInvitation(**row._mapping) if row else None

    def answer(self, voice: StoredVoice) -> bool:
        """Keep a voice in place of what came by its link before; not, if the link is withdrawn."""
        link = select(invitations.c.id).where(invitations.c.id == voice.id)
        with self._database.writing() as connection:
            if connection.scalar(link.with_for_update()) is None:
                return False
            replaced = connection.execute(delete(voices).where(voices.c.id == voice.id)).rowcount
            connection.execute(voices.insert().values(asdict(voice)))
        if replaced:
            self._database.forget()
        return True

    def get(self, id: str) -> StoredVoice | None:
        """Return a voice, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(voices).where(voices.c.id == id)).one_or_none()
        return StoredVoice(**row._mapping) if row else None

    def of(self, gathering: str) -> list[StoredVoice]:
        """Return the voices of a gathering, in the order in which they came."""
        query = select(voices).where(voices.c.gathering == gathering)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(voices.c.created_at, voices.c.id)).all()
        return [StoredVoice(**row._mapping) for row in rows]

    def invited(self, gathering: str) -> list[StoredInvitation]:
        """Return the invitations to a gathering, oldest first."""
        query = select(invitations).where(invitations.c.gathering == gathering)
        ordered = query.order_by(invitations.c.created_at, invitations.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(ordered).all()
        return [StoredInvitation(**row._mapping) for row in rows]

    def delete(self, id: str, gathering: str) -> bool:
        """Return whether a voice of a gathering or its link, or both, were deleted."""
        with self._database.writing() as connection:
            found = sum(
                connection.execute(
                    delete(table).where(table.c.id == id, table.c.gathering == gathering)
                ).rowcount
                for table in (invitations, voices)
            )
        if found:
            self._database.forget()
        return bool(found)


def _room(connection: Connection, gathering: str, most: int) -> bool:
    """Return whether a gathering is there and takes one more; holds it until the transaction ends.

    Nobody can delete it meanwhile and leave what is added now behind.
    """
    there = select(gatherings.c.id).where(gatherings.c.id == gathering).with_for_update()
    if connection.scalar(there) is None:
        return False
    ids = union(
        *(select(table.c.id).where(table.c.gathering == gathering) for table in _BOTH)
    ).subquery()
    return int(connection.scalar(select(func.count()).select_from(ids)) or 0) < most


_BOTH = (voices, invitations)
