"""Where everything is kept: SQLite in a file, or PostgreSQL by URL, one code for both."""

from fulcrum_api.storage.database import StorageError
from fulcrum_api.storage.records import (
    Earlier,
    Once,
    Place,
    StoredConsultation,
    StoredFeedback,
    StoredGathering,
    StoredInvitation,
    StoredKey,
    StoredVoice,
)
from fulcrum_api.storage.store import Old, Storage, open_storage

__all__ = [
    "Earlier",
    "Old",
    "Once",
    "Place",
    "Storage",
    "StorageError",
    "StoredConsultation",
    "StoredFeedback",
    "StoredGathering",
    "StoredInvitation",
    "StoredKey",
    "StoredVoice",
    "open_storage",
]
