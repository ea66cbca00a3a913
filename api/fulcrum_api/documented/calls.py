"""What every call can answer besides success, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from fulcrum_api.models import WITHOUT_NUL
from fulcrum_api.problems import KINDS, MEDIA_TYPE, Kind, Problem

Responses = dict[int | str, dict[str, Any]]

EVERYWHERE = ("unauthorized", "misdirected", "too-many-requests")
"""What the gate can answer before any call does."""
_REFERENCE = {"$ref": f"#/components/schemas/{Problem.__name__}"}


def problems(*names: str) -> Responses:
    """Return the documentation of the problems that a call can answer with."""
    by_status: dict[int, list[str]] = {}
    for name in (*names, *EVERYWHERE):
        by_status.setdefault(KINDS[name].status, []).append(name)
    documented: Responses = {status: _problem(*found) for status, found in by_status.items()}
    documented["default"] = {
        "description": "Any other problem",
        "content": {MEDIA_TYPE: {"schema": _REFERENCE}},
    }
    return documented


def _problem(*names: str) -> dict[str, Any]:
    content = {
        MEDIA_TYPE: {
            "schema": _REFERENCE,
            "examples": {name: {"value": _example(KINDS[name])} for name in names},
        }
    }
    return {"description": "; ".join(KINDS[name].title for name in names), "content": content}


def _example(kind: Kind) -> dict[str, Any]:
    return {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": kind.about,
    }


def parameter(name: str, place: str, description: str, **schema: Any) -> dict[str, Any]:
    """Return the documentation of a parameter that may be left out: of the query or the header."""
    about = {"name": name, "in": place, "required": False, "description": description}
    pattern = {} if "enum" in schema else {"pattern": WITHOUT_NUL}
    return {**about, "schema": {"type": "string", **pattern, **schema}}


def headers(**described: str) -> dict[str, Any]:
    """Return the documentation of response headers."""
    return {
        name.replace("_", "-"): {"description": text, "schema": {"type": "string"}}
        for name, text in described.items()
    }


def path_parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    """Return the documentation of a part of the address; any text is answered, if by a 404."""
    return {
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "description": description,
                "schema": {"type": "string", **schema},
            }
        ]
    }
