"""Answers changed in place: leads to the result of the new answers, which knows the old ones."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from fulcrum_api.pages.answers import SO_FAR, merged, query_of, read_answers
from fulcrum_api.pages.result import BEFORE, sound
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.services.shared import services_of
from fulcrum_engine import Situation

router = APIRouter(route_class=GuardedRoute)


@router.get("/result/with")
async def change_answers(request: Request) -> Response:
    """Lead to the result with some answers changed; one that is left empty is taken back."""
    vocabulary = services_of(request).rulebook.vocabulary
    given = request.query_params.multi_items()
    so_far = parse_qsl(request.query_params.get(SO_FAR, ""))
    earlier = sound(read_answers(vocabulary, so_far)).situation
    named = {name for name, _ in given}
    kept = Situation({name: earlier[name] for name in earlier if name not in named})
    found = merged(vocabulary, kept, sound(read_answers(vocabulary, given)).situation)
    before = urlencode({BEFORE: query_of(earlier)})
    return RedirectResponse(f"/result?{'&'.join(filter(None, (query_of(found), before)))}", 303)
