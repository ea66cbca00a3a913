"""Taking out everything that is held about a team."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.exporting import NDJSON, export_lines
from fulcrum_api.documented.calls import parameter, problems
from fulcrum_api.requests.queries import Query
from fulcrum_api.requests.tags import PRIVATE
from fulcrum_api.services.shared import services_of

router = APIRouter(prefix="/v1", tags=["consultations"])


@router.get(
    "/export",
    operation_id="exportConsultations",
    response_class=Response,
    openapi_extra={"parameters": [parameter("team", "query", "only about this team")]},
    responses={
        200: {
            "description": "A line for each consultation with what was said of it, and one for "
            "each gathering with its voices",
            "content": {NDJSON: {"schema": {"type": "string"}}},
        },
        **problems("invalid-input", "storage-unavailable"),
    },
)
async def export_consultations(request: Request) -> Response:
    """Export everything that is held about a team, or about all, of this key."""
    query = Query(request, ("team",))
    team = query.single("team")
    query.check()
    services, owner = services_of(request), owner_of(request)
    storage = await services.run(lambda: services.storage)
    await services.run(storage.check)
    lines = export_lines(storage, team, owner)
    return StreamingResponse(lines, 200, PRIVATE, NDJSON)
