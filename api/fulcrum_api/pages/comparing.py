"""Two situations side by side: what differs in the answers, and what that does."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from fulcrum_api.pages.answers import SO_FAR, Answers, read_link, said
from fulcrum_api.pages.plane import Plane
from fulcrum_api.pages.saying import Saying
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.shared import services_of
from fulcrum_api.wording import Wording
from fulcrum_engine import Recommendation, Rulebook, consult

router = APIRouter(route_class=GuardedRoute)
FIRST, SECOND = "first-link", "second-link"


@dataclass(frozen=True)
class Compared:
    """Two situations with their advice."""

    rulebook: Rulebook
    answers: tuple[Answers, Answers]
    advice: tuple[Recommendation, Recommendation]

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Return the questions answered differently: title, first and second answer."""
        one, other = (each.situation for each in self.answers)
        return [
            (attribute.title, said(attribute, one[name]), said(attribute, other[name]))
            for name, attribute in self.rulebook.vocabulary.by_id.items()
            if one[name] != other[name]
        ]


@router.get("/compare")
async def compare(request: Request) -> Response:
    """Return the comparison of two results, or the form that asks for their links."""
    services = services_of(request)
    links = [request.query_params.get(name, "") for name in (FIRST, SECOND)]
    links[0] = links[0] or request.query_params.get(SO_FAR, "")
    text, status = await services.run(lambda: _compared(services.rulebook, links))
    return answered(text, status)


def _compared(rulebook: Rulebook, links: list[str]) -> tuple[str, int]:
    one, other = (read_link(rulebook.vocabulary, link) for link in links)
    faults = [] if not all(links) else _faults([one, other])
    context = {"links": links, "faults": faults, "saying": Saying(Wording(rulebook))}
    if faults or not all(links):
        return page("compare.html", rulebook, compared=None, **context), 422 if faults else 200
    advice = tuple(consult(each.situation, rulebook) for each in (one, other))
    first, second = advice
    compared = Compared(rulebook, (one, other), (first, second))
    plane = Plane(rulebook.hypotheses.lean, second, first)
    return page("compare.html", rulebook, compared=compared, plane=plane, **context), 200


def _faults(found: list[Answers]) -> list[tuple[str, str]]:
    """Return what is wrong with the links: the field's name, and a sentence."""
    names = ((FIRST, "first"), (SECOND, "second"))
    told = []
    for (name, which), each in zip(names, found, strict=True):
        if each.faults or not each.situation.answers:
            told.append((name, f"The {which} link: paste the address of a result page"))
    return told
