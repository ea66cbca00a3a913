"""Whether the table of migrations leads from words that are gone to words that are there."""

from __future__ import annotations

from collections.abc import Iterator

from fulcrum_engine.documents import Document
from fulcrum_engine.errors import Fault, Path
from fulcrum_engine.files.naming import Names, fault_at, unknown
from fulcrum_engine.knowledge.migrations import Migration, MigrationFile


def migration_faults(names: Names, file: MigrationFile, document: Document) -> Iterator[Fault]:
    """Yield every new word that the vocabulary does not have, and every old one it still has."""
    known = names.vocabulary.by_id
    later = [each.attribute for each in file.migrations]
    for i, migration in enumerate(file.migrations):
        path: Path = ("migrations", i)
        if migration.becomes and migration.attribute in known:
            problem = f"`{migration.attribute}` is still an attribute"
            yield fault_at(document, (*path, "attribute"), problem, "a name no longer used")
        if migration.target not in later[i + 1 :]:
            field = "becomes" if migration.becomes else "attribute"
            yield from unknown(migration.target, list(known), "attribute", document, (*path, field))
            yield from _level_faults(names, migration, document, path)


def _level_faults(
    names: Names, migration: Migration, document: Document, path: Path
) -> Iterator[Fault]:
    attribute = names.vocabulary.by_id.get(migration.target)
    for old, new in migration.levels.items() if attribute else ():
        assert attribute
        place = (*path, "levels", old)
        if old in attribute.level_ids and not migration.becomes:
            problem = f"`{old}` is still a level"
            yield fault_at(document, place, problem, "a level no longer used")
        for level in [new] if isinstance(new, str) else new:
            yield from unknown(level, list(attribute.level_ids), "level", document, place)
