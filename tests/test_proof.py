"""How: the proof, from what was answered through firings to the lean, each part told once."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import Rulebook, load_rulebook, parse_situation
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.why.arithmetic import combination
from fulcrum_engine.why.proof import prove
from fulcrum_engine.why.proof_values import ConditionRead, Proof, RuleProof, Step
from strategies import ATTRIBUTES, rule, situations, small_books, write

Book = Callable[..., Rulebook]
REAL = load_rulebook()
VOCABULARY = {a.id: list(a.level_ids) for a in REAL.vocabulary.attributes}
DRY = {"attribute": "soil", "is": "dry"}
WATER = "need-for-watering"
CHAIN = (
    rule("start", DRY, ("thirst", 0.5)),
    rule("link", {"concept": "thirst"}, (WATER, 0.8)),
)


def proof(rulebook: Rulebook, situation: dict[str, Any], detail: Any = "whole") -> Proof:
    return prove(explain(rulebook, parse_situation(rulebook.vocabulary, situation)), detail)


def steps(proof: Proof) -> tuple[Step, ...]:
    return (*proof.steps, *proof.after)


def step(proof: Proof, concept: str) -> Step:
    return next(each for each in steps(proof) if each.concept == concept)


def rules(proof: Proof) -> Iterator[tuple[str, RuleProof]]:
    for each in steps(proof):
        yield from ((each.concept, rule) for rule in each.rules)


def leaves(condition: ConditionRead) -> Iterator[ConditionRead]:
    if not condition.parts:
        yield condition
    for part in condition.parts:
        yield from leaves(part)


# From the answers to the lean


def test_a_chain_is_told_from_its_answer_to_the_lean(book: Book) -> None:
    told = proof(book(*CHAIN), {"soil": "dry"}, "short")
    assert [answer.text for answer in told.answers] == ["Soil: Dry"]
    assert [each.concept for each in told.steps] == ["thirst", WATER]
    assert [each.certainty.value for each in told.steps] == [0.5, 0.4]
    assert (told.lean.lean, told.lean.strength) == ("watering", "clear")


def test_each_condition_says_what_was_wanted_and_read_and_from_where(book: Book) -> None:
    told = proof(book(*CHAIN), {"soil": "dry"})
    (start,), (link,) = step(told, "thirst").rules, step(told, WATER).rules
    assert start.condition is not None
    assert link.condition is not None
    assert start.condition.model_dump(include={"fact", "wanted", "read", "origin", "truth"}) == {
        "fact": "soil",
        "wanted": "dry",
        "read": "dry",
        "origin": "answered",
        "truth": "true",
    }
    assert (link.condition.origin, link.condition.read) == ("concluded", "0.5000")
    assert (link.adds.value, link.certainty, link.premise.low) == (0.4, 0.8, 0.5)


@pytest.mark.parametrize(
    ("answer", "origin", "truth", "text"),
    [
        ("dry", "answered", "true", "Soil: Dry"),
        ("wet", "answered", "false", "Soil: Wet (wanted: Dry)"),
        (["moist", "dry"], "answered", "undetermined", "Soil: Moist or Dry (wanted: Dry)"),
        ("unknown", "unknown", "undetermined", "Soil: not known (wanted: Dry)"),
        ("not_applicable", "not_applicable", "undetermined", "Soil: does not apply (wanted: Dry)"),
        (None, "not_asked", "undetermined", "Soil: not asked (wanted: Dry)"),
    ],
)
def test_the_states_of_an_answer_are_kept_apart(
    book: Book, answer: Any, origin: str, truth: str, text: str
) -> None:
    told = proof(book(*CHAIN), {} if answer is None else {"soil": answer})
    condition = step(told, "thirst").rules[0].condition
    assert condition is not None
    assert (condition.origin, condition.truth, condition.text) == (origin, truth, text)
    answered = next(each for each in told.answers if each.attribute == "soil")
    assert answered.state == origin


def test_a_condition_on_the_advice_says_so(garden: Rulebook) -> None:
    told = proof(garden, {"soil": "dry"})
    condition = step(told, "water-at-dawn").rules[0].condition
    assert condition is not None
    assert (condition.origin, condition.read) == ("advised", "watering")
    assert "water-at-dawn" in [each.concept for each in told.after]


def test_undetermined_and_failed_rules_are_told_with_what_they_read(book: Book) -> None:
    told = proof(book(*CHAIN, rule("shade", {"attribute": "sun", "is": "full"}, (WATER, 0.3))), {})
    assert {rule.rule: rule.fate for rule in step(told, WATER).rules} == {
        "link": "undetermined",
        "shade": "undetermined",
    }
    wet = proof(book(*CHAIN), {"soil": "wet"})
    assert [rule.fate for _, rule in rules(wet)] == ["failed", "failed"]


# Arithmetic


@pytest.mark.parametrize(
    ("kind", "evidence", "line"),
    [
        ("accumulate", [], "no evidence: 0"),
        ("accumulate", [0.58], "0.58"),
        ("accumulate", [0.5, 0.2], "1 - (1 - 0.5) * (1 - 0.2) = 0.6"),
        ("strongest", [0.3, 0.6], "max(0.3, 0.6) = 0.6"),
        ("strongest", [-0.3], "-0.3"),
        (
            "accumulate",
            [0.75, -0.5],
            "for it 0.75, against it 0.5, together (0.75 - 0.5) / (1 - min(0.75, 0.5)) = 0.5",
        ),
    ],
)
def test_the_arithmetic_is_one_line(kind: str, evidence: list[float], line: str) -> None:
    total = proof_total(line)
    assert combination(kind, evidence, total) == line


def proof_total(line: str) -> float:
    return float(line.rpartition("=")[2].rpartition(":")[2])


def test_a_need_that_evidence_speaks_against_ends_at_nothing(book: Book) -> None:
    told = proof(book(rule("rain", DRY, (WATER, -0.4))), {"soil": "dry"})
    assert step(told, WATER).arithmetic == "-0.4, and never below 0"
    assert step(told, WATER).certainty.value == 0


@given(files=small_books(), situation=situations(ATTRIBUTES))
def test_the_arithmetic_ends_at_the_certainty(files: Any, situation: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = load_rulebook(write(Path(folder), files))
    for each in steps(proof(book, situation)):
        if "never below" in each.arithmetic:
            assert each.certainty.value == 0
        else:
            assert abs(proof_total(each.arithmetic) - each.certainty.value) < 2e-4


# Everything once


@given(files=small_books(), situation=situations(ATTRIBUTES))
def test_each_rule_is_proved_once_in_the_whole_proof(files: Any, situation: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = load_rulebook(write(Path(folder), files))
    told = proof(book, situation)
    active = [each for each in book.rules.values() if each.status != "experimental"]
    proved = [rule.rule for _, rule in rules(told) if rule.told_under is None]
    assert sorted(proved) == sorted(each.id for each in active)
    pairs = Counter((concept, rule.rule) for concept, rule in rules(told))
    assert set(pairs) == {(c.conclude, each.id) for each in active for c in each.then}


@given(situation=situations(VOCABULARY), detail=st.sampled_from(["short", "whole"]))
def test_a_concept_stands_once_and_behind_what_it_rests_on(
    situation: dict[str, Any], detail: str
) -> None:
    told = proof(REAL, situation, detail)
    before: set[str] = set()
    for each in steps(told):
        assert each.concept not in before
        for told_rule in each.rules:
            for leaf in leaves(told_rule.condition) if told_rule.condition else ():
                settled = leaf.fact in before or leaf.strength.high == 0 or detail == "short"
                assert leaf.origin != "concluded" or settled
        before.add(each.concept)


@given(situation=situations(VOCABULARY))
def test_every_undetermined_rule_names_what_is_missing(situation: dict[str, Any]) -> None:
    told = proof(REAL, situation)
    certain = {each.concept: each.certainty for each in steps(told)}
    for _, each in rules(told):
        if each.fate == "undetermined" and each.condition:
            open_ = [leaf for leaf in leaves(each.condition) if leaf.truth == "undetermined"]
            assert open_
            for leaf in open_:
                if leaf.origin == "answered":
                    assert isinstance(situation[str(leaf.fact)], list)
                elif leaf.origin == "concluded":
                    assert certain[str(leaf.fact)].low < certain[str(leaf.fact)].high


@given(situation=situations(VOCABULARY))
def test_the_proof_is_that_of_the_consultation(situation: dict[str, Any]) -> None:
    explanation = explain(REAL, parse_situation(REAL.vocabulary, situation))
    told = prove(explanation, "whole")
    fired = {rule.rule for _, rule in rules(told) if rule.fate == "fired"}
    assert fired == set(explanation.trace.firings)
    assert told.lean.lean == explanation.trace.outcomes.lean
    assert [a.attribute for a in told.answers] == list(REAL.vocabulary.by_id)


# Short


@given(situation=situations(VOCABULARY))
def test_the_short_proof_tells_only_what_fired(situation: dict[str, Any]) -> None:
    told = proof(REAL, situation, "short")
    assert not told.after
    for each in told.steps:
        assert all(rule.fate == "fired" for rule in each.rules)
        conditions = [rule.condition for rule in each.rules if rule.condition]
        assert all(condition.truth == "true" for condition in conditions)


def test_the_short_proof_counts_what_it_leaves_out(book: Book) -> None:
    weaker = rule("weaker", {"attribute": "soil", "at_least": "moist"}, ("thirst", 0.3))
    other = rule("other", {"attribute": "sun", "is": "full"}, ("thirst", 0.9))
    told = proof(book(*CHAIN, weaker, other), {"soil": "dry"}, "short")
    assert [rule.rule for rule in step(told, "thirst").rules] == ["start"]
    assert step(told, "thirst").left_out.model_dump() == {
        "fired": 1,
        "failed": 0,
        "undetermined": 1,
    }


def test_the_short_proof_of_a_balanced_lean_tells_both_needs(garden: Rulebook) -> None:
    told = proof(garden, {"soil": "dry", "rain": "none", "sun": "full"}, "short")
    assert told.lean.lean == "balanced"
    assert {each.concept for each in told.steps if each.kind == "need"} == {
        WATER,
        "need-for-shading",
    }


def test_a_rule_that_concludes_twice_is_referred_to(book: Book) -> None:
    twice = rule("twice", DRY, (WATER, 0.3), ("need-for-shading", 0.3))
    told = proof(book(twice), {"soil": "dry"})
    first, second = (rule for _, rule in rules(told))
    assert first.condition is not None
    assert (second.condition, second.told_under) == (None, WATER)
