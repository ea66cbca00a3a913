"""Saved results: kept only when asked, reached by their random link alone, deleted on request."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.consulting import answer
from fulcrum_api.gate import owner_of
from fulcrum_api.models import Consultation
from fulcrum_api.pages.answers import Answers, read_answers
from fulcrum_api.pages.failing import NOT_HERE, PageError
from fulcrum_api.pages.forms import field, read_form
from fulcrum_api.pages.result import Result, explained
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered
from fulcrum_api.services import Services, services_of
from fulcrum_api.storage import StoredFeedback
from fulcrum_engine import Rulebook
from fulcrum_engine.why.proof_values import Proof
from fulcrum_engine.why.why_not_values import WhyNot

router = APIRouter(route_class=GuardedRoute)
ID = re.compile(r"[0-9a-f]{32}")
LONGEST = 2000
VERDICTS = ("agreed", "overridden")
NO_VERDICT = PageError(
    422, "Say whether you agree", "Go back, and choose one of the two answers before you send it."
)
TOO_LONG = PageError(
    422, "The reason is too long", f"Go back, and say it in at most {LONGEST:,} characters."
)


@router.post("/save")
async def save(request: Request) -> Response:
    """Keep a result, and lead to its address."""
    services = services_of(request)
    fields = await read_form(request)
    pairs = parse_qsl(field(fields, "all-answers"))
    found = read_answers(services.rulebook.vocabulary, pairs)
    if found.faults:
        raise PageError(422, "This cannot be saved", ". ".join(found.faults.values()) + ".")
    texts = {name: text for name in ("team", "note") if (text := field(fields, name))}
    asked = {"situation": found.situation.plain, **texts}
    owner = owner_of(request)
    kept = await services.run(lambda: answer(services, json.dumps(asked).encode(), owner))
    return RedirectResponse(f"/consultations/{kept.id}", 303)


@router.get("/consultations/{id}")
async def show_saved(request: Request) -> Response:
    """Return a saved result as it was advised, with what was said of it."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    return answered(await services.run(lambda: _shown(services, id, owner)))


@router.get("/consultations/{id}/advice.json")
async def download_saved(request: Request) -> Response:
    """Return a saved consultation as data, byte for byte as it was answered."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    body = await services.run(lambda: _body(services, id, owner))
    return Response(body, 200, {"Cache-Control": "no-store"}, "application/json")


def _shown(services: Services, id: str, owner: str | None) -> str:
    saved = kept(services, id, owner)
    rulebook = services.rulebook
    pairs = [(name, _text(value)) for name, value in saved.situation.items()]
    found = read_answers(rulebook.vocabulary, pairs)
    said = services.storage.feedback.of(id)
    proof, others = _explained(rulebook, saved, found)
    result = Result(rulebook, found, saved.recommendation, proof, others, None, saved)
    opinions = [(each, json.loads(each.chosen or "null")) for each in said]
    return result.show(said=opinions, shares=[], new_link="", over_time="/teams")


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ",".join(value)


def _explained(
    rulebook: Rulebook, saved: Consultation, found: Answers
) -> tuple[Proof | None, tuple[WhyNot, ...]]:
    """Return the proof and why not other advice, if the rule book is still the one that advised."""
    same = saved.recommendation.receipt.rulebook.sha256 == rulebook.sha256
    return explained(rulebook, found.situation) if same and not saved.experimental else (None, ())


def kept(services: Services, id: str, owner: str | None) -> Consultation:
    """Return a saved consultation; raises PageError if there is none."""
    return Consultation.model_validate_json(_body(services, id, owner))


def _body(services: Services, id: str, owner: str | None) -> bytes:
    body = services.storage.body(id, owner) if ID.fullmatch(id) else None
    if body is None:
        raise NOT_HERE
    return body


@router.post("/consultations/{id}/opinion")
async def give_opinion(request: Request) -> Response:
    """Keep what somebody says of a saved result: agreed, or what they would have chosen."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    fields = await read_form(request)
    said = replace(_opinion(services.rulebook, id, fields), owner=owner)

    def work() -> None:
        advice = kept(services, id, owner).recommendation
        rules = [reason.rule for reason in advice.reasons]
        if not services.storage.feedback.add(said, rules):
            raise NOT_HERE

    await services.run(work)
    return RedirectResponse(f"/consultations/{id}#opinion", 303)


def _opinion(rulebook: Rulebook, id: str, fields: list[tuple[str, str]]) -> StoredFeedback:
    verdict, reason = field(fields, "verdict"), field(fields, "reason")
    if verdict not in VERDICTS:
        raise NO_VERDICT
    if len(reason) > LONGEST:
        raise TOO_LONG
    chosen = {}
    if field(fields, "lean") in ("balanced", *(side.id for side in rulebook.hypotheses.sides)):
        chosen["lean"] = field(fields, "lean")
    if field(fields, "style") in rulebook.hypotheses.style_by_id:
        chosen["style"] = field(fields, "style")
    return StoredFeedback(
        id=secrets.token_hex(16),
        consultation=id,
        created_at=datetime.now(UTC),
        verdict=verdict,
        chosen=json.dumps(chosen) if chosen and verdict == "overridden" else None,
        reason=reason or None,
    )


@router.post("/consultations/{id}/delete")
async def delete(request: Request) -> Response:
    """Really delete a saved result and what was said of it."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    if not ID.fullmatch(id) or not await services.run(
        lambda: services.storage.consultations.delete(id, owner)
    ):
        raise NOT_HERE
    return RedirectResponse("/deleted", 303)
