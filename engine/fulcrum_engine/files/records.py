"""From a YAML document to checked records: pydantic's faults in our words, with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from fulcrum_engine.documents import Document, Word, describe
from fulcrum_engine.errors import Fault, Path, nearest, shorten
from fulcrum_engine.knowledge.conditions import KINDS
from fulcrum_engine.situation import kind_of

R = TypeVar("R", bound=BaseModel)


def read_record(model: type[R], document: Document) -> R | list[Fault]:
    """Return the record that a document holds, or all its faults with their lines."""
    faults = list(document.faults)
    try:
        record = model.model_validate(document.value)
    except ValidationError as error:
        known = sorted(field_names(model))
        details = [detail for detail in error.errors() if not _follows(detail, error.errors())]
        faults += [_fault(detail, known, document) for detail in details]
        return faults
    return faults or record


def _follows(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Return whether a list is only too short because pydantic left out what is faulty in it."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in details
    )


def _fault(detail: ErrorDetails, known: list[str], document: Document) -> Fault:
    path = tuple(part for part in detail["loc"] if not str(part).startswith("?"))
    code, problem, expected, suggestion = _in_words(detail, path, known)
    found = kind_of(detail["input"])
    line = document.line_of(path)
    return Fault(path, code, problem, found, expected, suggestion, document.file, line)


def _in_words(
    detail: ErrorDetails, path: Path, known: list[str]
) -> tuple[str, str, str | None, str | None]:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(path[-1])
        if name in known:
            return "unknown-field", "this field does not belong here", None, None
        return "unknown-field", "no such field", None, nearest(name, known)
    if kind == "missing":
        return "missing-field", "this field is missing", None, None
    if kind.startswith("union_tag"):
        keys = list(value) if isinstance(value, dict) else []
        found = (
            f"the keys {', '.join(shorten(str(key)) for key in keys)}" if keys else describe(value)
        )
        suggestion = next((near for key in keys if (near := nearest(str(key), KINDS))), None)
        return (
            "wrong-type",
            f"found {found} as a condition",
            f"one of {', '.join(KINDS)}",
            suggestion,
        )
    if kind == "literal_error":
        expected = str(context.get("expected"))
        offered = re.findall(r"'([^']+)'", expected)
        suggestion = nearest(value, offered) if isinstance(value, str) else None
        return "wrong-value", f"found {describe(value)}", expected.replace("'", "`"), suggestion
    message = detail["msg"].removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    problem = f"found {describe(value)}" if _scalar(value) else "not as it should be"
    expected = message.removeprefix("input should be ").replace("a valid tuple", "a list")
    if kind == "too_short":
        expected = f"a list of at least {context.get('min_length')}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        expected = "a mapping"
    return "wrong-type", problem, expected, None


def _scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool | Word)


def field_names(model: type[BaseModel], seen: set[type] | None = None) -> set[str]:
    """Return the names of all fields of a model and of the models within it."""
    seen = seen if seen is not None else set()
    if model in seen:
        return set()
    seen.add(model)
    names: set[str] = set()
    for name, field in model.model_fields.items():
        names.add(field.alias or name)
        for inner in _models(field.annotation):
            names |= field_names(inner, seen)
    return names


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
