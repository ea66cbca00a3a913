"""Answering by a link: no account, no key; the link is the permission, and reaches one voice."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.consulting.gathering import new_voice
from fulcrum_api.pages.answers import Answers, read_answers
from fulcrum_api.pages.asking import NOTHING, first, more
from fulcrum_api.pages.failing import PageError, PageRoute
from fulcrum_api.pages.forms import field, read_form
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.keys import hash_of
from fulcrum_api.services.shared import Services, services_of
from fulcrum_api.storage import StoredInvitation, StoredVoice
from fulcrum_engine import Situation, parse_situation

router = APIRouter(route_class=PageRoute)
NAME, LONGEST = "your-name", 200
NO_LINK = PageError(
    404,
    "This link does not work",
    "It is not complete, or it was withdrawn. Ask whoever sent it for a new one.",
)


@router.get("/answer/{token}")
async def show_questions(request: Request) -> Response:
    """Return the questions, with what was answered by this link before."""
    services = services_of(request)

    def work() -> str:
        invitation = _followed(services, request)
        voice = services.storage.voices.get(invitation.id)
        name = (voice.name if voice else invitation.name) or ""
        found = Answers(_situation(services, voice))
        return _form(services, invitation, found, name, {}, again=voice is not None)

    return answered(await services.run(work))


def _situation(services: Services, voice: StoredVoice | None) -> Situation:
    plain = json.loads(voice.situation) if voice else {}
    return parse_situation(services.rulebook.vocabulary, plain)


@router.post("/answer/{token}")
async def answer(request: Request) -> Response:
    """Keep what was answered, in place of what came by this link before."""
    services, fields = services_of(request), await read_form(request)
    found, name = read_answers(services.rulebook.vocabulary, fields), field(fields, NAME)
    faults = dict(found.faults or ({} if found.situation.answers else NOTHING))
    if len(name) > LONGEST:
        faults[NAME] = f"The name is too long: at most {LONGEST} characters"

    def work() -> str:
        invitation = _followed(services, request)
        if faults:
            return _form(services, invitation, found, name, faults, again=False)
        voice = new_voice(invitation.gathering, invitation.id, name or None, found.situation)
        if not services.storage.voices.answer(voice):
            raise NO_LINK
        return ""

    text = await services.run(work)
    path = f"/answer/{request.path_params['token']}/thanks"
    return answered(text, 422) if text else RedirectResponse(path, 303)


@router.get("/answer/{token}/thanks")
async def thank(request: Request) -> Response:
    """Say what is kept, and how to change it."""
    services = services_of(request)

    def work() -> str:
        invitation = _followed(services, request)
        voice = services.storage.voices.get(invitation.id)
        situation = _situation(services, voice)
        token = request.path_params["token"]
        return page("thanks.html", services.rulebook, situation=situation, token=token)

    return answered(await services.run(work))


@router.post("/answer/{token}/delete")
async def delete(request: Request) -> Response:
    """Really delete what was answered by a link, and the link with it."""
    services = services_of(request)

    def work() -> None:
        invitation = _followed(services, request)
        services.storage.voices.delete(invitation.id, invitation.gathering)

    await services.run(work)
    return RedirectResponse("/deleted", 303)


def _form(
    services: Services,
    invitation: StoredInvitation,
    found: Answers,
    name: str,
    faults: Mapping[str, str],
    *,
    again: bool,
) -> str:
    gathering = services.storage.gatherings.of_link(invitation.gathering)
    if gathering is None:  # deleted since the link was found
        raise NO_LINK
    vocabulary = services.rulebook.vocabulary
    return page(
        "answer.html",
        services.rulebook,
        team=gathering.team,
        found=found,
        name=name,
        faults=faults,
        again=again,
        first=first(vocabulary),
        more=[group for group in more(vocabulary) if group[0] in ("work", "people")],
    )


def _followed(services: Services, request: Request) -> StoredInvitation:
    found = services.storage.voices.invitation(hash_of(request.path_params["token"]))
    if found is None:
        raise NO_LINK
    return found
