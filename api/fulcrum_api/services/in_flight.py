"""Requests under way under an idempotency key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from fulcrum_api.problems import ProblemError


class InFlight:
    """The idempotency keys that a worker is answering now.

    Two workers that get the same key at once are told apart by the database: it keeps one answer,
    and both give that.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._keys: set[tuple[str | None, str]] = set()

    @contextmanager
    def claim(self, owner: str | None, key: str | None) -> Iterator[None]:
        """Hold a key while its request is answered; raises ProblemError if it is held."""
        if key is None:
            yield
            return
        claimed = (owner, key)
        with self._lock:
            if claimed in self._keys:
                detail = "A request with this Idempotency-Key is being answered right now."
                raise ProblemError("idempotency-in-flight", detail, headers={"Retry-After": "1"})
            self._keys.add(claimed)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(claimed)
