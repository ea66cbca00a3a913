"""Lists from the newest to the oldest, a page at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, and_, or_

from fulcrum_api.storage.records import Place


def before(query: Select[Any], table: Table, place: Place | None) -> Select[Any]:
    """Return a query for what comes after a place, newest first; ids decide between equal times."""
    if place:
        older = table.c.created_at < place.created_at
        same = and_(table.c.created_at == place.created_at, table.c.id < place.id)
        query = query.where(or_(older, same))
    return query.order_by(table.c.created_at.desc(), table.c.id.desc())
