"""`fulcrum consult`: the recommendation for a situation, with its proof if that is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from fulcrum_api.commands.inputs import Input, Named, read_input
from fulcrum_api.commands.terminal import Experimental, Output, Rules, refuse, rulebook_for, say
from fulcrum_api.report.advice import print_report
from fulcrum_api.report.layout import Line, print_lines
from fulcrum_api.report.proof import proof_lines
from fulcrum_api.report.why_not import why_not_lines
from fulcrum_engine import Recommendation, Rulebook
from fulcrum_engine.advice.consultation import explain, recommend
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.why.proof import prove
from fulcrum_engine.why.why_not import why_not

Source = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A situation or a case file, in YAML or JSON; - for standard input."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the recommendation as JSON.")]
Explain = Annotated[
    str | None,
    typer.Option(
        "--explain",
        metavar="[short|whole]",
        help="Tell how it came about: in short, or every rule.",
    ),
]
WhyNot = Annotated[
    str | None,
    typer.Option(
        "--why-not",
        metavar="[LEAN|STYLE]",
        help="Tell why other advice was not given; all of it, or one lean or style.",
    ),
]


def consult(
    ctx: typer.Context,
    source: Source,
    as_json: Json = False,
    how: Explain = None,
    other: WhyNot = None,
    rules: Rules = None,
    experimental: Experimental = False,
) -> None:
    """Tell which way a situation leans, in which style, and why."""
    if how not in (None, "short", "whole"):
        refuse("--explain", f"no such detail: `{how}`", "`short` or `whole`")
    rulebook = rulebook_for(ctx, rules)
    given = read_input(rulebook.vocabulary, source)
    told = [_tell(rulebook, each, experimental, how, other) for each in given.situations]
    for fault in given.refused:
        say(f"left out, because refused as its case expects: {fault}")
    if as_json:
        print_json(given, told)
        return
    output = Output()
    for each, one in zip(given.situations, told, strict=True):
        print_report(one.advice, rulebook, output, each.title)
        print_lines(one.lines(), output)


class Told:
    """The recommendation for a situation, and what was asked about it."""

    def __init__(self, explanation: Explanation, how: str | None, other: str | None) -> None:
        self.advice: Recommendation = recommend(explanation, datetime.now(UTC))
        self.proof = prove(explanation, "whole" if how == "whole" else "short") if how else None
        self.why_not = why_not(explanation, other or None) if other is not None else None

    def lines(self) -> Iterator[Line]:
        """Yield what was asked about the recommendation as paragraphs."""
        if self.proof:
            yield from proof_lines(self.proof)
        if self.why_not:
            yield from why_not_lines(self.why_not)

    @property
    def plain(self) -> dict[str, Any]:
        """Return the recommendation alone, or beside what was asked about it."""
        if self.proof is None and self.why_not is None:
            return self.advice.plain
        told: dict[str, Any] = {"recommendation": self.advice.plain}
        if self.proof:
            told["proof"] = self.proof.model_dump(mode="json")
        if self.why_not is not None:
            told["why_not"] = [each.model_dump(mode="json") for each in self.why_not]
        return told


def _tell(
    rulebook: Rulebook, given: Named, experimental: bool, how: str | None, other: str | None
) -> Told:
    experimental = experimental or given.experimental
    return Told(explain(rulebook, given.situation, experimental=experimental), how, other)


def print_json(given: Input, told: list[Told]) -> None:
    """Print the one answer, or a list of them if the file holds several cases."""
    plain = [each.plain for each in told] if given.several else told[0].plain
    typer.echo(json.dumps(plain, indent=2, ensure_ascii=False).encode())
