"""Validators of answers: a strong ETag of the bytes, and 304 to whoever has them already."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

PRIVATE = {"Cache-Control": "no-store"}
JSON = "application/json"


def tag_of(body: bytes) -> str:
    """Return the strong validator of just these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def tagged(
    request: Request, body: bytes, headers: dict[str, str] | None = None, media_type: str = JSON
) -> Response:
    """Return bytes with their validator, or 304 to whoever names it."""
    known = {**PRIVATE, "ETag": tag_of(body), **(headers or {})}
    if has(request.headers.getlist("if-none-match"), known["ETag"]):
        return Response(status_code=304, headers=known)
    return Response(body, 200, known, media_type)


def has(lines: list[str], etag: str) -> bool:
    """Return whether `If-None-Match` names a validator, weakly compared (RFC 9110, 13.1.2)."""
    named = {tag.strip().removeprefix("W/") for line in lines for tag in line.split(",")}
    return "*" in named or etag in named
