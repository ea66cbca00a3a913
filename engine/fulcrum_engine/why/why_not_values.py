"""Why not: what kept other advice from being given, as frozen values."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fulcrum_engine.recommendation import Number, Value
from fulcrum_engine.why.evidence import Origin
from fulcrum_engine.why.proof_values import Certainty


class Spoke(Value):
    """A rule that fired, and how much it counts."""

    rule: str
    title: str
    because: str
    counts: Number
    read: str = Field(description="the facts it read, for people")


class Wanting(Value):
    """An answer that is not as wanted: another level, or missing."""

    fact: str
    wanted: str
    read: str
    origin: Origin
    question: str | None = Field(description="to ask, where the answer is missing")
    text: str


class Hindrance(Value):
    """A condition of a rule that is not as wanted, and the answers behind it."""

    fact: str
    wanted: str
    read: str
    origin: Origin
    truth: Literal["false", "undetermined"]
    text: str
    behind: tuple[Wanting, ...] = Field(description="by the nearest way; an answer names itself")


class Silent(Value):
    """A rule that would have spoken, and what kept it from it."""

    rule: str
    title: str
    because: str
    could_count: Number = Field(description="at most, if the hindrances were otherwise")
    hindrances: tuple[Hindrance, ...]
    text: str


class More(Value):
    """How many rules are not listed."""

    outweighed: int
    by: int
    failed: int
    undetermined: int


class WhyNot(Value):
    """Why one lean or style was not advised; nearest first."""

    target: str
    kind: Literal["lean", "style"]
    title: str
    advised: bool = Field(description="true: there is nothing to explain")
    text: str
    certainty: Certainty | None = Field(description="of the need or the style")
    outweighed: tuple[Spoke, ...] = Field(description="rules that spoke for it")
    by: tuple[Spoke, ...] = Field(description="the rules that spoke louder, or against it")
    failed: tuple[Silent, ...]
    undetermined: tuple[Silent, ...]
    more: More
