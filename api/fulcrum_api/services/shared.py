"""What the routes share: the rule book, the storage, and a bounded pool for slow work."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from fulcrum_api.services.in_flight import InFlight
from fulcrum_api.services.keys import Keyring
from fulcrum_api.services.library import Library
from fulcrum_api.settings import Settings
from fulcrum_api.storage import Storage, StorageError, open_storage
from fulcrum_engine import InputError, Rulebook, load_rulebook

T = TypeVar("T")


class Services:
    """One set for each app; nothing in it remembers a consultation."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rulebook: Rulebook = load_rulebook(settings.rules)
        self.library = Library(self.rulebook, lambda: self.storage)
        self.keyring = Keyring()
        self.in_flight = InFlight()
        self._limiter = CapacityLimiter(2 * (os.cpu_count() or 1))
        self._opening = Lock()
        self._storage: Storage | None = None

    @property
    def storage(self) -> Storage:
        """Return the storage, opened and migrated at first use; raises StorageError."""
        with self._opening:
            if self._storage is None:
                self._storage = self._open()
            return self._storage

    def _open(self) -> Storage:
        try:
            storage = open_storage(self.settings.database_url)
        except InputError as error:
            raise StorageError(error.faults[0].problem) from None
        self.library.keep_today(storage)
        return storage

    def close(self) -> None:
        """Give back what was opened."""
        with self._opening:
            if self._storage is not None:
                self._storage.close()
            self._storage = None

    async def run(self, work: Callable[[], T]) -> T:
        """Return what work gives, done off the event loop so that nobody else stalls."""
        return await to_thread.run_sync(work, limiter=self._limiter)


def services_of(request: Request) -> Services:
    """Return the services of the app that a request came to."""
    services: Services = request.app.state.services
    return services
