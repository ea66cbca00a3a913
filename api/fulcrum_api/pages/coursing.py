"""One team over time: where its saved results stood, what changed, and which facts moved it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from fastapi import APIRouter, Request, Response

from fulcrum_api.access.gate import owner_of
from fulcrum_api.models import timestamp
from fulcrum_api.pages.courses import SHOWN, Over
from fulcrum_api.pages.failing import PageError
from fulcrum_api.pages.forms import cleaned
from fulcrum_api.pages.saved import ID
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage import StoredConsultation
from fulcrum_engine import InputError, Rulebook, parse_situation
from fulcrum_engine.groups.batch import summarise_all
from fulcrum_engine.groups.portfolio import Item, portfolio

router = APIRouter(route_class=GuardedRoute)
TEAM, LINKS = "team-name", "saved-links"
MOST = 200
"""How many of the newest results are looked at."""
ANYWHERE = re.compile(r"[0-9a-f]{32}")
NOT_BY_NAME = PageError(
    403,
    "Teams cannot be looked up by name here",
    "Everybody can open these pages, so a name is no secret. "
    "Go back, and paste the addresses of the saved results.",
)


@router.get("/over-time")
async def show_course(request: Request) -> Response:
    """Return how the advice for a team went on, or the form that asks for which team."""
    services, owner = services_of(request), owner_of(request)
    team, links = (cleaned(request.query_params.get(name, "")) for name in (TEAM, LINKS))
    text, status = await services.run(lambda: _shown(services, owner, team, links))
    return answered(text, status)


def _shown(services: Services, owner: str | None, team: str, links: str) -> tuple[str, int]:
    if team and services.settings.public_form:
        raise NOT_BY_NAME
    stored = _of_team(services, owner, team) if team else _named(services, owner, links)
    asked, faults = bool(team or links), []
    if asked and len(stored) < 2:
        told = "There are fewer than two saved results to compare"
        faults.append((TEAM if team else LINKS, f"{told}: save one now and one later"))
    if faults or not asked:
        context = {"links": links, "teams": _teams(services, owner), "faults": faults}
        return page("over_time_start.html", services.rulebook, **context), 422 if faults else 200
    over = course(services.rulebook, team or stored[-1].team or "", stored)
    return page("over_time.html", services.rulebook, over=over, saying=over.saying), 200


def _teams(services: Services, owner: str | None) -> list[str]:
    """Return the names of a key's teams; where everybody may look, none is told."""
    if services.settings.public_form:
        return []
    found = services.storage.consultations.page(owner, MOST)
    return sorted({each.team for each in found if each.team})


def _of_team(services: Services, owner: str | None, team: str) -> list[StoredConsultation]:
    return services.storage.consultations.page(owner, MOST, team)[::-1]


def _named(services: Services, owner: str | None, links: str) -> list[StoredConsultation]:
    """Return the results whose addresses are in a text, oldest first."""
    ids = dict.fromkeys(id for id in ANYWHERE.findall(links)[:MOST] if ID.fullmatch(id))
    found = (services.storage.consultations.get(id, owner) for id in ids)
    return sorted((each for each in found if each), key=lambda each: (each.created_at, each.id))


def course(rulebook: Rulebook, team: str, stored: Sequence[StoredConsultation]) -> Over:
    """Return results about a team, oldest first, as a course by today's rule book."""
    items = list(_items(rulebook, team, stored))
    latest = items[-SHOWN:]
    summaries = list(summarise_all(rulebook, [item.situation for item in latest]))
    seen = portfolio(rulebook, latest)
    steps = seen.courses[0].steps if seen.courses else ()
    left_out = len(stored) - len(items)
    return Over(rulebook, team, latest, summaries, steps, left_out, len(items) - len(latest))


def _items(rulebook: Rulebook, team: str, stored: Iterable[StoredConsultation]) -> Iterable[Item]:
    """Yield what can be read in today's words."""
    for each in stored:
        try:
            situation = parse_situation(rulebook.vocabulary, json.loads(each.situation))
        except InputError:
            continue
        yield Item(each.id, situation, team, timestamp(each.created_at))
