"""Loading a rule book: every fault of every file at once, with file and line."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fulcrum_engine import Rulebook, RulebookError, load_rulebook
from strategies import GARDEN, garden_files, rule, with_rules, write

BROKEN = Path(__file__).parent / "fixtures" / "broken_rules"
DRY = {"attribute": "soil", "is": "dry"}


def refusal(folder: Path) -> str:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    return str(caught.value)


@pytest.mark.parametrize("fixture", sorted(path.name for path in BROKEN.iterdir()))
def test_a_broken_rule_book_is_refused_in_these_words(fixture: str, tmp_path: Path) -> None:
    """Each fixture is a change to the garden; `expected.txt` has what the message must contain."""
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    shutil.copytree(BROKEN / fixture, folder, dirs_exist_ok=True)
    message = refusal(folder)
    wanted = (BROKEN / fixture / "expected.txt").read_text("utf-8").splitlines()
    missing = [words for words in wanted if words not in message]
    assert not missing, f"not in:\n{message}"


@pytest.mark.parametrize(
    ("fixture", "faults"), [("unknown-names", 8), ("misspelt-fields", 7), ("certainties", 8)]
)
def test_one_mistake_is_one_fault(fixture: str, faults: int, tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    shutil.copytree(BROKEN / fixture, folder, dirs_exist_ok=True)
    assert len(refusal(folder).splitlines()) == faults


def test_a_sound_rule_book_is_loaded_with_all_its_parts(garden: Rulebook) -> None:
    assert garden.version == "0.1.0"
    assert list(garden.rules) == sorted(garden.rules)
    assert {"thirst", "drought", "scorching"} == set(garden.concepts)
    assert garden.claims["G1"].claim == "Dry soil wants water"


def test_each_rule_knows_its_file_and_line(garden: Rulebook) -> None:
    for id, place in garden.places.items():
        file, _, line = place.rpartition(":")
        text = (GARDEN / file).read_text("utf-8").splitlines()
        assert text[int(line) - 1] == f"- id: {id}"


@pytest.mark.parametrize("name", sorted(garden_files()))
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / name).unlink()
    assert f"{name}: this file is missing" in refusal(folder)


@pytest.mark.parametrize("name", [*garden_files(), "watering/needs.yaml"])
def test_an_empty_file_is_named(name: str, tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / name).write_text("# nothing yet\n")
    assert refusal(folder) == f"{name}: the input is empty; expected a mapping"


def test_an_empty_folder_lacks_every_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).count("this file is missing") == 6


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").endswith("nowhere: no such folder")


def test_a_file_of_this_name_further_down_is_no_substitute(tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / "concepts.yaml").unlink()
    shutil.copy(folder / "watering" / "needs.yaml", folder / "watering" / "concepts.yaml")
    (folder / "watering" / "needs.yaml").unlink()
    assert "concepts.yaml: this file is missing" in refusal(folder)


def test_a_link_to_nowhere_is_a_fault_of_that_file(tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / "lost.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert "lost.yaml: this file cannot be read" in refusal(folder)


def test_a_folder_named_like_a_file_is_a_fault_of_that_file(tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / "heap.yaml").mkdir()
    assert "heap.yaml: this file cannot be read" in refusal(folder)


def test_bytes_that_are_no_text_are_a_fault_of_that_file(tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / "broken.yaml").write_bytes(b"format: \xff")
    assert refusal(folder) == "broken.yaml: the input is not UTF-8 text; expected UTF-8"


def test_too_many_files_are_no_rule_book(tmp_path: Path) -> None:
    for n in range(1001):
        (tmp_path / f"{n}.yaml").touch()
    assert "1001 files are no rule book; expected at most 1000" in refusal(tmp_path)


def test_other_files_in_the_folder_do_not_matter(tmp_path: Path, garden: Rulebook) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    (folder / "README.md").write_text("[")
    assert load_rulebook(folder).sha256 == garden.sha256


def test_a_book_is_read_once_and_again_when_a_file_changes(tmp_path: Path) -> None:
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    first = load_rulebook(folder)
    assert load_rulebook(str(folder)) is first
    version = folder / "rulebook.yaml"
    version.write_text(version.read_text().replace("0.1.0", "0.2.0"))
    os.utime(version, ns=(1, 1))
    assert load_rulebook(folder).version == "0.2.0"


def test_a_fault_that_was_mended_is_gone(tmp_path: Path) -> None:
    folder = write(tmp_path, with_rules(rule("dry", {"concept": "thrist"}, ("drought", 0.5))))
    assert "did you mean `thirst`" in refusal(folder)
    write(folder, with_rules(rule("dry", {"concept": "thirst"}, ("drought", 0.5))))
    assert list(load_rulebook(folder).rules) == ["dry"]


# The hash of the knowledge


def shuffled(files: dict[str, Any]) -> dict[str, Any]:
    return {name: files[name] for name in reversed(files)}


def test_files_comments_and_the_order_of_rules_do_not_change_the_hash(tmp_path: Path) -> None:
    a, b = rule("a", DRY, ("thirst", 0.5)), rule("b", DRY, ("drought", 0.5))
    one = load_rulebook(write(tmp_path / "one", with_rules(a, b)))
    files = shuffled(with_rules(b))
    files["further/down/a.yml"] = "# a comment\n" + json.dumps(
        {"theme": "Another", "rules": [dict(reversed(a.items()))], "format": 1}
    )
    two = load_rulebook(write(tmp_path / "two", files))
    assert two.sha256 == one.sha256
    assert two.content == one.content


@pytest.mark.parametrize(
    "change",
    [
        {"because": "Another reason."},
        {"then": [{"conclude": "thirst", "certainty": 0.6}]},
        {"status": "experimental"},
        {"sources": ["gardening#G1"]},
        {"when": {"attribute": "soil", "is": "wet"}},
    ],
)
def test_any_change_of_a_rule_changes_the_hash(tmp_path: Path, change: dict[str, Any]) -> None:
    original = rule("a", DRY, ("thirst", 0.5))
    before = load_rulebook(write(tmp_path / "one", with_rules(original)))
    after = load_rulebook(write(tmp_path / "two", with_rules({**original, **change})))
    assert before.sha256 != after.sha256


def test_a_number_may_be_written_as_one_likes(
    tmp_path: Path, book: Callable[..., Rulebook]
) -> None:
    plain = book(rule("a", DRY, ("thirst", 0.5)))
    files = with_rules(rule("a", DRY, ("thirst", 0.5)))
    files["rules.yaml"] = json.dumps(files["rules.yaml"]).replace("0.5", "0.50")
    assert load_rulebook(write(tmp_path / "other", files)).sha256 == plain.sha256


@pytest.mark.parametrize(
    ("change", "says"),
    [({"status": "fine"}, "status"), ({"titel": "Dry"}, "titel"), ({"because": None}, "because")],
)
def test_a_fault_of_form_hides_no_wrong_name_of_the_same_rule(
    change: dict[str, Any], says: str, tmp_path: Path
) -> None:
    wrong = {**rule("dry", {"concept": "thrist"}, ("drougth", 0.5)), **change}
    told = refusal(write(tmp_path, with_rules(wrong)))
    assert f"rules[0].{says}" in told
    assert "did you mean `thirst`?" in told
    assert "did you mean `drought`?" in told


def test_a_rule_that_cannot_be_read_hides_no_wrong_name_of_the_next(tmp_path: Path) -> None:
    lost = {**rule("lost", {"concept": "thirst"}, ("drought", 0.5)), "when": 3}
    next_one = rule("dry", {"concept": "thrist"}, ("drought", 0.5))
    told = refusal(write(tmp_path, with_rules(lost, next_one)))
    assert "rules[0].when" in told
    assert "rules[1].when.concept: no such concept" in told
