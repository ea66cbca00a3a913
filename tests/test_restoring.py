"""A rule book comes back from its content: the same knowledge, the same advice, the same hash."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import Rulebook, RulebookError, consult
from fulcrum_engine.files.restoring import rulebook_from_content
from strategies import rule

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def kept(rulebook: Rulebook) -> Rulebook:
    """Return a rule book that went through JSON."""
    return rulebook_from_content(json.loads(json.dumps(rulebook.content)))


@pytest.mark.parametrize("name", ["rulebook", "garden"])
def test_the_hash_is_the_same_and_is_that_of_what_was_read(
    name: str, request: pytest.FixtureRequest
) -> None:
    rulebook: Rulebook = request.getfixturevalue(name)
    again = kept(rulebook)
    assert again.sha256 == rulebook.sha256
    again.__dict__.pop("content")
    assert again.content == rulebook.content


def test_the_advice_is_the_same(rulebook: Rulebook) -> None:
    situation = {"change": "major", "direction": "blurred", "morale": ["low", "mixed"]}
    first = consult(situation, rulebook, time=NOW)
    assert consult(situation, kept(rulebook), time=NOW).json_text == first.json_text


@given(certainty=st.floats(0.01, 0.99), level=st.sampled_from(["wet", "moist", "dry"]))
def test_the_hash_is_the_same_whatever_the_rules(
    book: Callable[..., Rulebook], certainty: float, level: str
) -> None:
    condition = {"attribute": "soil", "is": level}
    rulebook = book(rule("dry", condition, ("thirst", certainty)))
    assert kept(rulebook).sha256 == rulebook.sha256


def test_what_an_older_engine_did_not_know_of_may_be_absent(garden: Rulebook) -> None:
    content = dict(garden.content)
    for name in ("promises", "glossary", "left_out"):
        del content[name]
    again = rulebook_from_content(content)
    assert again.content == content
    assert again.sha256 != garden.sha256


@pytest.mark.parametrize(
    "change", [{"rules": [{"id": "x", "new": 1}]}, {"vocabulary": None}, {"concepts": 7}]
)
def test_what_this_engine_cannot_read_is_refused(garden: Rulebook, change: dict[str, Any]) -> None:
    with pytest.raises(RulebookError, match="this engine cannot read this rule book"):
        rulebook_from_content(garden.content | change)
