"""Links by which people answer without a key: a token each, which is all the permission."""

from __future__ import annotations

import json
import secrets
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fulcrum_api.consulting.advising import moment
from fulcrum_api.models import Answer, Readable, timestamp
from fulcrum_api.requests.inputs import read_fields
from fulcrum_api.services.keys import hash_of
from fulcrum_api.storage import StoredGathering, StoredInvitation, StoredVoice
from fulcrum_engine import InputError

PATH = "/v1/voices"


class InvitationRequest(BaseModel):
    """Whom a link is for."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    name: Annotated[str, Field(max_length=200), Readable] | None = None


class Invitation(BaseModel):
    """A link for one respondent; its token is shown this once."""

    id: Annotated[str, Field(description="also of the voice that it will bring")]
    gathering: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    name: str | None
    token: Annotated[str, Field(description="whoever has it can answer, without a key")]
    link: Annotated[str, Field(description="where to GET what is asked, and PUT the answer")]


class Invited(BaseModel):
    """What a link is for, and what was answered by it so far."""

    team: str | None
    name: str | None
    situation: Annotated[dict[str, Answer] | None, Field(description="null: not answered yet")]


def invite(
    gathering: str, data: Any, public_url: str | None
) -> tuple[StoredInvitation, Invitation]:
    """Return an invitation to keep, and what is told of it. Raises InputError."""
    request, faults = read_fields(InvitationRequest, data, "an object, which may be empty")
    if request is None:
        raise InputError(faults)
    id, token, now = secrets.token_hex(16), secrets.token_urlsafe(32), moment()
    return StoredInvitation(id, gathering, now, request.name, hash_of(token)), Invitation(
        id=id,
        gathering=gathering,
        created_at=timestamp(now),
        name=request.name,
        token=token,
        link=f"{(public_url or '').rstrip('/')}{PATH}/{token}",
    )


def invited(
    gathering: StoredGathering, invitation: StoredInvitation, voice: StoredVoice | None
) -> Invited:
    """Return what somebody who follows a link is told: their own answer, and nobody else's."""
    return Invited(
        team=gathering.team,
        name=voice.name if voice else invitation.name,
        situation=json.loads(voice.situation) if voice else None,
    )
