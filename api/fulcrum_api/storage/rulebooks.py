"""Rule books by the hash of their content, so that old answers can be explained and replayed."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import select

from fulcrum_api.storage.database import Database
from fulcrum_api.storage.tables import rulebooks


class Rulebooks:
    """The rule books that were ever used with a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, sha256: str, version: str, content: dict[str, Any], now: datetime) -> None:
        """Keep a rule book's content, unless it is kept already."""
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        values = {"sha256": sha256, "version": version, "kept_at": now}
        with self._database.writing() as connection:
            held = connection.scalar(select(rulebooks.c.sha256).where(rulebooks.c.sha256 == sha256))
            if not held:
                row = {**values, "content": zlib.compress(plain)}
                self._database.insert_new(connection, rulebooks, row)

    def content(self, sha256: str) -> dict[str, Any] | None:
        """Return the content of the rule book with a hash, or None if it is not held."""
        query = select(rulebooks.c.content).where(rulebooks.c.sha256 == sha256)
        with self._database.reading() as connection:
            found = connection.scalar(query)
        if found is None:
            return None
        content: dict[str, Any] = json.loads(zlib.decompress(bytes(found)))
        return content

    def sha256_of(self, version: str) -> str | None:
        """Return the hash of the rule book of a version that was first used last."""
        query = select(rulebooks.c.sha256).where(rulebooks.c.version == version)
        newest = query.order_by(rulebooks.c.kept_at.desc(), rulebooks.c.sha256)
        with self._database.reading() as connection:
            return connection.scalar(newest.limit(1))
