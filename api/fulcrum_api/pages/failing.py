"""What pages answer when something is wrong: a page that says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.routing import APIRoute

from fulcrum_api.pages.showing import answered, page
from fulcrum_api.problems import ProblemError
from fulcrum_api.services.shared import services_of
from fulcrum_api.storage import StorageError
from fulcrum_engine import InputError


@dataclass
class PageError(Exception):
    """Ends a request with a page that says what is wrong and what to do."""

    status: int
    title: str
    text: str


NOT_HERE = PageError(
    404,
    "There is nothing here",
    "The address is wrong, or what was here has been deleted or has expired.",
)
ELSEWHERE = PageError(
    403,
    "This was sent from another site",
    "To protect you, Fulcrum only accepts what is sent from its own pages. Go back and try again.",
)
NO_DATABASE = PageError(
    503,
    "Nothing can be saved or read just now",
    "The database cannot be reached. Your answers are still in the address of the result: "
    "go back, and try again in a minute. Results work without saving.",
)


class PageRoute(APIRoute):
    """A route whose failures are pages, and which takes nothing from other sites."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle: Callable[[Request], Awaitable[Response]] = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                check_origin(request)
                await self.admit(request)
                return await handle(request)
            except (PageError, ProblemError, StorageError, InputError) as error:
                return error_page(request, _page_error(error))

        return guarded

    async def admit(self, request: Request) -> None:
        """Raise PageError if whoever asks may not see this; here, all may."""


def _page_error(error: Exception) -> PageError:
    if isinstance(error, PageError):
        return error
    if isinstance(error, StorageError):
        return NO_DATABASE
    if isinstance(error, ProblemError):
        status = error.kind.status
        return NOT_HERE if status == 404 else PageError(status, error.kind.title, error.detail)
    assert isinstance(error, InputError)
    faults = "; ".join(fault.problem for fault in error.faults)
    return PageError(422, "This cannot be used", sentences([f"What is wrong: {faults}"]))


def sentences(told: Iterable[str]) -> str:
    """Return messages as sentences; one that asks something keeps its question mark.

    >>> sentences(["There is no “chnage”; did you mean “change”?", "Choose one"])
    'There is no “chnage”; did you mean “change”? Choose one.'
    """
    return " ".join(each if each.endswith(("?", ".")) else f"{each}." for each in told)


def error_page(request: Request, error: PageError) -> Response:
    """Return the page of an error."""
    rulebook = services_of(request).rulebook
    return answered(page("error.html", rulebook, error=error), error.status)


def check_origin(request: Request) -> None:
    """Raise PageError if a form was sent from another site (`Sec-Fetch-Site`, else `Origin`)."""
    if request.method in ("GET", "HEAD"):
        return
    site, origin = (request.headers.get(name) for name in ("sec-fetch-site", "origin"))
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not allowed:
        raise ELSEWHERE
