"""Answering by a link: its token is the permission, and reaches one voice alone."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request, Response

from fulcrum_api.consulting.gathering import (
    MOST_VOICES,
    VoiceKept,
    kept_view,
    new_voice,
    read_voice,
)
from fulcrum_api.consulting.inviting import (
    PATH,
    Invitation,
    InvitationRequest,
    Invited,
    invite,
    invited,
)
from fulcrum_api.documented.calls import headers, path_parameter, problems
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.bodies import parse_json, read_body, read_optional_body
from fulcrum_api.requests.tags import JSON, PRIVATE
from fulcrum_api.routes.voices import BODY_PROBLEMS, BY_ID, VOICE_SCHEMA, body_of, full, opened
from fulcrum_api.services.keys import hash_of
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage import StoredInvitation

router = APIRouter(tags=["gatherings"])
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
BY_TOKEN: dict[str, Any] = path_parameter("token", "of an invitation; no key is wanted beside it")
WITHOUT_KEY: dict[str, Any] = {**BY_TOKEN, "security": [{}]}
OF_TOKEN = {"token": "$response.body#/token"}
LINKS = {
    "look": {"operationId": "getInvitation", "parameters": OF_TOKEN},
    "answer": {"operationId": "answerInvitation", "parameters": OF_TOKEN},
    "withdraw": {
        "operationId": "deleteVoice",
        "parameters": {"id": "$response.body#/gathering", "voice": "$response.body#/id"},
    },
}


@router.post(
    "/v1/gatherings/{id}/invitations",
    operation_id="createInvitation",
    status_code=201,
    response_model=Invitation,
    response_description="Send the link to whom it is for; the token is not shown again",
    openapi_extra={
        **BY_ID,
        **body_of(InvitationRequest.model_json_schema(), required=False, one={"name": "Ada"}),
    },
    responses={
        201: {"headers": headers(Location="the link"), "links": LINKS},
        **problems("not-found", "gathering-full", *BODY_PROBLEMS),
    },
)
async def create_invitation(request: Request) -> Response:
    """Make a link by which one respondent answers, without a key, and may change the answer.

    All of the body may be left out.
    """
    services, body = services_of(request), await read_optional_body(request)
    gathering = await opened(request)
    stored, told = invite(gathering.id, parse_json(body), services.settings.public_url)
    if not await services.run(lambda: services.storage.voices.invite(stored, MOST_VOICES)):
        raise full()
    location = {**PRIVATE, "Location": f"{PATH}/{told.token}"}
    return Response(told.model_dump_json(), 201, location, JSON)


@router.get(
    f"{PATH}/{{token}}",
    operation_id="getInvitation",
    response_model=Invited,
    openapi_extra=WITHOUT_KEY,
    responses=problems("not-found", "storage-unavailable"),
)
async def get_invitation(request: Request) -> Response:
    """Return which team a link asks about, and what was answered by it; nobody else's answers."""
    services, invitation = services_of(request), await _followed(request)
    return Response(await services.run(lambda: _told(services, invitation)), 200, PRIVATE, JSON)


def _told(services: Services, invitation: StoredInvitation) -> str:
    gathering = services.storage.gatherings.of_link(invitation.gathering)
    if gathering is None:  # deleted since the link was found
        raise _no_link()
    voice = services.storage.voices.get(invitation.id)
    return invited(gathering, invitation, voice).model_dump_json()


@router.put(
    f"{PATH}/{{token}}",
    operation_id="answerInvitation",
    response_model=VoiceKept,
    response_description="It is kept, in place of what was answered by this link before",
    openapi_extra={
        **WITHOUT_KEY,
        **body_of(VOICE_SCHEMA, one={"situation": {"change": "major"}}),
    },
    responses=problems("not-found", *BODY_PROBLEMS),
)
async def answer_invitation(request: Request) -> Response:
    """Answer by a link, or change the answer; who gathers sees it, other respondents do not."""
    services, invitation = services_of(request), await _followed(request)
    asked, situation = read_voice(services.rulebook, parse_json(await read_body(request)))
    name = asked.name if asked.name is not None else invitation.name
    voice = new_voice(invitation.gathering, invitation.id, name, situation)
    if not await services.run(lambda: services.storage.voices.answer(voice)):
        raise _no_link()
    return Response(kept_view(voice).model_dump_json(), 200, PRIVATE, JSON)


async def _followed(request: Request) -> StoredInvitation:
    """Return the invitation whose token stands in an address; else raises ProblemError."""
    token, services = request.path_params["token"], services_of(request)
    found = None
    if TOKEN.fullmatch(token):
        found = await services.run(lambda: services.storage.voices.invitation(hash_of(token)))
    if found is None:
        raise _no_link()
    return found


def _no_link() -> ProblemError:
    return ProblemError("not-found", "There is no such link, or it has been withdrawn.")
