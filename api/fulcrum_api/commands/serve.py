"""`fulcrum serve`: the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from fulcrum_api.commands.terminal import Rules

Host = Annotated[str | None, typer.Option(help="Listen on this address. [default: 127.0.0.1]")]
Port = Annotated[int | None, typer.Option(help="Listen on this port. [default: 8000]")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=64, help="Answer in so many processes. [default: 1]")
]


def serve(
    ctx: typer.Context,
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    rules: Rules = None,
) -> None:
    """Serve the API and the pages until Ctrl-C."""
    # Imported here because the other commands need not wait for a web framework to load.
    from fulcrum_api.server import serve as run
    from fulcrum_api.settings import read_settings

    run(read_settings(host=host, port=port, workers=workers, rules=rules or ctx.obj))
