"""`fulcrum bulk`: a file of situations answered into another file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from fulcrum_api.commands.terminal import Experimental, Rules, refuse, rulebook_for, say
from fulcrum_api.wording import numbered

Source = Annotated[
    Path, typer.Argument(metavar="IN", help="Situations: .csv, .ndjson or .parquet.")
]
Out = Annotated[Path, typer.Argument(metavar="OUT", help="Advice: .csv, .ndjson or .parquet.")]
Include = Annotated[
    str, typer.Option(metavar="NAMES", help="Besides: flips, next_question, by commas.")
]
Workers = Annotated[
    int | None, typer.Option(min=1, max=256, help="Processes. [default: as many as processors]")
]


def bulk(
    ctx: typer.Context,
    source: Source,
    out: Out,
    include: Include = "",
    workers: Workers = None,
    rules: Rules = None,
    experimental: Experimental = False,
) -> None:
    """Advise on each situation of a file; call it again to go on after a break."""
    # Imported here because the other commands need no Arrow.
    from fulcrum_api.batches.files import Bulk
    from fulcrum_api.batches.workers import make_pool

    wanted = Bulk(source, out, rulebook_for(ctx, rules), _included(include), experimental)
    if source.resolve() == out.resolve():
        refuse(str(out), "the output would take the place of the input")
    count = workers or os.cpu_count() or 1
    console = Console(stderr=True)
    bar = Progress(
        TextColumn(source.name),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    pool = make_pool(count)
    try:
        with bar:
            task = bar.add_task("")
            done = wanted.run(
                pool, count, lambda read, size: bar.update(task, completed=read, total=size)
            )
    finally:
        pool.shutdown(cancel_futures=True)
    refused = f"; {done.refused:,} refused, see `error`" if done.refused else ""
    say(f"{numbered(done.records, 'line', 'lines')} answered in {out}{refused}")


def _included(names: str) -> frozenset[str]:
    from fulcrum_api.batches.writing import OPTIONAL

    chosen = frozenset(name.strip() for name in names.split(",") if name.strip())
    if unknown := chosen - set(OPTIONAL):
        refuse("--include", f"no such thing: `{min(unknown)}`", " or ".join(OPTIONAL))
    return chosen
