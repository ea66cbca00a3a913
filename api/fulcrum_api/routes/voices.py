"""Hearing several voices about one team."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request, Response

from fulcrum_api.bodies import parse_json, read_body
from fulcrum_api.documented import headers, path_parameter, problems
from fulcrum_api.gate import owner_of
from fulcrum_api.gathering import (
    MOST_VOICES,
    Gathering,
    GatheringRequest,
    NewGathering,
    VoiceKept,
    begin,
    hashed,
    new_voice,
    read_voice,
    seen_together,
)
from fulcrum_api.models import timestamp
from fulcrum_api.problems import ProblemError
from fulcrum_api.services import Services, services_of
from fulcrum_api.storage.gatherings import Gatherings, StoredGathering
from fulcrum_api.tags import JSON, PRIVATE

router = APIRouter(prefix="/v1/gatherings", tags=["gatherings"])
ID = re.compile(r"[0-9a-f]{32}")
BODY_PROBLEMS = (
    *("unreadable", "too-slow", "too-large", "unsupported-media-type"),
    *("invalid-input", "storage-unavailable"),
)
BY_ID = path_parameter("id", "as given when it was begun")
VOICE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["situation"],
    "additionalProperties": False,
    "properties": {
        "situation": {"$ref": "#/components/schemas/Situation"},
        "name": {"type": ["string", "null"], "maxLength": 200},
        "token": {"type": ["string", "null"], "maxLength": 100},
    },
}


def _body(schema: dict[str, Any], **examples: Any) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples.items()}
    content = {JSON: {"schema": schema, "examples": named}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "",
    operation_id="createGathering",
    status_code=201,
    response_model=NewGathering,
    response_description="It has begun; send the token to whom you want to hear",
    openapi_extra=_body(GatheringRequest.model_json_schema(), team={"team": "Warehouse north"}),
    responses={
        201: {"headers": headers(Location="where to see it")},
        **problems(*BODY_PROBLEMS),
    },
)
async def create_gathering(request: Request) -> Response:
    """Begin to gather what several people answer about one team."""
    services, body = services_of(request), await read_body(request)
    stored, told = begin(parse_json(body), owner_of(request))
    await services.run(lambda: _kept(services).add(stored))
    location = {**PRIVATE, "Location": f"{router.prefix}/{stored.id}"}
    return Response(told.model_dump_json(), 201, location, JSON)


@router.post(
    "/{id}/voices",
    operation_id="addVoice",
    status_code=201,
    response_model=VoiceKept,
    openapi_extra={
        **BY_ID,
        **_body(VOICE_SCHEMA, one={"situation": {"change": "major"}, "name": "Ada"}),
    },
    responses=problems("not-found", *BODY_PROBLEMS),
)
async def add_voice(request: Request) -> Response:
    """Add what one respondent answers; a gathering may have a hundred voices."""
    services, body = services_of(request), await read_body(request)
    asked, situation = read_voice(services.rulebook, parse_json(body))
    gathering = await services.run(lambda: _open(services, request, asked.token))
    voice = new_voice(gathering.id, asked, situation)
    if not await services.run(lambda: _kept(services).add_voice(voice, MOST_VOICES)):
        raise ProblemError("too-large", f"A gathering may have {MOST_VOICES} voices.")
    kept = VoiceKept(id=voice.id, gathering=voice.gathering, created_at=timestamp(voice.created_at))
    return Response(kept.model_dump_json(), 201, PRIVATE, JSON)


@router.get(
    "/{id}",
    operation_id="getGathering",
    response_model=Gathering,
    openapi_extra=BY_ID,
    responses=problems("not-found", "rulebook-changed", "storage-unavailable"),
)
async def get_gathering(request: Request) -> Response:
    """Return the advice per voice, on what all agree on, and the differences that matter most."""
    services = services_of(request)

    def work() -> str:
        gathering = _open(services, request, None)
        voices = _kept(services).voices(gathering.id)
        return seen_together(services.rulebook, gathering, voices).model_dump_json()

    return Response(await services.run(work), 200, PRIVATE, JSON)


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
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    if not await services.run(lambda: _kept(services).delete(_checked(id), owner)):
        raise _not_here()
    return Response(status_code=204, headers=PRIVATE)


def _kept(services: Services) -> Gatherings:
    return Gatherings(services.storage.database)


def _checked(id: str) -> str:
    if not ID.fullmatch(id):
        raise _not_here()
    return id


def _open(services: Services, request: Request, token: str | None) -> StoredGathering:
    """Return the gathering that an address names, to its key or to whoever has its token."""
    id = _checked(request.path_params["id"])
    found = _kept(services).get(id, owner_of(request))
    if found is None and token is not None:
        found = _kept(services).by_token(hashed(token))
    if found is None or found.id != id:
        raise _not_here()
    return found


def _not_here() -> ProblemError:
    return ProblemError("not-found", "There is no such gathering.")
