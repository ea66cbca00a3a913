"""The records of a rule book: knowledge as data, cited and readable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from fulcrum_engine.knowledge.conditions import ConceptId, Condition
from fulcrum_engine.knowledge.decision import Decision
from fulcrum_engine.knowledge.glossary import Entry, LeftOut
from fulcrum_engine.knowledge.migrations import Migration
from fulcrum_engine.knowledge.promises import Promise
from fulcrum_engine.knowledge.vocabulary import Name, Record, Text, Vocabulary

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Certainty = Annotated[float, Field(gt=-1, lt=1, description="Certainty factor; not 0, not ±1")]
Share = Annotated[float, Field(gt=0, lt=1)]
Citation = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(#[A-Za-z0-9]+)?$")]
Status = Literal["experimental", "tested", "stable"]
Combination = Literal["accumulate", "strongest"]
Sources = Annotated[tuple[Citation, ...], Field(strict=False)]


class Conclusion(Record):
    """What a rule concludes, and how certain that is when its premise is."""

    conclude: ConceptId
    certainty: Certainty


class Rule(Record):
    """One pattern of facts and what it tells, with the reason and who says so."""

    id: Id
    title: Text
    status: Status
    when: Condition
    then: Annotated[tuple[Conclusion, ...], Field(min_length=1, strict=False)]
    because: Text
    sources: Annotated[Sources, Field(min_length=1)]


class Concept(Record):
    """A derived fact between answers and conclusions."""

    id: Id
    title: Text
    combine: Combination = "strongest"


class Side(Record):
    """One of the two things a team can need more of."""

    id: Name
    title: Text
    need: Id
    need_title: Text
    combine: Combination = "accumulate"


class Style(Record):
    """A way of acting on one side."""

    id: Name
    title: Text
    side: Name
    summary: Text
    """What it is."""
    works: Text | None = None
    fails: Text | None = None
    monday: Text | None = None
    """What it looks like on a Monday morning."""
    sources: Sources = ()


class Dimension(Record):
    """A difference between the sides: the concept that speaks for each of them."""

    id: Name
    title: Text
    poles: dict[Name, Id]


class Notice(Record):
    """A warning or a tension: something the advice must not go without."""

    id: ConceptId
    title: Text
    text: Text
    caution_on: Name | None = None
    """The style this is a caution on: shown with the style, and as a warning if it is advised."""
    sources: Sources = ()


class Function(Record):
    """A function or practice that an action belongs to."""

    id: Name
    title: Text
    side: Name


class Action(Record):
    """One thing to do first."""

    id: Id
    text: Text
    function: Name
    sources: Sources = ()


class Steps(Record):
    """From where a certainty counts as clear, and from where as strong."""

    clear: Share
    strong: Share


class Growth(Record):
    """One thing to learn or to know about oneself, for the person in charge."""

    id: ConceptId
    kind: Literal["gap", "role", "step"]
    title: Text
    text: Text
    sources: Sources = ()


class Development(Record):
    """What a consultation can say about the person in charge, when one of these was answered."""

    asked_by: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    advice: Annotated[tuple[Growth, ...], Field(strict=False)]


class Balance(Record):
    """When two needs are balanced: how high the smaller is, and how much of the larger it has."""

    smaller_from: Annotated[float, Field(ge=0, lt=1)]
    share: Annotated[float, Field(ge=0, lt=1)]
    """The least share of the larger need's weight of evidence; 0 where it does not matter."""


class LeanReading(Record):
    """How a lean is read off the two needs."""

    established: Share
    """A need below this is not established."""
    balanced: Annotated[tuple[Balance, ...], Field(min_length=1, strict=False)]
    """The needs are balanced when one of these holds."""
    one_sided: Steps
    """The strength of a lean to one side, by the difference of the needs."""
    both: Steps
    """The strength of a balanced lean, by the smaller need."""


class Hypotheses(Record):
    """What a consultation can conclude, and how the advice is read off it."""

    format: Literal[1]
    sides: Annotated[tuple[Side, ...], Field(min_length=2, max_length=2, strict=False)]
    lean: LeanReading
    styles: Annotated[tuple[Style, ...], Field(min_length=2, strict=False)]
    dimensions: Annotated[tuple[Dimension, ...], Field(strict=False)] = ()
    warnings: Annotated[tuple[Notice, ...], Field(strict=False)] = ()
    tensions: Annotated[tuple[Notice, ...], Field(strict=False)] = ()
    mix: Annotated[tuple[Notice, ...], Field(strict=False)] = ()
    """Which side comes first, and the smallest dose of the other that keeps it from failing."""
    functions: Annotated[tuple[Function, ...], Field(strict=False)] = ()
    actions: Annotated[tuple[Action, ...], Field(strict=False)] = ()
    development: Development | None = None

    @property
    def said(self) -> list[str]:
        """Return the ids of all that can be said beside the needs and styles."""
        growth = self.development.advice if self.development else ()
        notices = (*self.warnings, *self.tensions, *self.mix)
        return [
            *(notice.id for notice in notices),
            *(action.id for action in self.actions),
            *(each.id for each in growth),
        ]

    def warnings_beside(self, *styles: str | None) -> list[Notice]:
        """Return the warnings to look at where these styles are advised.

        Those are the failure modes of a team, and the cautions on these styles alone.
        """
        return [each for each in self.warnings if each.caution_on in (None, *styles)]

    @cached_property
    def cautions(self) -> dict[str, str]:
        """Return the style that each caution is on, by the id of the caution."""
        return {each.id: each.caution_on for each in self.warnings if each.caution_on}

    @cached_property
    def style_by_id(self) -> dict[str, Style]:
        return {style.id: style for style in self.styles}


class Claim(Record):
    """One numbered statement of a source, in our own words."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+$")]
    kind: Text
    section: Text
    claim: Text


class Source(Record):
    """A publication that rules rest on, and how surely its content is known."""

    id: Id
    title: Text
    year: int | None = None
    authors: Text | None = None
    kind: Literal["article", "model", "study", "ours"]
    checked: Literal["seen", "once", "memory"]
    note: Text


class VersionFile(Record):
    """`rulebook.yaml`: which rule book this is."""

    format: Literal[1]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text


class ConceptFile(Record):
    """`concepts.yaml`: the derived facts."""

    format: Literal[1]
    concepts: Annotated[tuple[Concept, ...], Field(strict=False)]


class SourceFile(Record):
    """`sources.yaml`: the publications."""

    format: Literal[1]
    sources: Annotated[tuple[Source, ...], Field(strict=False)]


class ClaimFile(Record):
    """`claims.yaml`: the numbered statements of one source."""

    format: Literal[1]
    source: Id
    claims: Annotated[tuple[Claim, ...], Field(strict=False)]


class RuleFile(Record):
    """A file of rules on one theme."""

    format: Literal[1]
    theme: Text
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, strict=False)]


@dataclass(frozen=True, eq=False)
class Rulebook:
    """A checked rule book: every name in it resolves, and nothing in it runs in a circle."""

    version: str
    title: str
    vocabulary: Vocabulary
    hypotheses: Hypotheses
    concepts: Mapping[str, Concept]
    rules: Mapping[str, Rule]
    decision: Decision | None
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    glossary: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    promises: tuple[Promise, ...]
    places: Mapping[str, str]
    """The file and line of each rule."""
    themes: Mapping[str, str]
    """The theme of each rule."""
    migrations: tuple[Migration, ...] = ()
    """What was called otherwise in older versions, the oldest change first."""

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return the knowledge as plain data, whatever files and order it came in."""
        content: dict[str, Any] = {
            "version": self.version,
            "title": self.title,
            "vocabulary": _plain(self.vocabulary),
            "hypotheses": _plain(self.hypotheses),
            "concepts": [_plain(self.concepts[id]) for id in sorted(self.concepts)],
            "rules": [_plain(self.rules[id]) for id in sorted(self.rules)],
            "decision": _plain(self.decision) if self.decision else None,
            "sources": [_plain(self.sources[id]) for id in sorted(self.sources)],
            "claims": [_plain(self.claims[id]) for id in sorted(self.claims)],
            "glossary": [_plain(entry) for entry in self.glossary],
            "left_out": [_plain(claim) for claim in self.left_out],
            "promises": [_plain(promise) for promise in self.promises],
        }
        if self.migrations:  # so that rule books without any keep the hash they had
            content["migrations"] = [_plain(each) for each in self.migrations]
        return content

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the content: comments, files and their order do not count."""
        text = json.dumps(self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_none=True)
