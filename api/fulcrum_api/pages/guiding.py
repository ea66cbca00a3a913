"""The guided interview: one question a page, the state of it in the address."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from fulcrum_api.pages.answers import Answers, without
from fulcrum_api.pages.asking import first
from fulcrum_api.pages.result import read
from fulcrum_api.pages.saying import Saying, in_hundred
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.shared import services_of
from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook
from fulcrum_engine.lookahead.interview import Interview
from fulcrum_engine.reasoning.compiler import compile_rulebook

router = APIRouter(route_class=GuardedRoute)
ASKED = "ask-again"


@router.get("/guided")
async def show_question(request: Request) -> Response:
    """Return the next question, or that nothing is left that could change the advice."""
    services = services_of(request)
    found, again = read(services, request), request.query_params.get(ASKED, "")
    missing = request.query_params.get("just-asked", "")
    return answered(await services.run(lambda: _question(services.rulebook, found, again, missing)))


def _question(rulebook: Rulebook, found: Answers, again: str, missing: str) -> str:
    step = Interview.begin(compile_rulebook(rulebook), found.situation).step
    attribute = rulebook.vocabulary.by_id.get(again)
    if attribute is None and step.question is not None:
        attribute = step.question.attribute
    unanswered = bool(missing) and missing not in found.situation.answers
    return page(
        "guided.html",
        rulebook,
        found=found,
        step=step,
        attribute=attribute,
        kept=without(found.situation, attribute.id) if attribute else found.situation,
        unanswered=unanswered,
        enough=len(first(rulebook.vocabulary)),
        saying=Saying(Wording(rulebook)),
        share=in_hundred(step.stability.share),
    )
