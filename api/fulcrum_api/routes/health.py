"""Whether the service lives, and whether it can do its work."""

from __future__ import annotations

from fastapi import APIRouter, Request

from fulcrum_api.documented.calls import problems
from fulcrum_api.models import Health
from fulcrum_api.services.shared import services_of

router = APIRouter(tags=["operation"])


@router.get("/healthz", operation_id="getHealth", responses=problems())
async def get_health() -> Health:
    """Say that the process answers."""
    return Health(status="alive")


@router.get("/readyz", operation_id="getReadiness", responses=problems("storage-unavailable"))
async def get_readiness(request: Request) -> Health:
    """Say that the rule book is loaded and the database can be read."""
    services = services_of(request)
    await services.run(lambda: services.storage.check())
    return Health(status="ready")
