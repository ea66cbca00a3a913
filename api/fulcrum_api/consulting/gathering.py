"""Several voices about one team: asked for by a link, and seen together."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from fulcrum_api.consulting.advising import moment
from fulcrum_api.models import Answer, Readable, timestamp
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.inputs import read_fields
from fulcrum_api.storage import StoredGathering, StoredInvitation, StoredVoice
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


class NewGathering(BaseModel):
    """A gathering that has begun."""

    id: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    team: str | None
    note: str | None


class VoiceKept(BaseModel):
    """That a voice is kept."""

    id: Annotated[str, Field(description="that of the invitation, if it came by one")]
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


class Awaited(BaseModel):
    """Somebody who has a link and has not answered."""

    id: str
    name: str | None
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Gathering(BaseModel):
    """Several voices about one team."""

    id: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    team: str | None
    note: str | None
    voices: tuple[VoiceAdvice, ...]
    awaited: Annotated[tuple[Awaited, ...], Field(description="who is invited and yet to answer")]
    agreement: Annotated[Agreement | None, Field(description="null before the first voice")]
    disagreements: Annotated[
        tuple[Disagreement, ...], Field(description="those that matter most first")
    ]


def begin(data: Any, owner: str | None) -> tuple[StoredGathering, NewGathering]:
    """Return a gathering to keep, and what is told of it. Raises InputError."""
    request, faults = read_fields(GatheringRequest, data, "an object, which may be empty")
    if request is None:
        raise InputError(faults)
    id, now = secrets.token_hex(16), moment()
    stored = StoredGathering(id, now, owner, request.team, request.note)
    return stored, NewGathering(
        id=id, created_at=timestamp(now), team=request.team, note=request.note
    )


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


def new_voice(
    gathering: str, id: str | None, name: str | None, situation: Situation
) -> StoredVoice:
    """Return a voice to keep, with the id of the invitation that brought it."""
    plain = json.dumps(situation.plain, separators=(",", ":"))
    return StoredVoice(id or secrets.token_hex(16), gathering, moment(), name, plain)


def kept_view(voice: StoredVoice) -> VoiceKept:
    """Return what is told of a voice once it is kept."""
    return VoiceKept(id=voice.id, gathering=voice.gathering, created_at=timestamp(voice.created_at))


def seen_together(
    rulebook: Rulebook,
    gathering: StoredGathering,
    voices: list[StoredVoice],
    invited: list[StoredInvitation],
) -> Gathering:
    """Return a gathering with the advice per voice, on what they agree on, and where they differ.

    Raises ProblemError if what was answered is not in today's vocabulary.
    """
    heard = [Voice(each.id, _situation(rulebook, each)) for each in voices]
    together = agreed(rulebook, heard)
    situations = [*(voice.situation for voice in heard), together]
    *alone, joint = recommend_all(rulebook, situations, moment())
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
        awaited=tuple(_awaited(voices, invited)),
        agreement=Agreement(situation=together.plain, recommendation=joint) if heard else None,
        disagreements=disagreements(rulebook, heard),
    )


def _awaited(voices: list[StoredVoice], invited: list[StoredInvitation]) -> Iterator[Awaited]:
    answered = {voice.id for voice in voices}
    for each in invited:
        if each.id not in answered:
            created_at = timestamp(each.created_at)
            yield Awaited(id=each.id, name=each.name, created_at=created_at)


def _situation(rulebook: Rulebook, voice: StoredVoice) -> Situation:
    try:
        return parse_situation(rulebook.vocabulary, json.loads(voice.situation))
    except InputError:
        detail = "The vocabulary has changed since this was answered."
        raise ProblemError("rulebook-changed", detail) from None
