"""How schemathesis sends bodies that are lines of text."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson", "text/csv")
def lines(_context: Any, value: Any) -> bytes:
    """Return a text as it is."""
    return str(value).encode("utf-8", "replace")
