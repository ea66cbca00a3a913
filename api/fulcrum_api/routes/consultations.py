"""Asking for advice, and having an answer again."""

from __future__ import annotations

import json
import re
from typing import Any

from fastapi import APIRouter, Request, Response

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.advising import answer
from fulcrum_api.consulting.listing import PAGED, PARAMETERS, next_link, read_page
from fulcrum_api.documented.calls import headers, parameter, path_parameter, problems
from fulcrum_api.documented.examples import REQUESTS
from fulcrum_api.documented.links import LINKS
from fulcrum_api.models import Consultation, ConsultationPage, ConsultationSummary, timestamp
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.bodies import read_body
from fulcrum_api.requests.queries import Query
from fulcrum_api.requests.tags import JSON, PRIVATE, tag_of, tagged
from fulcrum_api.services.keeping import keeper
from fulcrum_api.services.shared import services_of
from fulcrum_api.storage import StoredConsultation
from fulcrum_engine import Fault, InputError

router = APIRouter(prefix="/v1/consultations", tags=["consultations"], lifespan=keeper)
ID = re.compile(r"[0-9a-f]{32}")
KEY = "Idempotency-Key"
KEYS = re.compile(r"[\x21-\x7e]{1,255}")
BODY: dict[str, Any] = {
    "parameters": [
        parameter(
            KEY,
            "header",
            "a random word of the client's; the same request with it again, within 24 hours, is "
            "given the same answer and kept once",
            pattern=r"^[!-~]{1,255}$",
        )
    ],
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"$ref": "#/components/schemas/ConsultationRequest"},
                "examples": REQUESTS,
            }
        },
    },
}
LISTED = {"parameters": [parameter("team", "query", "only about this team"), *PARAMETERS]}
CREATED = headers(
    Location="where to have it again",
    ETag="the validator of these bytes",
    Idempotency_Replayed="true: this was answered before, under the same Idempotency-Key",
)


@router.post(
    "",
    operation_id="createConsultation",
    status_code=201,
    response_model=Consultation,
    response_description="The advice; it is stored",
    openapi_extra=BODY,
    responses={
        201: {"headers": CREATED, "links": LINKS},
        200: {"model": Consultation, "description": "The advice; with `store: false`"},
        **problems(
            "unreadable",
            "too-slow",
            "idempotency-in-flight",
            "too-large",
            "unsupported-media-type",
            "invalid-input",
            "idempotency-key-reused",
            "storage-unavailable",
        ),
    },
)
async def create_consultation(request: Request) -> Response:
    """Advise on a situation, with the reasons.

    Whatever is left out was not asked; a situation about which little is known is no fault.
    """
    services, owner, key = services_of(request), owner_of(request), _idempotency_key(request)
    body = await read_body(request)
    answered = await services.run(lambda: answer(services, body, owner, key))
    if answered.id is None:
        return Response(answered.body, 200, PRIVATE, JSON)
    told = {**PRIVATE, "Location": f"{router.prefix}/{answered.id}", "ETag": tag_of(answered.body)}
    if answered.replayed:
        told["Idempotency-Replayed"] = "true"
    return Response(answered.body, 201, told, JSON)


def _idempotency_key(request: Request) -> str | None:
    values = request.headers.getlist(KEY)
    if not values:
        return None
    if len(values) > 1 or not KEYS.fullmatch(values[0]):
        expected = "1 to 255 visible ASCII characters, once"
        fault = Fault((KEY,), "wrong-type", "this header cannot be used", None, expected)
        raise InputError([fault])
    return values[0]


@router.get(
    "",
    operation_id="listConsultations",
    response_model=ConsultationPage,
    response_description="A page of consultations, newest first",
    openapi_extra=LISTED,
    responses={
        200: {"headers": headers(Link="the next page, if there is one")},
        **problems("invalid-input", "storage-unavailable"),
    },
)
async def list_consultations(request: Request) -> Response:
    """List the consultations of this key, newest first."""
    query = Query(request, ("team", *PAGED))
    team, page = query.single("team"), read_page(query)
    query.check()
    services, owner = services_of(request), owner_of(request)
    kept = services.storage.consultations
    rows = await services.run(lambda: kept.page(owner, page.limit + 1, team, page.after))
    shown, cursor = page.cut(rows)
    view = ConsultationPage(consultations=tuple(_summary(row) for row in shown), next=cursor)
    return tagged(request, view.model_dump_json().encode(), next_link(request, cursor))


def _summary(row: StoredConsultation) -> ConsultationSummary:
    answered = json.loads(row.body)
    advice = answered["recommendation"]
    return ConsultationSummary(
        id=row.id,
        created_at=timestamp(row.created_at),
        team=row.team,
        note=answered.get("note"),
        situation=answered["situation"],
        lean=advice["lean"],
        strength=advice["strength"],
        settled=advice.get("settled"),
        style=advice["style"]["primary"],
        rulebook=advice["receipt"]["rulebook"],
    )


@router.get(
    "/{id}",
    operation_id="getConsultation",
    response_model=Consultation,
    response_description="The answer, byte for byte as it was given",
    openapi_extra=path_parameter("id", "as given when it was made"),
    responses={
        200: {"headers": headers(ETag="the validator of these bytes")},
        304: {"description": "You have just these bytes"},
        **problems("not-found", "storage-unavailable"),
    },
)
async def get_consultation(request: Request) -> Response:
    """Return a stored consultation, byte for byte as it was answered."""
    return tagged(request, (await kept(request)).body)


@router.delete(
    "/{id}",
    operation_id="deleteConsultation",
    status_code=204,
    response_class=Response,
    response_description="It is deleted, with the feedback on it",
    openapi_extra=path_parameter("id", "as given when it was made"),
    responses=problems("not-found", "storage-unavailable"),
)
async def delete_consultation(request: Request) -> Response:
    """Delete a consultation and all that hangs on it, so that the text is gone."""
    id, services, owner = request.path_params["id"], services_of(request), owner_of(request)
    if not ID.fullmatch(id):
        raise not_here()
    if not await services.run(lambda: services.storage.consultations.delete(id, owner)):
        raise not_here()
    return Response(status_code=204, headers=PRIVATE)


async def kept(request: Request) -> StoredConsultation:
    """Return the consultation that an address names, of this key; else raises ProblemError."""
    id, services, owner = request.path_params["id"], services_of(request), owner_of(request)
    if not ID.fullmatch(id):
        raise not_here()
    found = await services.run(lambda: services.storage.consultations.get(id, owner))
    if found is None:
        raise not_here()
    return found


def not_here() -> ProblemError:
    """Return the problem that there is no such consultation, of this key at least."""
    return ProblemError("not-found", "There is no such consultation.")
