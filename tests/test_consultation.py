"""A consultation: the recommendation as the public contract describes it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from fulcrum_engine import (
    InputError,
    Recommendation,
    Rulebook,
    consult,
    load_rulebook,
    parse_situation,
)
from fulcrum_engine.recommendation import present
from strategies import rule, situations

Book = Callable[..., Rulebook]
REAL = load_rulebook()
VOCABULARY = {a.id: list(a.level_ids) for a in REAL.vocabulary.attributes}
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DRY = {"attribute": "soil", "is": "dry"}
FULL = {"attribute": "sun", "is": "full"}
WATER, SHADE = "need-for-watering", "need-for-shading"


def numbers(value: Any) -> list[float]:
    """Return all numbers of plain data."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    if isinstance(value, list):
        return [number for part in value for number in numbers(part)]
    return [value] if isinstance(value, float) else []


def test_nothing_known_is_answered_with_undetermined() -> None:
    recommendation = consult({}, REAL)
    assert recommendation.lean == "undetermined"
    assert recommendation.strength is None
    assert recommendation.style.primary is recommendation.style.supporting is None
    assert recommendation.reasons == ()


def test_situation_and_rule_book_may_be_given_in_either_order(garden: Rulebook) -> None:
    one = consult({"soil": "dry"}, garden, time=NOON)
    assert consult(garden, {"soil": "dry"}, time=NOON) == one
    parsed = parse_situation(garden.vocabulary, {"soil": "dry"})
    assert consult(parsed, garden, time=NOON) == one


def test_without_a_rule_book_the_one_that_came_along_is_used() -> None:
    assert consult({}).receipt.rulebook.sha256 == load_rulebook().sha256


def test_a_situation_that_is_none_is_refused_with_all_faults() -> None:
    with pytest.raises(InputError) as caught:
        consult({"chnage": "major", "morale": "bad"}, REAL)
    assert len(caught.value.faults) == 2


def test_a_recommendation_has_the_fields_of_the_contract(garden: Rulebook) -> None:
    plain = consult({"soil": "dry", "sun": "full", "hose": "simple"}, garden).plain
    fields = "lean strength need style dimensions reasons against warnings tensions actions receipt"
    assert set(fields.split()) <= set(plain)
    assert set(plain["need"]) == {"watering", "shading"}
    assert set(plain["need"]["watering"]) == {"value", "low", "high"}
    assert set(plain["style"]["ranking"][0]) == {
        "style",
        "side",
        "certainty",
        "reasons",
        "cautions",
    }
    assert set(plain["receipt"]) == {"rulebook", "engine", "situation_sha256", "time"}
    asked = {"rule", "title", "because", "certainty", "conditions", "sources"}
    assert asked <= set(plain["reasons"][0])


def test_a_recommendation_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        consult({}, REAL).lean = "balanced"


@given(situations(VOCABULARY))
def test_every_recommendation_can_be_read_back_and_its_numbers_have_four_decimals(
    situation: dict[str, Any],
) -> None:
    recommendation = consult(situation, REAL, time=NOON)
    plain = json.loads(recommendation.json_text)
    share = plain.pop("stability")
    assert all(0 <= number <= 1 and round(number, 4) == number for number in numbers(share))
    assert Recommendation.model_validate_json(recommendation.json_text) == recommendation
    assert all(0 <= number < 1 and round(number, 4) == number for number in numbers(plain))
    assert {style["style"] for style in plain["style"]["ranking"]} == {
        style.id for style in REAL.hypotheses.styles
    }
    for need in recommendation.need.values():
        assert need.low <= need.value <= need.high


@given(situations(VOCABULARY))
def test_the_same_situation_is_answered_with_the_same_bytes(situation: dict[str, Any]) -> None:
    first = consult(situation, REAL, time=NOON)
    again = consult(dict(reversed(situation.items())), REAL, time=NOON)
    assert first.json_text == again.json_text


def test_reasons_for_the_lean_and_against_it_are_told_apart(book: Book) -> None:
    rulebook = book(
        rule("strong-water", DRY, (WATER, 0.8)),
        rule("weak-water", DRY, (WATER, 0.3)),
        rule("not-water", FULL, (WATER, -0.4)),
        rule("shade", FULL, (SHADE, 0.3)),
        rule("not-shade", DRY, (SHADE, -0.2)),
    )
    recommendation = consult({"soil": "dry", "sun": "full"}, rulebook)
    assert recommendation.lean == "watering"
    assert [(r.rule, r.side) for r in recommendation.reasons] == [
        ("strong-water", "watering"),
        ("weak-water", "watering"),
        ("not-shade", "shading"),
    ]
    assert [(r.rule, r.side) for r in recommendation.against] == [
        ("not-water", "watering"),
        ("shade", "shading"),
    ]


def test_both_sides_speak_for_a_balanced_lean(book: Book) -> None:
    rulebook = book(rule("water", DRY, (WATER, 0.8)), rule("shade", FULL, (SHADE, 0.8)))
    recommendation = consult({"soil": "dry", "sun": "full"}, rulebook)
    assert recommendation.lean == "balanced"
    assert [(r.rule, r.side) for r in recommendation.reasons] == [
        ("shade", "shading"),
        ("water", "watering"),
    ]
    assert recommendation.against == ()


def test_cautions_on_a_style_warn_only_when_it_is_advised(book: Book) -> None:
    rulebook = book(
        rule("water", DRY, (WATER, 0.8)),
        rule("sprinkler", {"attribute": "hose", "is": "simple"}, ("sprinkler", 0.8)),
        rule("can", {"attribute": "hose", "is": "missing"}, ("can", 0.8)),
        rule("burns", FULL, ("sprinkler-burns", 0.5)),
        rule("wilts", DRY, ("wilting", 0.5)),
    )
    situation = {"soil": "dry", "sun": "full"}
    advised = consult({**situation, "hose": "simple"}, rulebook)
    other = consult({**situation, "hose": "missing"}, rulebook)
    assert [w.id for w in advised.warnings] == ["wilting", "sprinkler-burns"]
    assert [w.id for w in other.warnings] == ["wilting"]
    cautions = {style.style: style.cautions for style in other.style.ranking}
    assert [caution.id for caution in cautions["sprinkler"]] == ["sprinkler-burns"]
    assert cautions["can"] == ()


def test_styles_are_ranked_by_certainty_and_in_the_order_named_where_equal(book: Book) -> None:
    rulebook = book(rule("a", DRY, ("mulch", 0.5), ("can", 0.3), ("net", -0.5)))
    ranking = consult({"soil": "dry"}, rulebook).style.ranking
    assert [(s.style, s.certainty) for s in ranking] == [
        ("mulch", 0.5),
        ("can", 0.3),
        ("sprinkler", 0.0),
        ("net", 0.0),
    ]


def test_actions_come_the_most_certain_first(book: Book) -> None:
    rulebook = book(rule("a", DRY, ("water-at-dawn", 0.5)), rule("b", DRY, ("hang-the-net", 0.6)))
    actions = consult({"soil": "dry"}, rulebook).actions
    assert [(a.id, a.function, a.serves) for a in actions] == [
        ("hang-the-net", "covering", "shading"),
        ("water-at-dawn", "pouring", "watering"),
    ]


def test_a_warning_spoken_against_is_not_given(book: Book) -> None:
    rulebook = book(rule("a", DRY, ("wilting", 0.3)), rule("b", FULL, ("wilting", -0.6)))
    assert [w.id for w in consult({"soil": "dry"}, rulebook).warnings] == ["wilting"]
    assert consult({"sun": "full"}, rulebook).warnings == ()
    assert consult({"soil": "dry", "sun": "full"}, rulebook).warnings == ()


def test_experimental_rules_count_only_when_asked_for(book: Book) -> None:
    rulebook = book(rule("perhaps", DRY, (WATER, 0.8), status="experimental"))
    assert consult({"soil": "dry"}, rulebook).need["watering"].value == 0
    assert consult({"soil": "dry"}, rulebook, experimental=True).need["watering"].value == 0.8


def test_the_receipt_says_which_rule_book_answered_which_situation_and_when() -> None:
    situation = parse_situation(REAL.vocabulary, {"change": "major"})
    receipt = consult(situation, REAL, time=NOON).receipt
    assert receipt.rulebook.version == REAL.version
    assert receipt.rulebook.sha256 == REAL.sha256
    assert receipt.situation_sha256 == situation.sha256
    assert receipt.time == "2026-11-02T12:00:00.000Z"
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))
    assert consult(situation, REAL, time=elsewhere).receipt == receipt
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", consult({}, REAL).receipt.time)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.12345, 0.1235), (0.99996, 0.9999), (0.0, 0.0), (-0.00001, 0.0), (0.5, 0.5)],
)
def test_rounding_makes_nothing_certain_and_no_minus_nought(number: float, shown: float) -> None:
    assert present(number) == shown
    assert str(present(number)) == str(shown)
