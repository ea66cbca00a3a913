"""Replaying a stored answer."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from fulcrum_api.consulting.replaying import Replay, replay
from fulcrum_api.documented.calls import path_parameter, problems
from fulcrum_api.requests.tags import JSON, PRIVATE
from fulcrum_api.routes.consultations import kept
from fulcrum_api.services.shared import services_of

router = APIRouter(prefix="/v1/consultations", tags=["consultations"])


@router.post(
    "/{id}/replay",
    operation_id="replayConsultation",
    response_model=Replay,
    response_description="What is the same, and what differs",
    openapi_extra=path_parameter("id", "as given when it was made"),
    responses=problems("not-found", "storage-unavailable"),
)
async def replay_consultation(request: Request) -> Response:
    """Compare a stored answer with today's: by the rules of its day, and by today's rules.

    Nothing is stored or changed.
    """
    services, stored = services_of(request), await kept(request)
    found = await services.run(lambda: replay(services, stored).model_dump_json())
    return Response(found, 200, PRIVATE, JSON)
