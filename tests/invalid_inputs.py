"""Inputs that nobody should get an answer to, each with a name and the code of its fault.

`INVALID_JSON` are bodies for HTTP as well as `.json` files for the command line.
`INVALID_YAML` are files that only the command line reads.
`words` must appear in the message: the place, where there is one, or the nearest name.
"""

from __future__ import annotations

import gzip
import json
from typing import Any, NamedTuple

WRONG_TYPE, ATTRIBUTE, LEVEL = "wrong-type", "unknown-attribute", "unknown-level"
UNREADABLE, TWICE, TOO_LARGE = "unreadable", "duplicate-key", "too-large"


class InvalidInput(NamedTuple):
    """An input, the code of (one of) its faults, and words that the message must hold."""

    name: str
    data: bytes
    code: str
    words: tuple[str, ...] = ()


def _body(name: str, situation: Any, code: str, *words: str) -> InvalidInput:
    data = json.dumps({"situation": situation}).encode()
    return InvalidInput(name, data, code, words or ("situation",))


def _answer(name: str, value: Any, code: str, *words: str) -> InvalidInput:
    return _body(name, {"change": value}, code, "situation.change", *words)


def _raw(name: str, data: str | bytes, code: str = UNREADABLE, *words: str) -> InvalidInput:
    return InvalidInput(name, data if isinstance(data, bytes) else data.encode(), code, words)


ATTRIBUTES = [
    _body("two letters swapped", {"chnage": "major"}, ATTRIBUTE, "situation.chnage", "`change`"),
    _body("a letter missing", {"moral": "low"}, ATTRIBUTE, "situation.moral", "`morale`"),
    _body("a capital", {"Change": "major"}, ATTRIBUTE, "situation.Change", "`change`"),
    _body("a space behind", {"change ": "major"}, ATTRIBUTE, "situation.change", "`change`"),
    _body("a line break in the name", {"change\n": "major"}, ATTRIBUTE, "`change`"),
    _body("a hyphen", {"buy-in-needed": "high"}, ATTRIBUTE, "`buy_in_needed`"),
    _body("no name", {"": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a word of no vocabulary", {"xyzzy": "high"}, ATTRIBUTE, "situation.xyzzy"),
    _body("a very long name", {"change" * 1000: "major"}, ATTRIBUTE, "no such attribute"),
    _body("a name in another script", {"変化": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a name of signs", {"🤷": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a prototype", {"__proto__": {"x": 1}}, ATTRIBUTE, "no such attribute"),
    _body("a class", {"__class__": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a path", {"../../etc/passwd": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a query", {"change'; DROP TABLE x;--": "major"}, ATTRIBUTE, "no such attribute"),
    _body("an escape sequence", {"\x1b[31mred": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a text that runs the other way", {"\u202echange": "major"}, ATTRIBUTE),
    _body("NUL in a name", {"change\x00": "major"}, ATTRIBUTE, "no such attribute"),
    _body("a situation in a situation", {"situation": {"change": "major"}}, ATTRIBUTE),
    _body("a misspelling beside good answers", {"change": "major", "trsut": "fair"}, ATTRIBUTE),
    _body(
        "three faults at once",
        {"chnage": "major", "morale": "lwo", "trust": 3},
        ATTRIBUTE,
        "situation.chnage",
        "situation.morale",
        "situation.trust",
    ),
    _body("a hundred unknown names", {f"fact_{n}": "high" for n in range(100)}, ATTRIBUTE),
]

LEVELS = [
    _answer("a misspelt level", "mjor", LEVEL, "`major`"),
    _answer("a level in capitals", "MAJOR", LEVEL, "`major`"),
    _answer("a level with a space", " major", LEVEL, "`major`"),
    _answer("an empty level", "", LEVEL),
    _answer("a level of another attribute", "emergency", LEVEL),
    _answer("a label for a level", "Complete", LEVEL),
    _answer("not applicable with a hyphen", "not-applicable", LEVEL, "`not_applicable`"),
    _answer("not asked as an answer", "not_asked", LEVEL),
    _answer("a number as text", "3", LEVEL),
    _answer("a boolean as text", "true", LEVEL),
    _answer("null as text", "null", LEVEL),
    _answer("a long level", "x" * 5000, LEVEL),
    _answer("NUL in a level", "major\x00", LEVEL),
    _answer("a level in another script", "большой", LEVEL),
    _answer("two levels in one text", "major, none", LEVEL),
    _answer("a range", "none..major", LEVEL),
    _body("a misspelt role", {"role": "manger"}, LEVEL, "situation.role"),
    _body("a misspelt style", {"current_style": "visonary"}, LEVEL, "`visionary`"),
    _body("a misspelt skill", {"skill_empathy": "stron"}, LEVEL, "`strong`"),
    _answer("several, one misspelt", ["major", "nne"], LEVEL, "situation.change[1]"),
    _answer("several, one unknown", ["major", "unknown"], LEVEL, "situation.change[1]"),
    _answer("several, one not applicable", ["not_applicable", "major"], LEVEL),
    _answer("the same level twice", ["major", "major"], LEVEL, "twice"),
    _answer("the same level a thousand times", ["major"] * 1000, LEVEL, "twice"),
]

TYPES = [
    _answer("null for an answer", None, WRONG_TYPE, "null"),
    _answer("true for an answer", True, WRONG_TYPE, "boolean"),
    _answer("false for an answer", False, WRONG_TYPE, "boolean"),
    _answer("zero for an answer", 0, WRONG_TYPE, "number 0"),
    _answer("a whole number", 3, WRONG_TYPE, "number 3"),
    _answer("a negative number", -1, WRONG_TYPE),
    _answer("a fraction", 0.5, WRONG_TYPE),
    _answer("a huge fraction", 1e308, WRONG_TYPE),
    _answer("a number of fifty digits", 10**50, WRONG_TYPE),
    _answer("an object for an answer", {"level": "major"}, WRONG_TYPE, "mapping"),
    _answer("an empty object for an answer", {}, WRONG_TYPE, "mapping"),
    _answer("an empty list", [], WRONG_TYPE, "empty list"),
    _answer("a list of null", [None], WRONG_TYPE, "situation.change[0]"),
    _answer("a list of numbers", [1, 2], WRONG_TYPE, "situation.change[1]"),
    _answer("a list of booleans", [True], WRONG_TYPE, "situation.change[0]"),
    _answer("a list of lists", [["major"]], WRONG_TYPE, "situation.change[0]"),
    _answer("a list of objects", [{"a": 1}], WRONG_TYPE, "situation.change[0]"),
    _body("null for a situation", None, WRONG_TYPE),
    _body("a list for a situation", ["change", "major"], WRONG_TYPE),
    _body("an empty list for a situation", [], WRONG_TYPE),
    _body("a text for a situation", "change: major", WRONG_TYPE),
    _body("a number for a situation", 7, WRONG_TYPE),
    _body("true for a situation", True, WRONG_TYPE),
    _raw("a list at the top", "[1, 2]", WRONG_TYPE),
    _raw("an empty list at the top", "[]", WRONG_TYPE),
    _raw("a text at the top", '"major"', WRONG_TYPE),
    _raw("a number at the top", "42", WRONG_TYPE),
    _raw("null at the top", "null", WRONG_TYPE),
    _raw("true at the top", "true", WRONG_TYPE),
]

TEXTS = [
    _raw("nothing", ""),
    _raw("only spaces", " \n\t \n"),
    _raw("only a byte order mark", b"\xef\xbb\xbf"),
    _raw("a cut-off object", '{"situation": {"change": "maj'),
    _raw("an open object", '{"situation": {"change": "major"}'),
    _raw("a bracket too many", '{"situation": {}}}'),
    _raw("a comma too many", '{"situation": {"change": "major",}}'),
    _raw("a comma too few", '{"situation": {"change": "major" "trust": "fair"}}'),
    _raw("a comment", '{"situation": {} /* none */}'),
    _raw("two objects", '{"situation": {}} {"situation": {}}'),
    _raw("words behind", '{"situation": {}} and so on'),
    _raw("NaN", '{"situation": {"change": NaN}}'),
    _raw("Infinity", '{"situation": {"change": Infinity}}'),
    _raw("minus Infinity", '{"situation": {"change": -Infinity}}'),
    _raw("a number without end", '{"situation": {"change": 1e999}}'),
    _raw("a leading zero", '{"situation": {"change": 01}}'),
    _raw("a plus", '{"situation": {"change": +1}}'),
    _raw("a hexadecimal number", '{"situation": {"change": 0x1F}}'),
    _raw("a bare word", '{"situation": {"change": undefined}}'),
    _raw("half a character", '{"situation": {"change": "\\ud800"}}'),
    _raw("an unknown escape", '{"situation": {"change": "\\x41"}}'),
    _raw("a line break in a text", '{"situation": {"change": "ma\njor"}}'),
    _raw("NUL in the text", b'{"situation": {\x00}}'),
    _raw("Latin-1", '{"situation": {"change": "größer"}}'.encode("latin-1")),
    _raw("UTF-16", '{"situation": {}}'.encode("utf-16")),
    _raw("UTF-32", '{"situation": {}}'.encode("utf-32")),
    _raw("a byte that is never UTF-8", b'{"situation": {"change": "\xff"}}'),
    _raw("an overlong slash", b'{"situation": {"change": "\xc0\xaf"}}'),
    _raw("a cut-off character", b'{"situation": {"change": "\xe2\x82"}}'),
    _raw("an encoded surrogate", b'{"situation": {"change": "\xed\xa0\x80"}}'),
    _raw("a compressed file", gzip.compress(b'{"situation": {}}', mtime=0)),
    _raw("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    _raw("every byte there is", bytes(range(256))),
    _raw("ten thousand open lists", "[" * 10_000),
    _raw("ten thousand nested lists", '{"situation": ' + "[" * 10_000 + "]" * 10_000 + "}"),
    _raw("ten thousand nested objects", '{"a":' * 10_000 + "1" + "}" * 10_000),
    _raw("an attribute twice", '{"situation": {"change": "major", "change": "none"}}', TWICE),
    _raw(
        "an attribute twice, escaped",
        '{"situation": {"change": "none", "\\u0063hange": "none"}}',
        TWICE,
    ),
    _raw("a situation twice", '{"situation": {}, "situation": {}}', TWICE),
    _raw("a megabyte of spaces", " " * 1_000_000 + "{}", TOO_LARGE),
    _raw("a megabyte of text", '{"situation": {"change": "' + "x" * 1_000_000 + '"}}', TOO_LARGE),
    _raw("a megabyte of nothing", b"\x00" * 1_000_000, TOO_LARGE),
    _body(
        "a megabyte of names", {f"fact_{n}": "unknown" for n in range(60_000)}, TOO_LARGE, "large"
    ),
]

INVALID_JSON: list[InvalidInput] = [*ATTRIBUTES, *LEVELS, *TYPES, *TEXTS]

_LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
)

INVALID_YAML: list[InvalidInput] = [
    _raw("no for a level", "change: no\n", WRONG_TYPE, "change", "boolean", "`no`"),
    _raw("yes for a level", "change: yes\n", WRONG_TYPE, "change", "`yes`"),
    _raw("on for a level", "change: on\n", WRONG_TYPE, "change", "`on`"),
    _raw("OFF for a level", "change: OFF\n", WRONG_TYPE, "change", "`OFF`"),
    _raw("true for a level", "change: true\n", WRONG_TYPE, "change", "boolean"),
    _raw("null for a level", "change: null\n", WRONG_TYPE, "change", "null"),
    _raw("a tilde for a level", "change: ~\n", WRONG_TYPE, "change", "null"),
    _raw("nothing for a level", "trust: fair\nchange:\n", WRONG_TYPE, "change", "null"),
    _raw("a date for a level", "change: 2026-01-01\n", WRONG_TYPE, "change"),
    _raw("an octal number", "change: 0o17\nmorale: 017\n", WRONG_TYPE, "morale"),
    _raw("a time for a level", "change: 12:30:00\n", WRONG_TYPE, "change"),
    _raw("NaN in YAML", "change: .nan\n", WRONG_TYPE, "change"),
    _raw("infinity in YAML", "change: .inf\n", WRONG_TYPE, "change"),
    _raw("a level over two lines", "change:\n  major\n  none\n", LEVEL, "change"),
    _raw("a misspelt attribute", "trust: fair\nchnage: major\n", ATTRIBUTE, ":2:", "`change`"),
    _raw("a misspelt level in YAML", "trust: fair\nmorale: hihg\n", LEVEL, ":2:", "`high`"),
    _raw("a key twice", "change: major\nchange: none\n", TWICE, ":2:", "twice"),
    _raw("a number for a key", "1: major\n", WRONG_TYPE, "key"),
    _raw("a boolean for a key", "yes: major\n", WRONG_TYPE, "key"),
    _raw("null for a key", "~: major\n", WRONG_TYPE, "key"),
    _raw("a list for a key", "? [a, b]\n: major\n", WRONG_TYPE, "key"),
    _raw("a mapping for a key", "? {a: b}\n: major\n", WRONG_TYPE, "key"),
    _raw("a merge key", "<<: {change: major}\n", WRONG_TYPE, "key"),
    _raw("an anchor", "change: &a major\n", UNREADABLE, ":1:"),
    _raw("an alias", "change: &a major\nmorale: *a\n", UNREADABLE, ":1:"),
    _raw("a billion laughs", _LAUGHS, UNREADABLE, ":1:"),
    _raw("an alias to nothing", "change: *nowhere\n", UNREADABLE),
    _raw("a Python object", "change: !!python/object/apply:os.getcwd []\n", UNREADABLE, "tags"),
    _raw("a tag of one's own", "change: !mine major\n", UNREADABLE, "tags"),
    _raw("a binary tag", "change: !!binary bWFqb3I=\n", UNREADABLE, "tags"),
    _raw("a tab for a space", "given:\n\tchange: major\n", UNREADABLE, ":2:"),
    _raw("an open bracket", "change: [major\n", UNREADABLE),
    _raw("an open quotation mark", 'change: "major\n', UNREADABLE),
    _raw("a colon too many", "change: major: none\n", UNREADABLE, ":1:"),
    _raw("a crooked indentation", "given:\n    change: major\n  trust: fair\n", UNREADABLE),
    _raw("a reserved sign", "change: @major\n", UNREADABLE, ":1:"),
    _raw("an unknown directive version", "%YAML 9.0\n---\nchange: major\n", UNREADABLE),
    _raw("two documents", "change: major\n---\nchange: none\n", UNREADABLE),
    _raw("only a comment", "# nothing yet\n", UNREADABLE, "empty"),
    _raw("a list of answers", "- change: major\n- trust: fair\n", WRONG_TYPE),
    _raw("a sentence", "we are going through a large change\n", WRONG_TYPE),
    _raw("a control character", b"change: ma\x07jor\n", UNREADABLE),
    _raw("a picture in YAML", b"change: \x89PNG\r\n\x1a\n", UNREADABLE, "UTF-8"),
    _raw("nested a hundred deep", "change: " + "[" * 100 + "]" * 100 + "\n", UNREADABLE),
    _raw("indented a hundred deep", "".join(" " * n + "a:\n" for n in range(100)), UNREADABLE),
    _raw("a megabyte of YAML", "# " + "x" * 1_000_000 + "\nchange: major\n", TOO_LARGE),
    _raw("given is a list", "given: [change, major]\n", WRONG_TYPE, "given"),
    _raw("given is null", "given:\n", WRONG_TYPE, "given"),
    _raw(
        "a misspelling within given", "given:\n  chnage: major\n", ATTRIBUTE, "given.chnage", ":2:"
    ),
    _raw("given and situation", "given: {}\nsituation: {}\n", WRONG_TYPE, "given", "situation"),
    _raw(
        "an answer beside a situation",
        "situation: {}\nchange: major\n",
        WRONG_TYPE,
        "change",
        ":2:",
    ),
    _raw("cases are a number", "format: 1\ncases: 3\n", WRONG_TYPE, "cases"),
    _raw("JSON with a comma too many", '{"given": {"chnage": "major",}}', ATTRIBUTE, "`change`"),
]
