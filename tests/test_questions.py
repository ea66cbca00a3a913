"""The next question: what each answer would do, and that none tells more."""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import product
from typing import Any

import pytest

from chance import mixed, often, plain
from fulcrum_engine import Rulebook, Situation, consult, parse_situation
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.lookahead.completions import Completions
from fulcrum_engine.lookahead.questions import information, movement, next_question, ranked
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.situation import State


def of(book: Rulebook, **answers: Any) -> Completions:
    return Completions(compile_rulebook(book), parse_situation(book.vocabulary, answers))


def test_the_effect_of_each_level_is_what_a_consultation_says(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(31)
    for _ in range(often(10, 100)):
        situation = plain(rulebook.vocabulary, program.reaching, chance.randint(0, 20), chance)
        question = next_question(Completions(program, situation))
        assert question is not None
        name = question.attribute.id
        assert [effect.level for effect in question.effects] == list(question.attribute.level_ids)
        for effect in question.effects:
            advice = consult({**situation.plain, name: effect.level}, rulebook, include=())
            assert effect.lean == advice.lean
            assert {side: round(need, 4) for side, need in effect.need.items()} == {
                side: need.value for side, need in advice.need.items()
            }


def bits(leans: list[str]) -> float:
    shares = [count / len(leans) for count in Counter(leans).values()]
    return -sum(share * math.log2(share) for share in shares)


def test_information_is_the_bits_an_answer_tells_about_the_final_lean(
    rulebook: Rulebook,
) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(32)
    for _ in range(often(5, 50)):
        situation = plain(rulebook.vocabulary, program.reaching, len(program.reaching) - 4, chance)
        completions = Completions(program, situation)
        levels = [rulebook.vocabulary.by_id[name].level_ids for name in completions.open]
        ways = list(product(*levels))
        every = [
            {**situation.plain, **dict(zip(completions.open, way, strict=True))} for way in ways
        ]
        rows = columns(program, [parse_situation(rulebook.vocabulary, each) for each in every])
        leans = evaluate(program, rows).leans()
        for at, name in enumerate(completions.open):
            left = 0.0
            for id in levels[at]:
                part = [lean for lean, way in zip(leans, ways, strict=True) if way[at] == id]
                left += bits(part) * len(part) / len(leans)
            told = information(completions).get(name, 0.0)
            assert told == pytest.approx(max(bits(leans) - left, 0.0), abs=1e-6)


def test_the_most_informative_question_comes_first(rulebook: Rulebook) -> None:
    completions = of(rulebook, change="major", morale="low", deadline_pressure="unknown")
    told, moved = information(completions), movement(completions)
    order = [(told[name], moved[name]) for name in ranked(completions)]
    assert order == sorted(order, reverse=True)
    question = next_question(completions)
    assert question is not None
    open_now = [name for name in ranked(completions) if name != "deadline_pressure"]
    assert question.attribute.id == open_now[0]
    assert question.information == told[question.attribute.id] > 0


def test_only_what_was_not_asked_and_can_matter_is_asked(rulebook: Rulebook) -> None:
    program = compile_rulebook(rulebook)
    for situation in mixed(rulebook.vocabulary, often(30, 300), seed=33):
        completions = Completions(program, situation)
        question = next_question(completions)
        left = [n for n in completions.varied if situation[n].state is State.NOT_ASKED]
        assert (question is None) == (not left)
        assert question is None or question.attribute.id in left


def test_nothing_is_asked_where_all_is_answered_or_unknown(garden: Rulebook) -> None:
    names = compile_rulebook(garden).reaching
    assert next_question(of(garden, **dict.fromkeys(names, "unknown"))) is None
    assert next_question(Completions(compile_rulebook(garden), _full(garden))) is None


def _full(garden: Rulebook) -> Situation:
    levels = {attribute.id: attribute.level_ids[0] for attribute in garden.vocabulary.attributes}
    return parse_situation(garden.vocabulary, levels)


def test_the_first_question_of_all_is_always_the_same(rulebook: Rulebook) -> None:
    first, again = next_question(of(rulebook)), next_question(of(rulebook))
    assert first is not None
    assert first == again
