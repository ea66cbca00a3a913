"""The closed language of conditions, as it is written in rule files.

No expressions in strings: anything richer becomes a concept with a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from fulcrum_engine.knowledge.vocabulary import Name, Record

KINDS = ("attribute", "concept", "outcome", "all", "any", "none")
TESTS = ("is", "is_not", "one_of", "at_least", "at_most")
ConceptId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=60)]
Levels = Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]


class LevelTest(Record):
    """A test of one thing that has levels; exactly one of the tests is given."""

    @model_validator(mode="after")
    def _one_test(self) -> LevelTest:
        given = [test for test in TESTS if self.argument(test) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of {', '.join(TESTS)} is wanted, found {len(given)}")
        return self

    def argument(self, test: str) -> str | tuple[str, ...] | None:
        """Return what a test compares with, or None if this is another test."""
        value: str | tuple[str, ...] | None = getattr(self, "is_" if test == "is" else test, None)
        return value

    @property
    def test(self) -> tuple[str, tuple[str, ...]]:
        """Return the name of the test and the levels it names."""
        name = next(test for test in TESTS if self.argument(test) is not None)
        value = self.argument(name)
        return name, value if isinstance(value, tuple) else (str(value),)

    @property
    def wanted(self) -> str:
        """Return the test in words: `at least major`."""
        name, levels = self.test
        words = {"is": "", "one_of": "", "is_not": "not ", "at_least": "at least "}
        return words.get(name, "at most ") + " or ".join(levels)


class AttributeCondition(LevelTest):
    """True if every level that the answer allows passes, false if none does."""

    attribute: Name
    is_: Name | None = Field(None, alias="is")
    is_not: Name | None = None
    one_of: Levels | None = None
    at_least: Name | None = None
    at_most: Name | None = None


class OutcomeCondition(LevelTest):
    """A test of the advice itself, for rules that come after it: lean, strength or style."""

    outcome: Name
    is_: Name | None = Field(None, alias="is")
    is_not: Name | None = None
    one_of: Levels | None = None


class ConceptCondition(Record):
    """The certainty of a concept; with `at_least`, whether it reaches that strength."""

    concept: ConceptId
    at_least: Annotated[float, Field(gt=0, lt=1)] | None = None

    @property
    def wanted(self) -> str:
        return f"at least {self.at_least}" if self.at_least else "likely"


class AllOf(Record):
    """As strong as the weakest of its conditions."""

    all: Annotated[tuple[Condition, ...], Field(min_length=1, strict=False)]


class AnyOf(Record):
    """As strong as the strongest of its conditions."""

    any: Annotated[tuple[Condition, ...], Field(min_length=1, strict=False)]


class NoneOf(Record):
    """As strong as the absence of the strongest of its conditions."""

    none: Annotated[tuple[Condition, ...], Field(min_length=1, strict=False)]


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((f"?{kind}" for kind in KINDS if kind in value), None)
    return next((f"?{kind}" for kind in KINDS if hasattr(value, kind)), None)


# The tags begin with a question mark so that they can be told from keys in pydantic's error paths.
Condition = Annotated[
    Annotated[AttributeCondition, Tag("?attribute")]
    | Annotated[ConceptCondition, Tag("?concept")]
    | Annotated[OutcomeCondition, Tag("?outcome")]
    | Annotated[AllOf, Tag("?all")]
    | Annotated[AnyOf, Tag("?any")]
    | Annotated[NoneOf, Tag("?none")],
    Discriminator(_kind),
]

Leaf = AttributeCondition | ConceptCondition | OutcomeCondition
for _model in (AllOf, AnyOf, NoneOf):
    _model.model_rebuild()


def children(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions that a group is made of; a leaf has none."""
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts) | NoneOf(none=parts):
            return parts
    return ()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every test of a condition, in the order written."""
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        for child in children(condition):
            yield from leaves(child)
    else:
        yield condition


def walk(
    condition: Condition, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Leaf]]:
    """Yield every test of a condition with its place in the file."""
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        key = next(kind for kind in ("all", "any", "none") if hasattr(condition, kind))
        for i, child in enumerate(children(condition)):
            yield from walk(child, (*path, key, i))
    else:
        yield path, condition
