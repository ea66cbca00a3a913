"""Flips: each turns the advice, none is smaller, and all of that size are counted.

The checks share the columnar evaluator with the search, and nothing of the search itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chance import mixed, often, plain
from fulcrum_engine import Rulebook, Situation, consult, load_rulebook, parse_situation
from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.lookahead.flips import LISTED, Flip, Flips, Target, find_flips
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.situation import Answer, State
from strategies import ATTRIBUTES, Files, full_situations, small_books, write

Changes = frozenset[tuple[str, str]]


def sets_of(flips: tuple[Flip, ...]) -> list[Changes]:
    return [frozenset((name, to) for name, (_, to) in flip.changes.items()) for flip in flips]


def every_change(program: Program, situation: Situation, size: int) -> Iterator[Changes]:
    """Yield all changes of so many answers, by plain enumeration."""
    answered = [name for name in situation if situation[name].state is State.ANSWERED]
    for names in combinations(answered, size):
        others = [
            [
                (n, id)
                for id in program.vocabulary.by_id[n].level_ids
                if (id,) != situation[n].levels
            ]
            for n in names
        ]
        yield from map(frozenset, product(*others))


def turning(program: Program, situation: Situation, size: int, target: Target) -> set[Changes]:
    """Return all changes of so many answers that turn the advice, by brute force."""
    changes = list(every_change(program, situation, size))
    rows = [situation, *(changed(situation, each) for each in changes)]
    now, *found = evaluate(program, columns(program, rows)).named(target)
    return {each for each, then in zip(changes, found, strict=True) if then != now}


def changed(situation: Situation, changes: Changes) -> Situation:
    given = {name: Answer(State.ANSWERED, (to,)) for name, to in changes}
    return Situation({**situation.answers, **given})


def some_situations(rulebook: Rulebook, count: int) -> list[Situation]:
    """Return situations of all kinds: fully described, half described, and with every state."""
    names, chance = compile_rulebook(rulebook).reaching, random.Random(21)
    kinds = (len(names), len(names) // 2, 8)
    described = [plain(rulebook.vocabulary, names, kinds[n % 3], chance) for n in range(count // 2)]
    return [*described, *mixed(rulebook.vocabulary, count - len(described), seed=22)]


def assert_exact(program: Program, situation: Situation, target: Target) -> None:
    """Compare with brute force over all single changes and all pairs."""
    found = find_flips(program, situation, target)
    for size in range(1, min(found.searched, 2) + 1):
        expected = turning(program, situation, size, target)
        if size < found.searched or not found.total:
            assert not expected, (situation.plain, size)
        else:
            assert found.total == len(expected), situation.plain
            listed = sets_of(found.flips)
            assert len(set(listed)) == len(listed) == min(found.total, LISTED)
            assert expected.issuperset(listed)


@pytest.mark.parametrize("target", ["lean", "style"])
def test_no_flip_is_missed_and_none_is_smaller(rulebook: Rulebook, target: Target) -> None:
    program = compile_rulebook(rulebook)
    for situation in some_situations(rulebook, often(30, 300)):
        assert_exact(program, situation, target)


@pytest.mark.parametrize("target", ["lean", "style"])
def test_each_flip_turns_the_advice_when_it_is_applied(rulebook: Rulebook, target: Target) -> None:
    program = compile_rulebook(rulebook)
    for situation in some_situations(rulebook, often(10, 100)):
        before = consult(situation, rulebook, include=())
        for flip in find_flips(program, situation, target).flips:
            answers = {name: to for name, (_, to) in flip.changes.items()}
            after = consult({**situation.plain, **answers}, rulebook, include=())
            assert after.lean == flip.lean
            if target == "lean":
                assert after.lean != before.lean
            else:
                assert after.style.primary != before.style.primary
                assert after.style.primary == flip.style


@given(files=small_books(), data=st.data())
def test_three_changes_are_found_by_any_rule_book(
    files: Files, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = load_rulebook(write(tmp_path_factory.mktemp("book"), files))
    program = compile_rulebook(book)
    situation = parse_situation(book.vocabulary, data.draw(full_situations(ATTRIBUTES)))
    found = find_flips(program, situation)
    for size in range(1, found.searched):
        assert not turning(program, situation, size, "lean")
    expected = turning(program, situation, found.searched, "lean")
    assert found.total == len(expected)
    assert set(sets_of(found.flips)) <= expected


def moves(rulebook: Rulebook, flip: Flip) -> bool:
    """Return whether the person in charge can act on every change, in its direction."""

    def step(name: str) -> int:
        ids = rulebook.vocabulary.by_id[name].level_ids
        answer, to = flip.changes[name]
        return ids.index(to) - ids.index(answer.levels[0])

    directions = {name: rulebook.vocabulary.by_id[name].movable for name in flip.changes}
    return (
        all(
            direction == "either" or (step(name) > 0 if direction == "later" else step(name) < 0)
            for name, direction in directions.items()
            if direction != "no"
        )
        and "no" not in directions.values()
    )


def test_what_can_be_acted_on_comes_first(rulebook: Rulebook) -> None:
    program, chance = compile_rulebook(rulebook), random.Random(23)
    seen = set()
    for _ in range(40):
        situation = plain(rulebook.vocabulary, program.reaching, 20, chance)
        actionable = [flip.actionable for flip in find_flips(program, situation).flips]
        assert actionable == sorted(actionable, reverse=True)
        seen |= set(actionable)
        for flip in find_flips(program, situation).flips:
            assert flip.actionable == moves(rulebook, flip), flip
    assert seen == {True, False}


def test_all_that_can_be_acted_on_is_listed_before_anything_else(rulebook: Rulebook) -> None:
    program = compile_rulebook(rulebook)
    for situation in some_situations(rulebook, 20):
        found = find_flips(program, situation)
        if found.total > LISTED:
            assert len(found.flips) == LISTED
        if found.flips and not found.flips[-1].actionable:
            assert found.flips == tuple(sorted(found.flips, key=lambda flip: not flip.actionable))


def flips(book: Rulebook, target: Target = "lean", **answers: Any) -> Flips:
    situation = parse_situation(book.vocabulary, answers)
    return find_flips(compile_rulebook(book), situation, target)


def test_only_answers_that_were_given_are_changed(garden: Rulebook) -> None:
    found = flips(garden, soil="dry", sun="unknown", rain="not_applicable")
    assert {name for flip in found.flips for name in flip.changes} == {"soil"}


def test_nothing_answered_leaves_nothing_to_change(garden: Rulebook) -> None:
    assert flips(garden) == Flips("lean", 0, 0, ())


def test_several_levels_may_be_narrowed_to_one(garden: Rulebook) -> None:
    found = flips(garden, soil=["moist", "dry"], sun="shade", rain="some")
    changes = [flip.changes["soil"] for flip in found.flips if set(flip.changes) == {"soil"}]
    assert all(answer.levels == ("moist", "dry") for answer, _ in changes)
    assert "dry" in {to for _, to in changes}
