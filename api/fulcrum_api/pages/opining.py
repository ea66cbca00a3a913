"""What somebody says of a saved result: agreed, or what they would have chosen; also as a case."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.access.gate import owner_of
from fulcrum_api.models import Consultation
from fulcrum_api.pages.downloads import case_download
from fulcrum_api.pages.failing import NOT_HERE, PageError
from fulcrum_api.pages.forms import field, read_form
from fulcrum_api.pages.saved import kept
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.services.shared import services_of
from fulcrum_api.storage import StoredFeedback
from fulcrum_engine import Rulebook
from fulcrum_engine.cases.drafts import Draft, as_yaml, draft_of_feedback

router = APIRouter(route_class=GuardedRoute)
LONGEST = 2000
VERDICTS = ("agreed", "overridden")
NO_VERDICT = PageError(
    422, "Say whether you agree", "Go back, and choose one of the two answers before you send it."
)
TOO_LONG = PageError(
    422, "The reason is too long", f"Go back, and say it in at most {LONGEST:,} characters."
)


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


@router.get("/consultations/{id}/opinions/{said}.case.yaml")
async def download_opinion(request: Request) -> Response:
    """Return an opinion that overrode advice as a draft of a case that expects what was chosen."""
    services, id, owner = services_of(request), request.path_params["id"], owner_of(request)
    named = request.path_params["said"]

    def work() -> str:
        saved = kept(services, id, owner)
        for said in services.storage.feedback.of(id):
            if said.id == named:
                return as_yaml([_draft(saved, said)])
        raise NOT_HERE

    return case_download(await services.run(work))


def _draft(saved: Consultation, said: StoredFeedback) -> Draft:
    chosen = json.loads(said.chosen or "null")
    if isinstance(chosen, dict):
        chosen = chosen.get("lean") or chosen.get("style")
    return draft_of_feedback(saved.situation, saved.recommendation.plain, chosen, said.reason)
