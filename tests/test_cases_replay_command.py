"""`fulcrum replay` beyond passing and failing: reports, coverage, comparison, approval, drafts."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from fulcrum_api.commands.app import app
from strategies import GARDEN

CASES = """\
format: 1
cases:
- {id: good, given: {soil: dry, plant: rose}, expect: {lean: watering}}
- {id: bad, given: {soil: dry}, expect: {lean: shading}}
- {id: later, todo: clouds, given: {soil: dry}, expect: {lean: shading}}
- {id: fresh, given: {soil: dry}, expect: {lean: new}}
"""
PASSING = "format: 1\ncases:\n- {id: good, given: {soil: dry}, expect: {lean: watering}}\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.case.yaml"
    path.write_text(CASES, "utf-8")
    return path


def replay(*arguments: object) -> Result:
    call = ["--rules", str(GARDEN), "replay", *map(str, arguments)]
    return CliRunner().invoke(app, call, env={"CI": ""})


def test_the_result_as_json_holds_every_mismatch(path: Path) -> None:
    result = replay(path, "--json")
    assert result.exit_code == 1
    plain = json.loads(result.stdout)
    assert plain["counts"]["failed"] == 2
    bad = plain["cases"][1]
    assert bad["mismatches"] == [
        {"what": "lean", "expected": "shading", "actual": "watering", "line": 4}
    ]
    assert plain["cases"][0]["unused"] == ["plant"]


def test_the_result_as_junit_xml_is_what_ci_reads(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.xml"
    assert replay(path, "--junit", file).exit_code == 1
    root = ElementTree.parse(file).getroot()
    numbers = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert numbers == {"tests": "4", "failures": "2", "errors": "0", "skipped": "1"}
    failure = root.find(".//testcase[@name='bad']/failure")
    assert failure is not None
    assert "expected shading" in str(failure.get("message"))


def test_a_file_that_cannot_be_read_is_an_error_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "y.case.yaml").write_text("format: 1\ncases: 7\n", "utf-8")
    file = tmp_path / "out.xml"
    assert replay(tmp_path, "--junit", file).exit_code == 2
    assert ElementTree.parse(file).getroot().get("errors") == "1"


def test_facts_that_change_nothing_are_told(path: Path) -> None:
    assert "good: `plant` changes nothing in this situation" in replay(path).stdout


def test_coverage_below_the_least_fails(tmp_path: Path) -> None:
    (tmp_path / "y.case.yaml").write_text(PASSING, "utf-8")
    assert replay(tmp_path, "--coverage").exit_code == 0
    result = replay(tmp_path, "--min-coverage", "99")
    assert result.exit_code == 1
    assert "which is below 99%" in result.stderr
    assert replay(tmp_path, "--min-coverage", "1").exit_code == 0


def test_no_difference_against_the_same_rule_book(path: Path) -> None:
    assert "0 of 4 cases come out differently" in replay(path, "--against", GARDEN).stdout


def test_a_rule_book_that_is_not_there_is_refused(path: Path) -> None:
    result = replay(path, "--against", "nowhere")
    assert result.exit_code == 2
    assert "no such folder or revision" in result.stderr


def test_mutants_are_counted_and_survivors_listed(path: Path) -> None:
    told = replay(path, "--mutants").stdout
    assert "survives: " in told
    assert "mutants of the rules that decide are caught" in told


def test_approving_shows_what_changes_and_why(path: Path) -> None:
    result = replay(path, "--approve", "failing")
    assert result.exit_code == 0
    assert "bad: lean: shading -> watering (because of soil-is-dry)" in result.stdout
    assert "1 values rewritten, 0 left as they are" in result.stdout
    assert "expect: {lean: new}" in path.read_text("utf-8")


def test_nothing_is_approved_in_ci(path: Path) -> None:
    call = ["--rules", str(GARDEN), "replay", str(path), "--approve", "failing"]
    result = CliRunner().invoke(app, call, env={"CI": "true"})
    assert result.exit_code == 2
    assert path.read_text("utf-8") == CASES


def test_drafts_are_printed_as_a_case_file(tmp_path: Path) -> None:
    result = replay("--draft-boundaries", "dry-and-no-rain-due")
    assert result.exit_code == 0
    (tmp_path / "d.case.yaml").write_text(result.stdout, "utf-8")
    assert "2 cases: 2 skipped" in replay(tmp_path).stdout


def test_a_misspelt_rule_is_answered_with_the_nearest() -> None:
    result = replay("--draft-boundaries", "soil-is-dri")
    assert result.exit_code == 2
    assert "soil-is-dry" in result.stderr


def test_no_paths_are_refused() -> None:
    result = replay()
    assert result.exit_code == 2
    assert "no case files are named" in result.stderr
