"""Pages of lists: how many, after which place, and the cursor that leads to the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from fulcrum_api.documented.calls import parameter
from fulcrum_api.requests.queries import Query
from fulcrum_api.storage import Place

USUAL, MOST = 20, 100
PAGED = ("limit", "cursor")
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": "how many at most",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
    parameter(
        "cursor",
        "query",
        "`next` of the page before; it says nothing else",
        pattern="^[0-9a-f]{45}$",
    ),
]
CURSOR = re.compile(r"([0-9a-f]{13})([0-9a-f]{32})")
"""Microseconds, which have 13 digits until 2112, and an id: there is no wrong one of this form."""


class Dated(Protocol):
    """What has a place in a list from the newest to the oldest."""

    @property
    def id(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


Row = TypeVar("Row", bound=Dated)


@dataclass(frozen=True)
class Page:
    """Which part of a list is wanted."""

    limit: int
    after: Place | None

    def cut(self, rows: Sequence[Row]) -> tuple[Sequence[Row], str | None]:
        """Return a page's rows and the cursor of the next; one row more than wanted was read."""
        if len(rows) <= self.limit:
            return rows, None
        last = rows[self.limit - 1]
        return rows[: self.limit], cursor(Place(last.created_at, last.id))


def read_page(query: Query) -> Page:
    """Return the page that a query asks for; what is wrong is noted in the query."""
    limit, after = USUAL, None
    if (text := query.single("limit")) is not None:
        if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST:
            limit = int(text)
        else:
            query.refuse("limit", text, f"a number from 1 to {MOST}")
    if (text := query.single("cursor")) is not None:
        after = _place(text)
        if after is None:
            query.refuse("cursor", text, "`next` of the page before")
    return Page(limit, after)


def cursor(place: Place) -> str:
    """Return a place in a list as a cursor."""
    microseconds = round(place.created_at.timestamp() * 1_000_000)
    return f"{microseconds:013x}{place.id}"


def _place(text: str) -> Place | None:
    found = CURSOR.fullmatch(text)
    if found is None:
        return None
    seconds, rest = divmod(int(found[1], 16), 1_000_000)
    return Place(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), found[2])


def next_link(request: Request, cursor: str | None) -> dict[str, str]:
    """Return the header that leads to the next page (RFC 8288), if there is one."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.items() if name != "cursor"]
    query = urlencode([*kept, ("cursor", cursor)])
    return {"Link": f'<{request.url.path}?{query}>; rel="next"'}
