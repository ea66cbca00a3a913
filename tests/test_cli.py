"""The command line: what people type, what they get, and the exit codes scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from fulcrum_api.commands.app import app
from fulcrum_engine import Rulebook, __version__
from strategies import GARDEN

IN_THE_GARDEN = ("--rules", str(GARDEN))
DRY = "soil: dry\nsun: shade\n"
CASES = """
format: 1
cases:
- id: dry
  given: {soil: dry, sun: shade}
  expect: {lean: watering}
- id: misspelt
  given: {siol: dry}
  expect: {error: unknown-attribute}
- id: sunny
  title: Full sun
  given: {soil: wet, sun: full}
  expect: {lean: WANTED}
"""


def fulcrum(*args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, list(args), input=stdin)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "garden.case.yaml"
    path.write_text(CASES.replace("WANTED", "shading"))
    return path


# consult


@pytest.mark.parametrize(
    "text",
    [
        DRY,
        "given: {soil: dry, sun: shade}\n",
        '{"soil": "dry", "sun": "shade"}',
        '{"situation": {"soil": "dry", "sun": "shade"}, "note": "by hand"}',
        "{soil: dry, sun: shade}",
        "\ufeffsoil: dry\nsun: shade\n",
    ],
    ids=["YAML", "given", "JSON", "a request's body", "YAML in braces", "a byte order mark"],
)
def test_the_same_situation_may_be_written_in_several_ways(text: str) -> None:
    result = fulcrum("consult", "-", "--json", *IN_THE_GARDEN, stdin=text)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["lean"] == "watering"


def test_a_json_file_is_read_as_strict_json(tmp_path: Path) -> None:
    path = tmp_path / "situation.json"
    path.write_text("{soil: dry}")
    assert fulcrum("consult", str(path), *IN_THE_GARDEN).exit_code == 2


def test_what_is_printed_as_json_is_the_recommendation(garden: Rulebook) -> None:
    result = fulcrum("consult", "-", "--json", *IN_THE_GARDEN, stdin=DRY)
    found = json.loads(result.stdout)
    assert found["receipt"]["rulebook"] == {"version": garden.version, "sha256": garden.sha256}
    assert set(found["need"]) == {"watering", "shading"}
    assert result.stderr == ""


def test_each_case_of_a_case_file_is_consulted(cases: Path) -> None:
    result = fulcrum("consult", str(cases), "--json", *IN_THE_GARDEN)
    assert [each["lean"] for each in json.loads(result.stdout)] == ["watering", "shading"]
    assert "no such attribute" in result.stderr, "the case that is to be refused is told of"


def test_a_file_with_one_case_gives_one_object(tmp_path: Path) -> None:
    path = tmp_path / "one.case.yaml"
    path.write_text("format: 1\ncases:\n- {id: a, given: {soil: dry}, expect: {lean: watering}}\n")
    assert isinstance(
        json.loads(fulcrum("consult", str(path), "--json", *IN_THE_GARDEN).stdout), dict
    )


def test_experimental_rules_fire_only_when_asked_for() -> None:
    args = ("consult", "-", "--json", *IN_THE_GARDEN)
    herb = "soil: moist\nplant: herb\n"
    cautious, daring = (fulcrum(*args, *more, stdin=herb) for more in ((), ("--experimental",)))
    assert "herbs-drink-more" not in cautious.stdout
    assert "herbs-drink-more" in daring.stdout


def test_another_rule_book_may_be_named_before_or_behind_the_command() -> None:
    before = fulcrum(*IN_THE_GARDEN, "rules")
    behind = fulcrum("rules", *IN_THE_GARDEN)
    assert before.stdout == behind.stdout
    assert "soil-is-dry" in before.stdout


# replay


def test_cases_that_hold_exit_with_0(cases: Path) -> None:
    result = fulcrum("replay", str(cases), *IN_THE_GARDEN)
    assert result.exit_code == 0, result.output
    assert "3 cases: 3 passed" in result.stdout


def test_a_case_that_fails_exits_with_1_and_tells_the_mismatch(cases: Path) -> None:
    cases.write_text(CASES.replace("WANTED", "watering"))
    result = fulcrum("replay", str(cases.parent), *IN_THE_GARDEN)
    assert result.exit_code == 1
    assert f"{cases}:10: sunny: Full sun" in result.stdout
    assert "expected watering  found shading" in result.stdout
    assert "1 failed" in result.stdout


def test_a_case_file_that_cannot_be_read_exits_with_2(cases: Path) -> None:
    (cases.parent / "broken.case.yaml").write_text("format: 1\ncases: [{id: a}]\n")
    result = fulcrum("replay", str(cases.parent), *IN_THE_GARDEN)
    assert result.exit_code == 2
    assert "broken.case.yaml:2: cases[0].expect: this field is missing" in result.stderr


def test_a_path_without_case_files_exits_with_2(tmp_path: Path) -> None:
    result = fulcrum("replay", str(tmp_path), *IN_THE_GARDEN)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no case files here" in result.stderr


# rules and check


def test_every_rule_is_listed_on_a_line_of_its_own(garden: Rulebook) -> None:
    lines = fulcrum("rules", *IN_THE_GARDEN).stdout.splitlines()
    assert sorted(line.split()[0] for line in lines[1:]) == sorted(garden.rules)


def test_every_rule_can_be_shown_with_its_reason_and_sources(rulebook: Rulebook) -> None:
    for rule in rulebook.rules.values():
        result = fulcrum("rules", rule.id)
        assert result.exit_code == 0
        assert " ".join(rule.because.split()) in result.stdout
        for source in rule.sources:
            assert rulebook.sources[source.partition("#")[0]].title in result.stdout


def test_a_rule_is_told_in_words() -> None:
    lines = fulcrum("rules", "no-full-sun-wants-mulch", *IN_THE_GARDEN).stdout.splitlines()
    assert lines[3:7] == [
        "  all of:",
        "    Soil (soil) is at least moist",
        "    none of:",
        "      Sun (sun) is full",
    ]


def test_a_misspelt_rule_is_refused_with_the_nearest_name() -> None:
    result = fulcrum("rules", "soil-is-dri", *IN_THE_GARDEN)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean `soil-is-dry`?" in result.stderr


def test_the_vocabulary_can_be_read_as_a_whole_and_by_attribute(rulebook: Rulebook) -> None:
    whole = fulcrum("rules", "--vocabulary").stdout
    for attribute in rulebook.vocabulary.attributes:
        assert f"{attribute.id} " in whole
        one = fulcrum("rules", attribute.id, "--vocabulary").stdout
        assert all(level.example in one for level in attribute.levels)


def test_a_good_rule_book_is_summed_up_with_its_shares_of_leans() -> None:
    result = fulcrum("check", str(GARDEN), "--situations", "20")
    assert result.exit_code == 0
    assert "20 rules" in result.stdout
    header = next(line for line in result.stdout.splitlines() if line.startswith("answers"))
    assert header.split()[1:] == ["watering", "shading", "balanced", "undetermined"]


def test_the_shares_are_the_same_every_time() -> None:
    first, second = (fulcrum("check", str(GARDEN), "--situations", "20").stdout for _ in "12")
    assert first == second


def test_a_faulty_rule_book_exits_with_1_and_lists_every_fault(tmp_path: Path) -> None:
    for path in GARDEN.rglob("*.yaml"):
        text = path.read_text().replace("concept: drought", "concept: drouth")
        (tmp_path / path.name).write_text(text.replace("at_least: moist", "at_least: moits"))
    result = fulcrum("check", str(tmp_path))
    assert result.exit_code == 1
    assert "did you mean `drought`?" in result.stdout
    assert "did you mean `moist`?" in result.stdout
    assert "faults" in result.stderr


@pytest.mark.parametrize("command", [["check"], ["rules"], ["consult", "-"], ["replay", "."]])
def test_a_folder_that_is_no_rule_book_exits_with_2(command: list[str], tmp_path: Path) -> None:
    result = fulcrum(*command, "--rules", str(tmp_path), stdin="{}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path}: no rule book here" in result.stderr


# the call itself


def test_the_version_tells_the_knowledge_as_well(rulebook: Rulebook) -> None:
    result = fulcrum("--version")
    assert result.stdout.startswith(f"fulcrum {__version__}, rule book {rulebook.version}")


@pytest.mark.parametrize(
    "args",
    [[], ["consult"], ["cosult"], ["consult", "a", "b"], ["consult", "--jsn", "-"], ["replay"]],
)
def test_a_wrong_call_exits_with_2_and_says_what_to_do(args: list[str]) -> None:
    result = fulcrum(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage" in result.stderr


@pytest.mark.parametrize("command", ["consult", "replay", "rules", "check", "serve"])
def test_every_command_explains_itself(command: str) -> None:
    result = fulcrum(command, "--help")
    assert result.exit_code == 0
    assert "--rules" in result.stdout
