"""Where everything is kept: SQLite in a file, or PostgreSQL by URL, one code for both."""

from fulcrum_api.storage.database import StorageError
from fulcrum_api.storage.records import (
    Earlier,
    Once,
    Place,
    StoredConsultation,
    StoredFeedback,
    StoredKey,
)
from fulcrum_api.storage.store import Storage, open_storage

__all__ = [
    "Earlier",
    "Once",
    "Place",
    "Storage",
    "StorageError",
    "StoredConsultation",
    "StoredFeedback",
    "StoredKey",
    "open_storage",
]
