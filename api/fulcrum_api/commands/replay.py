"""`fulcrum replay`: whether the advice is still what case files expect, and what they are worth."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from fulcrum_api.commands.terminal import (
    FAILED,
    WRONG,
    Output,
    Rules,
    folder_of,
    print_table,
    refuse,
    rulebook_for,
    say,
)
from fulcrum_engine import Rulebook
from fulcrum_engine.cases import Outcome, Replay, Status, approving
from fulcrum_engine.cases import replay as run
from fulcrum_engine.cases.against import Difference, differences
from fulcrum_engine.cases.coverage import Coverage, cover
from fulcrum_engine.cases.drafts import as_yaml, boundary_drafts
from fulcrum_engine.cases.mutants import Score, mutation_score
from fulcrum_engine.cases.reports import as_junit, as_plain
from fulcrum_engine.errors import FulcrumError, nearest
from fulcrum_engine.files.revisions import load_folder_or_revision

Paths = Annotated[
    list[str] | None, typer.Argument(metavar="PATH...", help="Case files, or folders of them.")
]
Junit = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write the result as JUnit XML.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Against = Annotated[
    str | None,
    typer.Option(metavar="DIR|REV", help="List cases that come out differently by this rule book."),
]
WithCoverage = Annotated[
    bool, typer.Option("--coverage", help="Tell what of the rule book the cases try.")
]
Least = Annotated[
    float | None,
    typer.Option(min=0, max=100, metavar="N", help="Fail below this coverage, in percent."),
]
Approve = Annotated[
    str | None,
    typer.Option(metavar="new|failing|ID", help="Rewrite what is expected to what is found."),
]
Mutants = Annotated[
    bool, typer.Option("--mutants", help="Count the wrong rules that the cases would catch.")
]
Drafts = Annotated[
    list[str] | None,
    typer.Option(metavar="RULE", help="Print drafts on either side of its boundary, or `all`."),
]


def replay(
    ctx: typer.Context,
    paths: Paths = None,
    rules: Rules = None,
    junit: Junit = None,
    as_json: AsJson = False,
    against: Against = None,
    coverage: WithCoverage = False,
    min_coverage: Least = None,
    approve: Approve = None,
    mutants: Mutants = False,
    draft_boundaries: Drafts = None,
) -> None:
    """Replay case files and tell which advice is not as expected."""
    rulebook = rulebook_for(ctx, rules)
    if draft_boundaries:
        return typer.echo(as_yaml(_drafts(rulebook, draft_boundaries)), nl=False)
    if not paths:
        say(ctx.get_usage())
        refuse("PATH", "no case files are named", "case files, or folders of them")
    if approve:
        approving.refuse_in_ci()
    other = load_folder_or_revision(against, folder_of(rules or ctx.obj)) if against else None
    result = replay_with_progress(paths, rulebook)
    cases = [outcome.case for outcome in result.outcomes]
    if junit:
        junit.write_text(as_junit(result), "utf-8")
    if approve:
        return _approve(result, approve, other or _committed(folder_of(rules or ctx.obj)), rulebook)
    more = More(
        differences=differences(cases, other, rulebook) if other else None,
        coverage=cover(cases, rulebook) if coverage or min_coverage is not None else None,
        mutants=mutation_score(cases, rulebook) if mutants else None,
    )
    if as_json:
        typer.echo(json.dumps(as_plain(result) | more.plain, ensure_ascii=False, indent=1))
    else:
        _print(result, more)
    if not result.ok:
        raise typer.Exit(WRONG if result.faults else FAILED)
    if more.coverage and more.coverage.share * 100 < (min_coverage or 0):
        say(f"coverage is {more.coverage.share:.1%}, which is below {min_coverage:g}%")
        raise typer.Exit(FAILED)
    return None


@dataclass(frozen=True)
class More:
    """What was asked for beside the result of each case."""

    differences: list[Difference] | None
    coverage: Coverage | None
    mutants: Score | None

    @property
    def plain(self) -> dict[str, object]:
        """Return it as plain data."""
        found: dict[str, object] = {}
        if self.differences is not None:
            found["differences"] = [each.plain for each in self.differences]
        if self.coverage:
            found["coverage"] = self.coverage.plain
        if self.mutants:
            found["mutants"] = self.mutants.plain
        return found

    def lines(self, cases: int) -> Iterator[str]:
        """Yield it line by line."""
        if self.differences is not None:
            yield from map(str, self.differences)
            yield f"{len(self.differences)} of {cases} cases come out differently"
        if self.coverage:
            yield from self.coverage.lines()
        if self.mutants:
            yield from self.mutants.lines()


def replay_with_progress(paths: Sequence[str], rulebook: Rulebook) -> Replay:
    """Return what comes of the cases; where a person watches, a bar shows how far it is."""
    output = Output()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=output, transient=True, disable=not output.is_terminal) as bar:
        task = bar.add_task("cases")

        def note(done: int, total: int, _outcome: Outcome) -> None:
            bar.update(task, completed=done, total=total)

        return run(paths, rulebook, note)


def _print(result: Replay, more: More) -> None:
    for outcome in result.wrong:
        typer.echo(f"{outcome}\n")
    if result.files:
        print_table(*summary_table(result))
    for line in (line for outcome in result.outcomes for line in outcome.unused_told):
        typer.echo(line)
    typer.echo(f"{result}")
    for fault in result.faults:
        say(str(fault))
    for line in more.lines(result.total):
        typer.echo(line)


def _approve(result: Replay, wanted: str, before: Rulebook | None, rulebook: Rulebook) -> None:
    """Rewrite what cases expect; fail if something was left as it is."""
    chosen = approving.chosen(result.outcomes, wanted)
    cases = [outcome.case for outcome in chosen]
    found = differences(cases, before, rulebook) if before else []
    because = {each.case.id: each.responsible for each in found if each.responsible}
    done = approving.write(approving.plan(chosen, because, wanted))
    for approval in done:
        typer.echo(str(approval))
    left = [approval for approval in done if approval.left]
    typer.echo(f"{len(done) - len(left)} values rewritten, {len(left)} left as they are")
    if left:
        raise typer.Exit(FAILED)


def _committed(folder: Path | None) -> Rulebook | None:
    """Return the rule book as it was last committed, or None if it is not in git."""
    try:
        return load_folder_or_revision("HEAD", folder)
    except FulcrumError:
        return None


def _drafts(rulebook: Rulebook, wanted: list[str]) -> list[dict[str, object]]:
    """Return drafts for rules. Raises InputError for a rule that is not there."""
    ids = list(rulebook.rules) if wanted == ["all"] else wanted
    for id in ids:
        if id not in rulebook.rules:
            near = nearest(id, tuple(rulebook.rules))
            refuse("--draft-boundaries", f"no such rule: `{id}`", near and f"`{near}`, perhaps")
    return boundary_drafts(rulebook, ids)


def summary_table(result: Replay) -> tuple[list[str], list[list[str]]]:
    """Return how many cases of each file went how, as headers and rows."""
    statuses = [status for status in Status if result.counts[status]]
    went = Counter((outcome.case.file, outcome.status) for outcome in result.outcomes)
    rows = [[file, *(str(went[file, status]) for status in statuses)] for file in result.files]
    return ["file", *(str(status) for status in statuses)], rows
