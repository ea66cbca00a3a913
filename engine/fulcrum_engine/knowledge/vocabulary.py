"""The vocabulary: which attributes a situation has, and between which levels each can lie."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=600)]


class Record(BaseModel):
    """A frozen record of a rule book file; unknown fields are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Level(Record):
    """One answer, with an example that lets two people choose the same word."""

    id: Name
    label: Text
    example: Text


class Group(Record):
    """A heading under which a form asks."""

    id: Name
    title: Text


class Attribute(Record):
    """One thing that can be said of a situation, with the question that asks it."""

    id: Name
    title: Text
    group: Name
    core: bool = False
    optional: bool = False
    """True for context: a situation counts as fully described without it."""
    ordered: bool = False
    comparable: bool = True
    """False where a later level is not simply more: `at_least` and `at_most` are refused."""
    movable: Literal["later", "earlier", "either", "no"] = "no"
    """The direction along the levels in which the person in charge can act on it."""
    question: Text
    hint: Text
    why: Text
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=30, strict=False)]

    @cached_property
    def level_ids(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.levels)

    @cached_property
    def everything(self) -> int:
        """Return the set of all levels, as a bit mask."""
        return (1 << len(self.levels)) - 1

    def mask(self, levels: tuple[str, ...]) -> int:
        """Return a set of levels as a bit mask: bit n stands for level n."""
        return sum(1 << self.level_ids.index(level) for level in set(levels))


class Vocabulary(Record):
    """All attributes, in the order in which they are asked."""

    format: Literal[1]
    groups: Annotated[tuple[Group, ...], Field(strict=False)]
    attributes: Annotated[tuple[Attribute, ...], Field(min_length=1, strict=False)]

    @cached_property
    def by_id(self) -> dict[str, Attribute]:
        return {attribute.id: attribute for attribute in self.attributes}
