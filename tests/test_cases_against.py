"""Two rule books on the same cases: what comes out differently, and the rule responsible."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from fulcrum_engine import InputError, Rulebook, load_rulebook
from fulcrum_engine.cases import Case, read_case_file
from fulcrum_engine.cases.against import changed_rules, differences
from fulcrum_engine.files.revisions import load_folder_or_revision
from strategies import GARDEN, garden_files, rule, with_rules, write

TEXT = """\
format: 1
cases:
- {id: dry, title: Dry soil, given: {soil: dry}, expect: {lean: watering}}
- {id: wet, given: {soil: wet}, expect: {lean: undetermined}}
"""


@pytest.fixture
def cases() -> tuple[Case, ...]:
    return read_case_file(TEXT, "x.case.yaml").cases


def without(rulebook: Rulebook, *ids: str) -> Rulebook:
    rules = {id: rule for id, rule in rulebook.rules.items() if id not in ids}
    return replace(rulebook, rules=rules)


def test_the_same_rule_book_makes_no_difference(cases: tuple[Case, ...], garden: Rulebook) -> None:
    assert differences(cases, garden, garden) == []


def test_a_case_that_comes_out_differently_names_the_rule_responsible(
    cases: tuple[Case, ...], garden: Rulebook
) -> None:
    old = without(garden, "soil-is-dry", "automatic-hose-in-rain")
    assert changed_rules(old, garden) == ["automatic-hose-in-rain", "soil-is-dry"]
    [found] = differences(cases, old, garden)
    assert found.case.id == "dry"
    assert found.outcomes["lean"] == ("undetermined", "watering")
    assert "soil-is-dry" in found.fires_now
    assert found.responsible == ("soil-is-dry",)
    assert "x.case.yaml:3: dry: Dry soil\n  lean: undetermined -> watering" in str(found)
    assert found.plain["responsible"] == ["soil-is-dry"]


def test_what_no_rule_does_alone_names_all_that_changed_and_fired(
    cases: tuple[Case, ...], tmp_path: Path
) -> None:
    dry = {"attribute": "soil", "is": "dry"}
    one, other = (rule(id, dry, ("thirst-needs", 0.6)) for id in ("one", "other"))
    need = garden_files()["hypotheses.yaml"]["sides"][0]["need"]
    for each in (one, other):
        each["then"] = [{"conclude": need, "certainty": 0.6}]
    empty = rule("never", {"attribute": "sun", "is": "full"}, (need, 0.3))
    old = load_rulebook(write(tmp_path / "old", with_rules(empty)))
    new = load_rulebook(write(tmp_path / "new", with_rules(empty, one, other)))
    [found] = differences(cases, old, new)
    assert found.responsible == ("one", "other")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True
    )


def test_a_rule_book_is_found_by_its_folder_or_its_revision(tmp_path: Path) -> None:
    folder = write(tmp_path / "rules", garden_files() | {"rules.yaml": _one_rule(0.5)})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    write(folder, {"rules.yaml": _one_rule(0.4)})
    assert load_folder_or_revision(str(folder)).rules["one"].then[0].certainty == 0.4
    assert load_folder_or_revision("HEAD", folder).rules["one"].then[0].certainty == 0.5


def _one_rule(certainty: float) -> dict[str, object]:
    need = garden_files()["hypotheses.yaml"]["sides"][0]["need"]
    dry = rule("one", {"attribute": "soil", "is": "dry"}, (need, certainty))
    return {"format": 1, "theme": "One test", "rules": [dry]}


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("no-such-thing", "no such folder or revision"),
        ("--upload-pack=x", "no such folder or revision"),
        (str(GARDEN.parent), "`rulebook.yaml` is missing"),
    ],
)
def test_what_is_neither_is_refused(wanted: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        load_folder_or_revision(wanted, GARDEN)
