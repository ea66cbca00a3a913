"""`fulcrum ask`: what is typed, what is shown, and how it ends."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

import chance
from fulcrum_api.commands.app import app
from fulcrum_api.commands.ask import understood
from fulcrum_engine import Rulebook, Situation, consult
from fulcrum_engine.lookahead.interview import Interview
from fulcrum_engine.reasoning.compiler import compile_rulebook
from strategies import GARDEN

HEADING = "Your answers, to be saved as a file:"


def ask(*lines: str, args: tuple[str, ...] = ()) -> Result:
    text = "".join(f"{line}\n" for line in lines)
    return CliRunner().invoke(app, ["ask", "--rules", str(GARDEN), *args], input=text)


def saved(result: Result) -> object:
    return yaml.safe_load(result.output.partition(HEADING)[2])


def first_question(garden: Rulebook) -> str:
    return str(consult({}, garden).plain["next_question"]["attribute"])


def test_a_question_shows_its_hint_and_its_levels_with_examples(garden: Rulebook) -> None:
    text = " ".join(ask().output.split())
    attribute = garden.vocabulary.by_id[first_question(garden)]
    for shown in (attribute.question, attribute.hint):
        assert " ".join(shown.split()) in text
    for number, level in enumerate(attribute.levels, start=1):
        assert f"{number} {level.label}" in text
        assert " ".join(level.example.split())[:30] in text


def test_it_stops_when_the_advice_is_decided_and_tells_the_advice(garden: Rulebook) -> None:
    result = ask("1", "1", "1", "1", "1", "1")
    assert result.exit_code == 0
    assert "no answer can change that" in result.output
    given = saved(result)
    assert isinstance(given, dict)
    assert consult(given, garden).settled == "decided"
    assert "What to do first" in result.output or "Need" in result.output


def test_the_end_of_the_input_ends_the_interview_with_the_result_so_far(
    garden: Rulebook,
) -> None:
    result = ask("2")
    assert result.exit_code == 0
    name = first_question(garden)
    assert saved(result) == {name: garden.vocabulary.by_id[name].level_ids[1]}
    assert "Receipt" in result.output


def test_no_input_at_all_is_a_result_as_well() -> None:
    result = ask()
    assert result.exit_code == 0
    assert saved(result) == {}
    assert "Too little is known" in result.output


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("u", "unknown"),
        ("unknown", "unknown"),
        ("N", "not_applicable"),
        ("1,2", [0, 1]),
        ("2, 1", [0, 1]),
        (" 3 ", 2),
    ],
)
def test_an_answer_may_be_a_number_several_or_a_state(
    garden: Rulebook, typed: str, answer: object
) -> None:
    name = first_question(garden)
    levels = garden.vocabulary.by_id[name].level_ids
    expected = (
        [levels[at] for at in answer]
        if isinstance(answer, list)
        else levels[answer]
        if isinstance(answer, int)
        else answer
    )
    assert saved(ask(typed)) == {name: expected}


def test_an_answer_may_be_the_level_itself(garden: Rulebook) -> None:
    attribute = garden.vocabulary.by_id["soil"]
    found = understood(attribute, "dry")
    assert found is not None
    assert found.levels == ("dry",)


@pytest.mark.parametrize("typed", ["9", "0", "-1", "1,9", "", ",", "yes", "1.5", "²", "\x00"])
def test_what_is_no_answer_is_said_so_and_asked_again(garden: Rulebook, typed: str) -> None:
    result = ask(typed, "1")
    assert result.exit_code == 0
    assert "is no answer here; expected a number from 1 to 3" in result.output
    assert saved(result) == {
        first_question(garden): garden.vocabulary.by_id[first_question(garden)].level_ids[0]
    }


def test_bytes_that_are_no_text_are_no_answer() -> None:
    result = CliRunner().invoke(app, ["ask", "--rules", str(GARDEN)], input=b"\xff\xfe\n")
    assert result.exit_code == 0
    assert "is no answer here" in result.output


def test_why_is_answered_with_what_each_answer_would_do(garden: Rulebook) -> None:
    result = ask("?")
    attribute = garden.vocabulary.by_id[first_question(garden)]
    text = " ".join(result.output.split())
    assert " ".join(attribute.why.split()) in text
    for level in attribute.levels:
        assert f"{level.label}: then " in text


def test_going_back_asks_the_question_before_again(garden: Rulebook) -> None:
    result = ask("1", "b", "2")
    name = first_question(garden)
    assert saved(result) == {name: garden.vocabulary.by_id[name].level_ids[1]}
    assert "This is the first question." in ask("b").output


def test_the_result_can_be_had_at_once() -> None:
    result = ask("1", "r", "1")
    assert result.exit_code == 0
    assert "Receipt" in result.output
    found = saved(result)
    assert isinstance(found, dict)
    assert len(found) == 1


def test_quitting_gives_no_result_but_keeps_the_answers() -> None:
    result = ask("1", "q")
    assert result.exit_code == 0
    assert "Receipt" not in result.output
    found = saved(result)
    assert isinstance(found, dict)
    assert len(found) == 1


def test_json_is_the_recommendation_alone(garden: Rulebook) -> None:
    result = ask("1", args=("--json",))
    name = first_question(garden)
    found = json.loads(result.stdout)
    given = {name: garden.vocabulary.by_id[name].level_ids[0]}
    assert found["lean"] == consult(given, garden).lean
    assert HEADING in result.stderr


def test_an_interview_may_begin_with_a_situation(tmp_path: Path) -> None:
    path = tmp_path / "begun.yaml"
    path.write_text("soil: dry\n")
    result = ask("r", args=("--start", str(path)))
    assert saved(result) == {"soil": "dry"}


def test_it_cannot_begin_with_several_cases(tmp_path: Path) -> None:
    path = tmp_path / "two.case.yaml"
    case = "{{id: {}, given: {{soil: dry}}, expect: {{lean: watering}}}}"
    path.write_text(f"format: 1\ncases:\n- {case.format('a')}\n- {case.format('b')}\n")
    result = ask(args=("--start", str(path)))
    assert result.exit_code == 2
    assert "one situation to begin with" in result.stderr


def test_it_offers_to_stop_when_the_lean_will_hardly_change(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(json.dumps(offered(rulebook).plain))
    result = CliRunner().invoke(app, ["ask", "--start", str(path)], input="r\n")
    assert "You can stop here: r shows the result." in result.output


def offered(rulebook: Rulebook) -> Situation:
    """Return a situation in which an interview offers to stop."""
    program, source = compile_rulebook(rulebook), random.Random(51)
    interview = Interview.begin(program)
    while (step := interview.step).kind != "offer":
        if step.question is None:
            interview = Interview.begin(program)
        else:
            attribute = step.question.attribute
            interview = interview.answered(attribute.id, chance.level(attribute, source))
    return interview.situation
