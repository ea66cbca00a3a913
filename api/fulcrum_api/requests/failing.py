"""From whatever went wrong to a problem; nothing internal and nobody's text gets out."""

from __future__ import annotations

import http
import logging
import traceback
import uuid

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fulcrum_api.problems import BY_STATUS, KINDS, Kind, ProblemError, problem_response
from fulcrum_api.storage import StorageError
from fulcrum_engine import InputError

log = logging.getLogger("fulcrum.api")


def add_problem_handlers(app: FastAPI) -> None:
    """Make an app answer its failures with problems."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(InputError, _invalid_input)
    app.add_exception_handler(StorageError, _storage)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Guard)


async def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return problem_response(error.kind, error.detail, error.faults, error.headers)


async def _invalid_input(_request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)
    number = len(error.faults)
    detail = "The input has a fault." if number == 1 else f"The input has {number} faults."
    return problem_response(KINDS["invalid-input"], detail, error.faults)


async def _storage(_request: Request, error: Exception) -> Response:
    log.error("%s", error)
    detail = "The database cannot be reached now, so nothing was stored or read."
    return problem_response(KINDS["storage-unavailable"], detail, headers={"Retry-After": "5"})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = BY_STATUS.get(error.status_code) or _plain(error.status_code)
    headers = dict(error.headers or {})
    if error.status_code == http.HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_allowed(request))) or headers.get("Allow", "")
    return problem_response(kind, kind.about, headers=headers)


def _allowed(request: Request) -> set[str]:
    """Return every method of an address; the framework tells those of its first route only."""
    allowed = {
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    }
    return allowed | ({"HEAD"} if "GET" in allowed else set())


class _Plain(Kind):
    """A problem that says no more than its status."""

    @property
    def type(self) -> str:
        return "about:blank"


def _plain(status: int) -> Kind:
    phrase = http.HTTPStatus(status).phrase
    return _Plain("", status, phrase, phrase)


class Guard:
    """Answers what nobody foresaw with a plain 500, and logs where it happened.

    The log has the exception's type and stack, not its message, which may quote the input.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except ClientDisconnect:
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            instance = _log(error)
            if not started:
                await _internal(instance)(scope, receive, send)


def _log(error: Exception) -> str:
    instance = uuid.uuid4().urn
    stack = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", instance, type(error).__name__, stack)
    return instance


def _internal(instance: str) -> Response:
    detail = "This is a fault of Fulcrum, not of the request. It has been logged."
    return problem_response(KINDS["internal"], detail, instance=instance)
