"""All commands together, and what holds for each: exit codes, messages, `--rules`."""

from __future__ import annotations

import errno
import os
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fulcrum_api.commands import (
    ask,
    backup,
    bulk,
    check,
    consult,
    diff,
    export,
    keys,
    mcp,
    purge,
    replay,
    rules,
    serve,
)
from fulcrum_api.commands.optional_values import OptionalValues
from fulcrum_api.commands.terminal import WRONG, Rules, say
from fulcrum_engine import FulcrumError, __version__, load_rulebook

BROKEN_PIPE = 141
"""128 + SIGPIPE: whoever read our output has left, as with `| head`."""


class Commands(TyperGroup):
    """Turns what goes wrong in a command into a message and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Return what the command returns; faults of the input end in exit code 2."""
        try:
            return super().invoke(ctx)
        except FulcrumError as error:
            say(str(error))
        except OSError as error:
            if error.errno == errno.EPIPE:
                _leave_quietly()
            say(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}")
        raise typer.Exit(WRONG)


def _leave_quietly() -> None:
    """Exit without flushing what nobody reads any more."""
    os._exit(BROKEN_PIPE)


app = typer.Typer(
    cls=Commands,
    help="Does this situation call for leadership, management or both, in which style, and why?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        rulebook = load_rulebook()
        typer.echo(f"fulcrum {__version__}, rule book {rulebook.version} ({rulebook.sha256[:12]})")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option("--version", is_eager=True, callback=_show_version, help="Tell the versions."),
]


@app.callback()
def common(
    ctx: typer.Context,
    rules: Rules = None,
    _version: Version = False,
) -> None:
    """Keep what is given before the command for the command."""
    ctx.obj = rules


for command in (
    *(consult.consult, ask.ask, replay.replay, rules.rules),
    *(check.check, diff.diff, bulk.bulk, serve.serve, mcp.mcp),
    *(purge.purge, export.export, backup.backup),
):
    app.command(no_args_is_help=False, cls=OptionalValues)(command)
app.add_typer(keys.app, name="keys")
