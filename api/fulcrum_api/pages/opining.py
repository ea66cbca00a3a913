"""What somebody says of a saved result: agreed, or what they would have chosen; also as a case."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.access.gate import owner_of
from fulcrum_api.consulting.saying import VERDICTS, known_leans
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
from fulcrum_engine.errors import shorten

router = APIRouter(route_class=GuardedRoute)
LONGEST = 2000
NO_VERDICT = PageError(
    422, "Say whether you agree", "Go back, and choose one of the two answers before you send it."
)
TOO_LONG = PageError(
    422, "The reason is too long", f"Go back, and say it in at most {LONGEST:,} characters."
)

BOTH = PageError(
    422,
    "Either agree, or say what you would have chosen",
    "You agreed and chose something else as well. Go back: choose “No answer” for both lists, "
    "or say that you would have chosen otherwise.",
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
    chosen = _chosen(rulebook, fields)
    if chosen and verdict == "agreed":
        raise BOTH
    return StoredFeedback(
        id=secrets.token_hex(16),
        consultation=id,
        created_at=datetime.now(UTC),
        verdict=verdict,
        chosen=json.dumps(chosen) if chosen else None,
        reason=reason or None,
    )


def _chosen(rulebook: Rulebook, fields: list[tuple[str, str]]) -> dict[str, str]:
    """Return what would have been chosen; raises PageError where there is no such choice."""
    known = {"lean": known_leans(rulebook), "style": tuple(rulebook.hypotheses.style_by_id)}
    chosen = {name: text for name in known if (text := field(fields, name))}
    for name, text in chosen.items():
        if text not in known[name]:
            told = f"There is no {name} “{shorten(text)}”. Go back, and choose one from the list."
            raise PageError(422, f"There is no such {name}", told)
    return chosen


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
