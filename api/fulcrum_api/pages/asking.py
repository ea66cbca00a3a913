"""The form, and the list on which answers are checked before the result."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from fulcrum_api.pages.answers import Answers, read_answers
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.shared import Services, services_of
from fulcrum_engine.knowledge.vocabulary import Attribute, Vocabulary

router = APIRouter(route_class=GuardedRoute)
MORE = {
    "work": "More about the work",
    "people": "More about the people",
    "you": "More about the person in charge",
    "decision": "One decision you face",
    "context": "Where you are",
}
NOTHING = {
    "": "Answer at least one question. If you are unsure, "
    "choose what comes closest, or “I don’t know”"
}


@router.get("/")
async def show_form(request: Request) -> Response:
    """Return the form, with the answers that the address holds."""
    services = services_of(request)
    found = read_answers(services.rulebook.vocabulary, request.query_params.multi_items())
    return _form(services, found, found.faults)


@router.get("/check")
async def check_answers(request: Request) -> Response:
    """Return the answers to check; the form again where one of them cannot be."""
    services = services_of(request)
    found = read_answers(services.rulebook.vocabulary, request.query_params.multi_items())
    faults = found.faults or ({} if found.situation.answers else NOTHING)
    if faults:
        return _form(services, found, faults, 422)
    return answered(page("check.html", services.rulebook, found=found))


def _form(
    services: Services, found: Answers, faults: Mapping[str, str], status: int = 200
) -> Response:
    vocabulary = services.rulebook.vocabulary
    text = page(
        "form.html",
        services.rulebook,
        found=found,
        faults=faults,
        first=first(vocabulary),
        more=more(vocabulary),
    )
    return answered(text, status)


def first(vocabulary: Vocabulary) -> list[Attribute]:
    """Return the questions that matter most."""
    return [attribute for attribute in vocabulary.attributes if attribute.core]


def more(vocabulary: Vocabulary) -> list[tuple[str, str, list[Attribute]]]:
    """Return the other questions by group: its id, its heading and its questions."""
    groups = (
        (group.id, MORE.get(group.id, f"More: {group.title}"), _others(vocabulary, group.id))
        for group in vocabulary.groups
    )
    return [group for group in groups if group[2]]


def _others(vocabulary: Vocabulary, group: str) -> list[Attribute]:
    return [each for each in vocabulary.attributes if each.group == group and not each.core]
