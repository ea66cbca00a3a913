"""Who may come in: by the name they call us, with which key, and how often."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fulcrum_api.access.limiting import RateLimiter
from fulcrum_api.consulting.inviting import PATH
from fulcrum_api.problems import KINDS, problem_response
from fulcrum_api.services.keys import Ring
from fulcrum_api.services.shared import Services
from fulcrum_api.settings import is_loopback
from fulcrum_api.storage import StorageError, StoredKey

GUARDED = "/v1"
BY_LINK = f"{PATH}/"
"""Below this the token in the address is the permission, so that no key is wanted."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="fulcrum"'}


def add_gate(app: FastAPI, services: Services) -> None:
    """Make an app let in only who may; also answer HEAD wherever it answers GET."""
    app.add_middleware(Gate, services=services)
    app.add_middleware(Heads)


def owner_of(request: Request) -> str | None:
    """Return the id of the key that asks; None without keys."""
    owner: str | None = getattr(request.state, "owner", None)
    return owner


class Gate:
    """Everything below /v1 wants a key once there is one; until then, only this machine's names."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services
        self._limiter = RateLimiter(services.settings.rate_limit)
        self._names = {name.casefold() for name in services.settings.host_names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        refusal = await self._refusal(scope)
        return await (refusal or self._app)(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        guarded = scope["path"] == GUARDED or scope["path"].startswith(f"{GUARDED}/")
        ring = await self._ring()
        if ring is None and guarded:
            return _closed()
        if self._open(ring):
            return None if self._named(headers.get("host", "")) else _misdirected()
        return self._keyed(scope, headers, ring) if guarded and ring else None

    def _open(self, ring: Ring | None) -> bool:
        """Return whether no key is wanted; from other machines one always is."""
        return is_loopback(self._services.settings.host) and not (ring and ring.any)

    async def _ring(self) -> Ring | None:
        """Return the keys; the last ones known if the database fails, None if there are none."""
        keyring = self._services.keyring
        if ring := keyring.fresh:
            return ring
        try:
            return await self._services.run(lambda: keyring.read(self._services.storage))
        except StorageError:
            return keyring.last

    def _named(self, host: str) -> bool:
        """Return whether a request was meant for us: another site's name may lead here too."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.strip("[]").casefold()
        try:
            return ip_address(name).is_loopback or name in self._names
        except ValueError:
            return name == "localhost" or name in self._names

    def _keyed(self, scope: Scope, headers: Headers, ring: Ring) -> Response | None:
        key = _shown(headers, ring)
        if key is None and not scope["path"].startswith(BY_LINK):
            detail = "Send `Authorization: Bearer` with a key that has not been revoked."
            return problem_response(KINDS["unauthorized"], detail, headers=CHALLENGE)
        if wait := self._limiter.wait(key.id if key else _stranger(scope)):
            detail = f"Whoever asks may do so {self._services.settings.rate_limit}."
            return problem_response(
                KINDS["too-many-requests"], detail, headers={"Retry-After": str(wait)}
            )
        if key:
            scope.setdefault("state", {})["owner"] = key.id
        return None


def _stranger(scope: Scope) -> str:
    """Return as whom somebody without a key is counted."""
    return f"from {(scope['client'] or ['nowhere'])[0]}"


def _shown(headers: Headers, ring: Ring) -> StoredKey | None:
    scheme, _, text = headers.get("authorization", "").partition(" ")
    return ring.key(text.strip()) if scheme.casefold() == "bearer" else None


def _closed() -> Response:
    detail = "The keys cannot be read now, so nobody is let in."
    return problem_response(KINDS["storage-unavailable"], detail, headers={"Retry-After": "5"})


def _misdirected() -> Response:
    detail = "This service answers to localhost, and to the names in FULCRUM_ALLOWED_HOSTS."
    return problem_response(KINDS["misdirected"], detail)


class Heads:
    """Answers HEAD as GET without the body (RFC 9110, 9.3.2), which FastAPI does not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self._app(scope, receive, send)

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return await self._app({**scope, "method": "GET"}, receive, without_body)
