"""Two situations side by side: what differs in the answers, and what that does."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from fulcrum_api.pages.answers import SO_FAR, Answers, read_link, said
from fulcrum_api.pages.plane import Plane
from fulcrum_api.pages.saying import Saying
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.sharing import address_of
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
    given = request.query_params
    links = [given.get(name, "").strip() for name in (FIRST, SECOND)]
    if FIRST in given or SECOND in given:
        text, status = await services.run(lambda: _compared(services.rulebook, links))
        return answered(text, status)
    if so_far := given.get(SO_FAR, ""):
        links[0] = f"{address_of(request)}/result?{so_far}"
    return answered(_asked(services.rulebook, links, []))


def _asked(rulebook: Rulebook, links: list[str], faults: list[tuple[str, str]]) -> str:
    """Return the form that asks for two links, with what is wrong with those that it has."""
    saying = Saying(Wording(rulebook))
    context = {"links": links, "faults": faults, "saying": saying, "compared": None}
    return page("compare.html", rulebook, **context)


def _compared(rulebook: Rulebook, links: list[str]) -> tuple[str, int]:
    one, other = (read_link(rulebook.vocabulary, link) for link in links)
    if faults := _faults(links, [one, other]):
        return _asked(rulebook, links, faults), 422
    advice = tuple(consult(each.situation, rulebook) for each in (one, other))
    first, second = advice
    compared = Compared(rulebook, (one, other), (first, second))
    plane = Plane(rulebook.hypotheses.lean, second, first)
    context = {"links": links, "faults": [], "saying": Saying(Wording(rulebook))}
    return page("compare.html", rulebook, compared=compared, plane=plane, **context), 200


def _faults(links: list[str], found: list[Answers]) -> list[tuple[str, str]]:
    """Return what is wrong with the links: the field's name, and a sentence."""
    names = ((FIRST, "first"), (SECOND, "second"))
    told = []
    for (name, which), link, each in zip(names, links, found, strict=True):
        if not link:
            told.append((name, f"The {which} address is missing: paste that of a result page"))
        elif each.faults or not each.situation.answers:
            told.append((name, f"The {which} link: paste the address of a result page"))
    return told
