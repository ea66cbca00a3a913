"""Who may see the pages: all where no key is in use, else whoever signed in by a link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.pages.failing import PageError, PageRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.keys import LINK, SESSION, Ring, Signer, hash_of
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.settings import is_loopback

COOKIE = "fulcrum-session"
SIGN_IN = PageError(
    401,
    "Please sign in",
    "These pages are open to people with a sign-in link. "
    "Ask whoever runs Fulcrum for one (it is made with “fulcrum keys link”).",
)
OLD_LINK = PageError(
    403,
    "This sign-in link no longer works",
    "It was used before, has expired or was withdrawn. Ask for a new one.",
)


class GuardedRoute(PageRoute):
    """A page for those who may see pages; whose consultations it shows stands in the request."""

    async def admit(self, request: Request) -> None:
        """Set whose pages these are; raises PageError if nobody is signed in and must be."""
        services = services_of(request)
        request.state.owner = None
        if services.settings.public_form:
            return
        ring = await _ring(services)
        if ring.any or not is_loopback(services.settings.host):
            cookie = request.cookies.get(COOKIE, "")
            request.state.owner = await services.run(lambda: _signed_in(services, ring, cookie))


async def _ring(services: Services) -> Ring:
    if ring := services.keyring.fresh:
        return ring
    return await services.run(lambda: services.keyring.read(services.storage))


def _signed_in(services: Services, ring: Ring, cookie: str) -> str:
    id = _signer(services).read(SESSION, cookie, datetime.now(UTC))
    if id is None or not ring.has(id):
        raise SIGN_IN
    return id


def _signer(services: Services) -> Signer:
    return Signer(services.storage.keys.secret())


router = APIRouter(route_class=PageRoute)


@router.get("/sign-in/{token}")
async def ask_to_sign_in(request: Request) -> Response:
    """Return a page with a button: programs that look at links in messages press none."""
    services, token = services_of(request), request.path_params["token"]

    def work() -> None:
        _owner(services, token)
        if services.storage.keys.is_spent(hash_of(token)):
            raise OLD_LINK

    await services.run(work)
    days = services.settings.session_days
    return answered(page("sign_in.html", services.rulebook, days=days))


@router.post("/sign-in/{token}")
async def sign_in(request: Request) -> Response:
    """Return to the form, signed in for as long as the settings say; a link does so once."""
    services, token = services_of(request), request.path_params["token"]
    days = timedelta(days=services.settings.session_days)
    session = await services.run(lambda: _session(services, token, days))
    response = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(days.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def _session(services: Services, token: str, days: timedelta) -> str:
    signer, id = _signer(services), _owner(services, token)
    if not services.storage.keys.spend(hash_of(token), signer.expiry(token)):
        raise OLD_LINK
    return signer.sign(SESSION, id, datetime.now(UTC) + days)


def _owner(services: Services, token: str) -> str:
    """Return the id of the key in a link; raises PageError if it no longer counts."""
    id = _signer(services).read(LINK, token, datetime.now(UTC))
    if id is None or not services.keyring.read(services.storage).has(id):
        raise OLD_LINK
    return id


@router.post("/sign-out")
async def sign_out() -> Response:
    """Forget who is signed in."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(COOKIE)
    return response
