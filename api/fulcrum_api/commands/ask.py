"""`fulcrum ask`: an interview in the terminal, the most telling question first."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated

import typer
import yaml
from rich.console import Console

from fulcrum_api.commands.asking import Asking
from fulcrum_api.commands.inputs import read_input
from fulcrum_api.commands.terminal import Experimental, Output, Rules, refuse, rulebook_for
from fulcrum_api.report.advice import print_report
from fulcrum_engine import Rulebook, Situation, consult
from fulcrum_engine.errors import shorten
from fulcrum_engine.knowledge.vocabulary import Attribute
from fulcrum_engine.lookahead.interview import Interview
from fulcrum_engine.lookahead.questions import Question
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.situation import Answer, State

LONGEST_LINE = 4096
Json = Annotated[
    bool, typer.Option("--json", help="Print the recommendation as JSON, and the rest on stderr.")
]
Start = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Begin with what this situation says already."),
]


def ask(
    ctx: typer.Context,
    as_json: Json = False,
    start: Start = None,
    rules: Rules = None,
    experimental: Experimental = False,
) -> None:
    """Ask what matters most, question by question, until the advice is decided."""
    rulebook = rulebook_for(ctx, rules)
    program = compile_rulebook(rulebook, experimental=experimental)
    output = Output()
    output.stderr = as_json
    asked = Conversation(rulebook, output).hold(Interview.begin(program, _known(rulebook, start)))
    if not asked.quit:
        advice = consult(asked.interview.situation, rulebook, experimental=experimental)
        if as_json:
            typer.echo(advice.json_text.encode())
        else:
            print_report(advice, rulebook, output)
    _print_situation(asked.interview.situation, output)


def _known(rulebook: Rulebook, path: str | None) -> Situation | None:
    if path is None:
        return None
    given = read_input(rulebook.vocabulary, path)
    if given.several or not given.situations:
        refuse(path, "found several cases", "one situation to begin with")
    return given.situations[0].situation


def _print_situation(situation: Situation, output: Console) -> None:
    """Print a situation so that it can be saved as a file."""
    text = yaml.safe_dump(situation.plain, sort_keys=False, allow_unicode=True)
    output.print("Your answers, to be saved as a file:\n", style="bold")
    output.print(text, soft_wrap=True, end="")


@dataclass(frozen=True)
class Asked:
    """How an interview ended: with these answers, and whether no result is wanted."""

    interview: Interview
    quit: bool = False


@dataclass(frozen=True)
class Conversation:
    """Asks, and understands what is typed."""

    rulebook: Rulebook
    output: Console

    def hold(self, interview: Interview) -> Asked:
        """Return how the interview ended."""
        told = Asking(self.rulebook, self.output)
        shown: Interview | None = None
        while True:
            question = interview.step.question
            if interview is not shown:
                told.show(interview)
                shown = interview
            typed = None if question is None else self._read()
            if question is None or typed is None or typed in ("r", "result"):
                return Asked(interview)
            if typed in ("q", "quit"):
                return Asked(interview, quit=True)
            if typed in ("b", "back"):
                interview = self._back(interview)
            elif typed == "?":
                told.why(question)
            else:
                interview = self._answered(interview, question, typed)

    def _back(self, interview: Interview) -> Interview:
        if interview.given:
            return interview.back()
        self.output.print("This is the first question.")
        return interview

    def _answered(self, interview: Interview, question: Question, typed: str) -> Interview:
        answer = understood(question.attribute, typed)
        if answer is not None:
            return interview.answered(question.attribute.id, answer)
        last = len(question.attribute.levels)
        problem = f"`{shorten(typed)}` is no answer here; expected a number from 1 to {last}"
        self.output.print(f"{problem}, or one of ? u n b r q", soft_wrap=True)
        return interview

    def _read(self) -> str | None:
        """Return what was typed, or None at the end; what is piped in is shown as if typed."""
        if sys.stdin is None or sys.stdin.closed:
            return None
        if sys.stdin.isatty():
            try:
                return self.output.input("> ").strip().casefold()
            except EOFError:
                self.output.print()
                return None
        line = sys.stdin.buffer.readline(LONGEST_LINE)
        typed = line.decode("utf-8", "replace").strip()
        if line:
            self.output.print(f"> {shorten(typed)}", soft_wrap=True)
        return typed.casefold() if line else None


WORDS = {
    "u": State.UNKNOWN,
    "unknown": State.UNKNOWN,
    "n": State.NOT_APPLICABLE,
    "not_applicable": State.NOT_APPLICABLE,
}


def understood(attribute: Attribute, typed: str) -> Answer | None:
    """Return the answer that was typed: numbers or names of levels, or a state; None if neither."""
    if typed in WORDS:
        return Answer(WORDS[typed])
    numbers = [_number(attribute, part) for part in typed.replace(",", " ").split()]
    chosen = {number for number in numbers if number is not None}
    if None in numbers or not chosen:
        return None
    return Answer(State.ANSWERED, tuple(attribute.level_ids[number] for number in sorted(chosen)))


def _number(attribute: Attribute, part: str) -> int | None:
    if part in attribute.level_ids:
        return attribute.level_ids.index(part)
    if part.isascii() and part.isdigit() and 1 <= int(part) <= len(attribute.levels):
        return int(part) - 1
    return None
