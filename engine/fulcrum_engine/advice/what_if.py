"""What if: the advice with other answers beside the advice as it is, or the fewest that turn it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.advice.recommending import recommend
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.lookahead.flips import Target
from fulcrum_engine.lookahead.outlook import flips
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.recommendation import Flips, Need, Stability, Value
from fulcrum_engine.situation import Situation

NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of a receipt that nobody sees."""
Plain = str | list[str]


class Styles(Value):
    """The style to take and the one to mix in."""

    primary: str | None
    supporting: str | None


class Essentials(Value):
    """A recommendation without its reasons."""

    lean: str
    strength: str | None
    need: dict[str, Need]
    style: Styles
    settled: Literal["decided", "leaning", "open"]
    stability: Stability


class OtherAnswer(Value):
    """What was answered, and what would be; `not_asked` where nothing was."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    from_: Plain = Field(alias="from")
    to: Plain


class Turned(Value):
    """A rule that fires in one of two situations only."""

    rule: str
    title: str


class Comparison(Value):
    """The advice if some answers were otherwise."""

    changes: dict[str, OtherAnswer]
    after: Essentials
    turned: bool = Field(description="whether the target, lean or style, is another")
    started: tuple[Turned, ...] = Field(description="rules that fire only after")
    stopped: tuple[Turned, ...] = Field(description="rules that fire only before")


class WhatIf(Value):
    """The advice as it is, beside what was asked: comparisons, or all smallest flips."""

    target: Target
    before: Essentials
    comparisons: tuple[Comparison, ...] | None
    flips: Flips | None


def what_if(
    rulebook: Rulebook,
    situation: Situation,
    changes: Sequence[Situation] | None = None,
    *,
    target: Target = "lean",
    experimental: bool = False,
) -> WhatIf:
    """Return what each set of changed answers would do; without any, the fewest that turn it."""
    before = explain(rulebook, situation, experimental=experimental)
    return WhatIf(
        target=target,
        before=essentials(before),
        comparisons=None
        if changes is None
        else tuple(_compare(before, change, target, experimental) for change in changes),
        flips=flips(before.program, situation, target) if changes is None else None,
    )


def essentials(explanation: Explanation) -> Essentials:
    """Return what an explanation amounts to, in short."""
    advice = recommend(explanation, NO_TIME, {"settled"})
    styles = Styles(primary=advice.style.primary, supporting=advice.style.supporting)
    short = {name: getattr(advice, name) for name in ("lean", "strength", "need", "settled")}
    return Essentials.model_validate({**short, "style": styles, "stability": advice.stability})


def changed(situation: Situation, change: Situation) -> Situation:
    """Return a situation with other answers in it, in whatever order they came."""
    return Situation({**situation.answers, **change.answers})


def _compare(
    before: Explanation, change: Situation, target: Target, experimental: bool
) -> Comparison:
    other = changed(before.situation, change)
    after = explain(before.rulebook, other, experimental=experimental)
    first, second = set(before.trace.firings), set(after.trace.firings)
    was, now = before.trace.outcomes, after.trace.outcomes
    return Comparison(
        changes={name: _other(before.situation, change, name) for name in change},
        after=essentials(after),
        turned=was.lean != now.lean if target == "lean" else was.primary != now.primary,
        started=_rules(after, second - first),
        stopped=_rules(before, first - second),
    )


def _other(before: Situation, change: Situation, name: str) -> OtherAnswer:
    return OtherAnswer.model_validate({"from": before[name].plain, "to": change[name].plain})


def _rules(explanation: Explanation, ids: Iterable[str]) -> tuple[Turned, ...]:
    rules = explanation.rulebook.rules
    return tuple(Turned(rule=id, title=rules[id].title) for id in sorted(ids))
