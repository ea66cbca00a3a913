"""Settled: decided only where it is proved, and shares that are what they are said to be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from chance import level, mixed, often, plain
from fulcrum_engine import Rulebook, Situation, consult, parse_situation
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.lookahead.completions import SAMPLED, Completions
from fulcrum_engine.lookahead.stability import (
    Stability,
    bounds_decide,
    bounds_decide_by_parts,
    sampling_error,
    stability,
)
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.reasoning.inference import infer

COMPLETIONS = 200


def decided(program: Program, count: int) -> Iterator[Completions]:
    """Yield situations with missing answers whose lean is said to be decided."""
    chance = random.Random(3)
    while count:
        answers = chance.randint(6, len(program.reaching) - 1)
        situation = plain(program.vocabulary, program.reaching, answers, chance)
        for extra in mixed(program.vocabulary, 1, chance.getrandbits(32)):
            both = {**extra.answers, **situation.answers} if chance.random() < 0.5 else {}
            situation = Situation(both or situation.answers)
        completions = Completions(program, situation)
        if completions.open and stability(completions).settled == "decided":
            count -= 1
            yield completions


def completed(situation: Situation, program: Program, chance: random.Random) -> Situation:
    """Return a situation with every missing answer given at random."""
    missing = [a for a in program.vocabulary.attributes if situation.missing(a.id)]
    given = {attribute.id: level(attribute, chance) for attribute in missing}
    return Situation({**situation.answers, **given})


def test_no_way_to_answer_the_rest_changes_a_decided_lean(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(4)
    for completions in decided(program, often(50, 500)):
        situation, lean = completions.situation, completions.trace.outcomes.lean
        rest = [completed(situation, program, chance) for _ in range(COMPLETIONS)]
        leans = evaluate(program, columns(program, rest), only_needs=True).leans()
        assert set(leans) == {lean}, situation.plain
        assert infer(program, rest[0]).outcomes.lean == lean


def test_with_few_open_questions_the_share_is_that_of_all_answers(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(5)
    for _ in range(often(5, 50)):
        situation = plain(rulebook.vocabulary, program.reaching, len(program.reaching) - 4, chance)
        completions = Completions(program, situation)
        options = [rulebook.vocabulary.by_id[name].level_ids for name in completions.open]
        every = [
            parse_situation(
                rulebook.vocabulary,
                {**situation.plain, **dict(zip(completions.open, way, strict=True))},
            )
            for way in product(*options)
        ]
        leans = evaluate(program, columns(program, every)).leans()
        found = stability(completions)
        assert found.method == "enumerated"
        assert found.error == 0
        kept = leans.count(completions.trace.outcomes.lean) / len(leans)
        assert found.share == pytest.approx(kept)


def test_bounds_never_claim_what_enumeration_refutes(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(6)
    claimed = 0
    for _ in range(often(100, 2000)):
        answers = len(program.reaching) - chance.randint(1, 7)
        situation = plain(rulebook.vocabulary, program.reaching, answers, chance)
        completions = Completions(program, situation)
        if completions.enumerated and (
            bounds_decide(completions) or bounds_decide_by_parts(completions)
        ):
            assert stability(completions).settled == "decided", situation.plain
            claimed += 1
    assert claimed > 20


def test_a_sample_alone_never_decides() -> None:
    assert Stability(1.0, "sampled", 0.001).settled == "leaning"
    assert Stability(1.0, "bounded", 0.0).settled == "decided"
    assert Stability(1.0, "enumerated", 0.0).settled == "decided"


@pytest.mark.parametrize(
    ("share", "settled"), [(0.8, "leaning"), (0.799, "open"), (0.9999, "leaning"), (0, "open")]
)
def test_four_in_five_ways_make_it_leaning(share: float, settled: str) -> None:
    assert Stability(share, "enumerated", 0.0).settled == settled


def test_where_nothing_is_known_no_answer_would_leave_it_so(rulebook: Rulebook) -> None:
    advice = consult({}, rulebook)
    assert advice.settled == "open"
    assert advice.stability is not None
    assert (advice.stability.share, advice.stability.method) == (0, "sampled")


def test_where_nothing_is_missing_the_lean_is_decided(rulebook: Rulebook) -> None:
    program = compile_rulebook(rulebook)
    situation = plain(
        rulebook.vocabulary, program.reaching, len(program.reaching), random.Random(8)
    )
    advice = consult(situation, rulebook)
    assert advice.settled == "decided"
    assert advice.next_question is None


def test_what_does_not_apply_is_not_open(garden: Rulebook) -> None:
    given: dict[str, Any] = {"soil": "dry", "sun": "not_applicable", "rain": "not_applicable"}
    advice = consult(given, garden)
    assert advice.settled == "decided"


def test_the_error_shrinks_with_the_sample_and_towards_certainty() -> None:
    assert sampling_error(0.5, SAMPLED) == pytest.approx(0.0217, abs=1e-3)
    assert sampling_error(0.5, 100) > sampling_error(0.5, 1000) > 0
    assert 0 < sampling_error(1.0, SAMPLED) < sampling_error(0.9, SAMPLED)


def test_the_shares_of_samples_are_within_their_error_of_the_truth(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(9)
    outside = tried = 0
    for _ in range(often(20, 200)):
        situation = plain(rulebook.vocabulary, program.reaching, 15, chance)
        completions = Completions(program, situation)
        found = stability(completions)
        if found.method != "sampled":
            continue
        rest = [completed(situation, program, chance) for _ in range(1000)]
        leans = evaluate(program, columns(program, rest), only_needs=True).leans()
        share = leans.count(completions.trace.outcomes.lean) / len(leans)
        outside += abs(share - found.share) > found.error + sampling_error(share, len(leans))
        tried += 1
    assert tried > 5
    assert outside <= max(1, tried // 20)
