"""Why a stored consultation came out as it did."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from fulcrum_api.consulting.explaining import ExplanationView, explanation_of
from fulcrum_api.documented.calls import path_parameter, problems
from fulcrum_api.requests.queries import Query
from fulcrum_api.requests.tags import PRIVATE
from fulcrum_api.routes.consultations import kept
from fulcrum_api.services.shared import services_of
from fulcrum_engine import Fault, InputError
from fulcrum_engine.errors import listed, nearest, shorten
from fulcrum_engine.why.proof_values import Detail

router = APIRouter(prefix="/v1/consultations", tags=["consultations"])
DETAILS: tuple[Detail, ...] = get_args(Detail)
PARAMETERS: dict[str, Any] = {
    "parameters": [
        *path_parameter("id", "as given when it was made")["parameters"],
        {
            "name": "detail",
            "in": "query",
            "description": "short: the path that carried the lean; whole: every rule",
            "schema": {"type": "string", "enum": list(DETAILS), "default": "short"},
        },
    ]
}


@router.get(
    "/{id}/explanation",
    operation_id="getExplanation",
    response_model=ExplanationView,
    response_description="The proof, and why other advice was not given",
    openapi_extra=PARAMETERS,
    responses=problems("not-found", "rulebook-changed", "invalid-input", "storage-unavailable"),
)
async def get_explanation(request: Request) -> Response:
    """Explain a stored consultation, from its answers through firings to the lean.

    It is reasoned out anew by the rule book that answered, if it is held; `rulebook_changed` says
    if today's had to stand in.
    """
    services, detail = services_of(request), _detail(request)
    stored = await kept(request)
    answer = await services.run(lambda: explanation_of(services, stored, detail).model_dump_json())
    return Response(answer, 200, PRIVATE, "application/json")


def _detail(request: Request) -> Detail:
    Query(request, ("detail",)).check()
    asked = request.query_params.getlist("detail") or ["short"]
    for detail in DETAILS:
        if asked == [detail]:
            return detail
    found = asked[-1]
    fault = Fault(
        ("detail",),
        "unknown-level",
        f"no such detail: `{shorten(found)}`",
        shorten(found),
        listed(DETAILS),
        nearest(found, DETAILS),
    )
    raise InputError([fault])
