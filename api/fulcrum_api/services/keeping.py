"""What is done by itself now and then: what is old is deleted, what has expired forgotten."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from fulcrum_api.services.shared import Services
from fulcrum_api.storage import Old, Storage, StorageError

log = logging.getLogger("fulcrum.keeping")
HOUR = 3600.0


def tidy(storage: Storage, retention_days: int | None, now: datetime) -> Old | None:
    """Delete what is no longer to be kept; return how much of what people wrote that was."""
    storage.consultations.drop_expired_keys(now)
    storage.keys.drop_expired_links(now)
    storage.shares.drop_expired(now)
    if retention_days is None:
        return None
    return storage.purge(now - timedelta(days=retention_days))


@asynccontextmanager
async def keeper(app: FastAPI) -> AsyncIterator[None]:
    """Tidy when the service starts, and every hour while it runs; several workers may."""
    stopping = asyncio.Event()
    task = asyncio.create_task(_keep(app.state.services, stopping))
    try:
        yield
    finally:
        # Not cancelled: that would leave a thread behind which uses the storage while it is closed.
        stopping.set()
        await task


async def _keep(services: Services, stopping: asyncio.Event) -> None:
    days = services.settings.retention_days
    while not stopping.is_set():
        try:
            old = await services.run(lambda: tidy(services.storage, days, datetime.now(UTC)))
        except StorageError as error:
            log.warning("%s", error)
        else:
            if old:
                log.info("%s were older than %d days and are deleted", old, days)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), HOUR)
