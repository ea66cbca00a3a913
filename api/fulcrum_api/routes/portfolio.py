"""Seeing many consultations together."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from fulcrum_api.access.gate import owner_of
from fulcrum_api.documented.calls import problems
from fulcrum_api.models import WITHOUT_NUL, Readable, timestamp
from fulcrum_api.requests.bodies import parse_json, read_body
from fulcrum_api.requests.inputs import read_fields
from fulcrum_api.requests.tags import JSON, PRIVATE
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage import StoredConsultation
from fulcrum_engine import Fault, InputError, Rulebook, parse_situation
from fulcrum_engine.groups.portfolio import Item, Portfolio, portfolio

router = APIRouter(prefix="/v1/portfolio", tags=["consultations"])
MOST = 500
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                    "properties": {
                        "team": {"type": "string", "maxLength": 200, "pattern": WITHOUT_NUL},
                        "consultations": {
                            "type": "array",
                            "maxItems": MOST,
                            "items": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                        },
                        "situations": {
                            "type": "array",
                            "maxItems": MOST,
                            "items": {"$ref": "#/components/schemas/Situation"},
                        },
                    },
                },
                "examples": {
                    "team": {"value": {"team": "Warehouse north"}},
                    "situations": {
                        "value": {"situations": [{"change": "major"}, {"execution": "slipping"}]}
                    },
                },
            }
        },
    }
}


class PortfolioRequest(BaseModel):
    """Which consultations are to be seen together: one of these."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    team: Annotated[str, Field(max_length=200), Readable] | None = None
    consultations: list[Annotated[str, Field(max_length=64), Readable]] | None = None
    situations: list[Any] | None = None


@router.post(
    "",
    operation_id="seePortfolio",
    response_model=Portfolio,
    openapi_extra=BODY,
    responses=problems(
        *("unreadable", "too-slow", "too-large", "unsupported-media-type"),
        *("invalid-input", "storage-unavailable"),
    ),
)
async def see_portfolio(request: Request) -> Response:
    """Return how the advice is shared out, and for each team what moved it from time to time.

    All are judged by the rule book of today; an unknown consultation is a fault, and
    one that is named twice counts once.
    """
    services, owner, body = services_of(request), owner_of(request), await read_body(request)

    def work() -> str:
        items = _items(services, owner, parse_json(body))
        return portfolio(services.rulebook, items).model_dump_json()

    return Response(await services.run(work), 200, PRIVATE, JSON)


def _items(services: Services, owner: str | None, data: Any) -> list[Item]:
    request, faults = read_fields(PortfolioRequest, data, "an object")
    if request is None:
        raise InputError(faults)
    given = request.model_fields_set
    if len(given) != 1 or getattr(request, *given) is None:
        expected = "one of team, consultations and situations"
        found = f"{len(given)} fields"
        raise InputError([Fault((), "wrong-type", "not clear what to see", found, expected)])
    if request.team is not None:
        page = services.storage.consultations.page(owner, MOST, request.team)
        return [_item(services.rulebook, stored) for stored in reversed(page)]
    if request.consultations is not None:
        return _chosen(services, owner, _few("consultations", request.consultations))
    return _situations(services.rulebook, _few("situations", request.situations or []))


def _few(name: str, found: list[Any]) -> list[Any]:
    if len(found) > MOST:
        fault = Fault((name,), "too-large", "too many", f"{len(found):,}", f"at most {MOST}")
        raise InputError([fault])
    return found


def _chosen(services: Services, owner: str | None, ids: list[str]) -> list[Item]:
    faults: list[Fault] = []
    stored: list[StoredConsultation] = []
    for place, id in enumerate(ids):
        if id in ids[:place]:
            continue  # it is told of once, where it stands first
        found = services.storage.consultations.get(id, owner)
        if found is None:
            problem = "there is no such consultation"
            faults.append(Fault(("consultations", place), "unknown-level", problem))
        else:
            stored.append(found)
    if faults:
        raise InputError(faults)
    stored.sort(key=lambda each: (each.created_at, each.id))
    return [_item(services.rulebook, each) for each in stored]


def _item(rulebook: Rulebook, stored: StoredConsultation) -> Item:
    situation = parse_situation(rulebook.vocabulary, json.loads(stored.situation), (stored.id,))
    return Item(stored.id, situation, stored.team, timestamp(stored.created_at))


def _situations(rulebook: Rulebook, found: list[Any]) -> list[Item]:
    faults: list[Fault] = []
    items: list[Item] = []
    for place, data in enumerate(found):
        try:
            situation = parse_situation(rulebook.vocabulary, data, ("situations", place))
            items.append(Item(str(place), situation))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    return items
