"""`fulcrum mcp`: the advice as tools for agents, over standard input and output."""

from __future__ import annotations

import typer

from fulcrum_api.commands.terminal import Rules, refuse, rulebook_for


def mcp(ctx: typer.Context, rules: Rules = None) -> None:
    """Serve the tools consult, next_question and explain to an agent (needs the extra mcp)."""
    try:
        from fulcrum_api.mcp_server import make_server
    except ModuleNotFoundError:
        refuse("mcp", "not installed", "pip install 'fulcrum-advisor[mcp]'")
    make_server(rulebook_for(ctx, rules)).run("stdio")
