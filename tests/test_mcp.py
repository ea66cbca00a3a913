"""The advice as tools for agents, asked through the SDK's own client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
from mcp import Client

from fulcrum_api.mcp_server import make_server
from fulcrum_engine import Rulebook, consult

SITUATION = {"change": "major", "morale": ["low", "mixed"]}


def run(ask: Callable[[], Awaitable[Any]]) -> Any:
    """Run it in a thread of its own: the browser tests leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, ask).result()


def call(rulebook: Rulebook, tool: str, situation: dict[str, Any]) -> Any:
    async def ask() -> Any:
        async with Client(make_server(rulebook)) as client:
            return await client.call_tool(tool, {"situation": situation})

    return run(ask)


def test_there_are_three_tools_and_they_say_what_can_be_asked(rulebook: Rulebook) -> None:
    async def ask() -> tuple[list[str], str | None]:
        async with Client(make_server(rulebook)) as client:
            tools = (await client.list_tools()).tools
            return [tool.name for tool in tools], client.instructions

    names, told = run(ask)
    assert names == ["consult", "next_question", "explain"]
    assert told
    assert all(name in told for name in rulebook.vocabulary.by_id)


def test_an_agent_is_advised_as_anybody_is(rulebook: Rulebook) -> None:
    found = call(rulebook, "consult", SITUATION).structured_content
    expected = consult(SITUATION, rulebook).plain
    assert {**found, "receipt": None} == {**expected, "receipt": None}


def test_an_agent_can_go_on_asking_and_have_it_explained(rulebook: Rulebook) -> None:
    question = call(rulebook, "next_question", {}).structured_content["question"]
    assert question["attribute"] in rulebook.vocabulary.by_id
    assert call(rulebook, "explain", SITUATION).structured_content


def test_faults_are_told_to_the_agent(rulebook: Rulebook) -> None:
    refused = call(rulebook, "consult", {"chnage": "major"})
    assert refused.is_error
    assert "did you mean `change`?" in refused.content[0].text
