"""How settled the advice is, what would change it and what to ask next, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from fulcrum_api.report.layout import Line, bullet, item
from fulcrum_api.wording import Wording, numbered
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.recommendation import (
    Change,
    Effect,
    Flips,
    FlipSet,
    NextQuestion,
    Recommendation,
    Stability,
)
from fulcrum_engine.why.telling import lowered

FLIPS_SHOWN = 3


def settled(advice: Recommendation) -> str | None:
    """Return in a sentence how settled a lean is, or None if that was not asked for."""
    if advice.settled is None or advice.stability is None:
        return None
    if advice.settled == "decided":
        return "Decided: no missing answer can change this."
    if advice.lean == UNDETERMINED:
        return "Still open: more answers are needed."
    share = f"{percent(advice.stability)} of the ways to answer what is missing end here"
    return f"Leaning: {share}." if advice.settled == "leaning" else f"Still open: {share}."


def percent(stability: Stability) -> str:
    """Return a share as a whole percentage; one that is not all is never told as all.

    >>> percent(Stability(share=0.9996, method="sampled", error=0.001))
    'about 99 %'
    """
    about = "about " if stability.method == "sampled" else ""
    share = stability.share
    whole = 100 if share == 1 else min(max(round(share * 100), share > 0), 99)
    return f"{about}{whole} %"


def flip_lines(flips: Flips | None, words: Wording) -> Iterator[Line]:
    """Yield the fewest changed answers that turn the advice."""
    if flips is None or not flips.searched:
        return
    if not flips.sets:
        most = numbered(flips.searched, "answer", "answers")
        yield Line(2, Text(f"Not even {most} changed at once would turn it."))
    for number, each in enumerate(flips.sets[:FLIPS_SHOWN], start=1):
        yield item(number, Text(_flip(each, words)))
    more = flips.total - FLIPS_SHOWN
    if more > 0:
        others = numbered(more, "other set", "other sets")
        yield Line(2, Text(f"and {others} of as few answers", "italic"))


def _flip(flip: FlipSet, words: Wording) -> str:
    changes = " and ".join(_change(name, change, words) for name, change in flip.changes.items())
    able = " You can act on this." if flip.actionable else ""
    return f"{changes}: then {lean(flip.lean, words)}.{able}"


def _change(name: str, change: Change, words: Wording) -> str:
    levels = change.from_ if isinstance(change.from_, list) else [change.from_]
    was = " or ".join(f'"{lowered(words.level(name, level))}"' for level in levels)
    to = lowered(words.level(name, change.to))
    return f'"{to}" instead of {was} for {lowered(words.thing(name))}'


def lean(id: str, words: Wording) -> str:
    """Return a lean as it stands in a sentence."""
    if id == UNDETERMINED:
        return "too little would be known"
    if id == BALANCED:
        return f"{words.both} would balance"
    return f"it would lean to {words.within(id)}"


def question_lines(question: NextQuestion | None, words: Wording) -> Iterator[Line]:
    """Yield the question to ask next, why, and what its answers would do."""
    if question is None:
        return
    yield Line(2, Text(question.question, "bold"))
    yield Line(2, Text(" ".join(question.why.split())))
    ends = list(_by_lean(question.effects))
    if len(ends) == 1:
        yield bullet(Text(f"Whatever the answer, for now {lean(ends[0][0], words)}"))
        return
    for end, effects in ends:
        levels = [words.level(question.attribute, effect.level) for effect in effects]
        yield bullet(Text(f"{', '.join(levels)}: {lean(end, words)}"))


def _by_lean(effects: Iterable[Effect]) -> Iterator[tuple[str, list[Effect]]]:
    """Yield the answers that lead to the same lean together, in the order of the first."""
    ends: dict[str, list[Effect]] = {}
    for effect in effects:
        ends.setdefault(effect.lean, []).append(effect)
    yield from ends.items()
