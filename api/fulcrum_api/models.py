"""What the API takes and gives, as the OpenAPI document shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from fulcrum_engine import Recommendation
from fulcrum_engine.recommendation import RulebookId

Answer = str | list[str]


WITHOUT_NUL = r"^[^\x00]*$"


def _readable(text: str) -> str:
    if any(char == "\x00" or "\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("unreadable", "text without NUL and lone surrogates")
    return text


class _Readable:
    """Text that every database can keep; the schema says so, too."""

    @staticmethod
    def __get_pydantic_core_schema__(source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_readable, handler(source))

    @staticmethod
    def __get_pydantic_json_schema__(
        core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(core), "pattern": WITHOUT_NUL}


Readable = _Readable()


class ConsultationRequest(BaseModel):
    """A situation to advise on."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    situation: Annotated[Any, Field(description="answers by attribute; what is absent: not asked")]
    team: Annotated[
        Annotated[str, Field(max_length=200), Readable] | None,
        Field(description="whom it is about, to find it again"),
    ] = None
    note: Annotated[
        Annotated[str, Field(max_length=2000), Readable] | None,
        Field(description="kept with the answer; no rule reads it"),
    ] = None
    store: Annotated[bool, Field(description="false: nothing is kept")] = True
    experimental: Annotated[bool, Field(description="true: experimental rules may fire")] = False
    rulebook: Annotated[
        Annotated[str, Field(max_length=64), Readable] | None,
        Field(description="sha256 or version of the rule book to ask; absent: today's"),
    ] = None


class MigratedAnswer(BaseModel):
    """An answer in the words of an older vocabulary, and as what it was read."""

    since: Annotated[str, Field(description="the version that changed the words")]
    attribute: str
    answer: Answer
    new_attribute: str
    new_answer: Answer


class Consultation(BaseModel):
    """A situation and what was advised."""

    id: Annotated[str | None, Field(description="null if it was not stored")]
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    situation: Annotated[dict[str, Answer], Field(description="as it was read")]
    team: str | None
    note: str | None
    experimental: bool
    migrated: Annotated[
        tuple[MigratedAnswer, ...],
        Field(description="answers given in an older vocabulary's words"),
    ] = ()
    recommendation: Recommendation


class ConsultationSummary(BaseModel):
    """A stored consultation in short."""

    id: str
    created_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    team: str | None
    note: str | None
    situation: dict[str, Answer]
    lean: str
    strength: str | None
    settled: str | None
    style: Annotated[str | None, Field(description="the primary one")]
    rulebook: RulebookId


class ConsultationPage(BaseModel):
    """A page of consultations, newest first."""

    consultations: tuple[ConsultationSummary, ...]
    next: Annotated[str | None, Field(description="`cursor` of the next page; null: the last one")]


class Health(BaseModel):
    """That the service lives, or is ready."""

    status: str


def timestamp(moment: datetime) -> str:
    """Return a UTC time as ISO 8601 with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
