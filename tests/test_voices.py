"""Several voices about one team."""

from __future__ import annotations

from typing import Any

import pytest

from fulcrum_engine import Rulebook, consult, parse_situation
from fulcrum_engine.groups.voices import Voice, agreed, disagreements


def voices(rulebook: Rulebook, *situations: dict[str, Any]) -> list[Voice]:
    return [
        Voice(f"v{number}", parse_situation(rulebook.vocabulary, each))
        for number, each in enumerate(situations)
    ]


@pytest.mark.parametrize(
    ("given", "together"),
    [
        (["low", "low"], "low"),
        (["high", "low"], ["low", "high"]),
        (["low", ["low", "mixed"]], ["low", "mixed"]),
        (["low", "unknown"], "low"),
        (["unknown", "unknown"], "unknown"),
        (["not_applicable", "not_applicable"], "not_applicable"),
        (["not_applicable", "unknown"], "not_applicable"),
        (["not_applicable", "low"], "unknown"),
        ([None, "low"], "low"),
        ([None, None], None),
    ],
)
def test_what_they_agree_on(rulebook: Rulebook, given: list[Any], together: Any) -> None:
    said = [{"morale": answer} if answer else {} for answer in given]
    for order in (said, said[::-1]):
        assert agreed(rulebook, voices(rulebook, *order)).plain.get("morale") == together


def test_one_voice_agrees_with_itself(rulebook: Rulebook) -> None:
    situation = {"change": "major", "morale": ["low", "mixed"], "trust": "unknown"}
    assert agreed(rulebook, voices(rulebook, situation)).plain == situation
    assert disagreements(rulebook, voices(rulebook, situation, situation)) == ()


def test_the_disagreement_that_matters_most_comes_first(rulebook: Rulebook) -> None:
    first = {"change": "none", "direction": "clear", "stage": "mature", "execution": "slipping"}
    second = {**first, "change": "transformational", "stage": "growth"}
    found = disagreements(rulebook, voices(rulebook, first, second, {"change": "unknown"}))
    assert [each.attribute for each in found] == ["change", "stage"]
    assert found[0].spread > found[1].spread
    for effect in found[0].answers:
        alone = consult({**first, "change": effect.answer, "stage": ["growth", "mature"]}, rulebook)
        assert effect.lean == alone.lean
        assert effect.need == {side: need.value for side, need in alone.need.items()}
    assert [effect.voices for effect in found[0].answers] == [("v0",), ("v1",)]


def test_whether_it_applies_can_be_disagreed_on(rulebook: Rulebook) -> None:
    found = disagreements(
        rulebook, voices(rulebook, {"change": "major"}, {"change": "not_applicable"})
    )
    assert [effect.answer for effect in found[0].answers] == ["major", "not_applicable"]
