"""The database that the settings name, for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fulcrum_api.storage import Storage


@contextmanager
def opened() -> Iterator[Storage]:
    """Lend the storage that FULCRUM_DATABASE_URL names, its tables brought up to date."""
    from fulcrum_api.settings import read_settings
    from fulcrum_api.storage import open_storage

    with closing(open_storage(read_settings().database_url)) as storage:
        yield storage
