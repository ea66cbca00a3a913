"""The shapes in which the API shows a rule book; its records are the engine's own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fulcrum_engine.knowledge.rulebook import (
    Claim,
    Dimension,
    LeanReading,
    Notice,
    Rule,
    Side,
    Source,
    Style,
)
from fulcrum_engine.knowledge.vocabulary import Attribute, Group
from fulcrum_engine.recommendation import RulebookId, Value


class VocabularyView(Value):
    """All that a situation can say, in the order in which it is asked."""

    rulebook: RulebookId
    groups: tuple[Group, ...]
    attributes: tuple[Attribute, ...]


class RuleSummary(Rule):
    """A rule, and the file and line where it stands."""

    place: str


class RuleSummaries(Value):
    """All rules, by id."""

    rulebook: RulebookId
    rules: tuple[RuleSummary, ...]


class Citation(Value):
    """What a rule rests on: a publication and, where one is named, what it says."""

    citation: Annotated[str, Field(examples=["article#S30"])]
    source: Source
    claim: Claim | None = None


class RuleDetail(RuleSummary):
    """A rule with what it rests on."""

    rulebook: RulebookId
    citations: tuple[Citation, ...]


class StyleView(Style):
    """A style, and what to beware of with it."""

    cautions: tuple[Notice, ...]


class StyleViews(Value):
    """All styles."""

    rulebook: RulebookId
    styles: tuple[StyleView, ...]


class RulebookView(Value):
    """Which rule book this is, how large, and how advice is read off it."""

    version: str
    sha256: str
    title: str
    engine: str
    counts: dict[str, int]
    rules_by_status: dict[str, int]
    sides: tuple[Side, ...]
    lean: LeanReading
    styles: tuple[Style, ...]
    dimensions: tuple[Dimension, ...]
