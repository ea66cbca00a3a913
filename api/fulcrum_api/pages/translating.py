"""Problems as pages: a browser that meets one gets a page with a way back, a program gets JSON."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fulcrum_api.pages.failing import NOT_HERE, PageError
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.problems import MEDIA_TYPE
from fulcrum_api.services.shared import Services

API = "/v1"
FORM_ONLY = PageError(
    405,
    "This address cannot be opened by itself",
    "It takes what one of the forms sends. Go back, or start again.",
)
PAGE = "text/html"


class ProblemPages:
    """Turns problems into pages for whoever asks for pages; below /v1 they stay as they are."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _wants_page(scope):
            return await self._app(scope, receive, send)
        kept: Message | None = None
        body = b""

        async def turn(message: Message) -> None:
            nonlocal kept, body
            if message["type"] == "http.response.start" and _is_problem(message):
                kept = message
            elif kept is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await self._send_page(kept, body, scope, receive, send)

        return await self._app(scope, receive, turn)

    async def _send_page(
        self, start: Message, body: bytes, scope: Scope, receive: Receive, send: Send
    ) -> None:
        error = _error(start["status"], body)
        response = answered(page("error.html", self._services.rulebook, error=error), error.status)
        sent = MutableHeaders(raw=list(start["headers"]))
        for name in ("retry-after", "allow", "www-authenticate"):
            if name in sent:
                response.headers[name] = sent[name]
        await response(scope, receive, send)


def _wants_page(scope: Scope) -> bool:
    path: str = scope["path"]
    return PAGE in Headers(scope=scope).get("accept", "") and not f"{path}/".startswith(f"{API}/")


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "") == MEDIA_TYPE


def _error(status: int, body: bytes) -> PageError:
    if status == HTTPStatus.NOT_FOUND:
        return NOT_HERE
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return FORM_ONLY
    try:
        told: dict[str, Any] = json.loads(body)
    except ValueError:  # the body of an answer to HEAD is empty
        told = {}
    title = told.get("title") or HTTPStatus(status).phrase
    return PageError(status, title, f"{told.get('detail', '')} Go back and try again.".strip())
