"""Asking for advice on many situations in one request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import Message
from functools import partial
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Request, Response

from fulcrum_api.batches.answering import CSV, NDJSON, Job, pickled
from fulcrum_api.batches.reading import read_header
from fulcrum_api.batches.splitting import Record
from fulcrum_api.batches.spool import LARGEST, Spool
from fulcrum_api.batches.streaming import Batch, BatchResponse
from fulcrum_api.batches.workers import Pool
from fulcrum_api.batches.writing import OPTIONAL
from fulcrum_api.documented.batches import CSV_ANSWER, CSV_EXAMPLE, NDJSON_EXAMPLE, PARAMETERS
from fulcrum_api.documented.calls import problems
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.queries import Query
from fulcrum_api.services.shared import services_of
from fulcrum_engine import Fault, InputError
from fulcrum_engine.errors import nearest, shorten

TYPES = {"text/csv": CSV, "application/x-ndjson": NDJSON}
MEDIA = {kind: media for media, kind in TYPES.items()}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Have workers for batches, started by the first that needs them."""
    app.state.batches = Pool()
    try:
        yield
    finally:
        await to_thread.run_sync(app.state.batches.close)


router = APIRouter(prefix="/v1/batches", tags=["consultations"], lifespan=lifespan)
BODY: dict[str, Any] = {
    "parameters": PARAMETERS,
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string", "minLength": 1}, "examples": CSV_EXAMPLE},
            "application/x-ndjson": {"schema": {"type": "string"}, "examples": NDJSON_EXAMPLE},
        },
    },
}
ANSWER: dict[str, Any] = {
    "description": "A line for each line, in order; a bad line has an error instead of advice",
    "content": {
        "text/csv": {"schema": {"type": "string"}, "examples": CSV_ANSWER},
        "application/x-ndjson": {"schema": {"type": "string"}},
    },
}


@router.post(
    "",
    operation_id="createBatch",
    openapi_extra=BODY,
    response_class=Response,
    responses={
        200: ANSWER,
        **problems("unsupported-media-type", "too-large", "invalid-input", "too-slow"),
    },
)
async def create_batch(request: Request) -> Response:
    """Advise on many situations, one a line, as CSV or NDJSON; nothing is stored.

    Each line stands alone: what is wrong with one is told in its place. Answers go out while
    lines still come in.
    """
    Query(request, ("include", "experimental")).check()
    source = _source(request)
    output = _output(request, source)
    job_of = partial(_job, request, source, output, _include(request))

    def begin(spool: Spool) -> Batch:
        services = services_of(request)
        pool: Pool = request.app.state.batches
        return Batch(pool, services.rulebook, spool, source == CSV, job_of)

    return BatchResponse(f"{MEDIA[output]}; charset=utf-8", begin)


def _job(
    request: Request, source: str, output: str, include: frozenset[str], head: Record | None
) -> Job:
    rulebook = services_of(request).rulebook
    now = datetime.now(UTC)
    return Job(
        rulebook=pickled(rulebook),
        output=output,
        time=now.replace(microsecond=now.microsecond // 1000 * 1000),
        columns=read_header(rulebook.vocabulary, head).columns if source == CSV else None,
        include=include,
        experimental=_flag(request, "experimental"),
    )


def _source(request: Request) -> str:
    """Return the kind of the body; raises ProblemError where it is none of ours, or too large."""
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")
    kind = TYPES.get(header.get_content_type())
    charset = str(header.get_param("charset", "utf-8")).casefold()
    encoding = request.headers.get("content-encoding", "identity").casefold()
    if kind is None or charset not in ("utf-8", "utf8") or encoding != "identity":
        detail = f"This call reads {' or '.join(TYPES)} in UTF-8, not compressed."
        raise ProblemError("unsupported-media-type", detail, headers={"Accept": ", ".join(TYPES)})
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > LARGEST:
        raise ProblemError("too-large", f"A batch may have {LARGEST:,} bytes.")
    return kind


def _output(request: Request, source: str) -> str:
    """Return the kind that is accepted, the one that was sent where either is."""
    accepted = [
        part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")
    ]
    return next((TYPES[name] for name in accepted if name in TYPES), source)


def _include(request: Request) -> frozenset[str]:
    """Return what is included besides; several names by commas, or the parameter repeated."""
    named = {
        name
        for value in request.query_params.getlist("include")
        for name in value.split(",")
        if name
    }
    faults = [
        Fault(
            ("include",),
            "unknown-level",
            "this cannot be included",
            shorten(name),
            " or ".join(OPTIONAL),
            nearest(name, OPTIONAL),
        )
        for name in sorted(named - set(OPTIONAL))
    ]
    if faults:
        raise InputError(faults)
    return frozenset(named)


def _flag(request: Request, name: str) -> bool:
    value = request.query_params.get(name, "false")
    if value not in ("true", "false"):
        fault = Fault((name,), "wrong-type", "found another word", shorten(value), "true or false")
        raise InputError([fault])
    return value == "true"
