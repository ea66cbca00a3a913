"""What `fulcrum check` proves and finds: each defect planted in the garden is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fulcrum_engine import Rulebook, load_rulebook
from fulcrum_engine.checks import Report, case_folders, check_rulebook
from fulcrum_engine.checks.batch import batch
from fulcrum_engine.checks.shares import shares_of_leans
from fulcrum_engine.reasoning.compiler import compile_rulebook
from strategies import rule, with_rules, write

Book = Callable[..., Rulebook]
DRY, SUNNY = {"attribute": "soil", "is": "dry"}, {"attribute": "sun", "is": "full"}
WATER, SHADE = ("need-for-watering", 0.6), ("need-for-shading", 0.6)


def found(rulebook: Rulebook, check: str, *cases: Path) -> dict[str, list[str]]:
    """Return what a check found: the texts by subject."""
    report = check_rulebook(rulebook, cases)
    texts: dict[str, list[str]] = {}
    for each in report.results:
        for finding in each.findings if each.check == check else ():
            texts.setdefault(finding.subject, []).append(finding.text)
    return texts


# Premises


def test_a_premise_of_two_conditions_that_exclude_each_other_is_named(book: Book) -> None:
    wet_and_dry = {"all": [SUNNY, DRY, {"attribute": "soil", "is": "wet"}]}
    contradictions = found(book(rule("never", wet_and_dry, WATER)), CONTRADICT)
    assert "conditions 2 and 3 exclude each other" in contradictions["never"][0]


def test_a_premise_that_some_level_makes_true_is_no_contradiction(book: Book) -> None:
    moist = {
        "all": [{"attribute": "soil", "is_not": "dry"}, {"attribute": "soil", "is_not": "wet"}]
    }
    assert found(book(rule("moist", moist, WATER)), CONTRADICT) == {}


def test_a_rule_that_rests_on_what_nothing_concludes_never_fires(book: Book) -> None:
    never = rule("never", {"concept": "ghost"}, WATER)
    rulebook = book(rule("dry", DRY, WATER), never, concepts=("ghost",))
    assert set(found(rulebook, "Rules that never fire")) == {"never"}
    assert "no rule concludes this" in found(rulebook, UNUSED)["ghost"]


def test_a_concept_that_excludes_itself_is_too_weak_to_fire(book: Book) -> None:
    weak = rule("weak", DRY, ("hint", 0.2))
    rests = rule("rests", {"concept": "hint"}, WATER)
    assert "rests" in found(book(weak, rests, concepts=("hint",)), "Rules that never fire")


# Pairs

CONTRADICT = "Premises that contradict themselves"
PAIRS = "Duplicate, subsumed and contradictory rules"
UNUSED = "Concepts nobody concludes or asks for"
NEVER_MATTER = "Rules that never matter"


def test_the_same_rule_twice_is_found(book: Book) -> None:
    again = {"any": [{"all": [DRY]}, {"attribute": "soil", "one_of": ["dry"]}]}
    rulebook = book(rule("dry", DRY, WATER), rule("dry-again", again, WATER))
    assert "has the same premise as `dry-again`" in found(rulebook, PAIRS)["dry"][0]


def test_a_rule_that_another_makes_needless_is_found_and_never_matters(book: Book) -> None:
    broad = rule("broad", {"attribute": "soil", "at_least": "moist"}, ("thirsty", 0.6))
    narrow = rule("narrow", DRY, ("thirsty", 0.5))
    rulebook = book(broad, narrow, rule("on", {"concept": "thirsty"}, WATER), concepts=("thirsty",))
    assert "`narrow` adds nothing to `broad`" in found(rulebook, PAIRS)["broad"][0]
    assert set(found(rulebook, NEVER_MATTER)) == {"narrow"}


def test_a_surer_rule_under_a_narrower_premise_is_not_needless(book: Book) -> None:
    broad = rule("broad", {"attribute": "soil", "at_least": "moist"}, ("thirsty", 0.4))
    narrow = rule("narrow", DRY, ("thirsty", 0.8))
    rulebook = book(broad, narrow, rule("on", {"concept": "thirsty"}, WATER), concepts=("thirsty",))
    assert found(rulebook, PAIRS) == found(rulebook, NEVER_MATTER) == {}


def test_the_opposite_under_the_same_premise_is_an_error(book: Book) -> None:
    rulebook = book(rule("dry", DRY, WATER), rule("dry-too", DRY, ("need-for-watering", -0.3)))
    assert "says the opposite of `dry-too`" in found(rulebook, PAIRS)["dry"][0]


def test_the_opposite_under_a_narrower_premise_is_an_exception(book: Book) -> None:
    cactus = {"all": [DRY, {"attribute": "plant", "is": "cactus"}]}
    rulebook = book(rule("dry", DRY, WATER), rule("spiny", cactus, ("need-for-watering", -0.3)))
    assert "`spiny` is an exception to `dry`" in found(rulebook, PAIRS)["dry"][0]


def test_strengths_are_compared_and_not_only_whether_premises_are_true(book: Book) -> None:
    """`a` and (`b` or not `b`) is weaker than `a` where `b` is half certain."""
    unsure = {"all": [{"concept": "a"}, {"any": [{"concept": "b"}, {"none": [{"concept": "b"}]}]}]}
    rules = [rule("plain", {"concept": "a"}, WATER), rule("unsure", unsure, WATER)]
    rules += [rule("to-a", DRY, ("a", 0.9)), rule("to-b", SUNNY, ("b", 0.5))]
    rulebook = book(*rules, concepts=("a", "b"))
    assert "always adds to `plain`" in found(rulebook, PAIRS)["plain"][0]


# Names


def test_attributes_that_nothing_reads_are_found(book: Book) -> None:
    unused = found(book(rule("dry", DRY, WATER)), "Unused attributes and levels")
    assert "no rule reads this attribute" in unused["sun"]
    assert unused["soil"] == ["no condition tells wet, moist apart"]


def test_a_concept_that_nothing_asks_for_is_found(book: Book) -> None:
    rulebook = book(rule("dry", DRY, ("dust", 0.5)), concepts=("dust",))
    assert "no rule asks for this concept" in found(rulebook, UNUSED)["dust"][0]


def test_a_style_that_another_always_beats_is_never_primary(book: Book) -> None:
    mulch = rule("mulch", {"concept": "need-for-shading"}, ("mulch", 0.4))
    never = found(book(rule("sunny", SUNNY, SHADE), mulch), "Styles that are never primary")
    assert "net" in never
    assert "mulch" not in never


# Texts and sources


@pytest.mark.parametrize(
    ("because", "problem"),
    [
        ("Dry " * 61, "61 words"),
        (f"{'Dry ' * 26}. It is.", "a sentence of 26 words"),
        ("We leverage the hose.", "`leverage` is jargon"),
    ],
)
def test_a_reason_that_is_hard_to_read_is_found(book: Book, because: str, problem: str) -> None:
    rulebook = book(rule("dry", DRY, WATER, because=because))
    assert any(problem in text for text in found(rulebook, "Texts")["dry"])


def test_a_long_title_is_found(book: Book) -> None:
    rulebook = book(rule("dry", DRY, WATER, title="Dry" * 21))
    assert found(rulebook, "Texts")["dry"] == ["title: 63 characters; at most 60"]


def test_a_stable_rule_known_from_memory_alone_is_found(tmp_path: Path) -> None:
    files = with_rules(rule("dry", DRY, WATER, sources=["hearsay"]))
    hearsay = {"id": "hearsay", "title": "Hearsay", "kind": "model", "checked": "memory"}
    files["sources.yaml"]["sources"].append({**hearsay, "note": "A neighbour said so."})
    rulebook = load_rulebook(write(tmp_path, files))
    assert "every source it has is from memory" in found(rulebook, "Sources")["dry"][0]


# Cases and status

CASES = """format: 1
cases:
- {id: a, given: {soil: dry, sun: shade}, expect: {fired: [dry]}}
- {id: b, given: {NEAR, sun: shade}, expect: {lean: balanced}}
"""


def with_cases(folder: Path, text: str) -> Path:
    path = folder / "cases" / "garden.case.yaml"
    path.parent.mkdir()
    path.write_text(text)
    return path


def test_a_tested_rule_needs_a_case_and_a_near_miss(book: Book, tmp_path: Path) -> None:
    rulebook = book(rule("dry", DRY, WATER), rule("sunny", SUNNY, SHADE, status="tested"))
    cases = with_cases(tmp_path, CASES.replace("NEAR", "soil: wet"))
    lacking = found(rulebook, "Status that is not earned", cases)
    assert lacking == {
        "sunny": [
            "tested, but no case in which it fires",
            "tested, but no case that it narrowly misses",
        ]
    }


def test_a_case_that_differs_in_two_answers_is_no_near_miss(book: Book, tmp_path: Path) -> None:
    far = CASES.replace("NEAR", "rain: none, hose: missing")
    lacking = found(
        book(rule("dry", DRY, WATER)), "Status that is not earned", with_cases(tmp_path, far)
    )
    assert lacking == {"dry": ["stable, but no case that it narrowly misses"]}


def test_an_experimental_rule_needs_no_evidence(book: Book, tmp_path: Path) -> None:
    young = rule("sunny", SUNNY, SHADE, status="experimental")
    cases = with_cases(tmp_path, CASES.replace("NEAR", "soil: wet"))
    assert found(book(rule("dry", DRY, WATER), young), "Status that is not earned", cases) == {}


def test_a_stable_rule_that_never_matters_is_an_error(book: Book) -> None:
    broad = rule("broad", {"attribute": "soil", "at_least": "moist"}, ("thirsty", 0.6))
    narrow = rule("narrow", DRY, ("thirsty", 0.5))
    rulebook = book(broad, narrow, rule("on", {"concept": "thirsty"}, WATER), concepts=("thirsty",))
    lacking = found(rulebook, "Status that is not earned")
    assert lacking == {"narrow": ["stable, but no situation in which it matters"]}


def test_a_rule_that_no_case_would_miss_comes_with_a_situation_that_would(
    book: Book, tmp_path: Path
) -> None:
    rulebook = book(rule("dry", DRY, WATER), rule("sunny", SUNNY, SHADE))
    missed = found(
        rulebook,
        "Rules that no case would miss",
        with_cases(tmp_path, CASES.replace("NEAR", "soil: wet")),
    )
    assert list(missed) == ["sunny"]
    assert "it would of {sun: full}: lean" in missed["sunny"][0]


# Claims


def test_a_claim_that_nothing_carries_is_an_error(book: Book) -> None:
    claims = found(book(rule("dry", DRY, WATER, sources=["gardening#G1"])), "Claims of the source")
    assert claims == {"G2": ["nothing carries this claim, and it is not left out on purpose"]}


# The rule book that comes along


@pytest.fixture(scope="module")
def report(rulebook: Rulebook) -> Report:
    return check_rulebook(rulebook, case_folders(None))


def test_the_rule_book_has_no_errors(report: Report) -> None:
    assert [f"{result.check}: {finding}" for result, finding in report.found("error")] == []


def test_every_rule_matters_in_some_situation(report: Report) -> None:
    assert [rule for rule, case in report.decisive.items() if case is None] == []


def test_every_claim_of_the_article_is_carried_or_left_out(rulebook: Rulebook) -> None:
    assert len(rulebook.claims) == 196


def test_no_lean_has_more_than_three_fifths_of_random_situations(rulebook: Rulebook) -> None:
    program = compile_rulebook(rulebook)
    for answers in (4, 8, 12, 20, len(program.reaching)):
        shares = shares_of_leans(program, answers, 2000)
        assert max(shares.values()) <= 0.6, answers


def test_the_situations_are_the_same_every_time(garden: Rulebook) -> None:
    program = compile_rulebook(garden)
    assert batch(program).situations == batch(program).situations


def as_plain(report: Report) -> list[tuple[Any, ...]]:
    return [(result.check, result.told, result.findings) for result in report.results]


def test_checking_twice_finds_the_same(garden: Rulebook) -> None:
    assert as_plain(check_rulebook(garden, [])) == as_plain(check_rulebook(garden, []))
