"""The recommendation: one frozen value, rendered as JSON, as a page or as a report.

Field names are those of the public contract; numbers have four decimals.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[float, Field(ge=0, lt=1, description="four decimals")]


class Value(BaseModel):
    """A frozen part of a recommendation."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Need(Value):
    """The demand for one side: as concluded, and what the missing answers leave possible."""

    value: Number
    low: Number
    high: Number


class Reading(Value):
    """A condition of a rule: the fact, what the rule wanted of it and what it read."""

    fact: str
    wanted: str
    read: str


class Reason(Value):
    """A rule that fired, how much it counts, and what it read."""

    rule: str
    title: str
    because: str
    side: str | None = Field(None, description="the side it speaks for")
    certainty: Number
    conditions: tuple[Reading, ...]
    sources: tuple[str, ...]


class Notice(Value):
    """A warning or a tension, with the rules that raised it."""

    id: str
    title: str
    text: str
    rules: tuple[str, ...]


class RankedStyle(Value):
    """A style, how certain it is that it fits, why, and what to beware of."""

    style: str
    side: str
    certainty: Number
    reasons: tuple[Reason, ...]
    cautions: tuple[Notice, ...]


class StyleAdvice(Value):
    """The style to lead with, the one to mix in, and all by certainty."""

    primary: str | None
    supporting: str | None
    ranking: tuple[RankedStyle, ...]


class Action(Value):
    """One thing to do first: the side and the function it serves, and the rules that ask for it."""

    id: str
    text: str
    serves: str
    function: str
    rules: tuple[str, ...]


class DecisionQuestion(Value):
    """A question about a decision: yes, no or (None) open, and what was read."""

    id: str
    question: str
    answer: Literal["yes", "no"] | None
    conditions: tuple[Reading, ...]


class RemovedProcesses(Value):
    """A rule that removed ways of deciding."""

    rule: str
    title: str
    because: str
    processes: tuple[str, ...]
    sources: tuple[str, ...]


class DecisionAdvice(Value):
    """Who should decide: the ways of deciding that are left, and the one that takes least time."""

    process: str | None = Field(description="null where open questions leave more than one")
    feasible: tuple[str, ...] = Field(description="left by some way of answering what is open")
    certain: tuple[str, ...] = Field(description="left by every way of answering what is open")
    questions: tuple[DecisionQuestion, ...]
    removed: tuple[RemovedProcesses, ...]


class Growth(Value):
    """One thing for the person in charge to learn or to know."""

    id: str
    title: str
    text: str
    rules: tuple[str, ...]
    sources: tuple[str, ...]


class DevelopmentAdvice(Value):
    """What the person in charge can work on."""

    gaps: tuple[Growth, ...] = Field(description="skills the situation asks for and that are weak")
    role: tuple[Growth, ...] = Field(description="how the role and the situation go together")
    steps: tuple[Growth, ...]


class Stability(Value):
    """The share of ways to answer what is missing that keep the lean, and how that is known."""

    share: Annotated[float, Field(ge=0, le=1)]
    method: Literal["enumerated", "bounded", "sampled"]
    error: Annotated[float, Field(ge=0, le=1, description="half width of the 95 % interval")]


class Change(Value):
    """A changed answer: what it was, and the level that turns the advice."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)

    from_: str | list[str] = Field(alias="from")
    to: str


class FlipSet(Value):
    """Answers that together turn the advice.

    `style` is told where the style is the target; null where the changes leave none.
    """

    changes: dict[str, Change]
    lean: str
    style: str | None = None
    actionable: bool = Field(description="whether the person in charge can bring it about")


class Flips(Value):
    """The smallest sets of changed answers that turn the advice, the first 20 listed."""

    target: Literal["lean", "style"]
    searched: int = Field(description="up to how many changes the search was exact")
    total: int
    sets: tuple[FlipSet, ...]


class Effect(Value):
    """What the advice would be if this level were answered now."""

    level: str
    lean: str
    need: dict[str, Number]


class NextQuestion(Value):
    """The not-asked attribute whose answer matters most."""

    attribute: str
    question: str
    why: str
    effects: tuple[Effect, ...]


class RulebookId(Value):
    """Which knowledge gave the answer."""

    version: str
    sha256: str


class Receipt(Value):
    """Enough to reproduce the answer exactly."""

    rulebook: RulebookId
    engine: str
    situation_sha256: str
    time: str = Field(description="ISO 8601, UTC")


class Recommendation(Value):
    """The advice for one situation."""

    lean: str
    strength: str | None
    need: dict[str, Need]
    style: StyleAdvice
    dimensions: tuple[dict[str, str | float], ...]
    reasons: tuple[Reason, ...]
    against: tuple[Reason, ...]
    warnings: tuple[Notice, ...]
    tensions: tuple[Notice, ...]
    mix: tuple[Notice, ...] = Field(description="what comes first, and the dose of the other side")
    actions: tuple[Action, ...]
    decision: DecisionAdvice | None
    development: DevelopmentAdvice | None
    settled: Literal["decided", "leaning", "open"] | None
    stability: Stability | None
    flips: Flips | None
    next_question: NextQuestion | None
    receipt: Receipt

    @property
    def plain(self) -> dict[str, Any]:
        """Return the recommendation as plain data."""
        return self.model_dump(mode="json")

    @property
    def json_text(self) -> str:
        """Return the recommendation as JSON, the same bytes for the same advice and time."""
        return json.dumps(self.plain, indent=2, ensure_ascii=False)


def present(number: float) -> float:
    """Return a certainty with four decimals; rounding never makes one certain.

    >>> present(0.123456), present(0.99999)
    (0.1235, 0.9999)
    """
    return min(round(number, 4), 0.9999) + 0.0
