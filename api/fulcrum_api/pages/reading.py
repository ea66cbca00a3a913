"""The knowledge as pages: the rule book, its rules, the styles and the words."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from fulcrum_api.pages.failing import NOT_HERE, PageError
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.pages.telling import condition_lines
from fulcrum_api.services.shared import services_of
from fulcrum_api.wording import Wording
from fulcrum_engine import Rulebook
from fulcrum_engine.errors import nearest
from fulcrum_engine.knowledge.rulebook import Rule

router = APIRouter(route_class=GuardedRoute)


@router.get("/rulebook")
async def show_rulebook(request: Request) -> Response:
    """Return all rules by theme."""
    rulebook = services_of(request).rulebook
    return answered(page("rulebook.html", rulebook, themes=dict(themes(rulebook))))


def themes(rulebook: Rulebook) -> Iterator[tuple[str, list[Rule]]]:
    """Yield every theme with its rules, in the order in which the rules are."""
    for theme in dict.fromkeys(rulebook.themes.values()):
        yield theme, [rule for id, rule in rulebook.rules.items() if rulebook.themes[id] == theme]


@router.get("/rulebook/{id}")
async def show_rule(request: Request) -> Response:
    """Return a rule in words, with what it rests on."""
    rulebook, id = services_of(request).rulebook, request.path_params["id"]
    rule = rulebook.rules.get(id)
    if rule is None:
        raise _no_such_rule(rulebook, id)
    lines = list(condition_lines(Wording(rulebook), rule.when))
    return answered(page("rule.html", rulebook, rule=rule, lines=lines))


def _no_such_rule(rulebook: Rulebook, id: str) -> PageError:
    suggestion = nearest(id, tuple(rulebook.rules))
    hint = f"Did you mean the rule “{suggestion}”?" if suggestion else NOT_HERE.text
    return PageError(404, "There is no such rule", hint)


@router.get("/styles")
async def show_styles(request: Request) -> Response:
    """Return the styles, with what to beware of."""
    return answered(page("styles.html", services_of(request).rulebook))


@router.get("/glossary")
async def show_glossary(request: Request) -> Response:
    """Return the words explained."""
    return answered(page("glossary.html", services_of(request).rulebook))


@router.get("/teams")
async def show_teams(request: Request) -> Response:
    """Return what there is to see of several people, times or teams."""
    return answered(page("teams.html", services_of(request).rulebook))


@router.get("/deleted")
async def show_deleted(request: Request) -> Response:
    """Say that a saved result is gone."""
    return answered(page("deleted.html", services_of(request).rulebook))
