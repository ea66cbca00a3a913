"""The order in which rules can be asked: complete before asked for, and never in a circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from fulcrum_engine import Rulebook, RulebookError, load_rulebook
from fulcrum_engine.reasoning.strata import ADVICE, asked_by, strata
from strategies import rule, small_books, write

Book = Callable[..., Rulebook]
DRY = {"attribute": "soil", "is": "dry"}


def depths(rulebook: Rulebook) -> dict[str, int]:
    return strata(rulebook.hypotheses, rulebook.rules.values())


def test_what_only_answers_lead_to_comes_first(book: Book) -> None:
    depth = depths(book(rule("a", DRY, ("thirst", 0.5))))
    assert depth["thirst"] == 0


def test_a_concept_comes_after_all_that_leads_to_it(book: Book) -> None:
    depth = depths(
        book(
            rule("a", DRY, ("thirst", 0.5), ("need-for-watering", 0.3)),
            rule("b", {"concept": "thirst"}, ("drought", 0.5)),
            rule("c", {"none": [{"concept": "drought"}]}, ("need-for-watering", 0.5)),
        )
    )
    assert depth["thirst"] < depth["drought"] < depth["need-for-watering"]


def test_the_advice_comes_after_every_need_and_style(book: Book) -> None:
    depth = depths(
        book(
            rule("a", DRY, ("thirst", 0.5)),
            rule("b", {"concept": "thirst"}, ("can", 0.5)),
            rule("c", {"outcome": "lean", "is": "balanced"}, ("wilting", 0.5)),
        )
    )
    assert depth["can"] < depth[ADVICE] < depth["wilting"]


def test_a_rule_asks_for_the_concepts_it_reads_and_for_the_advice(book: Book) -> None:
    when = {"all": [{"concept": "thirst"}, {"none": [{"outcome": "lean", "is": "balanced"}]}, DRY]}
    rulebook = book(rule("a", when, ("wilting", 0.5)))
    assert asked_by(rulebook.rules["a"]) == {"thirst", ADVICE}


def test_the_circle_is_printed_with_the_place_of_a_rule_in_it(book: Book) -> None:
    with pytest.raises(RulebookError) as caught:
        book(
            rule("outside", DRY, ("thirst", 0.5)),
            rule("one", {"concept": "thirst"}, ("drought", 0.5)),
            rule("two", {"concept": "drought"}, ("scorching", 0.5)),
            rule("three", {"concept": "scorching"}, ("thirst", 0.5)),
        )
    message = str(caught.value)
    circle = message.rpartition(": ")[2].partition(";")[0].split(" -> ")
    assert circle[0] == circle[-1]
    assert set(circle) == {"thirst", "drought", "scorching"}
    assert "outside" not in message
    assert message.startswith("rules.yaml:")


def test_the_circle_is_the_same_whatever_order_the_rules_are_in(book: Book) -> None:
    rules = [
        rule("one", {"concept": "thirst"}, ("drought", 0.5)),
        rule("two", {"concept": "drought"}, ("thirst", 0.5)),
    ]
    circles = set()
    for order in (rules, rules[::-1]):
        with pytest.raises(RulebookError) as caught:
            book(*order)
        circles.add(caught.value.faults[0].problem.partition("circle: ")[2])
    assert len(circles) == 1


def test_a_need_that_waits_for_the_advice_is_a_circle(book: Book) -> None:
    with pytest.raises(RulebookError, match="the advice"):
        book(rule("back", {"outcome": "style", "is": "can"}, ("need-for-watering", 0.5)))


def test_a_style_that_waits_for_the_advice_is_a_circle(book: Book) -> None:
    with pytest.raises(RulebookError, match="the advice"):
        book(rule("back", {"outcome": "lean", "is": "balanced"}, ("can", 0.5)))


@given(small_books())
def test_every_rule_concludes_only_what_lies_deeper_than_it_asks(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, Any]
) -> None:
    rulebook = load_rulebook(write(tmp_path_factory.mktemp("book"), files))
    depth = depths(rulebook)
    for one in rulebook.rules.values():
        for conclusion in one.then:
            assert all(depth[asked] < depth[conclusion.conclude] for asked in asked_by(one))
