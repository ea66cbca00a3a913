"""Why not, in a few sentences: how far the lean or the style was from being advised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fulcrum_engine.certainty import Belief
from fulcrum_engine.knowledge.rulebook import LeanReading, Side, Style
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.outcomes import BALANCED, UNDETERMINED
from fulcrum_engine.why.telling import Telling, lowered, telling, two


def about_lean(explanation: Explanation, target: str) -> str:
    """Return why a lean was not reached, and what it would have taken."""
    hypotheses, lean = explanation.rulebook.hypotheses, explanation.trace.outcomes.lean
    sides, reading = hypotheses.sides, hypotheses.lean
    needs = [explanation.trace.belief(side.need) for side in sides]
    told = [*_reached(explanation, needs), *_possible(needs)]
    if lean == UNDETERMINED:
        told.append(f"A need counts from {two(reading.established)}, and neither is there yet.")
    elif max(need.value for need in needs) < reading.established:
        told.append(f"Neither reaches {two(reading.established)}, so a light touch will do.")
    else:
        told += _distance(reading, sides, needs, target)
    return " ".join(told)


def _reached(explanation: Explanation, needs: Sequence[Belief]) -> Iterator[str]:
    sides = explanation.rulebook.hypotheses.sides
    spoke = [bool(explanation.reasons(side.need)) for side in sides]
    if not any(spoke):
        yield "Nothing that is known speaks for either need."
        return
    for side, need, something in zip(sides, needs, spoke, strict=True):
        title = lowered(side.need_title)
        if need.value > 0:
            yield f"{side.need_title} comes to {two(need.value)}."
        elif something:
            yield f"More speaks against {title} than for it."
        else:
            yield f"Nothing that is known speaks for {title}."


def _possible(needs: Sequence[Belief]) -> Iterator[str]:
    if any(need.low < need.high for need in needs):
        first, second = (two(need.high) for need in needs)
        yield f"Missing answers could still raise them to {first} and {second}."


def _distance(
    reading: LeanReading, sides: Sequence[Side], needs: Sequence[Belief], target: str
) -> Iterator[str]:
    """Yield what a need would have to come to, the other staying as it is."""
    if target == BALANCED:
        less, more = sorted(range(2), key=lambda number: needs[number].value)
        now, least = apart(needs[less].value, balanced_from(reading, needs[more].value))
        title = lowered(sides[less].need_title)
        yield f"They would be balanced if {title} came to {least} instead of {now}."
        return
    wanted = [side.id for side in sides].index(target)
    other = needs[1 - wanted].value
    beyond = leaning_from(reading, other)
    title, side = lowered(sides[wanted].need_title), lowered(sides[wanted].title)
    against = lowered(sides[1 - wanted].need_title)
    if beyond is None and needs[wanted].value >= balanced_from(reading, other):
        yield f"Beside {against} as high as {two(other)}, both count, however they compare."
    elif beyond is None:
        _, least = apart(needs[wanted].value, balanced_from(reading, other))
        yield f"Beside {against} it could at most be balanced: if {title} came to {least}."
    else:
        now, mark = apart(needs[wanted].value, beyond)
        yield f"It would lean to {side} if {title} came to more than {mark} instead of {now}."


def balanced_from(reading: LeanReading, other: float) -> float:
    """Return the need from which it is balanced with a larger one."""
    marks = (max(b.smaller_from, float(1 - (1 - other) ** b.share)) for b in reading.balanced)
    return min(marks)


def leaning_from(reading: LeanReading, other: float) -> float | None:
    """Return the need above which it is leaned to beside another; None where it never is."""
    shares = [each.share for each in reading.balanced if other >= each.smaller_from]
    if not all(shares):
        return None
    marks = (float(1 - (1 - other) ** (1 / share)) for share in shares)
    return max(*marks, reading.established, other)


def about_style(explanation: Explanation, style: Style, rival: str | None, *, spoke: bool) -> str:
    """Return why a style was not the one to take; `spoke` says that some rule spoke for it."""
    words, trace = telling(explanation.rulebook), explanation.trace
    own, other = (max(trace.belief(id).value, 0.0) for id in (style.id, rival or style.id))
    mine, theirs = apart(own, other)
    named = lowered(style.title)
    told = f"The {named} style comes to {mine}"
    if own <= 0:
        against = f"More speaks against the {named} style than for it"
        told = against if spoke else f"Nothing that is known speaks for the {named} style"
    if rival is None:
        return f"{told}. No style is advised while too little is known."
    name = lowered(words.advised(rival))
    text = f"{told}, the {name} one comes to {theirs}."
    if own == other:
        nor = f"{told}, nor for the {name} one" if not spoke else f"{told}, as for the {name} one"
        text = f"{text if own else f'{nor}.'} Between equals the rule book's order decides."
    return f"{text} {_which_side(words, explanation, style)}".strip()


def _which_side(words: Telling, explanation: Explanation, style: Style) -> str:
    outcomes, side = explanation.trace.outcomes, lowered(words.advised(style.side))
    primary = explanation.rulebook.hypotheses.style_by_id[outcomes.primary or style.id]
    if style.side == primary.side:
        return ""
    leading = lowered(words.advised(primary.side))
    if outcomes.lean == BALANCED:
        why = f"It is a style of {side}, and {leading} is needed at least as much"
    else:
        why = f"It is a style of {side}, and the lean is to {leading}"
    return f"{why}; it is the one to mix in." if style.id == outcomes.supporting else f"{why}."


def apart(one: float, other: float) -> tuple[str, str]:
    """Return two certainties with as many decimals as it takes to tell them apart.

    >>> apart(0.486, 0.4936), apart(0.5, 0.2)
    (('0.486', '0.494'), ('0.50', '0.20'))
    """
    for digits in (2, 3, 4):
        pair = (f"{min(one, 0.9999):.{digits}f}", f"{min(other, 0.9999):.{digits}f}")
        if pair[0] != pair[1] and "1." not in "".join(pair):
            return pair
    return two(one), two(other)
