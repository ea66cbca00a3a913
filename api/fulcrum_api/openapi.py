"""The OpenAPI document: what FastAPI knows, and the models of what we read and fail with."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from fulcrum_api.consulting.saying import FeedbackRequest, known_leans
from fulcrum_api.models import ConsultationRequest
from fulcrum_api.problems import Problem
from fulcrum_engine import Rulebook
from fulcrum_engine.knowledge.vocabulary import Attribute, Vocabulary

KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "made by `fulcrum keys new`; on one machine, without any, none is wanted",
}
LONG = "__"
"""Between the modules in the names of models whose short names are the same."""
STATES = ("unknown", "not_applicable")


def describe_api(app: FastAPI, rulebook: Rulebook) -> None:
    """Make an app describe itself, with the words that a rule book allows."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, rulebook)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI, rulebook: Rulebook) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        license_info=app.license_info,
    )
    schemas = document["components"]["schemas"]
    for model in (Problem, ConsultationRequest, FeedbackRequest):
        schemas |= _schemas(model)
    schemas["Situation"] = situation_schema(rulebook.vocabulary)
    schemas["ConsultationRequest"]["properties"]["situation"] = {
        "$ref": "#/components/schemas/Situation"
    }
    _say_choices(schemas, rulebook)
    document["components"]["securitySchemes"] = {"key": KEY}
    document["security"] = [{}, {"key": []}]
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return _with_short_names(document)


def _with_short_names(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document in which models of the same name are told apart by their last module.

    Pydantic tells them apart by all of it, and some generators of clients by the title alone.
    """
    for name, schema in document["components"]["schemas"].items():
        if LONG in name:
            *_, module, model = name.split(LONG)
            schema["title"] = "".join(part.title() for part in module.split("_")) + model
    text = json.dumps(document)
    for name, schema in document["components"]["schemas"].items():
        if LONG in name:
            text = text.replace(f'{name}"', f'{schema["title"]}"')
    found: dict[str, Any] = json.loads(text)
    return found


def _say_choices(schemas: dict[str, Any], rulebook: Rulebook) -> None:
    """Put into the schemas what can be chosen instead of what was advised."""
    leans, styles = list(known_leans(rulebook)), list(rulebook.hypotheses.style_by_id)
    word = schemas["FeedbackRequest"]["properties"]["chosen"]["anyOf"][0]["oneOf"][0]
    word["enum"] = [*leans, *styles]
    for name, words in (("lean", leans), ("style", styles)):
        schemas["Chosen"]["properties"][name]["anyOf"][0]["enum"] = words


def _schemas(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}


def situation_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the JSON schema of the situations that a vocabulary allows."""
    return {
        "type": "object",
        "title": "Situation",
        "description": "Answers by attribute. What is absent was not asked; `unknown` was asked.",
        "properties": {
            attribute.id: _answer_schema(attribute) for attribute in vocabulary.attributes
        },
        "additionalProperties": False,
    }


def _answer_schema(attribute: Attribute) -> dict[str, Any]:
    levels = list(attribute.level_ids)
    several = {
        "type": "array",
        "items": {"type": "string", "enum": levels},
        "minItems": 1,
        "uniqueItems": True,
        "description": "it lies between these",
    }
    return {
        "title": attribute.title,
        "description": attribute.question,
        "anyOf": [{"type": "string", "enum": [*levels, *STATES]}, several],
    }
