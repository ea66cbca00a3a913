"""Situations in the words of an older vocabulary, brought visibly to today's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from fulcrum_engine.knowledge.vocabulary import Name, Record, Text

Several = Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]


class Migration(Record):
    """One attribute that has been renamed, or whose levels have."""

    since: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    """The first version of the rule book that no longer has the old words."""
    attribute: Name
    """Its old name."""
    becomes: Name | None = None
    """Its new name; absent where only levels have changed."""
    levels: dict[Name, Name | Several] = Field(default_factory=dict)
    """Old levels, and what each is called now: one level, or those it lay between."""
    why: Text | None = None

    @property
    def target(self) -> str:
        """Return the attribute's name of today."""
        return self.becomes or self.attribute


class MigrationFile(Record):
    """`migrations.yaml`: what was called otherwise before, the oldest change first."""

    format: Literal[1]
    migrations: Annotated[tuple[Migration, ...], Field(strict=False)]


@dataclass(frozen=True)
class Migrated:
    """An answer that was read in other words than it was given in."""

    since: str
    attribute: str
    answer: Any
    new_attribute: str
    new_answer: Any


def migrate_situation(
    migrations: Sequence[Migration], data: Any
) -> tuple[Any, tuple[Migrated, ...]]:
    """Return a situation's plain data in today's words, and every answer that was changed.

    What is no mapping, or has both the old and the new name, is left for the parser to refuse.
    """
    if not isinstance(data, Mapping) or not migrations:
        return data, ()
    answers, changes = dict(data), []
    for migration in migrations:
        if migration.attribute in answers and (change := _change(migration, answers)):
            del answers[migration.attribute]
            answers[change.new_attribute] = change.new_answer
            changes.append(change)
    return answers, tuple(changes)


def _change(migration: Migration, answers: Mapping[str, Any]) -> Migrated | None:
    old = answers[migration.attribute]
    if migration.becomes in answers:
        return None
    new = _levels(migration, old)
    if new == old and not migration.becomes:
        return None
    return Migrated(migration.since, migration.attribute, old, migration.target, new)


def _levels(migration: Migration, answer: Any) -> Any:
    """Return an answer with its levels as they are called now."""
    if isinstance(answer, str):
        names = _called(migration, answer)
        return names[0] if len(names) == 1 else list(names)
    if not isinstance(answer, list) or not all(isinstance(level, str) for level in answer):
        return answer
    found = [name for level in answer for name in _called(migration, level)]
    return sorted(set(found), key=found.index)


def _called(migration: Migration, level: str) -> tuple[str, ...]:
    """Return what a level is called now."""
    if level not in migration.levels:
        return (level,)
    names = migration.levels[level]
    return (names,) if isinstance(names, str) else names
