"""The interview: a value that says what to ask next, when to offer to stop, and when to stop."""

from __future__ import annotations

import random
from typing import Any

import pytest

from chance import often, plain
from fulcrum_engine import Rulebook, Situation, consult, parse_situation
from fulcrum_engine.lookahead.interview import OFFERED_FROM, Interview
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.situation import Answer, State

UNKNOWN = Answer(State.UNKNOWN)


def begin(book: Rulebook, **answers: Any) -> Interview:
    known = parse_situation(book.vocabulary, answers)
    return Interview.begin(compile_rulebook(book), known)


def answer(level: str) -> Answer:
    return Answer(State.ANSWERED, (level,))


def hold(interview: Interview, truth: Situation, kinds: tuple[str, ...]) -> Interview:
    """Return the interview once its step is none of these kinds, answering truly."""
    while interview.step.kind in kinds:
        assert interview.step.question is not None
        name = interview.step.question.attribute.id
        interview = interview.answered(name, truth[name])
    return interview


def test_an_interview_begins_with_a_question(garden: Rulebook) -> None:
    step = begin(garden).step
    assert step.kind == "ask"
    assert step.lean == "undetermined"
    assert step.question is not None
    assert step.left == 3


def test_it_ends_as_soon_as_the_lean_is_decided(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(41)
    for _ in range(often(3, 50)):
        truth = plain(rulebook.vocabulary, program.reaching, len(program.reaching), chance)
        end = hold(Interview.begin(program), truth, ("ask", "offer"))
        assert end.step.stability.settled == "decided"
        assert end.step.lean == consult(truth, rulebook, include=()).lean
        assert end.back().step.stability.settled != "decided"


def test_it_offers_to_stop_where_nineteen_of_twenty_ways_keep_the_lean(
    rulebook: Rulebook,
) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(42)
    offers = 0
    for _ in range(often(3, 50)):
        truth = plain(rulebook.vocabulary, program.reaching, len(program.reaching), chance)
        offered = hold(Interview.begin(program), truth, ("ask",))
        if offered.step.kind == "offer":
            offers += 1
            assert offered.step.stability.share >= OFFERED_FROM
            assert offered.step.question is not None
            assert offered.back().step.stability.share < OFFERED_FROM
    assert offers


def test_each_question_is_asked_once(garden: Rulebook) -> None:
    interview = begin(garden)
    asked = []
    while (question := interview.step.question) is not None:
        asked.append(question.attribute.id)
        interview = interview.answered(question.attribute.id, UNKNOWN)
    assert sorted(asked) == ["rain", "soil", "sun"]
    assert interview.step.kind == "done"
    assert interview.step.stability.settled != "decided"


def test_going_back_takes_one_answer_away(garden: Rulebook) -> None:
    once = begin(garden).answered("soil", answer("dry"))
    assert once.answered("sun", answer("shade")).back() == once
    assert once.back().situation == begin(garden).situation
    assert once.back().back() == begin(garden)


def test_what_was_known_before_is_not_asked_and_not_taken_back(garden: Rulebook) -> None:
    interview = begin(garden, soil="dry")
    assert interview.step.question is not None
    assert interview.step.question.attribute.id != "soil"
    assert interview.back().situation.plain == {"soil": "dry"}


def test_a_later_answer_replaces_an_earlier_one(garden: Rulebook) -> None:
    interview = begin(garden, soil="dry").answered("soil", answer("wet"))
    assert interview.situation.plain == {"soil": "wet"}


@pytest.mark.parametrize("order", [("sun", "soil"), ("soil", "sun")])
def test_the_situation_is_the_same_in_whatever_order_it_was_told(
    garden: Rulebook, order: tuple[str, str]
) -> None:
    interview = begin(garden)
    for name in order:
        interview = interview.answered(name, UNKNOWN)
    assert list(interview.situation) == ["soil", "sun"]
