"""The small interface behind which everything is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fulcrum_api.storage.consultations import Consultations
from fulcrum_api.storage.database import Database, StorageError, reaching_database
from fulcrum_api.storage.engines import make_engine
from fulcrum_api.storage.feedback import Feedback
from fulcrum_api.storage.gatherings import Gatherings
from fulcrum_api.storage.keys import Keys
from fulcrum_api.storage.migrate import migrate
from fulcrum_api.storage.records import StoredConsultation
from fulcrum_api.storage.rulebooks import Rulebooks
from fulcrum_api.storage.shares import Shares
from fulcrum_api.storage.tables import consultations
from fulcrum_api.storage.voices import Voices


@dataclass(frozen=True)
class Old:
    """How many things are older than a moment; feedback and voices belong to one of them."""

    consultations: int
    gatherings: int

    def __str__(self) -> str:
        return (
            f"{_counted(self.consultations, 'consultation')} and "
            f"{_counted(self.gatherings, 'gathering')}"
        )

    def __bool__(self) -> bool:
        return bool(self.consultations or self.gatherings)


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


class Storage:
    """One database, part by part; safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.consultations = Consultations(database)
        self.feedback = Feedback(database)
        self.gatherings = Gatherings(database)
        self.voices = Voices(database)
        self.keys = Keys(database)
        self.rulebooks = Rulebooks(database)
        self.shares = Shares(database)

    def add(self, consultation: StoredConsultation) -> None:
        """Keep a consultation; when this returns, it survives a power cut."""
        self.consultations.add(consultation)

    def body(self, id: str, owner: str | None = None) -> bytes | None:
        """Return the bytes that were answered, or None if a key has no such consultation."""
        found = self.consultations.get(id, owner)
        return found.body if found else None

    def old(self, moment: datetime) -> Old:
        """Return how much is older than a moment."""
        return Old(self.consultations.count_before(moment), self.gatherings.count_before(moment))

    def purge(self, moment: datetime) -> Old:
        """Delete what is older than a moment; return how much that was."""
        return Old(self.consultations.purge(moment), self.gatherings.purge(moment))

    def check(self) -> None:
        """Raise StorageError unless consultations can be read."""
        with self.database.reading() as connection:
            connection.execute(select(consultations.c.id).limit(1))

    def close(self) -> None:
        """Give back all connections."""
        self.database.close()


def open_storage(address: str) -> Storage:
    """Return the storage at a database URL, with its tables brought up to date.

    Raises InputError if the URL can name none, StorageError if the database cannot be used.
    """
    engine = make_engine(address)
    try:
        with reaching_database():
            migrate(engine)
    except StorageError:
        engine.dispose()
        raise
    return Storage(Database(engine))
