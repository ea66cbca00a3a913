"""Drafts are cases that a tool wrote; they count for nothing until a person stands behind them."""

from __future__ import annotations

import pytest

from fulcrum_engine import Rulebook, consult
from fulcrum_engine.cases import Status, read_case_file, run_case
from fulcrum_engine.cases.drafts import as_yaml, boundary_drafts, draft_of, draft_of_feedback
from fulcrum_engine.cases.mutants import mutation_score


def advice(garden: Rulebook, **given: str) -> dict[str, object]:
    found: dict[str, object] = consult(given, garden, include=()).plain
    return found


def test_a_consultation_becomes_a_draft_that_would_pass(garden: Rulebook) -> None:
    draft = draft_of({"soil": "dry"}, advice(garden, soil="dry"))
    text = as_yaml([draft])
    [case] = read_case_file(text, "x").cases
    assert run_case(case, garden).status is Status.SKIPPED
    [counting] = read_case_file(text.replace("draft: true", "source: me"), "x").cases
    assert run_case(counting, garden).status is Status.PASSED


def test_drafts_catch_nothing(garden: Rulebook) -> None:
    text = as_yaml([draft_of({"soil": "dry"}, advice(garden, soil="dry"))])
    assert mutation_score(read_case_file(text, "x").cases, garden).caught == {}


@pytest.mark.parametrize(
    ("chosen", "expect"),
    [
        ("shading", {"lean": "shading"}),
        ("balanced", {"lean": "balanced"}),
        ("can", {"style": {"primary": "can"}}),
        (None, {"not_style": ["sprinkler"]}),
    ],
)
def test_feedback_that_overrode_the_advice_becomes_a_draft_that_fails(
    garden: Rulebook, chosen: str | None, expect: dict[str, object]
) -> None:
    plain = advice(garden, soil="dry")
    draft = draft_of_feedback({"soil": "dry"}, plain, chosen, "we had\nrain")
    assert draft["expect"] == expect
    text = as_yaml([draft])
    assert "# we had rain\n" in text
    [case] = read_case_file(text.replace("draft: true", "source: me"), "x").cases
    assert run_case(case, garden).status is Status.FAILED


def test_the_same_consultation_gives_the_same_draft(garden: Rulebook) -> None:
    plain = advice(garden, soil="dry")
    assert draft_of({"soil": "dry"}, plain) == draft_of({"soil": "dry"}, plain)


def test_a_rule_gets_a_pair_of_drafts_around_its_boundary(garden: Rulebook) -> None:
    fires, does_not = boundary_drafts(garden, ["dry-and-no-rain-due"])
    differing = [k for k in fires["given"] if fires["given"][k] != does_not["given"][k]]
    assert len(differing) == 1
    text = as_yaml([fires, does_not]).replace("draft: true", "source: me")
    for case in read_case_file(text, "x").cases:
        assert run_case(case, garden).status is Status.PASSED


def test_pairs_are_found_through_concepts_and_outcomes(rulebook: Rulebook) -> None:
    drafts = boundary_drafts(rulebook, ["lost-direction-visionary", "leading-keeps-a-list"])
    assert len(drafts) == 4
    text = as_yaml(drafts).replace("draft: true", "source: me")
    for case in read_case_file(text, "x").cases:
        assert run_case(case, rulebook).status is Status.PASSED
