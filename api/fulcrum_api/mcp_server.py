"""The same advice as tools for agents (Model Context Protocol), over the official SDK."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from fulcrum_engine import InputError, Rulebook, Situation, parse_situation
from fulcrum_engine.advice.consultation import ENGINE_VERSION
from fulcrum_engine.advice.consultation import consult as advise
from fulcrum_engine.advice.consultation import explain as explain_situation
from fulcrum_engine.advice.what_next import what_next
from fulcrum_engine.why.proof import prove

Answers = dict[str, Any]


def make_server(rulebook: Rulebook) -> MCPServer:
    """Return a server with the tools `consult`, `next_question` and `explain`; it keeps nothing."""
    server = MCPServer("fulcrum", instructions=instructions(rulebook), version=ENGINE_VERSION)

    def consult(situation: Answers) -> dict[str, Any]:
        """Advise on a situation: the recommendation with reasons, warnings and first actions."""
        return advise(_read(rulebook, situation), rulebook).plain

    def next_question(situation: Answers) -> dict[str, Any]:
        """Return the question whose answer matters most, and how settled the advice is."""
        found = what_next(explain_situation(rulebook, _read(rulebook, situation)))
        return found.model_dump(mode="json")

    def explain(situation: Answers) -> dict[str, Any]:
        """Return the proof of the advice: which rules fired, on which answers, by what source."""
        found = explain_situation(rulebook, _read(rulebook, situation))
        return prove(found, "short").model_dump(mode="json")

    for tool in (consult, next_question, explain):
        server.add_tool(tool)
    return server


def instructions(rulebook: Rulebook) -> str:
    """Return what an agent must know to ask: the attributes and their levels."""
    attributes = (
        f"{each.id}: {', '.join(each.level_ids)}" for each in rulebook.vocabulary.attributes
    )
    return (
        "A situation maps attributes to answers; leave out what was not asked. An answer is a "
        "level, a list of levels it lies between, `unknown` or `not_applicable`.\n"
        + "\n".join(attributes)
    )


def _read(rulebook: Rulebook, answers: Answers) -> Situation:
    try:
        return parse_situation(rulebook.vocabulary, answers)
    except InputError as error:
        raise ToolError(str(error)) from None
