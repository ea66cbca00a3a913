"""The rule book, for people and programs to read; cached by its hash."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from fulcrum_api.documented.calls import Responses, headers, path_parameter, problems
from fulcrum_api.knowledge import Knowledge, Rendered
from fulcrum_api.problems import ProblemError
from fulcrum_api.views import RulebookView, RuleDetail, RuleSummaries, StyleViews, VocabularyView
from fulcrum_engine.errors import nearest

router = APIRouter(prefix="/v1", tags=["knowledge"])
CACHED: Responses = {
    200: {"headers": headers(ETag="changes when the knowledge does")},
    304: {"description": "Not changed since (`If-None-Match`)"},
    **problems(),
}


@router.get(
    "/vocabulary",
    operation_id="getVocabulary",
    response_model=VocabularyView,
    responses=CACHED,
)
async def get_vocabulary(request: Request) -> Response:
    """Return every attribute that a situation can have, with its question and its levels."""
    return _answer(request, lambda knowledge: knowledge.vocabulary)


@router.get("/rules", operation_id="listRules", response_model=RuleSummaries, responses=CACHED)
async def list_rules(request: Request) -> Response:
    """Return every rule, by id."""
    return _answer(request, lambda knowledge: knowledge.rules)


@router.get(
    "/rules/{id}",
    operation_id="getRule",
    response_model=RuleDetail,
    openapi_extra=path_parameter("id", "the rule's id"),
    responses={**CACHED, **problems("not-found")},
)
async def get_rule(request: Request) -> Response:
    """Return a rule with the publications and claims that it rests on."""
    return _answer(request, lambda knowledge: _rule(knowledge, request.path_params["id"]))


@router.get("/styles", operation_id="listStyles", response_model=StyleViews, responses=CACHED)
async def list_styles(request: Request) -> Response:
    """Return every style, with what to beware of."""
    return _answer(request, lambda knowledge: knowledge.styles)


@router.get("/rulebook", operation_id="getRulebook", response_model=RulebookView, responses=CACHED)
async def get_rulebook(request: Request) -> Response:
    """Return which rule book this is and how advice is read off it."""
    return _answer(request, lambda knowledge: knowledge.about)


def _rule(knowledge: Knowledge, id: str) -> Rendered:
    if id in knowledge.rule:
        return knowledge.rule[id]
    suggestion = nearest(id, tuple(knowledge.rule))
    hint = f"; did you mean `{suggestion}`?" if suggestion else "."
    raise ProblemError("not-found", f"There is no such rule{hint}")


def _answer(request: Request, part: Callable[[Knowledge], Rendered]) -> Response:
    """Return a part of the knowledge, or 304 to whoever has just these bytes."""
    rendered = part(request.app.state.knowledge)
    known = {"ETag": rendered.etag, "Cache-Control": "no-cache"}
    if _has(request.headers.getlist("if-none-match"), rendered.etag):
        return Response(status_code=304, headers=known)
    return Response(rendered.body, 200, known, "application/json")


def _has(lines: list[str], etag: str) -> bool:
    """Return whether `If-None-Match` names a validator, weakly compared (RFC 9110, 13.1.2)."""
    named = {tag.strip().removeprefix("W/") for line in lines for tag in line.split(",")}
    return "*" in named or etag in named
