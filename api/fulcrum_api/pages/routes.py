"""All pages as one router, none of them part of the API's description."""

from __future__ import annotations

from fastapi import APIRouter

from fulcrum_api.pages import (
    asking,
    assets,
    changing,
    comparing,
    guiding,
    reading,
    result,
    saved,
    sessions,
)

router = APIRouter(include_in_schema=False)
PARTS = (asking, assets, changing, comparing, guiding, reading, result, saved, sessions)
for part in PARTS:
    router.include_router(part.router)
