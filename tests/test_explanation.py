"""Why: the rules that fired, what they read, and how much each counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from fulcrum_engine import Rulebook, load_rulebook, parse_situation
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.knowledge.conditions import leaves
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.recommendation import Reading, Reason
from strategies import rule, situations

Book = Callable[..., Rulebook]
REAL = load_rulebook()
VOCABULARY = {a.id: list(a.level_ids) for a in REAL.vocabulary.attributes}
DRY = {"attribute": "soil", "is": "dry"}
FULL = {"attribute": "sun", "is": "full"}
WATER = "need-for-watering"


def told(rulebook: Rulebook, situation: dict[str, Any]) -> Explanation:
    return explain(rulebook, parse_situation(rulebook.vocabulary, situation))


def counts(reasons: tuple[Reason, ...]) -> dict[str, float]:
    return {reason.rule: reason.certainty for reason in reasons}


# How much a rule counts


def test_a_rule_counts_as_much_as_it_would_alone(book: Book) -> None:
    explanation = told(
        book(
            rule("direct", DRY, (WATER, 0.3)),
            rule("chained", DRY, ("thirst", 0.5)),
            rule("link", {"concept": "thirst"}, (WATER, 0.8)),
        ),
        {"soil": "dry"},
    )
    assert counts(explanation.reasons(WATER)) == {"chained": 0.4, "direct": 0.3}


def test_a_rule_that_only_carries_on_is_no_reason(book: Book) -> None:
    explanation = told(
        book(
            rule("start", DRY, ("thirst", 0.9)),
            rule("link", {"concept": "thirst"}, ("drought", 0.9)),
            rule("link-strong", {"concept": "drought", "at_least": 0.5}, (WATER, 0.9)),
        ),
        {"soil": "dry"},
    )
    assert set(counts(explanation.reasons(WATER))) == {"start"}
    assert [one.id for one in explanation.fired] == ["link", "link-strong", "start"]


def test_a_rule_that_adds_a_fact_of_its_own_is_a_reason(book: Book) -> None:
    explanation = told(
        book(
            rule("start", DRY, ("thirst", 0.5)),
            rule("more", {"all": [{"concept": "thirst"}, FULL]}, (WATER, 0.8)),
        ),
        {"soil": "dry", "sun": "full"},
    )
    assert counts(explanation.reasons(WATER)) == {"start": 0.4, "more": 0.4}


def test_reasons_come_strongest_first_and_by_id_where_equal(book: Book) -> None:
    explanation = told(
        book(*(rule(id, DRY, (WATER, c)) for id, c in (("b", 0.3), ("a", 0.3), ("c", 0.6)))),
        {"soil": "dry"},
    )
    assert [reason.rule for reason in explanation.reasons(WATER)] == ["c", "a", "b"]


def test_rules_that_lead_elsewhere_or_did_not_fire_are_no_reasons(book: Book) -> None:
    explanation = told(
        book(
            rule("fires", DRY, (WATER, 0.3)),
            rule("elsewhere", DRY, ("need-for-shading", 0.3)),
            rule("undetermined", FULL, (WATER, 0.3)),
            rule("failed", {"attribute": "soil", "is": "wet"}, (WATER, 0.3)),
        ),
        {"soil": "dry"},
    )
    assert set(counts(explanation.reasons(WATER))) == {"fires"}


def test_evidence_against_is_told_apart(book: Book) -> None:
    explanation = told(
        book(
            rule("for", DRY, (WATER, 0.6)),
            rule("against", FULL, (WATER, -0.3)),
            rule("against-more", FULL, (WATER, -0.4)),
        ),
        {"soil": "dry", "sun": "full"},
    )
    assert counts(explanation.reasons(WATER)) == {"for": 0.6}
    assert [r.rule for r in explanation.reasons_against(WATER)] == ["against-more", "against"]


def test_what_leads_to_evidence_against_speaks_against(book: Book) -> None:
    explanation = told(
        book(
            rule("for", FULL, (WATER, 0.6)),
            rule("rain-comes", DRY, ("c", 0.8)),
            rule("rain-waters", {"concept": "c"}, (WATER, -0.5)),
            concepts=("c",),
        ),
        {"soil": "dry", "sun": "full"},
    )
    assert counts(explanation.reasons(WATER)) == {"for": 0.6}
    assert counts(explanation.reasons_against(WATER)) == {"rain-comes": 0.4}


def test_what_weakens_evidence_for_speaks_against(book: Book) -> None:
    explanation = told(
        book(
            rule("for", FULL, ("thirst", 0.9)),
            rule("weakens", DRY, ("thirst", -0.5)),
            rule("link", {"concept": "thirst"}, (WATER, 0.8)),
        ),
        {"soil": "dry", "sun": "full"},
    )
    assert set(counts(explanation.reasons(WATER))) == {"for"}
    assert counts(explanation.reasons_against(WATER)) == {"weakens": 0.4}


def test_what_is_wanted_absent_carries_nothing_on(book: Book) -> None:
    explanation = told(
        book(
            rule("slightly", DRY, ("drought", 0.3)),
            rule("no-drought", {"all": [FULL, {"none": [{"concept": "drought"}]}]}, (WATER, 0.5)),
        ),
        {"soil": "dry", "sun": "full"},
    )
    assert set(counts(explanation.reasons(WATER))) == {"no-drought"}


# What a rule read


def readings(book: Book, when: dict[str, Any], situation: dict[str, Any]) -> list[Reading]:
    explanation = told(
        book(rule("drier", DRY, ("thirst", 0.5)), rule("z", when, (WATER, 0.5))),
        {"soil": "dry", **situation},
    )
    return [explanation.reading(leaf) for leaf in leaves(explanation.rulebook.rules["z"].when)]


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        ("full", "full"),
        (["full", "mixed"], "mixed or full"),
        ("unknown", "unknown"),
        ("not_applicable", "not applicable"),
    ],
)
def test_a_condition_tells_what_was_answered(book: Book, answer: object, read: str) -> None:
    (reading,) = readings(book, {"attribute": "sun", "at_least": "mixed"}, {"sun": answer})
    assert reading == Reading(fact="sun", wanted="at least mixed", read=read)


def test_a_condition_says_that_its_fact_was_not_asked(book: Book) -> None:
    (reading,) = readings(book, FULL, {})
    assert reading.read == "not asked"


def test_a_condition_on_a_concept_tells_its_certainty(book: Book) -> None:
    (reading,) = readings(book, {"concept": "thirst", "at_least": 0.4}, {})
    assert reading == Reading(fact="thirst", wanted="at least 0.4", read="0.5000")


def test_a_condition_on_the_advice_tells_the_advice(book: Book) -> None:
    explanation = told(
        book(
            rule("a", DRY, (WATER, 0.5)),
            rule("b", {"outcome": "lean", "is_not": "shading"}, ("wilting", 0.5)),
        ),
        {"soil": "dry"},
    )
    (leaf,) = leaves(explanation.rulebook.rules["b"].when)
    assert explanation.reading(leaf) == Reading(fact="lean", wanted="not shading", read="watering")


def test_a_reason_repeats_the_rule_and_its_sources(book: Book) -> None:
    explanation = told(
        book(rule("a", DRY, (WATER, 0.5), because="Two\n lines.\n", sources=["gardening#G1"])),
        {"soil": "dry"},
    )
    (reason,) = explanation.reasons(WATER, "watering")
    assert reason.title == "The rule a"
    assert reason.because == "Two lines."
    assert reason.side == "watering"
    assert reason.sources == ("gardening#G1",)
    assert reason.conditions == (Reading(fact="soil", wanted="dry", read="dry"),)


def test_the_rules_behind_a_warning_are_named(book: Book) -> None:
    rulebook = book(rule("b", DRY, ("wilting", 0.5)), rule("a", DRY, ("wilting", 0.3)))
    assert told(rulebook, {"soil": "dry"}).rules_for("wilting") == ("a", "b")
    assert told(rulebook, {}).rules_for("wilting") == ()


@given(situations(VOCABULARY))
def test_every_reason_is_a_rule_that_fired_and_counts_at_most_its_certainty(
    situation: dict[str, Any],
) -> None:
    explanation = told(REAL, situation)
    for side in REAL.hypotheses.sides:
        reasons = explanation.reasons(side.need) + explanation.reasons_against(side.need)
        for reason in reasons:
            one = REAL.rules[reason.rule]
            assert reason.rule in explanation.trace.firings
            assert 0 < reason.certainty <= max(abs(c.certainty) for c in one.then)
        if explanation.trace.belief(side.need).value > 0:
            assert explanation.reasons(side.need)
