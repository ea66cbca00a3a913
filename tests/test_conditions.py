"""The language of conditions: what can be written, and what it says in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter, ValidationError

from fulcrum_engine.knowledge.conditions import (
    AttributeCondition,
    ConceptCondition,
    Condition,
    OutcomeCondition,
    children,
    leaves,
    walk,
)
from strategies import ATTRIBUTES, conditions

ADAPTER: TypeAdapter[Any] = TypeAdapter(Condition)


def read(data: object) -> Any:
    return ADAPTER.validate_python(data)


def test_each_kind_is_told_by_its_key() -> None:
    assert isinstance(read({"attribute": "soil", "is": "dry"}), AttributeCondition)
    assert isinstance(read({"concept": "thirst"}), ConceptCondition)
    assert isinstance(read({"outcome": "lean", "is_not": "watering"}), OutcomeCondition)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"attribute": "soil", "is": "dry"}, "dry"),
        ({"attribute": "soil", "is_not": "dry"}, "not dry"),
        ({"attribute": "soil", "one_of": ["wet", "dry"]}, "wet or dry"),
        ({"attribute": "soil", "at_least": "moist"}, "at least moist"),
        ({"attribute": "soil", "at_most": "moist"}, "at most moist"),
        ({"concept": "thirst", "at_least": 0.5}, "at least 0.5"),
        ({"concept": "thirst"}, "likely"),
        ({"outcome": "lean", "one_of": ["a", "b"]}, "a or b"),
    ],
)
def test_a_condition_says_what_it_wants(data: dict[str, Any], wanted: str) -> None:
    assert read(data).wanted == wanted


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        "soil is dry",
        None,
        {"soil": "dry"},
        {"attribute": "soil"},
        {"attribute": "soil", "is": "dry", "is_not": "wet"},
        {"attribute": "soil", "is": "dry", "concept": "thirst"},
        {"attribute": "soil", "is": ["dry"]},
        {"attribute": "soil", "is": True},
        {"attribute": "soil", "one_of": []},
        {"attribute": "soil", "one_of": "dry"},
        {"attribute": "soil", "equals": "dry"},
        {"concept": "thirst", "at_least": 0},
        {"concept": "thirst", "at_least": 1},
        {"concept": "thirst", "at_least": "strong"},
        {"concept": "thirst", "is": "strong"},
        {"outcome": "lean", "at_least": "watering"},
        {"all": []},
        {"any": {}},
        {"none": {"concept": "thirst"}},
        {"all": [{"concept": "thirst"}], "any": [{"concept": "thirst"}]},
        {"not": {"concept": "thirst"}},
    ],
)
def test_what_is_no_condition_is_refused(data: object) -> None:
    with pytest.raises(ValidationError):
        read(data)


def test_leaves_come_in_the_order_written() -> None:
    nested = {"all": [{"concept": "b"}, {"none": [{"any": [{"concept": "a"}, {"concept": "c"}]}]}]}
    assert [leaf.concept for leaf in leaves(read(nested))] == ["b", "a", "c"]


def test_each_leaf_knows_its_place() -> None:
    nested = {"all": [{"concept": "b"}, {"none": [{"concept": "a"}]}]}
    places = {leaf.concept: place for place, leaf in walk(read(nested), ("when",))}
    assert places == {"b": ("when", "all", 0), "a": ("when", "all", 1, "none", 0)}


@given(conditions(["thirst", "drought"], outcomes=True))
def test_a_condition_written_and_read_again_is_the_same(data: dict[str, Any]) -> None:
    condition = read(data)
    written = condition.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert written == data
    assert read(written) == condition
    assert len(list(leaves(condition))) == len(list(walk(condition, ())))
    assert bool(children(condition)) == bool({"all", "any", "none"} & set(data))


def test_the_random_conditions_use_attributes_of_the_garden(garden: Any) -> None:
    of_garden = {a.id: list(a.level_ids) for a in garden.vocabulary.attributes}
    assert ATTRIBUTES.items() <= of_garden.items()
