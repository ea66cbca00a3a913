"""The report for a terminal: what a person in charge reads, in words of the rule book alone."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import fulcrum_api.report.advice
import fulcrum_api.report.layout
import fulcrum_api.report.outlook
import fulcrum_api.report.person
import fulcrum_api.report.proof
import fulcrum_api.report.why_not
import fulcrum_api.wording
from fulcrum_api.report.advice import print_report
from fulcrum_api.report.layout import print_lines
from fulcrum_api.report.proof import proof_lines
from fulcrum_api.report.why_not import why_not_lines
from fulcrum_engine import Rulebook, consult, load_rulebook, parse_situation
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.recommendation import Recommendation, Stability
from fulcrum_engine.why.proof import prove
from fulcrum_engine.why.why_not import why_not
from strategies import GARDEN

DROUGHT = {"soil": "dry", "rain": "none", "sun": "full", "hose": "simple"}


def told(
    rulebook: Rulebook, situation: dict[str, object], *, width: int = 80, terminal: bool = False
) -> str:
    console = Console(
        file=io.StringIO(), width=width, force_terminal=terminal, highlight=False, _environ={}
    )
    print_report(consult(situation, rulebook), rulebook, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_first_sentence_tells_lean_strength_and_styles(garden: Rulebook) -> None:
    advice = consult({"soil": "dry", "sun": "shade", "hose": "simple"}, garden)
    assert (advice.lean, advice.strength, advice.style.primary) == (
        "watering",
        "strong",
        "sprinkler",
    )
    text = flat(told(garden, {"soil": "dry", "sun": "shade", "hose": "simple"}))
    expected = "This situation leans strongly to watering: take the sprinkler style and mix in the "
    assert text.startswith(expected)


def test_an_empty_situation_is_told_to_be_undetermined(garden: Rulebook) -> None:
    text = told(garden, {})
    assert text.startswith("Too little is known to tell whether this calls for watering or shading")


def test_two_low_needs_are_told_as_a_light_touch(garden: Rulebook) -> None:
    quiet = {"soil": "wet", "sun": "shade", "rain": "some"}
    assert consult(quiet, garden).lean == "balanced"
    assert "a light touch will do" in told(garden, quiet)


def test_two_high_needs_are_told_as_both(garden: Rulebook) -> None:
    assert consult(DROUGHT, garden).lean == "balanced"
    assert "needs both watering and shading" in told(garden, DROUGHT)


def test_each_need_shows_what_missing_answers_leave_possible(garden: Rulebook) -> None:
    need = consult({"soil": "dry"}, garden).need["watering"]
    text = told(garden, {"soil": "dry"})
    assert need.low < need.high
    assert f"{need.low:.2f} to {need.high:.2f} possible" in text


def test_a_need_that_nothing_can_change_says_so(garden: Rulebook) -> None:
    everything = {a.id: a.level_ids[0] for a in garden.vocabulary.attributes}
    assert told(garden, everything).count("whatever is missing") == 2


def test_three_reasons_are_told_and_the_others_counted(rulebook: Rulebook) -> None:
    situation = {a.id: a.level_ids[0] for a in rulebook.vocabulary.attributes if a.ordered}
    advice = consult(situation, rulebook)
    text = flat(told(rulebook, situation))
    assert len(advice.reasons) > 3
    for reason in advice.reasons[:3]:
        assert reason.title in text
        assert flat(reason.because) in text
    assert f"and {len(advice.reasons) - 3} more (--json lists all)" in text


def test_reasons_come_with_facts_in_words_and_sources_by_name(garden: Rulebook) -> None:
    text = flat(told(garden, {"soil": "dry", "sun": "shade"}))
    assert 'You answered "dry" for soil' in text
    assert "Sources: A gardening book, G1." in text


def test_all_parts_of_the_advice_are_told(garden: Rulebook) -> None:
    advice, text = consult(DROUGHT, garden), flat(told(garden, DROUGHT))
    assert advice.warnings
    assert advice.tensions
    assert advice.actions
    for notice in (*advice.warnings, *advice.tensions):
        assert f"{notice.title}. {notice.text}" in text
    for action in advice.actions:
        assert action.text in text
    for style in garden.hypotheses.styles:
        assert style.title in text
        assert style.summary in text
    assert f"Rule book {garden.version} ({garden.sha256[:12]})" in text


def test_a_pipe_gets_plain_text(garden: Rulebook) -> None:
    text = told(garden, DROUGHT)
    assert "\x1b" not in text
    assert text.isascii()
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_terminal_gets_colour_and_bars(garden: Rulebook) -> None:
    text = told(garden, DROUGHT, terminal=True)
    assert "\x1b[" in text
    assert "\u2588" in text


@given(width=st.integers(24, 130), data=st.data())
def test_no_line_is_wider_than_the_screen(width: int, data: st.DataObject) -> None:
    garden = load_rulebook(GARDEN)
    answers = {
        a.id: st.sampled_from((*a.level_ids, "unknown", "not_applicable"))
        for a in garden.vocabulary.attributes
    }
    situation = data.draw(st.fixed_dictionaries({}, optional=answers))
    text = told(garden, situation, width=width)
    assert all(len(line) <= width for line in text.splitlines())


def test_wide_letters_are_counted_as_two(garden: Rulebook) -> None:
    advice = consult(DROUGHT, garden)
    data = advice.model_dump()
    data["actions"][0]["text"] = "水をまく" * 40
    console = Console(file=io.StringIO(), width=60, _environ={})
    print_report(Recommendation.model_validate(data), garden, console)
    assert isinstance(console.file, io.StringIO)
    lines = [line for line in console.file.getvalue().splitlines() if "水" in line]
    assert len(lines) > 1
    assert all(len(line) + sum(not c.isascii() for c in line) <= 60 for line in lines)


# How settled it is, and what would change it


@pytest.mark.parametrize(
    ("settled", "share", "method", "text"),
    [
        ("decided", 1.0, "bounded", "Decided: no missing answer can change this."),
        ("leaning", 0.91, "sampled", "Leaning: about 91 % of the ways to answer what is missing"),
        ("leaning", 0.9999, "enumerated", "Leaning: 99 % of the ways"),
        ("open", 0.0, "enumerated", "Still open: 0 % of the ways"),
    ],
)
def test_how_settled_it_is_stands_behind_the_headline(
    garden: Rulebook, settled: str, share: float, method: str, text: str
) -> None:
    data = consult(DROUGHT, garden).model_dump(by_alias=True)
    stability = Stability.model_validate({"share": share, "method": method, "error": 0.0})
    data |= {"settled": settled, "stability": stability.model_dump()}
    assert f". {text}" in flat(shown(Recommendation.model_validate(data), garden))


def shown(advice: Recommendation, rulebook: Rulebook) -> str:
    console = Console(file=io.StringIO(), width=80, _environ={})
    print_report(advice, rulebook, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_smallest_flips_are_told_with_what_it_would_become(garden: Rulebook) -> None:
    advice = consult({"soil": "dry", "sun": "shade"}, garden)
    text = flat(told(garden, {"soil": "dry", "sun": "shade"}))
    assert advice.flips is not None
    assert advice.flips.total
    assert 'What would change it 1. "wet" instead of "dry" for soil: then' in text
    assert "You can act on this." in text


def test_advice_that_no_few_answers_turn_says_so(garden: Rulebook) -> None:
    data = consult(DROUGHT, garden).model_dump(by_alias=True)
    data["flips"] = {"target": "lean", "searched": 3, "total": 0, "sets": ()}
    text = flat(shown(Recommendation.model_validate(data), garden))
    assert "Not even 3 answers changed at once would turn it." in text


def test_the_next_question_comes_with_its_reason_and_what_answers_would_do(
    garden: Rulebook,
) -> None:
    question = consult({"soil": "dry"}, garden).next_question
    text = flat(told(garden, {"soil": "dry"}))
    assert question is not None
    assert f"What to ask next {question.question} {question.why} - " in text


def test_without_an_outlook_nothing_is_said_of_it(garden: Rulebook) -> None:
    text = shown(consult({"soil": "dry"}, garden, include=()), garden)
    for heading in ("Decided", "Leaning", "open", "What would change it", "What to ask next"):
        assert heading not in text


def test_who_decides_and_what_to_work_on_are_told(rulebook: Rulebook) -> None:
    person = {"quality_requirement": "present", "skill_empathy": "weak", "direction": "none"}
    advice, text = consult(person, rulebook), flat(told(rulebook, person))
    assert advice.decision is not None
    assert advice.development is not None
    assert "Who should decide Still possible:" in text
    for each in advice.development.gaps:
        assert each.title in text


# How, and why not


def explained(rulebook: Rulebook, situation: dict[str, object], detail: str = "short") -> str:
    explanation = explain(rulebook, parse_situation(rulebook.vocabulary, situation))
    console = Console(file=io.StringIO(), width=80, _environ={})
    print_lines(proof_lines(prove(explanation, detail)), console)  # type: ignore[arg-type]
    print_lines(why_not_lines(why_not(explanation)), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_short_proof_leads_from_answers_to_the_lean(garden: Rulebook) -> None:
    text = flat(explained(garden, {"soil": "dry", "sun": "shade"}))
    for part in (
        "What was read - Soil: Dry",
        "Thirst: 0.70 - The soil is dry (0.70 x 1.00 = 0.70) Soil: Dry",
        "The need for water: 0.63",
        "- Thirst is stilled by watering (0.90 x 0.70 = 0.63) Thirst: 0.70",
        "The lean: Watering, strong",
    ):
        assert part in text
        text = text[text.index(part) :]


def test_the_whole_proof_shows_every_rule_and_what_became_of_it(garden: Rulebook) -> None:
    text = flat(explained(garden, {"soil": "dry"}, "whole"))
    for rule in garden.rules.values():
        assert (rule.title in text) == (rule.status != "experimental")
    assert "The sun is full (open, at most 0.70) Sun: not asked (wanted: Full) [undetermined]" in (
        text
    )
    assert "The soil is only moist (failed)" in text


def test_why_not_is_told_for_each_other_lean_and_style(garden: Rulebook) -> None:
    text = flat(explained(garden, {"soil": "dry", "sun": "shade", "hose": "simple"}))
    for title in ("Shading", "Balanced", "Can", "Net", "Mulch"):
        assert f"Why not {title}?" in text
    assert "What did not apply - The sun is full (up to 0.63). Sun: Shade (wanted: Full)." in text


@given(data=st.data())
def test_no_line_of_an_explanation_is_wider_than_the_screen(data: st.DataObject) -> None:
    garden = load_rulebook(GARDEN)
    levels = {a.id: st.sampled_from(a.level_ids) for a in garden.vocabulary.attributes}
    situation = data.draw(st.fixed_dictionaries({}, optional=levels))
    text = explained(garden, situation, data.draw(st.sampled_from(["short", "whole"])))
    assert all(len(line) <= 80 for line in text.splitlines())


MODULES = [
    fulcrum_api.report.layout,
    fulcrum_api.report.advice,
    fulcrum_api.report.outlook,
    fulcrum_api.report.person,
    fulcrum_api.report.proof,
    fulcrum_api.report.why_not,
    fulcrum_api.wording,
]


@pytest.mark.parametrize("module", MODULES)
def test_the_report_knows_nothing_of_the_field(module: object) -> None:
    text = Path(str(module.__file__)).read_text().lower()  # type: ignore[attr-defined]
    words = ("leadership", "management", "visionary", "transact", "bureaucr", "charism", "morale")
    assert not [word for word in words if word in text]
