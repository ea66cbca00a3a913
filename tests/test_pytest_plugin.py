"""pytest collects case files, one test a case, and explains what went wrong without tracebacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import fulcrum_engine
from strategies import GARDEN

pytest_plugins = ["pytester"]

CASES = """\
format: 1
cases:
- id: dry-soil
  title: Dry soil wants water
  tags: [smoke]
  given: {soil: dry}
  expect: {lean: watering}
- id: wrong
  title: Shade for dry soil
  source: a neighbour
  given: {soil: dry}
  expect:
    lean: shading
    strength: slight
- id: later
  todo: clouds
  given: {soil: dry}
  expect: {lean: shading}
- id: for-others
  rules: ">=7"
  given: {soil: dry}
  expect: {lean: shading}
- table: by sun
  columns: [sun, => lean]
  rows:
  - [full, shading]
  - [shade, undetermined]
"""


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a user's repository with a case file, whose pytest is as strict as it can be."""
    pytester.makeini(
        f"[pytest]\naddopts = --strict-markers\nfilterwarnings = error\nfulcrum_rules = {GARDEN}\n"
    )
    write(pytester, "garden", CASES)
    return pytester


def write(pytester: pytest.Pytester, name: str, text: str) -> Path:
    path: Path = pytester.path / "cases" / f"{name}.case.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """Run pytest in this process, which is quick; xdist wants one of its own."""
    how = pytester.runpytest_subprocess if "-n" in arguments else pytester.runpytest_inprocess
    return how(*arguments)


def test_each_case_is_a_test_that_can_be_named(repository: pytest.Pytester) -> None:
    result = run(repository, "--collect-only", "-q")
    result.stdout.fnmatch_lines(
        [
            "cases/garden.case.yaml::dry-soil",
            "cases/garden.case.yaml::wrong",
            "cases/garden.case.yaml::later",
            "cases/garden.case.yaml::for-others",
            "cases/garden.case.yaml::by sun[[]1]",
            "cases/garden.case.yaml::by sun[[]2]",
        ]
    )


def test_cases_pass_fail_wait_and_are_skipped(repository: pytest.Pytester) -> None:
    result = run(repository, "-rA")
    result.assert_outcomes(passed=3, failed=1, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(["XFAIL cases/garden.case.yaml::later - clouds"])


def test_a_failure_shows_file_line_every_mismatch_and_what_decided(
    repository: pytest.Pytester,
) -> None:
    result = run(repository)
    result.stdout.fnmatch_lines(
        [
            "cases/garden.case.yaml:8: wrong: Shade for dry soil",
            "  lean      expected shading  found watering  (line 13)",
            "  strength  expected slight   found strong  (line 14)",
            "  needs: watering 0.63 (from 0.075 to 0.8076), shading 0.0 *",
            "    0.63 for watering  soil-is-dry (watering/needs.yaml:5): soil is dry",
            "  expected by: a neighbour",
            "FAILED cases/garden.case.yaml::wrong - lean: *",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


@pytest.mark.parametrize("style", ["long", "short", "line", "native", "no"])
def test_no_style_of_tracebacks_shows_the_plugin(repository: pytest.Pytester, style: str) -> None:
    result = run(repository, f"--tb={style}")
    result.assert_outcomes(passed=3, failed=1, xfailed=1, skipped=1)
    assert "pytest_plugin.py" not in result.stdout.str()


@pytest.mark.parametrize(
    ("arguments", "passed"),
    [
        (["cases/garden.case.yaml::dry-soil"], 1),
        (["cases/garden.case.yaml::by sun[2]"], 1),
        (["-k", "dry-soil or sun"], 3),
        (["-m", "smoke"], 1),
        (["cases", "-n", "2", "-m", "smoke"], 1),
    ],
)
def test_cases_can_be_chosen(
    repository: pytest.Pytester, arguments: list[str], passed: int
) -> None:
    assert run(repository, *arguments).parseoutcomes()["passed"] == passed


def test_the_last_failed_case_can_be_run_again(repository: pytest.Pytester) -> None:
    run(repository)
    run(repository, "--lf").assert_outcomes(failed=1)


def test_cases_run_on_several_workers_with_the_same_report(repository: pytest.Pytester) -> None:
    result = run(repository, "-n", "2")
    result.assert_outcomes(passed=3, failed=1, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(["  lean      expected shading  found watering  (line 13)"])


def test_expected_failures_are_run_as_others_where_asked(repository: pytest.Pytester) -> None:
    run(repository, "--runxfail").assert_outcomes(passed=3, failed=2, skipped=1)


def test_a_case_to_do_that_passes_is_a_failure(pytester: pytest.Pytester) -> None:
    case = "- {id: a, todo: clouds, given: {soil: dry}, expect: {lean: watering}}"
    write(pytester, "x", f"format: 1\ncases:\n{case}\n")
    result = run(pytester, f"--fulcrum-rules={GARDEN}")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*passes, but is marked as expected to fail: `todo: clouds`*"])


def test_all_faults_of_a_file_are_shown_without_a_traceback(repository: pytest.Pytester) -> None:
    write(
        repository,
        "wrong",
        "format: 1\ncases:\n- {id: a, givn: {}, expect: {lean: x}}\n- {id: b, given: {}}\n",
    )
    result = run(repository)
    result.assert_outcomes(errors=1, passed=3, failed=1, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "cases/wrong.case.yaml:3: cases[[]0].givn: no such field; did you mean `given`?",
            "cases/wrong.case.yaml:4: cases[[]1].expect: this field is missing",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "pytest_plugin.py" not in result.stdout.str()


def test_a_situation_that_is_refused_shows_all_its_faults(repository: pytest.Pytester) -> None:
    text = "format: 1\ncases:\n- {id: a, given: {sol: dry, sun: ful}, expect: {lean: shading}}\n"
    write(repository, "wrong", text)
    result = run(repository, "cases/wrong.case.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*did you mean `soil`?", "*did you mean `full`?"])


def test_an_id_that_two_files_have_is_an_error(repository: pytest.Pytester) -> None:
    text = "format: 1\ncases:\n- {id: dry-soil, given: {}, expect: {lean: undetermined}}\n"
    write(repository, "other", text)
    result = run(repository)
    result.assert_outcomes(errors=1, passed=3, failed=1, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(["*the id `dry-soil` is also at cases/garden.case.yaml:3*"])


def test_a_rule_book_that_cannot_be_used_is_said_so(repository: pytest.Pytester) -> None:
    result = run(repository, "--fulcrum-rules=nowhere")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the rule book *nowhere cannot be used:", "*no such folder"])


@pytest.mark.parametrize("workers", ["0", "2"])
def test_given_facts_that_change_nothing_are_told_and_no_failure(
    repository: pytest.Pytester, workers: str
) -> None:
    text = "format: 1\ncases:\n- id: a\n  given:\n    soil: dry\n    plant: rose\n"
    write(repository, "unused", text + "  expect: {lean: watering}\n")
    result = run(repository, "cases/unused.case.yaml", "-n", workers)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*given facts that change nothing*",
            "cases/unused.case.yaml:6: a: `plant` changes nothing in this situation",
        ]
    )


def test_a_draft_is_skipped_with_the_reason(repository: pytest.Pytester) -> None:
    case = "- {id: a, draft: true, given: {soil: dry}, expect: {lean: shading}}"
    write(repository, "draft", f"format: 1\ncases:\n{case}\n")
    result = run(repository, "cases/draft.case.yaml", "-rs")
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*a draft: it counts once it has a `source`*"])


def test_other_tests_run_beside_cases(repository: pytest.Pytester) -> None:
    repository.makepyfile(test_own="def test_own(): pass")
    run(repository, "-m", "not smoke", "--deselect=cases/garden.case.yaml::wrong").assert_outcomes(
        passed=3, xfailed=1, skipped=1, deselected=2
    )


def imported(code: str) -> str:
    """Return which heavy modules a fresh interpreter has after some code."""
    tell = "; import sys; print(*sorted({'experta', 'pydantic', 'numpy', 'yaml'} & {*sys.modules}))"
    command = [sys.executable, "-c", code + tell]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_plugin_by_itself_imports_nothing_of_the_engine() -> None:
    path = Path(fulcrum_engine.__file__).parent / "pytest_plugin.py"
    assert imported(f"import runpy; runpy.run_path({str(path)!r})") == ""


def test_who_has_no_case_files_pays_nothing_for_the_plugin() -> None:
    assert imported("import fulcrum_engine.pytest_plugin") == ""


def pytest_called_from_python(folder: Path) -> str:
    """Return what pytest says when it is called after the engine was imported."""
    code = "import fulcrum_engine, pytest; pytest.main(['-q', '-p', 'no:cacheprovider'])"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    return result.stdout + result.stderr


def test_pytest_can_be_called_after_the_engine_was_imported(
    repository: pytest.Pytester,
) -> None:
    assert "1 failed, 3 passed" in pytest_called_from_python(repository.path)


def test_an_unreadable_file_is_an_error_beside_the_cases_of_the_others(
    repository: pytest.Pytester,
) -> None:
    write(repository, "misspelt", "format: 1\ncases:\n- {id: a, given: {}, expct: {lean: x}}\n")
    result = run(repository)
    result.assert_outcomes(errors=1, passed=3, failed=1, xfailed=1, skipped=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*did you mean `expect`?*"])


def test_what_else_cannot_be_collected_still_stops_the_run(repository: pytest.Pytester) -> None:
    write(repository, "misspelt", "format: 1\ncases:\n- {id: a, given: {}, expct: {lean: x}}\n")
    repository.makepyfile(test_broken="import nothing_of_that_name")
    result = run(repository)
    result.assert_outcomes(errors=2)
    assert result.ret == pytest.ExitCode.INTERRUPTED
