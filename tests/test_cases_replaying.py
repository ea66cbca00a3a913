"""Replaying files and folders of cases, with the result in numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulcrum_engine import InputError, Rulebook
from fulcrum_engine.cases import Outcome, Status, find_case_files, replay

GOOD = "- {id: good, given: {soil: dry}, expect: {lean: watering}}\n"
BAD = "- {id: bad, given: {soil: dry}, expect: {lean: shading}}\n"
TODO = "- {id: later, todo: more, given: {soil: dry}, expect: {lean: shading}}\n"


def case_file(path: Path, *cases: str) -> Path:
    """Write a case file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("format: 1\ncases:\n" + "".join(cases), "utf-8")
    return path


def test_folders_are_searched_in_order_and_files_are_found_once(tmp_path: Path) -> None:
    second = case_file(tmp_path / "b" / "x.case.yaml", GOOD)
    first = case_file(tmp_path / "a.case.yaml", BAD)
    case_file(tmp_path / ".venv" / "x.case.yaml", GOOD)
    case_file(tmp_path / "notes.yaml", GOOD)
    assert find_case_files([tmp_path, second]) == [first, second]


def test_paths_without_case_files_are_all_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_case_files([tmp_path, tmp_path / "none"])
    text = str(caught.value)
    assert "no case files here" in text
    assert "no such file or folder" in text


def test_the_result_counts_every_status(tmp_path: Path, garden: Rulebook) -> None:
    case_file(tmp_path / "x.case.yaml", GOOD, BAD, TODO)
    result = replay([tmp_path], garden)
    assert str(result) == "3 cases: 1 passed, 1 failed, 1 todo"
    assert result.counts[Status.SKIPPED] == 0
    assert [outcome.case.id for outcome in result.wrong] == ["bad"]
    assert not result.ok


def test_expected_failures_are_fine(tmp_path: Path, garden: Rulebook) -> None:
    assert replay([case_file(tmp_path / "x.case.yaml", GOOD, TODO)], garden).ok


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    tmp_path: Path, garden: Rulebook
) -> None:
    case_file(tmp_path / "a.case.yaml", "- {id: good, given: {}}\n")
    case_file(tmp_path / "b.case.yaml", GOOD)
    result = replay([tmp_path], garden)
    assert str(result) == "1 case: 1 passed, 1 file not readable"
    assert "this field is missing" in str(result.faults[0])
    assert not result.ok


def test_an_id_that_two_files_have_is_a_fault(tmp_path: Path, garden: Rulebook) -> None:
    first = case_file(tmp_path / "a.case.yaml", GOOD)
    second = case_file(tmp_path / "b.case.yaml", GOOD)
    [fault] = replay([tmp_path], garden).faults
    assert str(fault).startswith(f"{second}:3: cases[0].id: the id `good` is also at {first}:3")


def test_progress_is_told_after_each_case(tmp_path: Path, garden: Rulebook) -> None:
    told: list[tuple[int, int, str]] = []

    def note(done: int, total: int, outcome: Outcome) -> None:
        told.append((done, total, outcome.case.id))

    replay([case_file(tmp_path / "x.case.yaml", GOOD, BAD)], garden, note)
    assert told == [(1, 2, "good"), (2, 2, "bad")]
