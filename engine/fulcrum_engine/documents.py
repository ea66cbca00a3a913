"""Reading YAML and JSON from strangers: plain data with line numbers, or a fault that says where.

Nothing is built before it is checked: aliases, anchors, tags, merge keys, duplicate keys, depth
and size are refused while the text is only events.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import jiter
import yaml

from fulcrum_engine.errors import Fault, InputError, Path, shorten

MAX_BYTES = 256 * 1024
MAX_DEPTH = 24

_WORDS_READ_AS_BOOLEANS = ("y", "n", "yes", "no", "on", "off")


@dataclass(frozen=True)
class Word:
    """A YAML word that is no text: a boolean, a null or a date, kept with how it was written."""

    kind: str
    text: str


@dataclass
class Document:
    """Plain data (dict, list, str, int, float, bool, Word) and the line each part began on."""

    value: Any
    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, path: Path) -> int | None:
        """Return the line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def decode(data: bytes | str, file: str, limit: int = MAX_BYTES) -> str:
    """Return the text of UTF-8 bytes; refuse other encodings, NUL and too large inputs."""
    size = len(data)
    if size > limit:
        _refuse(file, "too-large", f"the input is too large: {size:,} bytes", f"at most {limit:,}")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
        text.encode()
    except UnicodeError:
        _refuse(file, "unreadable", "the input is not UTF-8 text", "UTF-8")
    if "\x00" in text:
        _refuse(file, "unreadable", "the input holds a NUL character", "text")
    return text


def read_json(data: bytes | str, file: str, limit: int = MAX_BYTES) -> Any:
    """Return the data of strict JSON: no NaN, no duplicate keys, no lone surrogates.

    Raises InputError with one fault; JSON cannot be read beyond its first.
    """
    text = decode(data, file, limit)
    if not text.strip():
        _refuse(file, "unreadable", "the input is empty", "a JSON object")
    try:
        value = jiter.from_json(text.encode(), allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        code = "duplicate-key" if "uplicate key" in str(error) else "unreadable"
        _refuse(file, code, f"not readable as JSON: {shorten(str(error), 80)}", "strict JSON")
    if _too_deep(value) or not _finite(value):
        _refuse(file, "unreadable", "not readable as JSON: nested too deeply or a number too large")
    return value


def read_yaml(data: bytes | str, file: str, limit: int = MAX_BYTES) -> Document:
    """Return a YAML document as plain data with line numbers.

    Raises InputError where the text cannot be read at all; what can be told apart
    (duplicate keys, keys that are no words) is collected in `faults`.
    """
    text = decode(data, file, limit)
    try:
        _check_events(text, file)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        problem = f"not readable as YAML: {shorten(error.problem or 'syntax error', 120)}"
        raise InputError([Fault((), "unreadable", problem, file=file, line=line)]) from None
    except (yaml.YAMLError, ValueError) as error:
        _refuse(file, "unreadable", f"not readable as YAML: {shorten(str(error), 120)}")
    if node is None:
        _refuse(file, "unreadable", "the input is empty", "a mapping")
    document = Document(None, file)
    document.value = _build(node, (), document)
    return document


def _check_events(text: str, file: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else None
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            _refuse(file, "unreadable", "nested too deeply", f"at most {MAX_DEPTH} levels", line)
        if documents > 1:
            _refuse(file, "unreadable", "more than one YAML document", "one", line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse(
                file, "unreadable", "YAML anchors and aliases are refused", "plain values", line
            )
        if getattr(event, "tag", None):
            _refuse(file, "unreadable", "YAML tags are refused", "plain values", line)


def _build(node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, document))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, i), document) for i, child in enumerate(node.value)]
    return _scalar(node)


def _pairs(node: yaml.MappingNode, path: Path, document: Document) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = _key(key_node)
        here = (*path, key)
        if not isinstance(_scalar(key_node), str) or key_node.tag.endswith(":merge"):
            problem, expected = (
                f"found the key {_described(key_node)}",
                "a name, in quotes if YAML reads it otherwise",
            )
            document.faults.append(
                Fault(here, "wrong-type", problem, key, expected, None, document.file, line)
            )
        elif key in seen:
            problem = "this key is here twice"
            document.faults.append(
                Fault(here, "duplicate-key", problem, key, "one", None, document.file, line)
            )
        else:
            seen.add(key)
            yield key, _build(value_node, here, document)
            document.lines[here] = line


def _key(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else _collection(node)


def _collection(node: yaml.Node) -> str:
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"


def _described(node: yaml.Node) -> str:
    value = _scalar(node)
    return describe(value) if isinstance(node, yaml.ScalarNode) else _collection(node)


def _scalar(node: yaml.Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        return None
    kind, text = node.tag.rpartition(":")[2], node.value
    try:
        if kind == "int":
            return int(text)
        if kind == "float" and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        return Word("number", text)
    if kind == "bool" and text.casefold() in ("true", "false"):
        return text.casefold() == "true"
    if kind in ("bool", "null", "timestamp", "float", "merge", "value"):
        return Word(kind, text)
    return text


def describe(value: object) -> str:
    """Return a found value in words, for a message: its type, or the word that YAML misread."""
    match value:
        case Word(kind="bool", text=text):
            return f"the boolean that YAML reads from `{shorten(text)}`"
        case Word(kind="null") | None:
            return "null"
        case Word(kind=kind, text=text):
            return f"the {kind} `{shorten(text)}`"
        case bool():
            return f"the boolean {str(value).lower()}"
        case str():
            return f"`{shorten(value)}`"
        case int() | float():
            return f"the number {shorten(str(value))}"
        case dict():
            return "a mapping"
        case list():
            return "a list"
    return f"a {type(value).__name__}"


def _too_deep(value: Any, depth: int = 0) -> bool:
    if depth > MAX_DEPTH:
        return True
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    return any(_too_deep(child, depth + 1) for child in children)


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    children = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    )
    return all(_finite(child) for child in children)


def _refuse(
    file: str, code: str, problem: str, expected: str | None = None, line: int | None = None
) -> NoReturn:
    raise InputError([Fault((), code, problem, expected=expected, file=file, line=line)])
