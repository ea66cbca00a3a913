"""Reading a request's body: of the right type, not too large, in time, strict JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.message import Message
from typing import Any

import anyio
from starlette.requests import Request

from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.duplicates import duplicate_keys
from fulcrum_engine import Fault, InputError
from fulcrum_engine.documents import read_json

LIMIT = 128 * 1024
VALUES = 2000
"""A situation has some hundred values; each unknown name costs a search for the nearest."""
SECONDS = 30


async def read_body(request: Request, limit: int = LIMIT) -> bytes:
    """Return the body of a JSON request; stops reading as soon as it is too large."""
    _check_type(request)
    return await _read_in_time(request, limit)


async def read_optional_body(request: Request) -> bytes:
    """Return the body of a JSON request that may come without one, which is an empty object."""
    body = await _read_in_time(request, LIMIT)
    if not body:
        return b"{}"
    _check_type(request)
    return body


async def _read_in_time(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > limit:
        raise _too_large(limit)
    try:
        with anyio.fail_after(SECONDS):
            return await _read(request, limit)
    except TimeoutError:
        detail = f"The whole body must arrive within {SECONDS} seconds."
        raise ProblemError("too-slow", detail, headers={"Connection": "close"}) from None


async def _read(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


def _check_type(request: Request) -> None:
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    charset = str(header.get_param("charset", "utf-8")).casefold()
    encoding = request.headers.get("content-encoding", "identity").casefold()
    if (
        header.get_content_type() != "application/json"
        or charset not in ("utf-8", "utf8")
        or encoding != "identity"
    ):
        detail = "This call reads application/json in UTF-8, not compressed."
        raise ProblemError("unsupported-media-type", detail, headers={"Accept": "application/json"})


def _too_large(limit: int) -> ProblemError:
    problem, expected = "the body is too large", f"at most {limit:,} bytes"
    fault = Fault((), "too-large", problem, None, expected)
    detail = f"The body may have {limit:,} bytes."
    return ProblemError("too-large", detail, [fault], {"Connection": "close"})


def parse_json(body: bytes) -> Any:
    """Return the data of strict JSON; raises ProblemError where it cannot be read."""
    try:
        data = read_json(body, "body", limit=len(body))
    except InputError as error:
        detail = "The body is not strict JSON, or not UTF-8."
        raise ProblemError("unreadable", detail, _placed(error, body)) from None
    _check_number(data)
    return data


def _placed(error: InputError, body: bytes) -> Sequence[Fault]:
    """Return the faults of a body; of keys that stand twice, with where they do."""
    if error.faults[0].code != "duplicate-key":
        return error.faults
    return duplicate_keys(body) or error.faults


def _check_number(data: Any) -> None:
    for number, _ in enumerate(_values(data), 1):
        if number > VALUES:
            expected = f"at most {VALUES:,}"
            raise InputError(
                [Fault((), "too-large", "the body holds too many values", None, expected)]
            )


def _values(data: Any) -> Iterator[Any]:
    yield data
    if isinstance(data, dict | list):
        for child in data.values() if isinstance(data, dict) else data:
            yield from _values(child)
