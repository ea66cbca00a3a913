"""From the data of a body to a request: every fault of it and of its situation at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fulcrum_api.models import ConsultationRequest
from fulcrum_engine import Fault, InputError, Situation, parse_situation
from fulcrum_engine.documents import describe
from fulcrum_engine.errors import Path, listed, nearest, shorten
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
        return None, [_fault(detail, model) for detail in error.errors()]


def _situation(vocabulary: Vocabulary, data: Any) -> tuple[Situation | None, tuple[Fault, ...]]:
    if not isinstance(data, dict) or "situation" not in data:
        return None, ()
    try:
        return parse_situation(vocabulary, data["situation"]), ()
    except InputError as error:
        return None, error.faults


def _fault(detail: ErrorDetails, model: type[BaseModel]) -> Fault:
    """Return a fault of pydantic's in our words; the value is shown as its type alone."""
    path, value = detail["loc"], detail["input"]
    path = path[:1] + tuple(part for part in path[1:] if part not in KINDS)
    if detail["type"] == "missing":
        expected = _expected(model, str(path[-1]))
        return Fault(path, "wrong-type", "this field is missing", "nothing", expected)
    if detail["type"] == "extra_forbidden":
        return _no_such_field(path, tuple(model.model_fields))
    if detail["type"] == "string_too_long":
        found, most = f"{len(value):,} characters", f"at most {detail['ctx']['max_length']:,}"
        return Fault(path, "too-large", "the text is too long", found, most)
    if detail["type"] == "unreadable":
        return Fault(path, "unreadable", "the text cannot be kept", "text", detail["msg"])
    if detail["type"] == "literal_error":
        words = _expected(model, str(path[-1]))
        if not isinstance(value, str):
            return Fault(path, "wrong-type", f"found {describe(value)}", kind_of(value), words)
        hint = nearest(value, _words(model, str(path[-1])))
        return Fault(path, "unknown-level", "no such word", shorten(value), words, hint)
    expected = "true or false" if detail["type"].startswith("bool") else "text"
    return Fault(path, "wrong-type", f"found {describe(value)}", kind_of(value), expected)


def _expected(model: type[BaseModel], name: str) -> str:
    """Return what a field has to be: one of some words, or an object."""
    words = _words(model, name)
    return listed(words) if words else "an object"


def _words(model: type[BaseModel], name: str) -> tuple[str, ...]:
    """Return the words that a field may be; none if it is no choice of words."""
    field = model.model_fields.get(name)
    return get_args(field.annotation) if field and get_origin(field.annotation) is Literal else ()


def _no_such_field(path: Path, fields: tuple[str, ...]) -> Fault:
    name = str(path[-1])
    suggestion = nearest(name, fields)
    known = f"one of {', '.join(fields)}" if fields else "no fields"
    expected = None if suggestion else known
    found = shorten(name)
    return Fault(path, "unknown-attribute", "no such field", found, expected, suggestion)
