"""Several voices about one team, for whoever gathers them: the links, the advice, the quarrels."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.gathering import MOST_VOICES, begin, seen_together
from fulcrum_api.pages.failing import NOT_HERE, PageError
from fulcrum_api.pages.forms import field, read_form
from fulcrum_api.pages.inviting import Links, begin_once, invite_once, remembered, working
from fulcrum_api.pages.once import derived, key_of, run_once
from fulcrum_api.pages.saved import ID
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.sharing import address_of
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.pages.voices import Heard
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage import StoredGathering

router = APIRouter(route_class=GuardedRoute)
AT_ONCE = 20
"""How many links are made in one go."""
FULL = PageError(
    422, "There are enough voices", f"A gathering may have {MOST_VOICES}. Go back and see them."
)


@router.get("/voices")
async def show_start(request: Request) -> Response:
    """Return the form by which a gathering begins."""
    return answered(page("voices_start.html", services_of(request).rulebook, most=AT_ONCE))


@router.post("/voices")
async def start(request: Request) -> Response:
    """Begin to gather, and lead to the links; the same form sent again begins nothing new."""
    services, fields, owner = services_of(request), await read_form(request), owner_of(request)
    texts = {name: text for name in ("team", "note") if (text := field(fields, name))}
    number = _number(field(fields, "people"))
    key = key_of(fields, owner, texts, number)
    stored = replace(begin(texts, owner)[0], id=derived(key, "gathering")[:32])
    await run_once(services, lambda: begin_once(services, stored, key))
    return await _invited(request, stored, key, number)


@router.post("/voices/{id}/links")
async def invite_more(request: Request) -> Response:
    """Make more links, and lead to them; the same form sent again makes no others."""
    services, fields = services_of(request), await read_form(request)
    gathering = await services.run(lambda: _mine(request))
    number = _number(field(fields, "people"))
    key = key_of(fields, gathering.id, number)
    return await _invited(request, gathering, key, number)


async def _invited(
    request: Request, gathering: StoredGathering, key: str, number: int
) -> RedirectResponse:
    services = services_of(request)
    made = Links(key, number)
    if not await run_once(services, lambda: invite_once(services, gathering, made, MOST_VOICES)):
        raise FULL
    path = f"/voices/{gathering.id}/links"
    response = RedirectResponse(path, 303, {"Cache-Control": "no-store"})
    made.remember(response, path, secure=request.url.scheme == "https")
    return response


@router.get("/voices/{id}/links")
async def show_links(request: Request) -> Response:
    """Return the links that this browser has just made; else lead to the gathering."""
    services, address = services_of(request), address_of(request)
    made = remembered(request)

    def work() -> str | None:
        if made is None:
            return None
        gathering = _mine(request)
        numbers, tokens = _numbered(services, gathering), working(services, gathering, made)
        links = sorted((numbers[id], f"{address}/answer/{token}") for id, token in tokens)
        here = f"{address}/voices/{gathering.id}"
        context = {"gathering": gathering, "links": links, "here": here}
        return page("voices_links.html", services.rulebook, **context) if links else None

    if text := await services.run(work):
        return answered(text)
    return RedirectResponse(f"/voices/{quote(request.path_params['id'])}", 303)


def _number(text: str) -> int:
    """Return how many links are asked for: one at least, and not too many at once."""
    digits = text[:4]
    return min(max(int(digits), 1), AT_ONCE) if digits.isascii() and digits.isdigit() else 1


@router.get("/voices/{id}")
async def show_voices(request: Request) -> Response:
    """Return the advice per voice, on what all say together, and where they differ most."""
    services = services_of(request)

    def work() -> str:
        gathering = _mine(request)
        voices = services.storage.voices.of(gathering.id)
        invited = services.storage.voices.invited(gathering.id)
        seen = seen_together(services.rulebook, gathering, voices, invited)
        heard = Heard(services.rulebook, seen, _numbered(services, gathering))
        return page("voices.html", services.rulebook, heard=heard, saying=heard.saying)

    return answered(await services.run(work))


def _numbered(services: Services, gathering: StoredGathering) -> dict[str, int]:
    """Return a number for each link and each voice, in the order in which they were asked."""
    storage = services.storage.voices
    ids = dict.fromkeys(each.id for each in storage.invited(gathering.id))
    ids |= dict.fromkeys(each.id for each in storage.of(gathering.id))
    return {id: number for number, id in enumerate(ids, start=1)}


@router.post("/voices/{id}/withdraw/{voice}")
async def withdraw(request: Request) -> Response:
    """Take back a link, with what was answered by it."""
    services, voice = services_of(request), request.path_params["voice"]

    def work() -> str:
        gathering = _mine(request)
        if not ID.fullmatch(voice) or not services.storage.voices.delete(voice, gathering.id):
            raise NOT_HERE
        return gathering.id

    return RedirectResponse(f"/voices/{await services.run(work)}", 303)


@router.post("/voices/{id}/delete")
async def delete(request: Request) -> Response:
    """Really delete a gathering with all its voices."""
    services, owner = services_of(request), owner_of(request)
    id = request.path_params["id"]
    if not ID.fullmatch(id) or not await services.run(
        lambda: services.storage.gatherings.delete(id, owner)
    ):
        raise NOT_HERE
    return RedirectResponse("/deleted", 303)


def _mine(request: Request) -> StoredGathering:
    services: Services = services_of(request)
    id = request.path_params["id"]
    found = services.storage.gatherings.get(id, owner_of(request)) if ID.fullmatch(id) else None
    if found is None:
        raise NOT_HERE
    return found
