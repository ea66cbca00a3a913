"""Errors as problems (RFC 9457), each with a stable type that can be looked up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from fulcrum_engine import Fault

MEDIA_TYPE = "application/problem+json"
CODES = (
    "unknown-attribute",
    "unknown-level",
    "wrong-type",
    "duplicate-key",
    "unreadable",
    "too-large",
)


class FaultView(BaseModel):
    """One thing wrong with an input, precise enough to mend it."""

    pointer: Annotated[str, Field(description="RFC 6901, into the body that was sent")]
    code: Annotated[str, Field(json_schema_extra={"enum": list(CODES)})]
    found: Annotated[str | None, Field(description="the type, or the first 40 characters")]
    expected: str | None
    suggestion: Annotated[str | None, Field(description="the nearest name")]
    message: Annotated[str, Field(description="all of it in one line, for people")]


class Problem(BaseModel):
    """Why a call failed (RFC 9457)."""

    type: Annotated[str, Field(description="stable; GET it to learn more")]
    title: str
    status: int
    detail: str
    instance: Annotated[str | None, Field(description="this very failure, as in the log")] = None
    errors: Annotated[
        list[FaultView] | None, Field(description="every fault of the input at once")
    ] = None


@dataclass(frozen=True)
class Kind:
    """A type of problem; its name is part of the public surface and never changes."""

    name: str
    status: int
    title: str
    about: str

    @property
    def type(self) -> str:
        return f"/problems/{self.name}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "unreadable",
            400,
            "The body cannot be read",
            "It is no strict JSON in UTF-8: NaN, duplicate keys, lone surrogates and deep "
            "nesting are refused.",
        ),
        Kind(
            "unauthorized",
            401,
            "A key is wanted",
            "Send `Authorization: Bearer` with a key made by `fulcrum keys new`.",
        ),
        Kind(
            "not-found",
            404,
            "There is nothing here",
            "The address is wrong, or what was here has been deleted.",
        ),
        Kind(
            "method-not-allowed",
            405,
            "This cannot be done here",
            "The address exists, the method does not; see the header `Allow`.",
        ),
        Kind(
            "too-slow",
            408,
            "The body took too long to arrive",
            "Send the request again, in one go.",
        ),
        Kind(
            "rulebook-changed",
            409,
            "The rule book has changed",
            "What was stored was answered by another rule book, whose questions or answers this "
            "one does not know. The consultation itself can still be read.",
        ),
        Kind(
            "idempotency-in-flight",
            409,
            "The same request is being answered right now",
            "Ask again in a moment; the answer will then be there.",
        ),
        Kind(
            "gathering-full",
            409,
            "The gathering has as many voices as it may",
            "Delete voices or links that are no longer wanted, or begin another gathering.",
        ),
        Kind(
            "too-large",
            413,
            "The body is too large",
            "Leave out what the call does not need; a situation has a few kilobytes.",
        ),
        Kind(
            "unsupported-media-type",
            415,
            "The body is of the wrong type",
            "Send `Content-Type: application/json`, in UTF-8 and not compressed.",
        ),
        Kind(
            "invalid-input",
            422,
            "The input has faults",
            "`errors` lists every fault with its place, what was found and what was expected.",
        ),
        Kind(
            "idempotency-key-reused",
            422,
            "The Idempotency-Key came with another body before",
            "Take a new key for a new request; a key counts for 24 hours.",
        ),
        Kind(
            "misdirected",
            421,
            "This service does not go by that name",
            "Without API keys it answers to localhost alone, and to FULCRUM_ALLOWED_HOSTS.",
        ),
        Kind(
            "too-many-requests",
            429,
            "Too many requests with this key",
            "Ask again after the seconds in the header `Retry-After`.",
        ),
        Kind(
            "internal",
            500,
            "Something failed on our side",
            "The log has the details under `instance`. Nothing was acknowledged.",
        ),
        Kind(
            "storage-unavailable",
            503,
            "The database cannot be reached",
            "Nothing was stored. Try again; with `store: false` no database is needed.",
        ),
    )
}
BY_STATUS = {kind.status: kind for kind in reversed(KINDS.values())}
"""The first of each status; what the framework refuses has no name but that."""


class ProblemError(Exception):
    """Ends a call with a problem."""

    def __init__(
        self,
        kind: str,
        detail: str,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail = KINDS[kind], detail
        self.faults, self.headers = tuple(faults), headers


def problem_response(
    kind: Kind,
    detail: str,
    faults: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
    instance: str | None = None,
) -> Response:
    """Return a problem as a response; it is never kept by caches."""
    errors = [fault_view(fault) for fault in faults]
    problem = Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=instance,
        errors=errors or None,
    )
    return Response(
        json.dumps(problem.model_dump(exclude_defaults=True), ensure_ascii=False),
        kind.status,
        {"Cache-Control": "no-store", **(headers or {})},
        MEDIA_TYPE,
    )


def fault_view(fault: Fault) -> FaultView:
    """Return a fault of the engine as the API shows it."""
    return FaultView(
        pointer=fault.pointer,
        code=fault.code,
        found=fault.found,
        expected=fault.expected,
        suggestion=fault.suggestion,
        message=str(fault),
    )
