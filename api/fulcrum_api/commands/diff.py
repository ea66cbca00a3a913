"""`fulcrum diff`: what two rule books advise differently, and through which rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fulcrum_api.commands.comparing import Compared, case_changes, told
from fulcrum_api.commands.revisions import rulebook_at
from fulcrum_api.commands.terminal import FAILED, Output
from fulcrum_engine.comparing.diff import Comparison
from fulcrum_engine.comparing.sample import sample

CASES = Path("cases")
SITUATIONS, SEED = 2000, 20_261_101

Old = Annotated[
    str, typer.Argument(metavar="OLD", help="A rule book: its folder, or a git revision.")
]
New = Annotated[str, typer.Argument(metavar="NEW", help="The rule book to compare it with.")]
Cases = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Case files to compare on. [default: cases, if it is there]"),
]
Situations = Annotated[
    int, typer.Option("--sample", min=0, max=200_000, help="How many random situations.")
]
Seed = Annotated[int, typer.Option(help="Draw other random situations.")]
Json = Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")]


def diff(
    old: Old,
    new: New,
    cases: Cases = None,
    situations: Situations = SITUATIONS,
    seed: Seed = SEED,
    as_json: Json = False,
) -> None:
    """Tell what changed from one rule book to another, and what that does to the advice."""
    with rulebook_at(old) as before, rulebook_at(new) as after:
        comparison = Comparison(before, after)
        compared = Compared(
            comparison=comparison,
            cases=case_changes(comparison, cases or (CASES if CASES.is_dir() else None)),
            sample=sample(before, after, situations, seed),
        )
    if as_json:
        typer.echo(json.dumps(compared.plain, indent=2, ensure_ascii=False).encode())
    else:
        output = Output()
        for line in told(compared):
            output.print(line, soft_wrap=True)
    if not compared.same_advice:
        raise typer.Exit(FAILED)
