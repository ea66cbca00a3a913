"""The compiled rule book: every name resolved, and which answers can matter at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from fulcrum_engine import Rulebook, load_rulebook
from fulcrum_engine.files.loading import default_folder
from fulcrum_engine.reasoning.compiler import BeliefTest, GroupTest, LevelsTest, compile_rulebook
from naive import Naive, read_book
from strategies import GARDEN, rule, small_books, with_rules, write

Book = Callable[..., Rulebook]
DRY = {"attribute": "soil", "is": "dry"}
FULL = {"attribute": "sun", "is": "full"}


@pytest.mark.parametrize(
    ("test", "mask"),
    [
        ({"is": "wet"}, 0b001),
        ({"is_not": "wet"}, 0b110),
        ({"one_of": ["dry", "wet"]}, 0b101),
        ({"at_least": "moist"}, 0b110),
        ({"at_most": "moist"}, 0b011),
    ],
)
def test_a_test_of_levels_becomes_a_mask(book: Book, test: dict[str, Any], mask: int) -> None:
    rulebook = book(rule("a", {"attribute": "soil", **test}, ("thirst", 0.5)))
    (compiled,) = compile_rulebook(rulebook).rules
    assert compiled.premise == LevelsTest("soil", mask)


def test_groups_keep_their_kind_and_their_order(book: Book) -> None:
    when = {"any": [{"concept": "thirst", "at_least": 0.5}, {"none": [DRY]}]}
    (compiled,) = compile_rulebook(book(rule("a", when, ("drought", 0.5)))).rules
    assert compiled.premise == GroupTest(
        "any", (BeliefTest("thirst", 0.5), GroupTest("none", (LevelsTest("soil", 0b100),)))
    )


def test_rules_are_in_the_order_of_their_ids(book: Book) -> None:
    rulebook = book(*(rule(id, DRY, ("thirst", 0.5)) for id in ("c", "a-2", "a-10", "b")))
    assert [one.id for one in compile_rulebook(rulebook).rules] == ["a-10", "a-2", "b", "c"]


def test_a_rule_book_is_compiled_once(garden: Rulebook) -> None:
    assert compile_rulebook(garden) is compile_rulebook(garden)
    assert compile_rulebook(garden, experimental=True) is not compile_rulebook(garden)


def test_concepts_combine_as_the_rule_book_says(book: Book) -> None:
    rulebook = book(rule("a", DRY, ("c", 0.5)), concepts=("c+",))
    combination = {id: how for id, (how, _) in compile_rulebook(rulebook).concepts.items()}
    assert combination["c"] == "accumulate"
    assert combination["thirst"] == "strongest"
    assert combination["need-for-watering"] == "accumulate"
    assert combination["can"] == "accumulate"
    assert combination["wilting"] == combination["hang-the-net"] == "strongest"


# Which attributes can reach a need


def test_an_attribute_reaches_a_need_through_any_number_of_concepts(book: Book) -> None:
    rulebook = book(
        rule("a", DRY, ("thirst", 0.5)),
        rule("b", {"none": [{"concept": "thirst"}]}, ("drought", 0.5)),
        rule("c", {"all": [{"concept": "drought"}, FULL]}, ("need-for-watering", 0.5)),
        rule("d", {"attribute": "rain", "is": "none"}, ("scorching", 0.5)),
    )
    assert compile_rulebook(rulebook).reaching == {"soil", "sun"}


def test_what_only_styles_and_warnings_ask_for_reaches_no_need(book: Book) -> None:
    rulebook = book(
        rule("a", DRY, ("need-for-watering", 0.5)),
        rule("b", {"attribute": "hose", "is": "simple"}, ("can", 0.5)),
        rule("c", {"attribute": "plant", "is": "herb"}, ("wilting", 0.5)),
    )
    assert compile_rulebook(rulebook).reaching == {"soil"}


def test_experimental_rules_make_attributes_reach_only_when_asked_for(book: Book) -> None:
    rulebook = book(
        rule("a", DRY, ("need-for-watering", 0.5)),
        rule("b", FULL, ("need-for-watering", 0.5), status="experimental"),
    )
    assert compile_rulebook(rulebook).reaching == {"soil"}
    assert compile_rulebook(rulebook, experimental=True).reaching == {"soil", "sun"}


@given(small_books())
def test_both_evaluators_know_the_same_attributes_to_reach_a_need(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, Any]
) -> None:
    folder = write(tmp_path_factory.mktemp("book"), files)
    naive = Naive(read_book(folder), {})
    reaching = set().union(*(naive.attributes_behind(need) for need in naive.needs))
    assert compile_rulebook(load_rulebook(folder)).reaching == reaching


def test_role_tension_and_skills_reach_no_need_of_the_rule_book() -> None:
    reaching = compile_rulebook(load_rulebook(default_folder())).reaching
    assert not {"role", "tension"} & reaching
    assert not [name for name in reaching if name.startswith("skill_")]


def test_the_garden_given_as_plain_data_is_the_garden(tmp_path: Any) -> None:
    files = with_rules(*read_book(GARDEN)["rules"])
    assert load_rulebook(write(tmp_path, files)).content == load_rulebook(GARDEN).content
