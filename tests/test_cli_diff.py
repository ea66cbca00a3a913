"""`fulcrum diff`: folders and git revisions, what is told, and the exit codes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fulcrum_api.commands.app import app
from strategies import GARDEN, rule, with_rules, write

THIRST = rule("thirst", {"attribute": "soil", "is": "dry"}, ("need-for-watering", 0.8))
GLARE = rule("glare", {"attribute": "sun", "is": "full"}, ("need-for-shading", 0.7))
CASES = """
format: 1
cases:
- {id: sunny, given: {sun: full}, expect: {lean: shading}}
- {id: dry, given: {soil: dry}, expect: {lean: watering}}
- {id: misspelt, given: {siol: dry}, expect: {error: unknown-attribute}}
"""


def diff(*args: str) -> Result:
    return CliRunner().invoke(app, ["diff", *args, "--sample", "100"])


def git(folder: Path, *args: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, *rules: dict[str, Any]) -> None:
    write(folder / "rules", with_rules(*rules))
    git(folder, "add", "rules")
    git(folder, "commit", "-q", "-m", "Change the rules")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with two revisions of a rule book, `first` and `HEAD`; work is in it."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, THIRST, GLARE)
    git(folder, "tag", "first")
    commit(folder, THIRST)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Return two folders with rule books, away from any repository and cases."""
    monkeypatch.chdir(tmp_path)
    old = write(tmp_path / "old", with_rules(THIRST, GLARE))
    new = write(tmp_path / "new", with_rules(THIRST))
    return str(old), str(new)


def test_equal_rule_books_end_well() -> None:
    result = diff(str(GARDEN), str(GARDEN))
    assert result.exit_code == 0
    assert "0 records differ" in result.output


def test_another_advice_ends_with_one(folders: tuple[str, str]) -> None:
    result = diff(*folders)
    assert result.exit_code == 1
    assert "removed  rules glare" in result.output
    assert "Of 100 random situations (seed" in result.output
    assert "lean: shading -> undetermined" in result.output
    assert "{sun: full}" in result.output
    assert "through glare" in result.output


def test_other_words_alone_are_told_but_end_well(tmp_path: Path) -> None:
    old = write(tmp_path / "old", with_rules(THIRST))
    new = write(tmp_path / "new", with_rules({**THIRST, "because": "It is so."}))
    result = diff(str(old), str(new))
    assert result.exit_code == 0
    assert "changed  rules thirst: texts" in result.output


def test_two_revisions_are_compared(repository: Path) -> None:
    result = diff("first", "HEAD")
    assert result.exit_code == 1
    assert "removed  rules glare" in result.output
    assert diff("HEAD", "HEAD").exit_code == 0


def test_a_revision_is_compared_with_what_is_being_written(repository: Path) -> None:
    write(repository / "rules", with_rules(THIRST, GLARE))
    assert diff("first", "rules").exit_code == 0
    assert diff("HEAD", ".").exit_code == 1


def test_revisions_are_found_from_a_folder_within(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "docs").mkdir()
    monkeypatch.chdir(repository / "docs")
    assert diff("first", "HEAD").exit_code == 1


def test_cases_that_change_are_told_with_the_rule(folders: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "garden.case.yaml"
    path.write_text(CASES)
    result = diff(*folders, "--cases", str(path))
    assert "1 of 3 cases changed" in result.output
    assert "sunny" in result.output
    assert "lean: shading -> undetermined" in result.output


def test_the_cases_of_the_folder_are_taken_if_none_are_named(repository: Path) -> None:
    (repository / "cases").mkdir()
    (repository / "cases" / "garden.case.yaml").write_text(CASES)
    assert "1 of 3 cases changed" in diff("first", "HEAD").output


def test_a_case_that_is_refused_from_now_on_is_told(tmp_path: Path) -> None:
    new = with_rules(THIRST)
    attributes = new["vocabulary.yaml"]["attributes"]
    new["vocabulary.yaml"]["attributes"] = [a for a in attributes if a["id"] != "sun"]
    path = tmp_path / "garden.case.yaml"
    path.write_text(CASES)
    old = write(tmp_path / "old", with_rules(THIRST))
    result = diff(str(old), str(write(tmp_path / "new", new)), "--cases", str(path))
    assert result.exit_code == 1
    assert "input: advised -> refused" in result.output


def test_json_tells_all_of_it(folders: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "garden.case.yaml"
    path.write_text(CASES)
    result = diff(*folders, "--cases", str(path), "--json")
    found = json.loads(result.stdout)
    assert found["same_advice"] is False
    assert found["differences"] == [
        {"kind": "rules", "id": "glare", "what": "removed", "fields": []}
    ]
    assert found["cases"]["looked_at"] == 3
    changed = found["cases"]["changed"][0]
    assert (changed["id"], changed["through"]) == ("sunny", ["glare"])
    assert changed["changes"]["lean"] == {"from": "shading", "to": "undetermined"}
    assert found["sample"]["situations"] == 100
    witnesses = {
        (each["target"], each["from"], each["to"]): (each["situation"], each["through"])
        for each in found["sample"]["witnesses"]
    }
    assert witnesses["lean", "shading", "undetermined"] == ({"sun": "full"}, ["glare"])


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("no-such-revision", "no such folder, and no such revision"),
        ("--version", "no such folder, and no such revision"),
        ("HEAD~7", "no such folder, and no such revision"),
        ("", "no such folder, and no such revision"),
        ("docs", "no rule book here"),
    ],
)
def test_what_is_no_rule_book_is_refused(repository: Path, place: str, says: str) -> None:
    (repository / "docs").mkdir()
    result = CliRunner().invoke(app, ["diff", "--sample", "5", "--", place, "HEAD"])
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_outside_a_repository_there_are_no_revisions(
    folders: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    result = diff("HEAD~1", folders[1])
    assert result.exit_code == 2
    assert "here is no git repository" in result.stderr


def test_a_revision_without_rules_is_refused(repository: Path) -> None:
    git(repository, "rm", "-rq", "rules")
    git(repository, "commit", "-q", "-m", "Take the rules away")
    result = diff("HEAD", "first")
    assert result.exit_code == 2
    assert "this revision has no folder `rules`" in result.stderr


def test_a_rule_book_with_faults_is_refused_with_its_place(repository: Path) -> None:
    write(repository / "rules", {"rules.yaml": {"format": 1, "theme": "None", "rules": [{}]}})
    git(repository, "commit", "-qam", "Break the rules")
    result = diff("HEAD", "first")
    assert result.exit_code == 2
    assert "HEAD/rules.yaml" in result.stderr


def test_cases_that_are_not_there_are_refused(folders: tuple[str, str]) -> None:
    result = diff(*folders, "--cases", "nowhere")
    assert result.exit_code == 2
    assert "no such file or folder" in result.stderr


def test_a_case_that_gives_an_answer_twice_is_never_advised(
    folders: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "twice.case.yaml"
    twice = "- {id: twice, given: {sun: shade, sun: full}, expect: {error: duplicate-key}}\n"
    path.write_text(f"format: 1\ncases:\n{twice}")
    assert "0 of 1 case changed" in diff(*folders, "--cases", str(path)).output.replace(
        "cases", "case"
    )
