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
    """Delete consultations that are older than a number of days, with the feedback on them."""
    from fulcrum_api.settings import read_settings

    days = days or read_settings().retention_days
    if days is None:
        problem, expected = "how old?", "--days, or the setting FULCRUM_RETENTION_DAYS"
        raise InputError([Fault(("--days",), "wrong-type", problem, None, expected)])
    before = datetime.now(UTC) - timedelta(days=days)
    with opened() as storage:
        kept = storage.consultations
        number = kept.count_before(before) if dry_run else kept.purge(before)
    would = "would be deleted" if dry_run else "deleted"
    typer.echo(f"{number} consultation{'' if number == 1 else 's'} {would}.")
