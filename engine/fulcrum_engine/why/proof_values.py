"""The proof of a recommendation as frozen values, from the answers through firings to the lean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fulcrum_engine.recommendation import Number, Value
from fulcrum_engine.why.evidence import Fate, Origin, Truth

Detail = Literal["short", "whole"]
State = Literal["answered", "unknown", "not_asked", "not_applicable"]
Signed = Annotated[float, Field(gt=-1, lt=1, description="four decimals; below 0: against")]
Level = Annotated[float, Field(ge=0, le=1, description="four decimals")]


class Certainty(Value):
    """A certainty as concluded, and what the missing answers leave possible."""

    value: Signed
    low: Signed
    high: Signed


class Strength(Value):
    """How strong a premise is: what is certain, and what the missing answers leave possible."""

    low: Level
    high: Level


class AnswerRead(Value):
    """What was answered to one question, or why there is no answer."""

    attribute: str
    title: str
    state: State
    levels: tuple[str, ...]
    text: str


class ConditionRead(Value):
    """A condition, or a group of them: what was wanted, what was read, and where that came from."""

    kind: Literal["attribute", "concept", "outcome", "all", "any", "none"]
    fact: str | None = None
    wanted: str | None = None
    read: str | None = None
    origin: Origin | None = None
    truth: Truth
    strength: Strength
    text: str | None = Field(None, description="all of it for people")
    parts: tuple[ConditionRead, ...] = ()


class RuleProof(Value):
    """A rule that can conclude a concept: what became of it, and what it adds."""

    rule: str
    title: str
    fate: Fate
    certainty: Signed = Field(description="what it concludes when its premise is certain")
    premise: Strength
    adds: Certainty = Field(description="certainty times premise")
    told_under: str | None = Field(
        None, description="the concept under which its conditions are told; null: here"
    )
    because: str | None = None
    sources: tuple[str, ...] = ()
    condition: ConditionRead | None = None


class LeftOut(Value):
    """How many rules a short proof leaves out."""

    fired: int
    failed: int
    undetermined: int


class Step(Value):
    """One concept: the rules that can conclude it, and how their evidence comes together."""

    concept: str
    title: str
    kind: Literal["concept", "need", "style", "advice"]
    certainty: Certainty
    combine: Literal["accumulate", "strongest"]
    arithmetic: str
    rules: tuple[RuleProof, ...]
    left_out: LeftOut


class LeanProof(Value):
    """How the lean, its strength and the styles were read off the needs."""

    lean: str
    title: str
    strength: str | None
    style: str | None
    supporting: str | None
    need: dict[str, Number]
    steps: tuple[str, ...]


class Proof(Value):
    """The proof of the lean, or with detail `whole` of everything that was concluded or not.

    A concept stands before the first that asks about it, and each only once.
    """

    detail: Detail
    answers: tuple[AnswerRead, ...]
    steps: tuple[Step, ...]
    lean: LeanProof
    after: tuple[Step, ...] = Field(description="what was concluded from the lean")
