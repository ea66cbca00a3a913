"""From the data of a body to a request: every fault of it and of its situation at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fulcrum_api.models import ConsultationRequest
from fulcrum_engine import Fault, InputError, Situation, parse_situation
from fulcrum_engine.documents import describe
from fulcrum_engine.errors import Path, nearest, shorten
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.situation import kind_of

M = TypeVar("M", bound=BaseModel)
KINDS = ("?text", "?object")
"""Tags of what a field may be, if it may be of more than one kind; no part of a place."""


@dataclass(frozen=True)
class Wanted:
    """A request that can be answered."""

    situation: Situation
    request: ConsultationRequest


def read_request(vocabulary: Vocabulary, data: Any) -> Wanted:
    """Return the request that the data of a body is; raises InputError with all its faults."""
    request, faults = read_fields(ConsultationRequest, data, "an object with a `situation`")
    situation, more = _situation(vocabulary, data)
    if request is None or situation is None:
        raise InputError([*faults, *more])
    return Wanted(situation, request)


def read_fields(model: type[M], data: Any, expected: str) -> tuple[M | None, list[Fault]]:
    """Return the fields of a body as a model has them, or all that is wrong with them."""
    if not isinstance(data, dict):
        problem = f"found {describe(data)} where a request should be"
        return None, [Fault((), "wrong-type", problem, kind_of(data), expected)]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        fields = tuple(model.model_fields)
        return None, [_fault(detail, fields) for detail in error.errors()]


def _situation(vocabulary: Vocabulary, data: Any) -> tuple[Situation | None, tuple[Fault, ...]]:
    if not isinstance(data, dict) or "situation" not in data:
        return None, ()
    try:
        return parse_situation(vocabulary, data["situation"]), ()
    except InputError as error:
        return None, error.faults


def _fault(detail: ErrorDetails, fields: tuple[str, ...]) -> Fault:
    """Return a fault of pydantic's in our words; the value is shown as its type alone."""
    path, value = detail["loc"], detail["input"]
    path = path[:1] + tuple(part for part in path[1:] if part not in KINDS)
    if detail["type"] == "missing":
        return Fault(path, "wrong-type", "this field is missing", "nothing", "an object")
    if detail["type"] == "extra_forbidden":
        return _no_such_field(path, fields)
    if detail["type"] == "string_too_long":
        found, most = f"{len(value):,} characters", f"at most {detail['ctx']['max_length']:,}"
        return Fault(path, "too-large", "the text is too long", found, most)
    if detail["type"] == "unreadable":
        return Fault(path, "unreadable", "the text cannot be kept", "text", detail["msg"])
    if detail["type"] == "literal_error":
        words = str(detail["ctx"]["expected"]).replace("'", "`")
        near = shorten(value) if isinstance(value, str) else kind_of(value)
        return Fault(path, "unknown-level", "no such word", near, words)
    expected = "true or false" if detail["type"].startswith("bool") else "text"
    return Fault(path, "wrong-type", f"found {describe(value)}", kind_of(value), expected)


def _no_such_field(path: Path, fields: tuple[str, ...]) -> Fault:
    name = str(path[-1])
    suggestion = nearest(name, fields)
    expected = None if suggestion else f"one of {', '.join(fields)}"
    found = shorten(name)
    return Fault(path, "unknown-attribute", "no such field", found, expected, suggestion)
