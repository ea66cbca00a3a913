"""Who decides: seven rules remove ways of deciding, and an open question keeps both branches."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import Rulebook, consult, load_rulebook
from fulcrum_engine.advice.deciding import remaining
from fulcrum_engine.knowledge.decision import Decision
from fulcrum_engine.recommendation import DecisionAdvice

REAL = load_rulebook()
MODEL = REAL.decision
assert MODEL is not None
LETTERS = [question.id for question in MODEL.questions]
YES = {
    "quality_requirement": ("present", "absent"),
    "leader_knowledge": ("high", "low"),
    "solution_known": ("known", "nobody"),
    "buy_in_needed": ("high", "low"),
    "accepted_if_decided_alone": ("likely", "unlikely"),
    "goal_agreement": ("high", "low"),
    "conflict_over_solutions": ("likely", "unlikely"),
}


def model() -> Decision:
    assert MODEL is not None
    return MODEL


def decided(situation: dict[str, Any]) -> DecisionAdvice:
    advice = consult(situation, REAL, include=()).decision
    assert advice is not None
    return advice


def test_nothing_is_said_about_a_decision_that_nobody_asked_about() -> None:
    assert consult({"change": "major", "buy_in_needed": "high"}, REAL, include=()).decision is None


def test_a_rule_book_may_have_no_model_of_decisions(garden: Rulebook) -> None:
    assert garden.decision is None


@pytest.mark.parametrize("answers", list(product((True, False), repeat=7)))
def test_some_way_of_deciding_is_always_left(answers: tuple[bool, ...]) -> None:
    assert remaining(model(), dict(zip(LETTERS, answers, strict=True)))


@given(st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in YES.items()}))
def test_an_open_question_keeps_what_either_answer_would_leave(situation: dict[str, str]) -> None:
    answered = {"quality_requirement": "present"} | situation
    missing = [name for name in YES if name not in answered][:3]
    answered |= {name: YES[name][0] for name in YES if name not in answered and name not in missing}
    branches = [
        decided(answered | dict(zip(missing, levels, strict=True)))
        for levels in product(*(YES[name] for name in missing))
    ]
    advice = decided(answered)
    left = [set(branch.feasible) for branch in branches]
    assert set(advice.feasible) == set.union(*left)
    assert set(advice.certain) == set.intersection(*left)
    processes = {branch.process for branch in branches}
    assert advice.process == (processes.pop() if len(processes) == 1 else None)


def test_unknown_is_not_a_no() -> None:
    advice = decided({"quality_requirement": "present", "leader_knowledge": "unknown"})
    assert {q.id: q.answer for q in advice.questions}["B"] is None
    assert "AI" in advice.feasible


def test_what_is_removed_is_told_with_the_rule_that_removes_it() -> None:
    advice = decided({"quality_requirement": "present", "leader_knowledge": "low"})
    assert [(removed.rule, removed.processes) for removed in advice.removed] == [
        ("information", ("AI",))
    ]
    assert all(removed.because and removed.sources for removed in advice.removed)


def test_the_process_that_takes_least_time_comes_first() -> None:
    advice = decided({"quality_requirement": "absent", "buy_in_needed": "low"})
    assert advice.process == "AI"
    assert advice.feasible == ("AI", "AII", "CI", "CII", "GII")
