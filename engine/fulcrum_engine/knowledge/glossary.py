"""The words of a rule book explained, and the claims of its source that it leaves out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fulcrum_engine.knowledge.decision import Citations
from fulcrum_engine.knowledge.vocabulary import Record, Text

EntryId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
ClaimId = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+$")]


class Entry(Record):
    """One word or question, explained in plain words."""

    id: EntryId
    title: Text
    text: Text
    sources: Citations


class GlossaryFile(Record):
    """`glossary.yaml`: the words of the rule book."""

    format: Literal[1]
    entries: Annotated[tuple[Entry, ...], Field(strict=False)]


class LeftOut(Record):
    """A claim that nothing carries on purpose, and why."""

    id: ClaimId
    reason: Text


class LeftOutFile(Record):
    """`left-out-claims.yaml`: what of the source is left out on purpose."""

    format: Literal[1]
    claims: Annotated[tuple[LeftOut, ...], Field(strict=False)]
