"""Completions: the ways to answer what is missing, as far as the answers can matter."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from chance import level, mixed, often, plain
from fulcrum_engine import Rulebook, Situation, parse_situation
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.lookahead.completions import SAMPLED, Completions
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.situation import Answer, State


def of(book: Rulebook, **answers: Any) -> Completions:
    return Completions(compile_rulebook(book), parse_situation(book.vocabulary, answers))


def needs(program: Program, situations: list[Situation]) -> list[tuple[float, ...]]:
    found = evaluate(program, columns(program, situations), only_needs=True)
    values = (found.beliefs[side.need].value.tolist() for side in program.hypotheses.sides)
    return list(zip(*values, strict=True))


def test_only_what_is_missing_and_can_reach_a_need_is_open(garden: Rulebook) -> None:
    completions = of(garden, soil="dry", sun="not_applicable", rain="unknown")
    assert completions.open == ("rain",)
    assert not {"plant", "hose"} & set(of(garden).open)


def test_every_way_is_looked_at_when_there_are_few(garden: Rulebook) -> None:
    completions = of(garden)
    assert completions.enumerated
    ways = list(zip(*(choice.tolist() for choice in completions.choices.values()), strict=True))
    assert sorted(ways) == sorted(
        product(*(range(completions.levels_of(name)) for name in completions.varied))
    )
    assert len(ways) == completions.total == len(completions.evaluation.leans())


def test_several_levels_and_what_does_not_apply_stay_as_they_are(garden: Rulebook) -> None:
    between = of(garden, soil=["moist", "dry"], sun="shade", rain="not_applicable")
    assert between.varied == ()
    now = parse_situation(garden.vocabulary, between.situation.plain)
    evaluation = between.evaluation
    found = tuple(float(evaluation.beliefs[side.need].value[0]) for side in garden.hypotheses.sides)
    assert [found] == needs(between.program, [now])


def test_many_ways_are_sampled_alike_in_every_process(rulebook: Rulebook) -> None:
    once, again = of(rulebook, change="major"), of(rulebook, change="major")
    assert not once.enumerated
    assert all(len(choice) == SAMPLED for choice in once.choices.values())
    assert all((once.choices[name] == again.choices[name]).all() for name in once.varied)
    other = of(rulebook, change="none")
    shared = set(once.varied) & set(other.varied)
    assert any((once.choices[name] != other.choices[name]).any() for name in shared)


def test_every_level_is_drawn_about_equally_often(rulebook: Rulebook) -> None:
    completions = of(rulebook)
    for name, choice in completions.choices.items():
        levels = completions.levels_of(name)
        drawn = [(choice == number).mean() for number in range(levels)]
        assert drawn == pytest.approx([1 / levels] * levels, abs=0.06)


def test_an_idle_answer_never_changes_a_need(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(11)
    seen = 0
    for situation in mixed(rulebook.vocabulary, often(150, 1500), seed=12):
        completions = Completions(program, situation)
        for name in completions.idle:
            rest = dict(situation.answers)
            for other in completions.varied:
                rest[other] = level(rulebook.vocabulary.by_id[other], chance)
            answered = [
                Situation({**rest, name: Answer(State.ANSWERED, (id,))})
                for id in rulebook.vocabulary.by_id[name].level_ids
            ]
            found = needs(program, [*answered, Situation(rest)])
            assert len(set(found)) == 1, (name, situation.plain)
            seen += 1
    assert seen > 20


def test_leaving_out_idle_answers_changes_no_share(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(13)
    for _ in range(often(10, 100)):
        reaching = len(program.reaching)
        situation = plain(rulebook.vocabulary, program.reaching, reaching - 5, chance)
        completions = Completions(program, situation)
        options = [
            [Answer(State.ANSWERED, (id,)) for id in rulebook.vocabulary.by_id[name].level_ids]
            for name in completions.open
        ]
        every = [
            Situation({**situation.answers, **dict(zip(completions.open, way, strict=True))})
            for way in product(*options)
        ]
        leans = evaluate(program, columns(program, every), only_needs=True).leans()
        found = completions.evaluation.leans()
        for lean in set(leans) | set(found):
            assert leans.count(lean) / len(leans) == pytest.approx(found.count(lean) / len(found))
