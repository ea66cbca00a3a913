"""All pages as one router, none of them part of the API's description."""

from __future__ import annotations

from fastapi import APIRouter

from fulcrum_api.pages import (
    asking,
    assets,
    batching,
    changing,
    comparing,
    coursing,
    guiding,
    opining,
    reading,
    responding,
    result,
    saved,
    sessions,
    sharing,
    voicing,
)

router = APIRouter(include_in_schema=False)
ROUTERS = (
    asking.router,
    assets.router,
    batching.router,
    changing.router,
    comparing.router,
    coursing.router,
    guiding.router,
    opining.router,
    reading.router,
    responding.router,
    result.router,
    saved.router,
    sessions.router,
    sharing.router,
    sharing.open_to_all,
    voicing.router,
)
for part in ROUTERS:
    router.include_router(part)
