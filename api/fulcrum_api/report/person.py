"""Who should decide, and what the person in charge can work on, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from fulcrum_api.report.layout import Line, bullet
from fulcrum_engine import Rulebook
from fulcrum_engine.recommendation import DecisionAdvice, DevelopmentAdvice


def decision_lines(advice: DecisionAdvice | None, rulebook: Rulebook) -> Iterator[Line]:
    """Yield the way of deciding that takes least time, or what is left and what is open."""
    if advice is None or rulebook.decision is None:
        return
    ways = {process.id: process for process in rulebook.decision.processes}
    if advice.process:
        process = ways[advice.process]
        yield Line(2, Text(process.title, "bold").append(f". {process.text}", "not bold"))
    elif not advice.feasible:
        yield Line(2, Text("No way of deciding meets all that is wanted."))
    else:
        left = "; ".join(f"{ways[id].title} ({id})" for id in advice.feasible)
        yield Line(2, Text(f"Still possible: {left}."))
    for question in advice.questions:
        if question.answer is None and not advice.process:
            yield bullet(Text(f"Still open: {question.question}"))


def development_lines(advice: DevelopmentAdvice | None) -> Iterator[Line]:
    """Yield what the person in charge can work on."""
    if advice is None:
        return
    for each in (*advice.role, *advice.gaps, *advice.steps):
        yield bullet(
            Text(each.title, "bold").append(f". {' '.join(each.text.split())}", "not bold")
        )
