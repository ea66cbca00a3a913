"""Saved results: kept only when asked, reached by their random link alone, deleted on request."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.advising import answer
from fulcrum_api.models import Consultation
from fulcrum_api.pages.answers import Answers, read_answers
from fulcrum_api.pages.downloads import case_download
from fulcrum_api.pages.failing import NOT_HERE, PageError, sentences
from fulcrum_api.pages.forms import field, read_form
from fulcrum_api.pages.once import key_of, run_once
from fulcrum_api.pages.result import Result, explained
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.services.shared import Services, services_of
from fulcrum_engine import Rulebook
from fulcrum_engine.cases.drafts import as_yaml, draft_of
from fulcrum_engine.why.proof_values import Proof
from fulcrum_engine.why.why_not_values import WhyNot

router = APIRouter(route_class=GuardedRoute)
ID = re.compile(r"[0-9a-f]{32}")


@router.post("/save")
async def save(request: Request) -> Response:
    """Keep a result, and lead to its address."""
    services = services_of(request)
    fields = await read_form(request)
    pairs = parse_qsl(field(fields, "all-answers"))
    found = read_answers(services.rulebook.vocabulary, pairs)
    if found.faults:
        raise PageError(422, "This cannot be saved", sentences(found.faults.values()))
    texts = {name: text for name in ("team", "note") if (text := field(fields, name))}
    asked = {"situation": found.situation.plain, **texts}
    owner = owner_of(request)
    body, key = json.dumps(asked).encode(), key_of(fields, asked)
    kept = await run_once(services, lambda: answer(services, body, owner, key))
    return RedirectResponse(f"/consultations/{kept.id}", 303)


@router.get("/consultations/{id}/advice.json")
async def download_saved(request: Request) -> Response:
    """Return a saved consultation as data, byte for byte as it was answered."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    body = await services.run(lambda: _body(services, id, owner))
    return Response(body, 200, {"Cache-Control": "no-store"}, "application/json")


@router.get("/consultations/{id}/situation.case.yaml")
async def download_case(request: Request) -> Response:
    """Return a saved consultation as a draft of a case."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    saved = await services.run(lambda: kept(services, id, owner))
    return case_download(as_yaml([draft_of(saved.situation, saved.recommendation.plain)]))


def saved_page(
    services: Services, saved: Consultation, links: Sequence[object], new_link: str
) -> str:
    """Return a saved result as a page, with what was said of it and the links to it."""
    assert saved.id is not None
    opinions = [
        (each, _choice(json.loads(each.chosen or "null")))
        for each in services.storage.feedback.of(saved.id)
    ]
    together = (
        {"saved-links": saved.id} if services.settings.public_form else {"team-name": saved.team}
    )
    return result_of(services.rulebook, saved).show(
        said=opinions,
        shares=links,
        new_link=new_link,
        over_time=f"/over-time?{urlencode(together)}",
    )


def _choice(chosen: Any) -> Any:
    """Return what was chosen as lean and style; the API also takes a word for either."""
    return {"lean": chosen} if isinstance(chosen, str) else chosen


def result_of(rulebook: Rulebook, saved: Consultation) -> Result:
    """Return a saved consultation as a result to show."""
    pairs = [(name, _text(value)) for name, value in saved.situation.items()]
    found = read_answers(rulebook.vocabulary, pairs)
    proof, others = _explained(rulebook, saved, found)
    return Result(rulebook, found, saved.recommendation, proof, others, None, saved)


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


@router.post("/consultations/{id}/delete")
async def delete(request: Request) -> Response:
    """Really delete a saved result and what was said of it."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    if not ID.fullmatch(id) or not await services.run(
        lambda: services.storage.consultations.delete(id, owner)
    ):
        raise NOT_HERE
    return RedirectResponse("/deleted", 303)
