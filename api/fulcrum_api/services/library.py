"""The rule books that can be asked: the one being served, and those that were served before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from fulcrum_api.storage import Storage
from fulcrum_engine import Fault, Rulebook
from fulcrum_engine.errors import shorten
from fulcrum_engine.files.restoring import rulebook_from_content

HELD = 8
"""Old rule books kept in memory; each has some megabytes once it is compiled."""


class Library:
    """Today's rule book, and every one whose content the database holds."""

    def __init__(self, today: Rulebook, storage: Callable[[], Storage]) -> None:
        self.today = today
        self._storage = storage
        self._lock = Lock()
        self._restored: OrderedDict[str, Rulebook] = OrderedDict()

    def keep_today(self, storage: Storage) -> None:
        """Keep the content of today's rule book, unless it is kept already."""
        today, now = self.today, datetime.now(UTC)
        storage.rulebooks.keep(today.sha256, today.version, today.content, now)

    def by_sha256(self, sha256: str) -> Rulebook | None:
        """Return the rule book with a hash, or None if it is not held.

        Raises RulebookError if this engine cannot read it.
        """
        if sha256 == self.today.sha256:
            return self.today
        with self._lock:
            if sha256 not in self._restored:
                content = self._storage().rulebooks.content(sha256)
                if content is None:
                    return None
                self._restored[sha256] = rulebook_from_content(content)
            self._restored.move_to_end(sha256)
            while len(self._restored) > HELD:
                self._restored.popitem(last=False)
            return self._restored[sha256]

    def named(self, name: str) -> Rulebook | None:
        """Return the rule book with a hash or of a version, or None if it is not held."""
        if name in (self.today.sha256, self.today.version):
            return self.today
        if len(name) > 64 or not name.isascii() or not name.isprintable():
            return None
        sha256 = name if len(name) == 64 else self._storage().rulebooks.sha256_of(name)
        return self.by_sha256(sha256) if sha256 else None

    def wanted(self, data: Any) -> tuple[Rulebook, list[Fault]]:
        """Return the rule book that a request pins, and what is wrong with that; else today's."""
        name = data.get("rulebook") if isinstance(data, dict) else None
        if not isinstance(name, str):
            return self.today, []
        if found := self.named(name):
            return found, []
        expected = "the sha256 or the version of a rule book that has been used here"
        problem = "no such rule book is held"
        fault = Fault(("rulebook",), "unknown-level", problem, shorten(name), expected)
        return self.today, [fault]
