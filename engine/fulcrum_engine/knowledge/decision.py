"""Who decides: the records of a model that removes ways of deciding from a set."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fulcrum_engine.knowledge.conditions import Condition
from fulcrum_engine.knowledge.vocabulary import Name, Record, Text

Letter = Annotated[str, Field(pattern=r"^[A-Z]$")]
ProcessId = Annotated[str, Field(pattern=r"^[A-Z]+$", max_length=6)]
Letters = Annotated[tuple[Letter, ...], Field(strict=False)]
Citations = Annotated[tuple[str, ...], Field(min_length=1, strict=False)]


class Question(Record):
    """A yes-or-no question about a decision, answered by what the situation says."""

    id: Letter
    title: Text
    when: Condition
    """Yes if this is true, no if it is false, open if it is undetermined."""


class Process(Record):
    """A way of deciding."""

    id: ProcessId
    title: Text
    text: Text


class Elimination(Record):
    """A rule that removes ways of deciding when some questions are yes and some are no."""

    id: Name
    title: Text
    yes_to: Letters = ()
    no_to: Letters = ()
    remove: Annotated[tuple[ProcessId, ...], Field(min_length=1, strict=False)]
    because: Text
    sources: Citations


class Decision(Record):
    """`decision.yaml`: the whole model. `processes` begin with the one that takes least time."""

    format: int
    title: Text
    asked_by: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    """The attributes that call for it: without an answer to one of them it is not shown."""
    questions: Annotated[tuple[Question, ...], Field(min_length=1, strict=False)]
    processes: Annotated[tuple[Process, ...], Field(min_length=1, strict=False)]
    rules: Annotated[tuple[Elimination, ...], Field(min_length=1, strict=False)]
    sources: Citations
