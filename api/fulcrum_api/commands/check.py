"""`fulcrum check`: whether a rule book can be used and is sound, and what it tends to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from fulcrum_api.commands.terminal import FAILED, Rules, folder_of, print_table, say
from fulcrum_api.wording import numbered
from fulcrum_engine import Rulebook, RulebookError, load_rulebook
from fulcrum_engine.cases import find_case_files, load_case_files
from fulcrum_engine.cases.mutants import mutation_score
from fulcrum_engine.checks import Report, Result, carried_claims, case_folders, check_rulebook
from fulcrum_engine.checks.carrying import LEFT_OUT, Carried
from fulcrum_engine.checks.findings import SEVERITIES
from fulcrum_engine.checks.shares import counts, shares_of_leans
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.reasoning.outcomes import outcome_levels

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="A rule book; by default the one that came along."),
]
Situations = Annotated[
    int, typer.Option(min=1, max=100_000, help="Random situations for each count.")
]
Cases = Annotated[
    list[Path] | None,
    typer.Option("--cases", metavar="PATH", help="Case files; by default those beside the rules."),
]
Claims = Annotated[bool, typer.Option("--claims", help="Show what carries each claim.")]
Notes = Annotated[bool, typer.Option("--notes", help="Show notes as well.")]
Mutants = Annotated[
    bool, typer.Option("--mutants", help="Count the wrong rules that the cases would catch.")
]


def check(
    ctx: typer.Context,
    folder: Folder = None,
    situations: Situations = 1000,
    cases: Cases = None,
    claims: Claims = False,
    notes: Notes = False,
    mutants: Mutants = False,
    rules: Rules = None,
) -> None:
    """Verify a rule book: all its faults, or what it proves, finds and tends to say.

    Errors end in exit code 1, warnings and notes do not.
    """
    chosen = folder_of(folder or rules or ctx.obj)
    rulebook = _loaded(chosen)
    carried = carried_claims(rulebook)
    if claims:
        print_table(*claims_list(carried))
        raise typer.Exit(FAILED if any(each.fault for each in carried) else 0)
    if mutants:
        read, faults = load_case_files(find_case_files(cases or case_folders(chosen)))
        for line in (*map(str, faults), *mutation_score(read, rulebook).lines()):
            typer.echo(line)
        raise typer.Exit(FAILED if faults else 0)
    for line in summary(rulebook):
        typer.echo(line)
    with Console(stderr=True).status("Leaving out each rule in turn"):
        report = check_rulebook(rulebook, cases or case_folders(chosen))
    for line in told(report, notes=notes):
        typer.echo(line)
    typer.echo("\nClaims of the source, by kind and by what carries them")
    print_table(*claims_table(carried))
    typer.echo(f"\nShares of leans in {situations:,} random situations, by number of answers")
    print_table(*shares_table(rulebook, situations))
    typer.echo(f"\n{outcome(report)}")
    if not report.ok:
        raise typer.Exit(FAILED)


def _loaded(folder: Path | None) -> Rulebook:
    try:
        return load_rulebook(folder)
    except RulebookError as error:
        typer.echo(str(error))
        say(f"{numbered(len(error.faults), 'fault', 'faults')} in the rule book")
        raise typer.Exit(FAILED) from None


def summary(rulebook: Rulebook) -> list[str]:
    """Return what a rule book holds, in a few lines."""
    statuses = Counter(rule.status for rule in rulebook.rules.values())
    by_status = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    return [
        f"{rulebook.title} {rulebook.version} ({rulebook.sha256[:12]})",
        f"{numbered(len(rulebook.rules), 'rule', 'rules')} ({by_status}), "
        f"{numbered(len(rulebook.concepts), 'concept', 'concepts')}, "
        f"{numbered(len(rulebook.vocabulary.attributes), 'attribute', 'attributes')}, "
        f"{numbered(len(rulebook.sources), 'source', 'sources')}: no faults",
    ]


def told(report: Report, *, notes: bool) -> Iterator[str]:
    """Yield each check with how it looked, and what it found."""
    for result in report.results:
        yield f"\n{result.check}: {_counts(result)}"
        yield f"  {result.how}: {result.told}"
        for finding in result.findings:
            if notes or finding.severity != "note":
                yield f"  {finding.severity}: {finding}"


def _counts(result: Result) -> str:
    counts = [(result.count(severity), severity) for severity in SEVERITIES]
    found = [numbered(count, one, f"{one}s") for count, one in counts if count]
    return ", ".join(found) or "none"


def outcome(report: Report) -> str:
    """Return how many errors, warnings and notes there are."""
    errors, warnings, notes = (report.count(each) for each in SEVERITIES)
    return (
        f"{numbered(errors, 'error', 'errors')}, {numbered(warnings, 'warning', 'warnings')}, "
        f"{numbered(notes, 'note', 'notes')}"
    )


def claims_table(carried: Sequence[Carried]) -> tuple[list[str], list[list[str]]]:
    """Return how many claims of each kind are carried by what, as headers and rows.

    A claim that several things carry counts for each of them.
    """
    carriers = list(dict.fromkeys(kind for each in carried for kind, _ in each.by))
    rows = [
        _claims_row(kind, carriers, [each for each in carried if each.kind == kind])
        for kind in dict.fromkeys(each.kind for each in carried)
    ]
    everything = _claims_row("all", carriers, list(carried))
    return ["kind", "claims", *carriers, LEFT_OUT, "neither"], [*rows, everything]


def _claims_row(kind: str, carriers: list[str], carried: list[Carried]) -> list[str]:
    by = [sum(any(name == c for name, _ in each.by) for each in carried) for c in carriers]
    left_out = sum(each.left_out is not None for each in carried)
    neither = sum(not each.by and each.left_out is None for each in carried)
    return [kind, *(str(count) for count in (len(carried), *by, left_out, neither))]


def claims_list(carried: Sequence[Carried]) -> tuple[list[str], list[list[str]]]:
    """Return every claim with what carries it, or why it is left out, as headers and rows."""
    rows = [[each.id, each.kind, each.claim, _carriers(each)] for each in carried]
    return ["claim", "kind", "what it says", "carried by"], rows


def _carriers(claim: Carried) -> str:
    by = [f"{kind} {id}" for kind, id in claim.by]
    by += [f"{LEFT_OUT}: {claim.left_out}"] if claim.left_out else []
    return ", ".join(by) or "nothing"


def shares_table(rulebook: Rulebook, situations: int) -> tuple[list[str], list[list[str]]]:
    """Return how often each lean comes out, by number of answers, as headers and rows."""
    leans = outcome_levels(rulebook.hypotheses)["lean"]
    program = compile_rulebook(rulebook)
    rows = []
    for count in counts(program):
        shares = shares_of_leans(program, count, situations)
        label = "all" if count == len(program.reaching) else str(count)
        rows.append([label, *(f"{shares[lean]:.0%}" for lean in leans)])
    return ["answers", *leans], rows
