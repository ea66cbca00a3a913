"""Several voices about one team: asked for by a link, and seen together."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fulcrum_api.inputs import read_fields
from fulcrum_api.models import Answer, Readable, timestamp
from fulcrum_api.problems import ProblemError
from fulcrum_api.storage.gatherings import StoredGathering, StoredVoice
from fulcrum_engine import InputError, Recommendation, Rulebook, Situation, parse_situation
from fulcrum_engine.groups.batch import recommend_all
from fulcrum_engine.groups.voices import Disagreement, Voice, agreed, disagreements

MOST_VOICES = 100


class GatheringRequest(BaseModel):
    """Whom voices are gathered about."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    team: Annotated[str, Field(max_length=200), Readable] | None = None
    note: Annotated[str, Field(max_length=2000), Readable] | None = None


class VoiceRequest(BaseModel):
    """What one respondent answers."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    situation: Annotated[Any, Field(description="answers by attribute; what is absent: not asked")]
    name: Annotated[str, Field(max_length=200), Readable] | None = None
    token: Annotated[
        Annotated[str, Field(max_length=100), Readable] | None,
        Field(description="the link's; whoever has it needs no other right to answer"),
    ] = None


class NewGathering(BaseModel):
    """A gathering that has begun; the token is shown this once."""

    id: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    team: str | None
    note: str | None
    token: Annotated[str, Field(description="for the link that respondents are sent")]


class VoiceKept(BaseModel):
    """That a voice is kept."""

    id: str
    gathering: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class VoiceAdvice(BaseModel):
    """What one respondent answered, and what would be advised on it."""

    id: str
    name: str | None
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    situation: dict[str, Answer]
    recommendation: Recommendation


class Agreement(BaseModel):
    """What all voices together say, and what is advised on it."""

    situation: dict[str, Answer]
    recommendation: Recommendation


class Gathering(BaseModel):
    """Several voices about one team."""

    id: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    team: str | None
    note: str | None
    voices: tuple[VoiceAdvice, ...]
    agreement: Annotated[Agreement | None, Field(description="null before the first voice")]
    disagreements: Annotated[
        tuple[Disagreement, ...], Field(description="those that matter most first")
    ]


def begin(data: Any, owner: str | None) -> tuple[StoredGathering, NewGathering]:
    """Return a gathering to keep, and what is told of it. Raises InputError."""
    request, faults = read_fields(GatheringRequest, data, "an object, which may be empty")
    if request is None:
        raise InputError(faults)
    id, token, now = secrets.token_hex(16), secrets.token_urlsafe(32), _now()
    stored = StoredGathering(id, now, owner, request.team, request.note, hashed(token))
    return stored, NewGathering(
        id=id, created_at=timestamp(now), team=request.team, note=request.note, token=token
    )


def hashed(token: str) -> str:
    """Return the hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def read_voice(rulebook: Rulebook, data: Any) -> tuple[VoiceRequest, Situation]:
    """Return a voice as it was sent. Raises InputError with all its faults."""
    request, faults = read_fields(VoiceRequest, data, "an object with a `situation`")
    situation = None
    if isinstance(data, dict) and "situation" in data:
        try:
            situation = parse_situation(rulebook.vocabulary, data["situation"])
        except InputError as error:
            faults += error.faults
    if request is None or situation is None:
        raise InputError(faults)
    return request, situation


def new_voice(gathering: str, request: VoiceRequest, situation: Situation) -> StoredVoice:
    """Return a voice to keep."""
    plain = json.dumps(situation.plain, separators=(",", ":"))
    return StoredVoice(secrets.token_hex(16), gathering, _now(), request.name, plain)


def seen_together(
    rulebook: Rulebook, gathering: StoredGathering, voices: list[StoredVoice]
) -> Gathering:
    """Return a gathering with the advice per voice, on what they agree on, and where they differ.

    Raises ProblemError if what was answered is not in today's vocabulary.
    """
    heard = [Voice(each.id, _situation(rulebook, each)) for each in voices]
    together = agreed(rulebook, heard)
    situations = [*(voice.situation for voice in heard), together]
    *alone, joint = recommend_all(rulebook, situations, _now())
    return Gathering(
        id=gathering.id,
        created_at=timestamp(gathering.created_at),
        team=gathering.team,
        note=gathering.note,
        voices=tuple(
            VoiceAdvice(
                id=stored.id,
                name=stored.name,
                created_at=timestamp(stored.created_at),
                situation=voice.situation.plain,
                recommendation=advice,
            )
            for stored, voice, advice in zip(voices, heard, alone, strict=True)
        ),
        agreement=Agreement(situation=together.plain, recommendation=joint) if heard else None,
        disagreements=disagreements(rulebook, heard),
    )


def _situation(rulebook: Rulebook, voice: StoredVoice) -> Situation:
    try:
        return parse_situation(rulebook.vocabulary, json.loads(voice.situation))
    except InputError:
        detail = "The vocabulary has changed since this was answered."
        raise ProblemError("rulebook-changed", detail) from None


def _now() -> datetime:
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
