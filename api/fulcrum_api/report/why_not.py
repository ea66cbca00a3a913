"""Why other advice was not given, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from fulcrum_api.report.layout import EMPTY, Line, bullet
from fulcrum_api.wording import numbered
from fulcrum_engine.why.why_not_values import More, Silent, Spoke, WhyNot


def why_not_lines(answers: Iterable[WhyNot]) -> Iterator[Line]:
    """Yield for each lean or style why it was not advised."""
    for answer in answers:
        yield Line(0, EMPTY)
        yield Line(0, Text(f"Why not {answer.title}?", "bold cyan"))
        yield Line(2, Text(answer.text))
        yield from _group("What spoke for it", _spoke(answer.outweighed))
        yield from _group("What stood against it", _spoke(answer.by))
        yield from _group("What did not apply", _silent(answer.failed))
        yield from _group("What waits for an answer", _silent(answer.undetermined))
        if more := _more(answer.more):
            yield Line(2, Text(f"and more: {more}", "italic"))


def _group(heading: str, lines: Iterable[Line]) -> Iterator[Line]:
    lines = list(lines)
    if lines:
        yield Line(2, Text(heading, "bold"))
        yield from lines


def _spoke(rules: Iterable[Spoke]) -> Iterator[Line]:
    for rule in rules:
        yield bullet(Text(f"{rule.title} ({rule.counts:.2f}). {rule.read}."), 4)


def _silent(rules: Iterable[Silent]) -> Iterator[Line]:
    for rule in rules:
        yield bullet(Text(f"{rule.title} (up to {rule.could_count:.2f}). {rule.text}."), 4)


def _more(more: More) -> str:
    told = (
        (more.outweighed, "spoke for it"),
        (more.by, "stood against it"),
        (more.failed, "did not apply"),
        (more.undetermined, "wait for an answer"),
    )
    return ", ".join(f"{numbered(count, 'rule', 'rules')} {did}" for count, did in told if count)
