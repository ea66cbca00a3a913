"""Replaying a stored answer."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from fulcrum_api.consulting.replaying import Replay, replay
from fulcrum_api.documented.calls import path_parameter, problems
from fulcrum_api.requests.bodies import parse_json, read_optional_body
from fulcrum_api.requests.inputs import read_fields
from fulcrum_api.requests.tags import JSON, PRIVATE
from fulcrum_api.routes.consultations import kept
from fulcrum_api.services.shared import services_of
from fulcrum_engine import InputError

router = APIRouter(prefix="/v1/consultations", tags=["consultations"])


class _Nothing(BaseModel):
    """A request that has no fields."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


EMPTY = {"type": "object", "additionalProperties": False}
BODY: dict[str, Any] = {
    "requestBody": {"required": False, "content": {JSON: {"schema": EMPTY}}},
}


@router.post(
    "/{id}/replay",
    operation_id="replayConsultation",
    response_model=Replay,
    response_description="What is the same, and what differs",
    openapi_extra={**path_parameter("id", "as given when it was made"), **BODY},
    responses=problems(
        *("unreadable", "not-found", "too-slow", "too-large", "unsupported-media-type"),
        *("invalid-input", "storage-unavailable"),
    ),
)
async def replay_consultation(request: Request) -> Response:
    """Compare a stored answer with today's: by the rules of its day, and by today's rules.

    Nothing is stored or changed. It takes no fields, and no body need be sent.
    """
    services, stored = services_of(request), await kept(request)
    _, faults = read_fields(_Nothing, parse_json(await read_optional_body(request)), "an object")
    if faults:
        raise InputError(faults)
    found = await services.run(lambda: replay(services, stored).model_dump_json())
    return Response(found, 200, PRIVATE, JSON)
