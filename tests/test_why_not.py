"""Why not: what spoke for other advice and was outweighed, and what kept the rest silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import InputError, Rulebook, load_rulebook, parse_situation
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.certainty import MOST
from fulcrum_engine.reasoning.outcomes import read_lean
from fulcrum_engine.why.evidence import Evidence
from fulcrum_engine.why.why_not import targets, why_not
from fulcrum_engine.why.why_not_text import balanced_from, leaning_from
from fulcrum_engine.why.why_not_values import WhyNot
from strategies import rule, situations

Book = Callable[..., Rulebook]
REAL = load_rulebook()
VOCABULARY = {a.id: list(a.level_ids) for a in REAL.vocabulary.attributes}
ARTICLE = Path(__file__).parents[1] / "cases" / "article" / "situations.case.yaml"
DRY, FULL = {"attribute": "soil", "is": "dry"}, {"attribute": "sun", "is": "full"}
WATER, SHADE = "need-for-watering", "need-for-shading"


def asked(rulebook: Rulebook, situation: dict[str, Any], target: str, **options: Any) -> WhyNot:
    explanation = explain(rulebook, parse_situation(rulebook.vocabulary, situation))
    return why_not(explanation, target, **options)[0]


# The rules behind it


def test_rules_that_spoke_are_told_with_what_outweighed_them(book: Book) -> None:
    told = asked(
        book(rule("dry", DRY, (WATER, 0.8)), rule("sunny", FULL, (SHADE, 0.3))),
        {"soil": "dry", "sun": "full"},
        "shading",
    )
    assert [(each.rule, each.counts, each.read) for each in told.outweighed] == [
        ("sunny", 0.3, "Sun: Full")
    ]
    assert [each.rule for each in told.by] == ["dry"]


def test_rules_that_speak_against_it_are_among_what_outweighs(book: Book) -> None:
    no_shade = rule("cloudy", {"attribute": "rain", "is": "plenty"}, (SHADE, -0.4))
    told = asked(
        book(rule("dry", DRY, (WATER, 0.8)), rule("sunny", FULL, (SHADE, 0.5)), no_shade),
        {"soil": "dry", "sun": "full", "rain": "plenty"},
        "shading",
    )
    assert [each.rule for each in told.by] == ["dry", "cloudy"]


def test_a_failed_rule_is_told_by_the_condition_and_the_value_it_read(book: Book) -> None:
    told = asked(
        book(rule("dry", DRY, (WATER, 0.8)), rule("sunny", FULL, (SHADE, 0.9))),
        {"soil": "dry", "sun": "shade"},
        "shading",
    )
    (failed,) = told.failed
    assert failed.text == "Sun: Shade (wanted: Full)"
    assert failed.could_count == 0.9
    (hindrance,) = failed.hindrances
    assert (hindrance.fact, hindrance.read, hindrance.truth) == ("sun", "shade", "false")


@pytest.mark.parametrize(
    ("answer", "text", "question"),
    [
        (None, "Sun: not asked (wanted: Full)", "How much sun does the bed get?"),
        ("unknown", "Sun: not known (wanted: Full)", "How much sun does the bed get?"),
        ("not_applicable", "Sun: does not apply (wanted: Full)", None),
        (["mixed", "full"], "Sun: Mixed or Full (wanted: Full)", None),
    ],
)
def test_an_undetermined_rule_is_told_by_the_answer_it_wants(
    book: Book, answer: Any, text: str, question: str | None
) -> None:
    given = {"soil": "dry"} | ({} if answer is None else {"sun": answer})
    rules = book(rule("dry", DRY, (WATER, 0.8)), rule("sunny", FULL, (SHADE, 0.9)))
    (open_,) = asked(rules, given, "shading").undetermined
    assert open_.text == text
    assert open_.hindrances[0].behind[0].question == question


def test_behind_a_concept_stand_the_answers_that_would_bring_it_about(book: Book) -> None:
    rules = book(
        rule("dry", DRY, (WATER, 0.8)),
        rule("hot", {"all": [FULL, {"attribute": "rain", "is": "none"}]}, ("scorching", 0.9)),
        rule("shady", {"all": [{"concept": "scorching"}, DRY]}, ("net", 0.6)),
    )
    told = asked(rules, {"soil": "dry", "sun": "mixed"}, "net")
    (failed,) = told.failed
    assert failed.text == (
        "Scorching: no sign of it [Sun: Mixed (wanted: Full); Rain: not asked (wanted: None)]"
    )
    assert [each.fact for each in failed.hindrances[0].behind] == ["sun", "rain"]


def test_what_must_not_hold_is_told_with_what_it_rests_on(book: Book) -> None:
    rules = book(
        rule("dry", DRY, (WATER, 0.8)),
        rule("hot", FULL, ("scorching", 0.9)),
        rule("cool", {"none": [{"concept": "scorching"}]}, ("mulch", 0.6)),
    )
    (failed,) = asked(rules, {"soil": "dry", "sun": "full"}, "mulch").failed
    expected = "Scorching: 0.90 (wanted: none of it) [Sun: Full (wanted: anything but Full)]"
    assert failed.text == expected


def test_of_alternatives_the_nearest_is_told(book: Book) -> None:
    hard = {"all": [FULL, {"attribute": "rain", "is": "none"}]}
    easy = {"attribute": "hose", "is": "missing"}
    rules = book(
        rule("dry", DRY, (WATER, 0.8)), rule("either", {"any": [hard, easy]}, (SHADE, 0.9))
    )
    told = asked(
        rules, {"soil": "dry", "sun": "shade", "rain": "some", "hose": "simple"}, "shading"
    )
    assert told.failed[0].text == "Hose: Simple (wanted: Missing)"


def test_the_fewest_conditions_come_first_then_what_could_count_most(book: Book) -> None:
    rain, none = {"attribute": "rain", "is": "none"}, {"attribute": "hose", "is": "missing"}
    rules = book(
        rule("dry", DRY, (WATER, 0.8)),
        rule("two", {"all": [FULL, rain]}, (SHADE, 0.9)),
        rule("weak", rain, (SHADE, 0.3)),
        rule("strong", none, (SHADE, 0.6)),
    )
    told = asked(
        rules, {"soil": "dry", "sun": "shade", "rain": "some", "hose": "simple"}, "shading"
    )
    assert [each.rule for each in told.failed] == ["strong", "weak", "two"]


def test_a_rule_that_could_add_nothing_is_no_answer(book: Book) -> None:
    rules = book(
        rule("dry", DRY, (WATER, 0.8)),
        rule("sunny", FULL, ("scorching", 0.5)),
        rule("mixed", {"attribute": "sun", "is": "mixed"}, ("scorching", 0.4)),
        rule("link", {"concept": "scorching"}, (SHADE, 0.8)),
    )
    assert not asked(rules, {"soil": "dry", "sun": "full"}, "shading").failed


def test_three_of_each_are_told_and_the_rest_counted() -> None:
    told = asked(REAL, {"change": "major"}, "management")
    every = asked(REAL, {"change": "major"}, "management", limit=None)
    assert len(told.undetermined) == 3
    assert told.undetermined == every.undetermined[:3]
    assert told.more.undetermined == len(every.undetermined) - 3
    assert every.more.undetermined == 0


# How far it was


def lean(need: float, other: float) -> int:
    return read_lean(REAL.hypotheses.lean, min(need, MOST), other, settled=True)


@given(other=st.floats(0.25, 0.99))
def test_the_needs_that_are_told_are_where_the_lean_turns(other: float) -> None:
    reading = REAL.hypotheses.lean
    least, beyond = balanced_from(reading, other), leaning_from(reading, other)
    assert least <= other
    assert lean(least + 1e-6, other) == 2
    assert lean(least - 1e-6, other) == 1
    if beyond is None:
        assert lean(MOST, other) == 2
    elif beyond < 1 - 1e-5:
        assert lean(beyond + 1e-6, other) == 0
        assert lean(beyond - 1e-6, other) == 2


def test_needs_that_look_alike_are_told_apart(book: Book) -> None:
    rules = book(rule("dry", DRY, (WATER, 0.78)), rule("sunny", FULL, (SHADE, 0.6)))
    told = asked(rules, {"soil": "dry", "sun": "full"}, "watering").text
    assert told.endswith("came to more than 0.783 instead of 0.780.")


def test_a_style_that_more_speaks_against_says_so(book: Book) -> None:
    rules = book(
        rule("dry", DRY, (WATER, 0.8), ("sprinkler", 0.3)),
        rule("for", DRY, ("can", 0.3)),
        rule("against", {"attribute": "hose", "is": "simple"}, ("can", -0.6)),
    )
    told = asked(rules, {"soil": "dry", "hose": "simple"}, "can")
    assert told.text == (
        "More speaks against the can style than for it, the sprinkler one comes to 0.30."
    )
    assert [each.rule for each in told.outweighed] == ["for"]
    assert [each.rule for each in told.by] == ["dry", "against"]


def test_the_text_tells_both_needs_and_what_it_would_have_taken(book: Book) -> None:
    rules = book(rule("dry", DRY, (WATER, 0.7)), rule("sunny", FULL, (SHADE, 0.3)))
    answers = {"soil": "dry", "sun": "full"}
    assert (
        asked(rules, answers, "shading").text
        == (
            "The need for water comes to 0.70. The need for shade comes to 0.30. "
            "It would lean to shading if the need for shade came to more than 0.87 instead of 0.30."
        )
        or "could at most be balanced" in asked(rules, answers, "shading").text
    )
    assert "They would be balanced if the need for shade came to 0.51 instead of 0.30." in (
        asked(rules, answers, "balanced").text
    )


def test_a_style_of_the_other_side_says_so(garden: Rulebook) -> None:
    told = asked(garden, {"soil": "dry", "sun": "full", "hose": "simple", "rain": "none"}, "can")
    assert "Nothing that is known speaks for the can style" in told.text
    told = asked(garden, {"soil": "dry", "sun": "shade", "hose": "simple"}, "mulch")
    assert "It is a style of shading, and the lean is to watering; it is the one to mix in." in (
        told.text
    )


def test_while_too_little_is_known_nothing_outweighs(garden: Rulebook) -> None:
    told = asked(garden, {}, "watering")
    assert not told.by
    assert told.undetermined
    assert told.text.endswith("A need counts from 0.25, and neither is there yet.")


def test_what_is_advised_needs_no_explanation(garden: Rulebook) -> None:
    told = asked(garden, {"soil": "dry"}, "watering")
    assert told.advised
    assert told.text == "Watering is what is advised."


def test_an_unknown_target_is_refused_with_the_nearest(garden: Rulebook) -> None:
    with pytest.raises(InputError, match="no such lean or style: `shadng`; did you mean `shading`"):
        asked(garden, {}, "shadng")


# Whatever the situation


@given(situation=situations(VOCABULARY))
def test_every_other_lean_and_style_is_asked_about(situation: dict[str, Any]) -> None:
    explanation = explain(REAL, parse_situation(REAL.vocabulary, situation))
    outcomes = explanation.trace.outcomes
    told = [each.target for each in why_not(explanation)]
    assert told == [t for t in targets(explanation) if t not in (outcomes.lean, outcomes.primary)]


@given(situation=situations(VOCABULARY))
def test_every_rule_that_did_not_speak_says_what_kept_it(situation: dict[str, Any]) -> None:
    explanation = explain(REAL, parse_situation(REAL.vocabulary, situation))
    evidence = Evidence(explanation)
    for told in why_not(explanation, limit=None):
        for fate, rules in (("failed", told.failed), ("undetermined", told.undetermined)):
            for each in rules:
                assert evidence.fate(REAL.rules[each.rule]) == fate
                assert each.hindrances
                truths = {hindrance.truth for hindrance in each.hindrances}
                assert ("false" in truths) == (fate == "failed")
                assert 0 < each.could_count < 1


@given(situation=situations(VOCABULARY))
def test_every_open_condition_has_a_missing_answer_behind_it(situation: dict[str, Any]) -> None:
    explanation = explain(REAL, parse_situation(REAL.vocabulary, situation))
    needs = {side.need for side in REAL.hypotheses.sides}
    for told in why_not(explanation, limit=None):
        for each in told.undetermined:
            for hindrance in each.hindrances:
                assert hindrance.fact in needs or hindrance.behind
                for wanting in hindrance.behind:
                    several = isinstance(situation.get(wanting.fact), list)
                    assert wanting.fact in needs or several or wanting.origin != "answered"


@pytest.mark.parametrize(
    "case", yaml.safe_load(ARTICLE.read_text("utf-8"))["cases"], ids=lambda case: case["id"]
)
def test_whoever_expected_other_advice_of_the_article_is_answered(case: dict[str, Any]) -> None:
    explanation = explain(REAL, parse_situation(REAL.vocabulary, case["given"]))
    for told in why_not(explanation):
        assert told.text
        assert told.outweighed or told.failed or told.undetermined or told.by
        for each in (*told.failed, *told.undetermined):
            assert "_" not in each.text
            assert each.title in {rule.title for rule in REAL.rules.values()}
