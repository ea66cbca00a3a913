"""Hearing several voices about one team."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.gathering import (
    MOST_VOICES,
    Gathering,
    GatheringRequest,
    NewGathering,
    VoiceKept,
    begin,
    kept_view,
    new_voice,
    read_voice,
    seen_together,
)
from fulcrum_api.documented.calls import headers, path_parameter, problems
from fulcrum_api.models import WITHOUT_NUL
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.bodies import parse_json, read_body, read_optional_body
from fulcrum_api.requests.tags import JSON, PRIVATE
from fulcrum_api.routes.consultations import ID
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage import StoredGathering

router = APIRouter(prefix="/v1/gatherings", tags=["gatherings"])
BODY_PROBLEMS = (
    *("unreadable", "too-slow", "too-large", "unsupported-media-type"),
    *("invalid-input", "storage-unavailable"),
)
LINKS = {
    name: {"operationId": operation, "parameters": {"id": "$response.body#/id"}}
    for name, operation in (
        ("invite", "createInvitation"),
        ("add", "addVoice"),
        ("get", "getGathering"),
        ("delete", "deleteGathering"),
    )
}
BY_ID = path_parameter("id", "as given when it was begun")
OF_VOICE = {"id": "$response.body#/gathering", "voice": "$response.body#/id"}
VOICE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["situation"],
    "additionalProperties": False,
    "properties": {
        "situation": {"$ref": "#/components/schemas/Situation"},
        "name": {"type": ["string", "null"], "maxLength": 200, "pattern": WITHOUT_NUL},
    },
}


def body_of(schema: dict[str, Any], *, required: bool = True, **examples: Any) -> dict[str, Any]:
    """Return the documentation of a JSON body."""
    named = {name: {"value": value} for name, value in examples.items()}
    content = {JSON: {"schema": schema, "examples": named}}
    return {"requestBody": {"required": required, "content": content}}


@router.post(
    "",
    operation_id="createGathering",
    status_code=201,
    response_model=NewGathering,
    response_description="It has begun; invite whom you want to hear",
    openapi_extra=body_of(
        GatheringRequest.model_json_schema(), required=False, team={"team": "Warehouse north"}
    ),
    responses={
        201: {"headers": headers(Location="where to see it"), "links": LINKS},
        **problems(*BODY_PROBLEMS),
    },
)
async def create_gathering(request: Request) -> Response:
    """Begin to gather what several people answer about one team."""
    services, body = services_of(request), await read_optional_body(request)
    stored, told = begin(parse_json(body), owner_of(request))
    await services.run(lambda: services.storage.gatherings.add(stored))
    location = {**PRIVATE, "Location": f"{router.prefix}/{stored.id}"}
    return Response(told.model_dump_json(), 201, location, JSON)


@router.post(
    "/{id}/voices",
    operation_id="addVoice",
    status_code=201,
    response_model=VoiceKept,
    openapi_extra={
        **BY_ID,
        **body_of(VOICE_SCHEMA, one={"situation": {"change": "major"}, "name": "Ada"}),
    },
    responses={
        201: {"links": {"delete": {"operationId": "deleteVoice", "parameters": OF_VOICE}}},
        **problems("not-found", "gathering-full", *BODY_PROBLEMS),
    },
)
async def add_voice(request: Request) -> Response:
    """Add what one respondent answers; a gathering may have a hundred voices."""
    services, body = services_of(request), await read_body(request)
    gathering = await opened(request)
    asked, situation = read_voice(services.rulebook, parse_json(body))
    voice = new_voice(gathering.id, None, asked.name, situation)
    if not await services.run(lambda: services.storage.voices.add(voice, MOST_VOICES)):
        raise full()
    return Response(kept_view(voice).model_dump_json(), 201, PRIVATE, JSON)


@router.get(
    "/{id}",
    operation_id="getGathering",
    response_model=Gathering,
    openapi_extra=BY_ID,
    responses=problems("not-found", "rulebook-changed", "storage-unavailable"),
)
async def get_gathering(request: Request) -> Response:
    """Return the advice per voice, on what all agree on, and the differences that matter most."""
    services, gathering = services_of(request), await opened(request)
    return Response(await services.run(lambda: _seen(services, gathering)), 200, PRIVATE, JSON)


def _seen(services: Services, gathering: StoredGathering) -> str:
    voices = services.storage.voices
    heard, invited = voices.of(gathering.id), voices.invited(gathering.id)
    return seen_together(services.rulebook, gathering, heard, invited).model_dump_json()


@router.delete(
    "/{id}",
    operation_id="deleteGathering",
    status_code=204,
    response_class=Response,
    response_description="It is deleted, with all its voices",
    openapi_extra=BY_ID,
    responses=problems("not-found", "storage-unavailable"),
)
async def delete_gathering(request: Request) -> Response:
    """Delete a gathering and all its voices, so that the text is gone."""
    services, gathering = services_of(request), await opened(request)
    owner, kept = owner_of(request), services.storage.gatherings
    if not await services.run(lambda: kept.delete(gathering.id, owner)):
        raise not_here()
    return Response(status_code=204, headers=PRIVATE)


@router.delete(
    "/{id}/voices/{voice}",
    operation_id="deleteVoice",
    status_code=204,
    response_class=Response,
    response_description="Both are deleted; the link answers nothing more",
    openapi_extra={
        "parameters": [
            *BY_ID["parameters"],
            *path_parameter("voice", "as given when it was kept, or invited")["parameters"],
        ]
    },
    responses=problems("not-found", "storage-unavailable"),
)
async def delete_voice(request: Request) -> Response:
    """Delete one voice and the link it came by; of who has not answered yet, the link."""
    services, gathering = services_of(request), await opened(request)
    id, voices = request.path_params["voice"], services.storage.voices
    if not ID.fullmatch(id) or not await services.run(lambda: voices.delete(id, gathering.id)):
        raise ProblemError("not-found", "There is no such voice.")
    return Response(status_code=204, headers=PRIVATE)


async def opened(request: Request) -> StoredGathering:
    """Return the gathering that an address names, of this key; else raises ProblemError."""
    id, services, owner = request.path_params["id"], services_of(request), owner_of(request)
    if not ID.fullmatch(id):
        raise not_here()
    found = await services.run(lambda: services.storage.gatherings.get(id, owner))
    if found is None:
        raise not_here()
    return found


def not_here() -> ProblemError:
    """Return the problem that there is no such gathering, of this key at least."""
    return ProblemError("not-found", "There is no such gathering.")


def full() -> ProblemError:
    """Return the problem that no more voices are heard."""
    return ProblemError("gathering-full", f"A gathering may have {MOST_VOICES} voices.")
