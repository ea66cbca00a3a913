"""Faults: where, what was found, what was expected, what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import Fault, FulcrumError, InputError, RulebookError
from fulcrum_engine.errors import listed, nearest, shorten


def test_a_fault_says_where_what_and_what_to_do() -> None:
    fault = Fault(
        ("rules", 0, "when"), "wrong-value", "found x", "text", "y", "z", file="a.yaml", line=3
    )
    assert str(fault) == "a.yaml:3: rules[0].when: found x; expected y; did you mean `z`?"


def test_what_is_not_known_of_a_fault_is_left_out() -> None:
    assert str(Fault((), "unreadable", "the input is empty")) == "the input is empty"
    assert str(Fault((), "x", "no such folder", file="rules")) == "rules: no such folder"
    assert str(Fault((0,), "x", "found null")) == "[0]: found null"


def test_a_place_is_a_pointer_as_well() -> None:
    assert Fault(("situation", "morale", 0), "x", "y").pointer == "/situation/morale/0"
    assert Fault(("a/b", "c~d"), "x", "y").pointer == "/a~1b/c~0d"
    assert Fault((), "x", "y").pointer == ""


def test_an_error_tells_all_its_faults_one_a_line() -> None:
    faults = [Fault(("a",), "x", "one"), Fault(("b",), "x", "two")]
    assert str(InputError(faults)) == "a: one\nb: two"
    assert InputError(faults).faults == tuple(faults)


@pytest.mark.parametrize("kind", [InputError, RulebookError])
def test_every_error_of_the_engine_can_be_caught_as_one(kind: type[FulcrumError]) -> None:
    with pytest.raises(FulcrumError):
        raise kind([Fault((), "x", "y")])


def test_a_fault_keeps_the_file_it_has() -> None:
    error = InputError([Fault((), "x", "y"), Fault((), "x", "y", file="own.yaml")])
    assert [fault.file for fault in error.located("other.yaml")] == ["other.yaml", "own.yaml"]


@given(st.text(), st.integers(1, 60))
def test_shortened_text_is_short_and_printable(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert all(char.isprintable() or char == "\ufffd" for char in short)
    short.encode()


def test_short_text_is_not_shortened() -> None:
    assert shorten("x" * 40) == "x" * 40
    assert shorten("x" * 41) == "x" * 39 + "…"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("chnage", "change"),
        ("Budget Pressure", "budget_pressure"),
        ("budget-pressure", "budget_pressure"),
        (" MORALE ", "morale"),
        ("moral", "morale"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_found_whatever_its_spelling(word: str, name: str | None) -> None:
    assert nearest(word, ["change", "budget_pressure", "morale"]) == name


def test_a_very_long_word_has_no_nearest_name() -> None:
    assert nearest("x" * 1_000_000, ["change"]) is None


def test_words_are_listed_as_in_a_sentence() -> None:
    assert listed(["low"]) == "`low`"
    assert listed(["low", "mixed", "high"]) == "`low`, `mixed` or `high`"
