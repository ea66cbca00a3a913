"""Links that show a saved result to whoever has them: made on request, with an end, withdrawn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.advising import moment
from fulcrum_api.pages.failing import NOT_HERE, PageError, PageRoute
from fulcrum_api.pages.forms import field, read_form
from fulcrum_api.pages.saved import ID, kept, result_of, saved_page
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, day
from fulcrum_api.services.keys import hash_of
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage.shares import StoredShare

router = APIRouter(route_class=GuardedRoute)
open_to_all = APIRouter(route_class=PageRoute)
DAYS = {"1": 1, "7": 7, "30": 30}
MOST = 50
FULL = PageError(
    422, "There are too many links", f"A result may have {MOST} links. Go back and remove some."
)
OLD_SHARE = PageError(
    404,
    "This link no longer works",
    "It has expired or was withdrawn. Ask whoever sent it for a new one.",
)


@dataclass(frozen=True)
class ShownShare:
    """A link as its owner sees it; the token itself is shown once and not kept."""

    id: str
    made: str
    until: str
    expired: bool


def shown(stored: StoredShare, now: datetime) -> ShownShare:
    """Return a link as its owner sees it."""
    return ShownShare(stored.id, day(stored.created_at), day(stored.until), stored.until <= now)


@router.get("/consultations/{id}")
async def show_saved(request: Request) -> Response:
    """Return a saved result as it was advised, with what was said of it and its links."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    return answered(await services.run(lambda: _saved(services, id, owner)))


def _saved(services: Services, id: str, owner: str | None, new_link: str = "") -> str:
    saved, now = kept(services, id, owner), moment()
    links = [shown(each, now) for each in services.storage.shares.of(id)]
    return saved_page(services, saved, links, new_link)


@router.get("/consultations/{id}/links")
async def lead_to_saved(request: Request) -> Response:
    """Lead whoever opens the address of a new link again to the saved result."""
    return RedirectResponse(f"/consultations/{quote(request.path_params['id'])}#sharing", 303)


@router.post("/consultations/{id}/links")
async def share(request: Request) -> Response:
    """Make a link, and show it this once."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    days = DAYS.get(field(await read_form(request), "days"), DAYS["7"])
    token, now = secrets.token_urlsafe(32), moment()
    until = now + timedelta(days=days)
    stored = StoredShare(secrets.token_hex(16), id, owner, now, until, hash_of(token))
    address = f"{address_of(request)}/shared/{token}"

    def work() -> str:
        kept(services, id, owner)
        if not services.storage.shares.add(stored, MOST):
            raise FULL
        return _saved(services, id, owner, address)

    return answered(await services.run(work), 201)


def address_of(request: Request) -> str:
    """Return the address that people use for these pages."""
    public = services_of(request).settings.public_url
    return (public or str(request.base_url)).rstrip("/")


@router.post("/consultations/{id}/links/{link}/delete")
async def withdraw(request: Request) -> Response:
    """Withdraw a link: from now on it shows nothing."""
    services, owner = services_of(request), owner_of(request)
    id, link = request.path_params["id"], request.path_params["link"]
    shares = services.storage.shares
    if not (ID.fullmatch(id) and ID.fullmatch(link)):
        raise NOT_HERE
    if not await services.run(lambda: shares.delete(link, id, owner)):
        raise NOT_HERE
    return RedirectResponse(f"/consultations/{id}#sharing", 303)


@open_to_all.get("/shared/{token}")
async def show_shared(request: Request) -> Response:
    """Return what a link shows: advice and answers, and no text that somebody wrote."""
    services, token = services_of(request), request.path_params["token"]

    def work() -> str:
        found = services.storage.shares.find(hash_of(token), moment())
        if found is None:
            raise OLD_SHARE
        result = result_of(services.rulebook, kept(services, found.consultation, found.owner))
        return replace(result, shared=day(found.until)).show()

    return answered(await services.run(work))
