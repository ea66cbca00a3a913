"""What the person in charge can work on, when a role or a skill was named."""

from __future__ import annotations

from typing import Any

from fulcrum_engine import Rulebook, consult, load_rulebook
from fulcrum_engine.recommendation import DevelopmentAdvice, Recommendation

REAL = load_rulebook()
LEADING = {"change": "transformational", "direction": "none"}
MANAGING = {"precision": "critical", "execution": "slipping"}


def advised(situation: dict[str, Any]) -> DevelopmentAdvice:
    advice = consult(situation, REAL, include=()).development
    assert advice is not None
    return advice


def needs(recommendation: Recommendation) -> dict[str, float]:
    return {side: need.value for side, need in recommendation.need.items()}


def test_nothing_is_said_about_a_person_who_was_not_described() -> None:
    assert consult(LEADING, REAL, include=()).development is None


def test_a_rule_book_may_say_nothing_about_development(garden: Rulebook) -> None:
    assert consult({"soil": "dry"}, garden, include=()).development is None


def test_a_weak_skill_is_a_gap_only_where_the_situation_asks_for_it() -> None:
    weak = {"skill_empathy": "weak"}
    assert [gap.id for gap in advised(LEADING | weak).gaps] == ["gap_empathy"]
    assert advised(MANAGING | weak).gaps == ()


def test_a_skill_that_is_unknown_is_no_gap() -> None:
    assert advised(LEADING | {"skill_empathy": "unknown"}).gaps == ()


def test_a_role_that_pulls_apart_from_the_situation_is_named() -> None:
    (pulled,) = advised(LEADING | {"role": "supervisor"}).role
    assert pulled.rules == ("managing-role-must-lead",)
    assert {"role_leading_situation_managing"} == {
        each.id for each in advised(MANAGING | {"role": "head_of_strategy"}).role
    }


def test_role_and_skills_never_move_the_needs() -> None:
    plain = consult(LEADING, REAL, include=())
    described = LEADING | {"role": "supervisor", "skill_empathy": "weak", "tension": "risk_taking"}
    assert needs(consult(described, REAL, include=())) == needs(plain)


def test_every_recommendation_that_leans_names_a_dose_of_the_other_side() -> None:
    for situation, dose in ((LEADING, "managing"), (MANAGING, "leading")):
        mix = [notice.id for notice in consult(situation, REAL, include=()).mix]
        assert any(dose in notice for notice in mix)
