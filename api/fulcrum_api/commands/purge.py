"""`fulcrum purge`: delete what is older than it may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from fulcrum_api.commands.database import opened
from fulcrum_engine import Fault, InputError

Days = Annotated[
    int | None,
    typer.Option(min=1, max=36500, help="Older than this. [default: FULCRUM_RETENTION_DAYS]"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell how many there are.")]


def purge(days: Days = None, dry_run: DryRun = False) -> None:
    """Delete what is older than a number of days: consultations with the feedback on them, and
    gatherings with their voices and links."""
    from fulcrum_api.settings import read_settings

    days = days or read_settings().retention_days
    if days is None:
        problem, expected = "how old?", "--days, or the setting FULCRUM_RETENTION_DAYS"
        raise InputError([Fault(("--days",), "wrong-type", problem, None, expected)])
    before = datetime.now(UTC) - timedelta(days=days)
    with opened() as storage:
        found = storage.old(before) if dry_run else storage.purge(before)
    typer.echo(f"{found} {'would be deleted' if dry_run else 'deleted'}.")
