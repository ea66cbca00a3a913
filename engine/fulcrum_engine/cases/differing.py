"""What would have had to differ for a case to come out as it expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fulcrum_engine.cases.outcome import Mismatch
from fulcrum_engine.lookahead.flips import find_flips
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.why.why_not import targets, why_not
from fulcrum_engine.why.why_not_values import Silent, Wanting, WhyNot

RULES = 2
"""How many rules of a kind are told."""


def missed(found: Iterable[Mismatch]) -> list[str]:
    """Return the leans and styles that were expected in vain, each once."""
    about = [each.expected for each in found if each.what == "lean" or "style" in each.what]
    return list(dict.fromkeys(name for expected in about for name in expected.split(" or ")))


def what_would_differ(explanation: Explanation, names: Iterable[str]) -> Iterator[str]:
    """Yield how leans and styles fell short, and what was nearest to bringing them, in lines."""
    known = targets(explanation)
    for name in names:
        if name in known and not (why := why_not(explanation, name, RULES)[0]).advised:
            yield f"what would have had to differ for {name}:"
            yield from (f"  {line}" for line in _lines(explanation, why))


def _lines(explanation: Explanation, why: WhyNot) -> Iterator[str]:
    yield why.text
    if why.kind == "lean":
        yield from _answers(explanation, why.target)
    for silent in (*why.failed, *why.undetermined):
        yield _rule(explanation, silent)


def _answers(explanation: Explanation, lean: str) -> Iterator[str]:
    """Yield the nearest of the smallest changes of answers that bring a lean, if one does."""
    found = find_flips(explanation.program, explanation.situation).flips
    for flip in (each for each in found if each.lean == lean):
        changes = (
            f"{name} {to} instead of {' or '.join(answer.levels)}"
            for name, (answer, to) in flip.changes.items()
        )
        yield f"it is {lean} with {', '.join(changes)}"
        return


def _rule(explanation: Explanation, silent: Silent) -> str:
    place = explanation.rulebook.places.get(silent.rule, "")
    wanting = [each for hindrance in silent.hindrances for each in hindrance.behind]
    return f"{silent.rule} ({place}) is up to {silent.could_count:.2f}: " + _told(wanting)


def _told(wanting: Iterable[Wanting]) -> str:
    return ", ".join(
        dict.fromkeys(f"{each.fact} is {each.read} (wanted {each.wanted})" for each in wanting)
    )
