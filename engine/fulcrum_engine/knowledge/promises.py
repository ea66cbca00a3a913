"""What a rule book promises for every situation, as data: properties that no rule may break."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from fulcrum_engine.knowledge.conditions import Condition
from fulcrum_engine.knowledge.decision import Citations
from fulcrum_engine.knowledge.vocabulary import Name, Record, Text

PromiseId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=80)]
Direction = Literal["later", "earlier"]
KINDS = ("never_lowers", "never_favours")


class Move(Record):
    """One answer moved along its levels, all other answers kept."""

    attribute: Name
    direction: Direction
    """Towards later or earlier levels of the attribute's list."""


class NeverLowers(Move):
    """The move never lowers the need for a side, or the certainty of a style."""

    need: Name | None = None
    """A side."""
    style: Name | None = None

    @model_validator(mode="after")
    def _one_target(self) -> NeverLowers:
        if (self.need is None) == (self.style is None):
            raise ValueError("either a need or a style")
        return self


class NeverFavours(Move):
    """The move never makes one style gain on another."""

    style: Name
    over: Name


class PromiseException(Record):
    """Where a promise does not hold on purpose, and who says so."""

    when: Condition
    """Tests of answers only; the promise is silent where this may be true before and after."""
    because: Text
    sources: Citations


class Promise(Record):
    """A property of the advice in every situation, with its sources and its exceptions."""

    id: PromiseId
    text: Text
    never_lowers: NeverLowers | None = None
    never_favours: NeverFavours | None = None
    sources: Citations
    exceptions: Annotated[tuple[PromiseException, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Promise:
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise ValueError(f"exactly one of {', '.join(KINDS)}")
        return self

    @property
    def move(self) -> NeverLowers | NeverFavours:
        """Return what is moved and what must not follow."""
        move = self.never_lowers or self.never_favours
        assert move is not None
        return move

    @property
    def kind(self) -> str:
        """Return which of the kinds this promise is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class PromiseFile(Record):
    """`promises.yaml`: what holds in every situation."""

    format: Literal[1]
    promises: Annotated[tuple[Promise, ...], Field(strict=False)]
