"""Situations from files and standard input: YAML, JSON, an API's body or a case file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fulcrum_engine import Fault, InputError, Situation, parse_situation
from fulcrum_engine.cases import CASE_FILE_ENDING, Case, read_case_file
from fulcrum_engine.documents import MAX_BYTES, Document, read_json, read_yaml
from fulcrum_engine.errors import nearest
from fulcrum_engine.knowledge.vocabulary import Vocabulary

MAX_CASE_BYTES = 4 * 1024 * 1024
STDIN = "-"
WRAPPERS = ("given", "situation")
BESIDE = (
    *("id", "title", "source", "tags", "expect", "todo", "format"),
    *("team", "note", "store", "created_at", "recommendation"),
)
"""What may stand beside a situation in a case, a request or a saved consultation."""


@dataclass(frozen=True)
class Named:
    """A situation, and the case it is of."""

    situation: Situation
    title: str | None = None
    experimental: bool = False


@dataclass(frozen=True)
class Input:
    """What one file holds: one situation, or those of several cases."""

    situations: tuple[Named, ...]
    refused: tuple[Fault, ...] = ()
    """Faults of the cases that expect to be refused."""
    several: bool = False


def read_input(vocabulary: Vocabulary, path: str) -> Input:
    """Return the situations of a file, `-` for standard input. Raises InputError."""
    name = "stdin" if path == STDIN else path
    data = read_stdin() if path == STDIN else read_bytes(path)
    if name.endswith(CASE_FILE_ENDING):
        return _cases(vocabulary, data, name)
    document = read_document(data, name)
    if isinstance(document.value, dict) and "cases" in document.value:
        return _cases(vocabulary, data, name)
    return Input((Named(_situation(vocabulary, document)),))


def read_bytes(path: str) -> bytes:
    """Return what a file holds, at most one byte more than is ever allowed."""
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_CASE_BYTES + 1)
    except (OSError, ValueError) as error:
        problem = (getattr(error, "strerror", None) or "not a file's name").lower()
        raise InputError([Fault((), "unreadable", problem, file=path)]) from None


def read_stdin() -> bytes:
    """Return what standard input holds."""
    if sys.stdin is None or sys.stdin.closed:
        raise InputError([Fault((), "unreadable", "standard input is closed", file="stdin")])
    return sys.stdin.buffer.read(MAX_CASE_BYTES + 1)


def read_document(data: bytes, name: str) -> Document:
    """Return plain data: strict JSON from `.json`, YAML from `.yaml`, either from the rest."""
    suffix = Path(name).suffix.lower()
    if suffix == ".json":
        return Document(read_json(data, name), name)
    if suffix not in (".yaml", ".yml") and data[:100].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        try:
            return Document(read_json(data, name, MAX_BYTES), name)
        except InputError:
            pass
    return read_yaml(data, name, MAX_BYTES)


def _situation(vocabulary: Vocabulary, document: Document) -> Situation:
    """Return the situation of a document, bare or wrapped in `given` or `situation`."""
    value = document.value
    wrapper = next((key for key in WRAPPERS if isinstance(value, dict) and key in value), None)
    faults = _beside(wrapper, value, vocabulary) if wrapper else []
    inner = value[wrapper] if wrapper else value
    read = [*faults, *document.faults]
    if not wrapper:
        read = [replace(fault, path=("situation", *fault.path)) for fault in read]
    try:
        situation = parse_situation(vocabulary, inner, (wrapper or "situation",))
    except InputError as error:
        read += error.faults
    if read:
        raise InputError(_placed(fault, document, bool(wrapper)) for fault in read)
    return situation


def _beside(wrapper: str, value: Mapping[str, Any], vocabulary: Vocabulary) -> list[Fault]:
    """Return a fault for each key beside the situation that nobody would read."""
    known = tuple(name for name in BESIDE if name not in vocabulary.by_id)
    strangers = [key for key in value if key != wrapper and key not in known]
    problem = f"this cannot stand beside `{wrapper}`"
    return [
        Fault((key,), "wrong-type", problem, key, f"it within `{wrapper}`", nearest(key, known))
        for key in strangers
    ]


def _placed(fault: Fault, document: Document, wrapped: bool) -> Fault:
    path = fault.path if wrapped else fault.path[1:]
    line = fault.line or document.line_of(tuple(path))
    return replace(fault, file=document.file, line=line)


def _cases(vocabulary: Vocabulary, data: bytes, name: str) -> Input:
    found: list[Named] = []
    faults: list[Fault] = []
    expected: list[Fault] = []
    for case in read_case_file(data, name).cases:
        try:
            found.append(_case(vocabulary, case))
        except InputError as error:
            (expected if case.expect.error else faults).extend(error.faults)
    if faults or (expected and not found):
        raise InputError(faults or expected)
    return Input(tuple(found), tuple(expected), several=len(found) + len(expected) > 1)


def _case(vocabulary: Vocabulary, case: Case) -> Named:
    faults = list(case.given_faults)
    try:
        situation = parse_situation(vocabulary, case.given, (case.id, "given"))
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(replace(f, file=case.file, line=f.line or case.line) for f in faults)
    return Named(situation, case.title or case.id, case.experimental)
