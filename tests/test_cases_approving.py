"""Approving rewrites values under `expect` and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulcrum_engine import InputError, Rulebook
from fulcrum_engine.cases import Outcome, replay
from fulcrum_engine.cases.approving import chosen, plan, refuse_in_ci, write

TEXT = """\
format: 1
# a comment stays
cases:
- id: one     # and so does this
  given: {soil: dry}
  expect:
    lean: 'shading'   # in quotes
    need: {shading: 0.0, watering: new}
    warns: [drowning]
- id: truth
  ground_truth: true
  given: {soil: dry}
  expect: {lean: shading}
- id: later
  todo: clouds
  given: {soil: dry}
  expect: {lean: shading}
- table: t
  columns: [soil, => lean, "=> style.primary"]
  rows:
  - [dry, new, new]
  - [dry, shading, sprinkler]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.case.yaml"
    path.write_text(TEXT, "utf-8")
    return path


def outcomes(path: Path, rulebook: Rulebook) -> tuple[Outcome, ...]:
    return replay([path], rulebook).outcomes


def approve(path: Path, rulebook: Rulebook, wanted: str) -> list[str]:
    found = chosen(outcomes(path, rulebook), wanted)
    return [str(each) for each in write(plan(found, {}, wanted))]


def test_new_values_are_filled_in_and_nothing_else_changes(path: Path, garden: Rulebook) -> None:
    approve(path, garden, "new")
    expected = TEXT.replace("watering: new", "watering: 0.63")
    assert path.read_text("utf-8") == expected.replace(
        "[dry, new, new]", "[dry, watering, sprinkler]"
    )


def test_failing_values_keep_their_quotes_and_comments(path: Path, garden: Rulebook) -> None:
    approve(path, garden, "new")
    told = approve(path, garden, "failing")
    text = path.read_text("utf-8")
    assert "    lean: 'watering'   # in quotes\n" in text
    assert "- [dry, watering, sprinkler]\n  - [dry, watering, sprinkler]" in text
    assert any("one: lean: shading -> watering (because of soil-is-dry)" in each for each in told)


def test_lists_and_ground_truth_are_left_to_people(path: Path, garden: Rulebook) -> None:
    told = approve(path, garden, "truth") + approve(path, garden, "one")
    text = path.read_text("utf-8")
    assert "ground_truth: true\n  given: {soil: dry}\n  expect: {lean: shading}" in text
    assert "warns: [drowning]" in text
    assert any("is left as it is: it is `ground_truth`" in each for each in told)
    assert any("a person has to say which part changes" in each for each in told)


def test_cases_to_do_are_never_approved(path: Path, garden: Rulebook) -> None:
    assert all(each.case.id != "later" for each in chosen(outcomes(path, garden), "failing"))
    assert "it is to do" in approve(path, garden, "later")[0]


def test_one_case_is_approved_by_its_id(path: Path, garden: Rulebook) -> None:
    approve(path, garden, "t[2]")
    changed = [
        a for a, b in zip(TEXT.splitlines(), path.read_text().splitlines(), strict=True) if a != b
    ]
    assert changed == ["  - [dry, shading, sprinkler]"]


def test_what_is_approved_passes(path: Path, garden: Rulebook) -> None:
    for wanted in ("new", "failing"):
        approve(path, garden, wanted)
    failing = {each.case.id for each in outcomes(path, garden) if not each.ok}
    assert failing == {"one", "truth"}


def test_an_unknown_id_is_answered_with_the_nearest(path: Path, garden: Rulebook) -> None:
    with pytest.raises(InputError, match="did you mean `truth`"):
        chosen(outcomes(path, garden), "trth")


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_nothing_is_approved_in_ci(value: str) -> None:
    with pytest.raises(InputError, match="nothing is approved where `CI` is set"):
        refuse_in_ci({"CI": value})


@pytest.mark.parametrize("variables", [{}, {"CI": ""}, {"CI": "false"}])
def test_a_person_may_approve(variables: dict[str, str]) -> None:
    refuse_in_ci(variables)


def test_a_file_keeps_its_mode_and_leaves_nothing_behind(path: Path, garden: Rulebook) -> None:
    path.chmod(0o640)
    approve(path, garden, "new")
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]
