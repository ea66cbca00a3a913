"""Whether every name of a rule book resolves (names in rules: see the broken rule books)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fulcrum_engine import RulebookError, load_rulebook
from strategies import GARDEN


def refusal(tmp_path: Path, file: str, *changes: tuple[str, str]) -> list[str]:
    """Return the faults of the garden's rule book after changes to the text of a file."""
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    text = (folder / file).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(folder)
    return str(caught.value).splitlines()


def line_of(file: str, words: str) -> int:
    text = (GARDEN / file).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(text, 1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "side: watering",
            "side: wattering",
            "no such side: `wattering`; did you mean `watering`?",
        ),
        ("function: pouring", "function: poring", "no such function: `poring`"),
        ("shading: scorching", "shading: scorchin", "did you mean `scorching`?"),
        ("poles: {watering: thirst,", "poles: {pouring: thirst,", "a pole for each side"),
        ("caution_on: sprinkler", "caution_on: sprinkle", "no such style: `sprinkle`"),
        ("id: wilting", "id: drowning", "`drowning` names 2 things"),
        ("id: can", "id: thirst", "`thirst` names 2 things"),
        ("need: need-for-shading", "need: need-for-watering", "names 2 things"),
        ("established: 0.25", "established: 1.5", "lean.established: found the number 1.5"),
        ("id: shading,", "id: watering,", "watering"),
    ],
)
def test_a_name_in_the_hypotheses_that_resolves_to_nothing_is_a_fault(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    faults = refusal(tmp_path, "hypotheses.yaml", (old, new))
    assert any(words in fault for fault in faults), faults
    assert all("hypotheses.yaml" in fault or "rules[" in fault for fault in faults)


def test_a_fault_of_a_hypothesis_has_its_line(tmp_path: Path) -> None:
    (fault,) = refusal(
        tmp_path, "hypotheses.yaml", ("caution_on: sprinkler", "caution_on: sprinkle")
    )
    line = line_of("hypotheses.yaml", "caution_on: sprinkler")
    assert fault.startswith(f"hypotheses.yaml:{line}: warnings[2].caution_on: ")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("group: person", "group: persom", "no such group: `persom`; did you mean `person`?"),
        ("id: gardener", "id: soil", "`soil` is here twice"),
        ("id: moist", "id: wet", "`wet` is here twice"),
        ("id: gardener", "id: style", "`style`"),
        ("id: moist", "id: unknown", "`unknown`"),
        ("id: moist", "id: not_applicable", "`not_applicable`"),
    ],
)
def test_a_fault_of_the_vocabulary_is_found(tmp_path: Path, old: str, new: str, words: str) -> None:
    faults = refusal(tmp_path, "vocabulary.yaml", (old, new))
    assert any(words in f and f.startswith("vocabulary.yaml:") for f in faults), faults


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("sources.yaml", "- {id: gardening, title: X, kind: ours, checked: seen, note: Twice.}"),
        ("claims.yaml", "- {id: G1, kind: LEAN, section: Water, claim: Twice}"),
        ("concepts.yaml", "- {id: thirst, title: Twice}"),
    ],
)
def test_an_id_given_twice_is_a_fault(tmp_path: Path, file: str, line: str) -> None:
    text = (GARDEN / file).read_text("utf-8")
    faults = refusal(tmp_path, file, (text, f"{text}{line}\n"))
    assert len(faults) == 1


def test_the_source_of_the_claims_must_be_known(tmp_path: Path) -> None:
    faults = refusal(tmp_path, "claims.yaml", ("source: gardening", "source: gardning"))
    assert any(
        "claims.yaml:2: source: no such source: `gardning`; did you mean `gardening`?" in fault
        for fault in faults
    ), faults


def test_a_source_without_numbered_claims_cannot_be_cited_by_number(tmp_path: Path) -> None:
    source = "- {id: ours, title: Ours, kind: ours, checked: memory, note: Ours.}"
    folder = shutil.copytree(GARDEN, tmp_path / "book")
    sources, needs = folder / "sources.yaml", folder / "watering" / "needs.yaml"
    sources.write_text(f"{sources.read_text()}{source}\n")
    needs.write_text(needs.read_text().replace("[gardening#G1]", "[ours#G1]", 1))
    with pytest.raises(RulebookError, match="`ours` has no numbered claims"):
        load_rulebook(folder)
