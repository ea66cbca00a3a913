"""What is uploaded, on disk until it is read: nobody need read our answers while they send."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType

import anyio
from starlette.requests import ClientDisconnect

from fulcrum_api.problems import ProblemError

PIECE = 64 * 1024
SECONDS = 60
"""How long a sender may pause."""
LARGEST = 2 * 1024**3

Chunks = AsyncIterator[bytes]


class Spool:
    """A file that one task fills and another reads as it grows; gone when it is left.

    A client that sends all before it reads would wait for us, and we for it, if we did not go on
    reading while it does not.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        self._written = 0
        self._over = False
        self._failure: Exception | None = None
        self._more = anyio.Event()

    async def fill(self, chunks: Chunks) -> None:
        """Write what arrives until it ends, fails, pauses for too long or is too much."""
        try:
            await self._fill(chunks)
        except (ProblemError, TimeoutError, ClientDisconnect, OSError) as error:
            self._failure = error
        finally:
            self._over = True
            self._wake()

    async def _fill(self, chunks: Chunks) -> None:
        while True:
            with anyio.fail_after(SECONDS):
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            if self._written + len(chunk) > LARGEST:
                raise ProblemError("too-large", f"A batch may have {LARGEST:,} bytes.")
            os.pwrite(self._file.fileno(), chunk, self._written)
            self._written += len(chunk)
            self._wake()

    def _wake(self) -> None:
        more, self._more = self._more, anyio.Event()
        more.set()

    async def read(self) -> Chunks:
        """Yield what was written, waiting for more until it is over; raises why it failed."""
        at = 0
        while True:
            more = self._more
            if at < self._written:
                piece = os.pread(self._file.fileno(), min(PIECE, self._written - at), at)
                at += len(piece)
                yield piece
            elif self._over:
                break
            else:
                await more.wait()
        if self._failure:
            raise self._failure

    async def __aenter__(self) -> Spool:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._file.close()


Filling = Callable[[Chunks], Awaitable[None]]
