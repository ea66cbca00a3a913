"""The style sheet, the script and the icon; their addresses change when they do."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from fulcrum_api.pages.failing import NOT_HERE, PageRoute
from fulcrum_api.pages.showing import ASSETS, asset

router = APIRouter(route_class=PageRoute)
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/assets/{hash}/{name}")
async def get_asset(request: Request) -> Response:
    """Return an asset; an old address gets the present one, but is not kept."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise NOT_HERE
    body, address = asset(name)
    headers = KEPT if request.url.path == address else {"Cache-Control": "no-cache"}
    return Response(body, 200, headers, ASSETS[name])


@router.get("/favicon.ico")
async def get_icon() -> Response:
    """Return the icon to browsers that ask without being told."""
    body, kind = asset("fulcrum.svg")[0], ASSETS["fulcrum.svg"]
    return Response(body, 200, {"Cache-Control": "max-age=86400"}, kind)
