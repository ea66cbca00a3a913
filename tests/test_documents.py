"""Reading YAML and JSON from strangers: nothing hostile is built, nothing is guessed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulcrum_engine import InputError
from fulcrum_engine.documents import (
    MAX_BYTES,
    MAX_DEPTH,
    Word,
    describe,
    read_json,
    read_yaml,
)


def refusal(text: str | bytes, *, json: bool = False) -> str:
    """Return the message with which a text is refused, in well under a second."""
    began = time.perf_counter()
    with pytest.raises(InputError) as caught:
        (read_json if json else read_yaml)(text, "input")
    assert time.perf_counter() - began < 1
    assert all(fault.code for fault in caught.value.faults)
    return str(caught.value)


def faults(text: str) -> list[str]:
    return [str(fault) for fault in read_yaml(text, "input").faults]


# YAML that is refused

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("change: &big major", 1, "anchors and aliases are refused"),
        ("a: 1\nchange: *big", 2, "anchors and aliases are refused"),
        (LAUGHS, 1, "anchors and aliases are refused"),
        ("- &loop [*loop]", 1, "anchors and aliases are refused"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2, "tags are refused"),
        ("a: !!str 1", 1, "tags are refused"),
        ("a: ! b", 1, "tags are refused"),
        ("!thing\na: b", 1, "tags are refused"),
        ("a: 1\n---\nb: 2", 2, "more than one YAML document"),
        ("a: 1\n\tb: 2", 2, "not readable as YAML"),
        ("\ta: 1", 1, "not readable as YAML"),
        ("a: 'open", 1, "not readable as YAML"),
        ("a: [1, 2\nb: 3", 2, "not readable as YAML"),
        ("a: b: c", 1, "not readable as YAML"),
        ("%YAML 3.0\n---\na: 1", 1, "not readable as YAML"),
        ('a: "\\ud800"', 1, "not readable as YAML"),
        (
            "a: 1\nb: [[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]",
            2,
            "nested too deeply",
        ),
        ("[" * 100_000, 1, "nested too deeply"),
        ("{a: " * 60_000, 1, "nested too deeply"),
        ("- " * 100_000, 1, "nested too deeply"),
    ],
)
def test_hostile_yaml_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    message = refusal(text)
    assert message.startswith(f"input:{line}: ")
    assert words in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the input is empty"),
        (b"  \n\n", "the input is empty"),
        (b"# only a comment\n", "the input is empty"),
        (b"\xef\xbb\xbf", "the input is empty"),
        (b"change: \xff\xfe", "not UTF-8"),
        ("change: major".encode("utf-16"), "not UTF-8"),
        (b"change: maj\x00or", "NUL"),
        (b"change: \x01", "not readable as YAML"),
        (b"a: " + b"x" * MAX_BYTES, "too large"),
        (b"a: 1\n" * MAX_BYTES, "too large"),
        ("a: \ud800", "not UTF-8"),
    ],
)
def test_what_is_no_readable_text_is_refused(data: bytes | str, words: str) -> None:
    assert words in refusal(data)


def test_a_large_input_that_is_allowed_is_read_in_time() -> None:
    began = time.perf_counter()
    document = read_yaml("- a\n" * 60_000, "input")
    assert len(document.value) == 60_000
    assert time.perf_counter() - began < 5


def test_depth_is_allowed_up_to_the_limit() -> None:
    assert read_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH, "input").value
    assert "too deeply" in refusal("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


# YAML of which the faults are collected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", "input:3: a: this key is here twice; expected one"),
        ("a: 1\n'a': 3", "input:2: a: this key is here twice; expected one"),
        ("x:\n  y:\n  - z: 1\n    z: 2", "input:4: x.y[0].z: this key is here twice; expected one"),
        ("a: {b: 1, b: 2}", "input:1: a.b: this key is here twice; expected one"),
    ],
)
def test_a_key_given_twice_is_a_fault_at_any_depth(text: str, expected: str) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x:\n  <<: {a: 1}", "input:2: x.<<: found the key the merge `<<`"),
        ("1: a", "found the key the number 1"),
        ("yes: a", "found the key the boolean that YAML reads from `yes`"),
        ("~: a", "found the key null"),
        ("2020-01-01: a", "found the key the timestamp `2020-01-01`"),
        ("? [a, b]\n: c", "found the key a list"),
        ("? {a: b}\n: c", "found the key a mapping"),
    ],
)
def test_a_key_that_is_no_word_is_a_fault(text: str, words: str) -> None:
    (fault,) = faults(text)
    assert words in fault
    assert "in quotes" in fault


def test_all_faults_of_a_document_are_collected() -> None:
    assert len(faults("a: 1\na: 2\n1: x\nb:\n  c: 1\n  c: 2\nyes: no")) == 4


def test_the_second_of_two_keys_is_not_read() -> None:
    assert read_yaml("a: 1\na: 2", "input").value == {"a": 1}


# YAML that is read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: none", "none"),
        ("a: 'no'", "no"),
        ("a: true", True),
        ("a: False", False),
        ("a: 1", 1),
        ("a: -0.5", -0.5),
        ("a: >\n  two\n  lines\n", "two lines\n"),
        ("a: [low, mixed]", ["low", "mixed"]),
        ("a: é 😀", "é 😀"),
        ('"<<": 1', None),
    ],
)
def test_plain_values_are_what_they_look_like(text: str, value: object) -> None:
    assert read_yaml(text, "input").value.get("a") == value


@pytest.mark.parametrize("word", ["no", "No", "NO", "yes", "on", "off", "Off"])
def test_words_that_yaml_reads_as_booleans_are_told_from_text_and_truth(word: str) -> None:
    assert read_yaml(f"a: {word}", "input").value["a"] == Word("bool", word)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("~", "null"),
        ("null", "null"),
        ("", "null"),
        ("2020-01-01", "the timestamp `2020-01-01`"),
        ("2020-01-01T10:00:00Z", "the timestamp"),
        (".inf", "the number `.inf`"),
        ("-.INF", "the number `-.INF`"),
        (".nan", "the number `.nan`"),
        ("1.0e+999", "the float `1.0e+999`"),
        ("1:30", "the number `1:30`"),
        ("9" * 5000, "the number `99999"),
        ("=", "the value `=`"),
    ],
)
def test_what_is_neither_text_nor_a_usable_number_is_said_as_written(text: str, words: str) -> None:
    value = read_yaml(f"a: {text}", "input").value["a"]
    assert isinstance(value, Word)
    assert describe(value).startswith(words)
    assert len(describe(value)) < 100


def test_a_byte_order_mark_is_ignored() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: b", "input").value == {"a": "b"}


def test_each_part_knows_its_line_and_a_missing_part_that_around_it() -> None:
    document = read_yaml("# first\na: 1\nb:\n  c:\n  - d\n  - e: 1\n", "input")
    assert document.line_of(("a",)) == 2
    assert document.line_of(("b", "c", 1, "e")) == 6
    assert document.line_of(("b", "c", 7, "nowhere")) == 4
    assert document.line_of(()) == 2


def outcome(read: Callable[..., object], data: str | bytes) -> str:
    """Return the message with which an input is refused, or nothing if it is read."""
    try:
        read(data, "input")
    except InputError as error:
        return str(error)
    return ""


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_input_is_read_or_refused_with_a_message(data: str | bytes) -> None:
    for read in (read_yaml, read_json):
        message = outcome(read, data)
        assert message == "" or message.startswith("input:")
        assert message.isprintable()


# JSON


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the input is empty"),
        (" \n", "the input is empty"),
        ("{", "not readable as JSON"),
        ('{"a": NaN}', "not readable as JSON"),
        ('{"a": Infinity}', "not readable as JSON"),
        ('{"a": -Infinity}', "not readable as JSON"),
        ('{"a": 1e999}', "a number too large"),
        ('{"a": [-1e999]}', "a number too large"),
        ('{"a": 1, "a": 2}', 'duplicate key "a"'),
        ('{"a": 1, "\\u0061": 2}', 'duplicate key "a"'),
        ('[{"a": {"b": 1, "b": 1}}]', 'duplicate key "b"'),
        ('{"a": "\\ud800"}', "not readable as JSON"),
        ('{"a": "\\udc00\\ud800"}', "not readable as JSON"),
        ('{"a": 1} x', "trailing characters"),
        ('{"a": 1}{"a": 1}', "trailing characters"),
        ("{'a': 1}", "not readable as JSON"),
        ('{"a": 1,}', "not readable as JSON"),
        ('{"a": 01}', "not readable as JSON"),
        ('{"a": +1}', "not readable as JSON"),
        ('{"a": .5}', "not readable as JSON"),
        ("// no\n{}", "not readable as JSON"),
        ('{"a": ' + "9" * 5000 + "}", "not readable as JSON"),
        ('{"a": "tab\there"}', "not readable as JSON"),
        ("[" * 100_000, "not readable as JSON"),
        ("[" * 100_000 + "]" * 100_000, "not readable as JSON"),
        ('{"a":' * 40 + "1" + "}" * 40, "nested too deeply"),
        ('"' + "x" * MAX_BYTES + '"', "too large"),
        ('{"a": "\x00"}', "NUL"),
    ],
)
def test_json_is_read_strictly(text: str, words: str) -> None:
    assert words in refusal(text, json=True)


def test_json_bytes_that_are_no_utf8_are_refused() -> None:
    assert "not UTF-8" in refusal(b'{"a": "\xff"}', json=True)


def test_a_message_about_json_does_not_repeat_the_input() -> None:
    assert len(refusal('{"' + "k" * 3000 + '": 1, "' + "k" * 3000 + '": 2}', json=True)) < 250


plain_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(-1e9, 1e9) | st.text(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(), parts, max_size=3),
    max_leaves=8,
)


@given(plain_json)
def test_json_that_is_fine_is_read_as_it_is(value: object) -> None:
    text = json.dumps(value)
    if "\\u0000" not in text:
        assert read_json(text, "input") == value
