"""Disagreement is data: said, listed, counted by rule, and drafted as cases."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.advising import moment
from fulcrum_api.consulting.drafting import SCHEMA, draft_case
from fulcrum_api.consulting.listing import PAGED, PARAMETERS, next_link, read_page
from fulcrum_api.consulting.saying import (
    VERDICTS,
    FeedbackPage,
    FeedbackView,
    RuleFeedback,
    RulesFeedback,
    argued,
    read_feedback,
    stored,
    view,
)
from fulcrum_api.documented.calls import headers, parameter, path_parameter, problems
from fulcrum_api.documented.examples import FEEDBACK
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.bodies import parse_json, read_body
from fulcrum_api.requests.queries import Query
from fulcrum_api.requests.tags import JSON, PRIVATE, tagged
from fulcrum_api.routes.consultations import ID, kept, not_here
from fulcrum_api.services.shared import services_of
from fulcrum_api.storage import StoredFeedback

router = APIRouter(prefix="/v1", tags=["feedback"])
YAML = "application/yaml"
SAID: dict[str, Any] = {
    **path_parameter("id", "of the consultation"),
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"$ref": "#/components/schemas/FeedbackRequest"},
                "examples": FEEDBACK,
            }
        },
    },
}
OF_FEEDBACK = path_parameter("id", "as given when it was said")
LISTED = {
    "parameters": [
        parameter("verdict", "query", "only these", enum=list(VERDICTS)),
        parameter("rule", "query", "only on advice that this rule argued for"),
        *PARAMETERS,
    ]
}
LINKS = {
    "get": {"operationId": "getFeedback", "parameters": {"id": "$response.body#/id"}},
    "draft": {"operationId": "getFeedbackCase", "parameters": {"id": "$response.body#/id"}},
}


@router.post(
    "/consultations/{id}/feedback",
    operation_id="createFeedback",
    status_code=201,
    response_model=FeedbackView,
    response_description="It is kept, with the consultation",
    openapi_extra=SAID,
    responses={
        201: {"headers": headers(Location="where to have it again"), "links": LINKS},
        **problems(
            "unreadable",
            "not-found",
            "too-slow",
            "too-large",
            "unsupported-media-type",
            "invalid-input",
            "storage-unavailable",
        ),
    },
)
async def create_feedback(request: Request) -> Response:
    """Say whether advice was followed, and if not, what was chosen instead and why."""
    services, about = services_of(request), await kept(request)
    said = read_feedback(services.rulebook, parse_json(await read_body(request)), about)
    new = stored(said, about, moment())
    if not await services.run(lambda: services.storage.feedback.add(new, argued(about))):
        raise not_here()
    told = {**PRIVATE, "Location": f"/v1/feedback/{new.id}"}
    return Response(view(new).model_dump_json(), 201, told, JSON)


@router.get(
    "/feedback",
    operation_id="listFeedback",
    response_model=FeedbackPage,
    response_description="A page of feedback, newest first",
    openapi_extra=LISTED,
    responses=problems("invalid-input", "storage-unavailable"),
)
async def list_feedback(request: Request) -> Response:
    """List the feedback of this key, newest first."""
    query = Query(request, ("verdict", "rule", *PAGED))
    verdict, rule = query.one_of("verdict", VERDICTS), query.single("rule")
    page = read_page(query)
    query.check()
    services, owner = services_of(request), owner_of(request)
    said = services.storage.feedback
    rows = await services.run(lambda: said.page(owner, page.limit + 1, verdict, rule, page.after))
    shown, cursor = page.cut(rows)
    found = FeedbackPage(feedback=tuple(view(row) for row in shown), next=cursor)
    return tagged(request, found.model_dump_json().encode(), next_link(request, cursor))


@router.get(
    "/feedback/rules",
    operation_id="countFeedbackByRule",
    response_model=RulesFeedback,
    response_description="The most overridden first",
    responses=problems("storage-unavailable"),
)
async def count_feedback(request: Request) -> Response:
    """Count agreement and overrides for each rule that argued for the advice."""
    services, owner = services_of(request), owner_of(request)
    counts = await services.run(lambda: services.storage.feedback.by_rule(owner))
    rules = services.rulebook.rules
    found = RulesFeedback(
        rules=tuple(
            RuleFeedback(
                rule=count.rule,
                title=rules[count.rule].title if count.rule in rules else None,
                agreed=count.agreed,
                overridden=count.overridden,
            )
            for count in counts
        )
    )
    return tagged(request, found.model_dump_json().encode())


@router.get(
    "/feedback/{id}",
    operation_id="getFeedback",
    response_model=FeedbackView,
    openapi_extra=OF_FEEDBACK,
    responses=problems("not-found", "storage-unavailable"),
)
async def get_feedback(request: Request) -> Response:
    """Return one piece of feedback."""
    return tagged(request, view(await _said(request)).model_dump_json().encode())


@router.get(
    "/feedback/{id}/case",
    operation_id="getFeedbackCase",
    response_class=Response,
    openapi_extra=OF_FEEDBACK,
    responses={
        200: {
            "description": "A case file",
            "content": {YAML: {"schema": SCHEMA}},
        },
        **problems("not-found", "storage-unavailable"),
    },
)
async def get_feedback_case(request: Request) -> Response:
    """Return a draft of a case that expects what was chosen."""
    said, services = await _said(request), services_of(request)
    consultations = services.storage.consultations
    about = await services.run(lambda: consultations.get(said.consultation, said.owner))
    if about is None:
        raise not_here()
    text = draft_case(services.rulebook, about, said)
    return tagged(request, text.encode(), media_type=f"{YAML}; charset=utf-8")


async def _said(request: Request) -> StoredFeedback:
    id, services, owner = request.path_params["id"], services_of(request), owner_of(request)
    found = None
    if ID.fullmatch(id):
        found = await services.run(lambda: services.storage.feedback.get(id, owner))
    if found is None:
        raise ProblemError("not-found", "There is no such feedback.")
    return found
