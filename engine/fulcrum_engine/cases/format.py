"""The format of case files: what may be written where, and of what type.

Names of rules, styles, attributes and levels are checked later, against a rule book.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from fulcrum_engine.cases.versions import parse_range
from fulcrum_engine.knowledge.vocabulary import Record, Text

DEFAULT_TOLERANCE = 0.05
NEW = "new"
"""Stands for a value that is still to be filled in: `fulcrum replay --approve new` does."""
ErrorCode = Literal[
    "unknown-attribute", "unknown-level", "wrong-type", "duplicate-key", "unreadable", "too-large"
]
_PYTEST_WORDS = {"and", "or", "not", "skip", "skipif", "xfail", "usefixtures", "parametrize"}
_PYTEST_WORDS |= {"filterwarnings", "tryfirst", "trylast"}


def _a_list(value: object) -> object:
    if not isinstance(value, list | tuple):
        raise ValueError("a list, such as [one] or [one, another]")  # noqa: TRY004
    return value


def _filled(value: object) -> object:
    """Refuse an empty list; pydantic's own check also counts items with faults as missing."""
    if not _a_list(value):
        raise ValueError("at least one")
    return value


def _a_mapping(value: object) -> object:
    if not isinstance(value, dict | Record):
        raise ValueError("a mapping, such as {lean: balanced}")  # noqa: TRY004
    return value


def _no_pytest_word(tag: str) -> str:
    if tag in _PYTEST_WORDS:
        raise ValueError("a tag other than the words that pytest gives a meaning of its own")
    return tag


def _a_range(text: str) -> str:
    parse_range(text)
    return text


_FILLED = Field(strict=False, json_schema_extra={"minItems": 1})
NamedId = Annotated[str, Field(min_length=1, max_length=100)]
CaseId = Annotated[str, Field(max_length=120, pattern=r"^[^\s:\[\]]([^\r\n\t:\[\]]*[^\s:\[\]])?$")]
Tag_ = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60), AfterValidator(_no_pytest_word)
]
Ids = Annotated[tuple[NamedId, ...], _FILLED, BeforeValidator(_filled)]
Exactly = Annotated[tuple[NamedId, ...], Field(strict=False), BeforeValidator(_a_list)]
Tags = Annotated[tuple[Tag_, ...], Field(strict=False), BeforeValidator(_a_list)]
Changes = Annotated[tuple[dict[NamedId, Any], ...], _FILLED, BeforeValidator(_filled)]
Tolerance = Annotated[float, Field(ge=0, le=1)]
Certainty = Annotated[float, Field(ge=0, lt=1)]
VersionRange = Annotated[str, AfterValidator(_a_range)]


NOTICED = {
    "warns": "warning",
    "tensions": "tension",
    "mix": "mix",
    "actions": "action",
    "development": "development",
}
"""What is said beside the lean and the style: each can be expected, and with `not_` ruled out."""


class AnyOf(Record):
    """Any one of several values will do."""

    any_of: Ids


def _word_or_any(value: Any) -> str:
    return "?any_of" if isinstance(value, dict | AnyOf) else "?word"


# The tags begin with a question mark so that they can be told from keys in pydantic's error paths.
Choice = Annotated[
    Annotated[NamedId, Tag("?word")] | Annotated[AnyOf, Tag("?any_of")],
    Discriminator(_word_or_any),
]


def _number_or_new(value: Any) -> str:
    return "?new" if value == NEW else "?number"


Needed = Annotated[
    Annotated[Certainty, Tag("?number")] | Annotated[Literal["new"], Tag("?new")],
    Discriminator(_number_or_new),
]


def accepted(choice: str | AnyOf) -> tuple[str, ...]:
    """Return the values that a choice accepts."""
    return (choice,) if isinstance(choice, str) else choice.any_of


class StyleExpectation(Record):
    """The style to lead with (one, or among several) and the one to mix in."""

    primary: Choice | None = None
    among: Ids | None = None
    supporting: Choice | None = None


class Expect(Record):
    """What is expected of the advice; every key that is given must hold."""

    lean: Choice | None = None
    strength: Choice | None = None
    style: StyleExpectation | None = None
    not_style: Ids | None = Field(None, description="styles that must not be the primary one")
    need: dict[NamedId, Needed] | None = Field(None, description="each within the tolerance")
    tolerance: Tolerance | None = None
    fired: Ids | None = Field(None, description="rules that must fire, among others")
    fired_exactly: Exactly | None = Field(None, description="these rules fire and no others")
    not_fired: Ids | None = None
    undetermined: Ids | None = Field(None, description="rules that wait for a missing answer")
    warns: Ids | None = None
    not_warns: Ids | None = None
    tensions: Ids | None = None
    not_tensions: Ids | None = None
    mix: Ids | None = None
    not_mix: Ids | None = None
    actions: Ids | None = None
    not_actions: Ids | None = None
    development: Ids | None = None
    not_development: Ids | None = None
    decision: dict[NamedId, Any] | None = None
    next_question: Choice | None = Field(None, description="an attribute, or `none`")
    flips_with: Changes | None = Field(None, description="each of these alone turns the lean")
    stable_under: Ids | None = Field(None, description="attributes none of which turns the lean")
    error: ErrorCode | None = Field(None, description="why the input is refused")
    suggests: Choice | None = Field(None, description="the name a refusal proposes instead")


class Labels(Record):
    """What cases and tables have in common."""

    title: Text | None = None
    source: Text | None = Field(None, description="who says the expected answer is right")
    tags: Tags = ()
    todo: Text | None = Field(None, description="what is missing: the case is expected to fail")
    rules: VersionRange | None = Field(None, description="rule book versions it holds for")
    tolerance: Tolerance | None = None
    draft: bool = Field(False, description="made by a tool: it does not count, it is skipped")
    experimental: bool = Field(False, description="let experimental rules fire as well")
    ground_truth: bool = Field(False, description="expectations no tool may rewrite")


class CaseRecord(Labels):
    """A situation, and what is expected of the advice for it."""

    id: CaseId
    given: Any = None
    situation: Any = Field(None, description="the same thing as given")
    expect: Annotated[Expect, BeforeValidator(_a_mapping)]


class TableRecord(Labels):
    """Many small cases: a column for each attribute, `=> lean` for what is expected."""

    table: CaseId
    given: Any = Field(None, description="answers that all rows share")
    columns: Annotated[tuple[NamedId, ...], Field(min_length=2, strict=False)]
    rows: Annotated[tuple[Annotated[list[Any], BeforeValidator(_a_list)], ...], Field(strict=False)]


class Defaults(Record):
    """What all cases of a file share, unless they say otherwise."""

    given: dict[NamedId, Any] = Field(default_factory=dict)
    tags: Tags = ()
    source: Text | None = None
    rules: VersionRange | None = None
    tolerance: Tolerance | None = None


def _case_or_table(value: Any) -> str:
    if isinstance(value, dict):
        return "?table" if "table" in value else "?case"
    return "?table" if isinstance(value, TableRecord) else "?case"


Entry = Annotated[
    Annotated[CaseRecord, Tag("?case")] | Annotated[TableRecord, Tag("?table")],
    Discriminator(_case_or_table),
]


class CaseFileRecord(Record):
    """A case file."""

    format: Literal[1]
    title: Text | None = None
    defaults: Defaults = Defaults()
    cases: Annotated[tuple[Entry, ...], _FILLED, BeforeValidator(_filled)]
