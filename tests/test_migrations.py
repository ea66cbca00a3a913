"""Answers in the words of an older vocabulary are read in today's, and it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fulcrum_engine import Rulebook, RulebookError, load_rulebook
from fulcrum_engine.knowledge.migrations import Migrated, Migration, migrate_situation
from strategies import garden_files, write

RENAMED = Migration(since="2.0.0", attribute="ground", becomes="soil", levels={"arid": "dry"})
SPLIT = Migration(since="3.0.0", attribute="soil", levels={"damp": ("wet", "moist")})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"ground": "wet"}, {"soil": "wet"}),
        ({"ground": "arid"}, {"soil": "dry"}),
        ({"ground": ["wet", "arid"]}, {"soil": ["wet", "dry"]}),
        ({"ground": "unknown"}, {"soil": "unknown"}),
        ({"ground": "damp"}, {"soil": ["wet", "moist"]}),
        ({"soil": ["damp", "wet"]}, {"soil": ["wet", "moist"]}),
        ({"sun": "full"}, {"sun": "full"}),
        ({"ground": 7}, {"soil": 7}),
    ],
)
def test_old_words_are_read_as_new_ones(given: dict[str, Any], read: dict[str, Any]) -> None:
    assert migrate_situation((RENAMED, SPLIT), given)[0] == read


def test_it_is_told_what_was_read_otherwise() -> None:
    _, changes = migrate_situation((RENAMED,), {"ground": "arid", "sun": "full"})
    assert changes == (Migrated("2.0.0", "ground", "arid", "soil", "dry"),)


def test_nothing_is_told_where_nothing_changed() -> None:
    assert migrate_situation((RENAMED, SPLIT), {"soil": "dry"}) == ({"soil": "dry"}, ())


def test_both_names_at_once_are_left_for_the_parser_to_refuse() -> None:
    both = {"ground": "wet", "soil": "dry"}
    assert migrate_situation((RENAMED,), both) == (both, ())


@pytest.mark.parametrize("nonsense", [None, 7, "ground", ["ground"]])
def test_what_is_no_situation_is_left_alone(nonsense: object) -> None:
    assert migrate_situation((RENAMED,), nonsense) == (nonsense, ())


def book_with(folder: Path, *migrations: dict[str, Any]) -> Rulebook:
    table = {"format": 1, "migrations": [{"since": "2.0.0", **each} for each in migrations]}
    return load_rulebook(write(folder, garden_files() | {"migrations.yaml": table}))


def test_the_table_is_part_of_the_rule_book_and_of_its_hash(
    tmp_path: Path, garden: Rulebook
) -> None:
    rulebook = book_with(tmp_path, {"attribute": "ground", "becomes": "soil"})
    assert [each.attribute for each in rulebook.migrations] == ["ground"]
    assert rulebook.sha256 != garden.sha256


def test_a_name_may_change_twice(tmp_path: Path) -> None:
    first, second = {"attribute": "a", "becomes": "b"}, {"attribute": "b", "becomes": "soil"}
    rulebook = book_with(tmp_path, first, second)
    assert migrate_situation(rulebook.migrations, {"a": "wet"})[0] == {"soil": "wet"}


@pytest.mark.parametrize(
    ("migration", "fault"),
    [
        ({"attribute": "ground", "becomes": "sol"}, "no such attribute: `sol`.*`soil`"),
        ({"attribute": "soil", "becomes": "sun"}, "`soil` is still an attribute"),
        ({"attribute": "soil", "levels": {"wet": "dry"}}, "`wet` is still a level"),
        ({"attribute": "soil", "levels": {"arid": "drY"}}, "levels.arid"),
        ({"attribute": "soil", "levels": {"arid": "drya"}}, "no such level: `drya`.*`dry`"),
        ({"attribute": "none_such", "levels": {"a": "b"}}, "no such attribute: `none_such`"),
    ],
)
def test_a_table_that_leads_nowhere_is_refused(
    tmp_path: Path, migration: dict[str, Any], fault: str
) -> None:
    with pytest.raises(RulebookError, match=fault):
        book_with(tmp_path, migration)
