"""Asking what other answers would do, and what to ask next; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from fulcrum_api.documented.calls import Responses, problems
from fulcrum_api.documented.hypothetical import QUESTION as QUESTION_EXAMPLES
from fulcrum_api.documented.hypothetical import WHAT_IF as WHAT_IF_EXAMPLES
from fulcrum_api.requests.bodies import parse_json, read_body
from fulcrum_api.requests.hypothetical import (
    QUESTIONS,
    WHAT_IF,
    Hypothetical,
    hypothetical_schema,
    read_question,
    read_what_if,
)
from fulcrum_api.services.shared import services_of
from fulcrum_engine import Rulebook
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.advice.what_if import WhatIf, what_if
from fulcrum_engine.advice.what_next import WhatNext, what_next

router = APIRouter(prefix="/v1", tags=["consultations"])
PRIVATE = {"Cache-Control": "no-store"}
RESPONSES: Responses = problems(
    "unreadable", "too-slow", "too-large", "unsupported-media-type", "invalid-input"
)


def _body(fields: tuple[str, ...], examples: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": hypothetical_schema(*fields), "examples": examples}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


@router.post(
    "/what-if",
    operation_id="askWhatIf",
    response_model=WhatIf,
    response_description="The advice before and after, or the smallest flips",
    openapi_extra=_body(WHAT_IF, WHAT_IF_EXAMPLES),
    responses=RESPONSES,
)
async def ask_what_if(request: Request) -> Response:
    """Compare the advice with what it would be, or tell the fewest changed answers that turn it.

    With `changes`, each set of them is tried on its own; rules that start or stop firing are told.
    """
    return await _answer(request, _what_if)


@router.post(
    "/questions/next",
    operation_id="getNextQuestion",
    response_model=WhatNext,
    response_description="The question, how settled the lean is, and what need not be asked",
    openapi_extra=_body(QUESTIONS, QUESTION_EXAMPLES),
    responses=RESPONSES,
)
async def get_next_question(request: Request) -> Response:
    """Return the question whose answer matters most, with what each answer would do."""
    return await _answer(request, _what_next)


async def _answer(request: Request, work: Callable[[Rulebook, bytes], BaseModel]) -> Response:
    services = services_of(request)
    body = await read_body(request)
    answer = await services.run(lambda: work(services.rulebook, body).model_dump_json())
    return Response(answer, 200, PRIVATE, "application/json")


def _what_if(rulebook: Rulebook, body: bytes) -> WhatIf:
    asked = read_what_if(rulebook.vocabulary, parse_json(body))
    return what_if(
        rulebook,
        asked.situation,
        asked.changes,
        target=asked.target,
        experimental=asked.experimental,
    )


def _what_next(rulebook: Rulebook, body: bytes) -> WhatNext:
    asked: Hypothetical = read_question(rulebook.vocabulary, parse_json(body))
    return what_next(explain(rulebook, asked.situation, experimental=asked.experimental))
