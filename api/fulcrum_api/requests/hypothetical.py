"""From a body to a hypothetical request: a situation with changes, or one to ask on about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from fulcrum_engine import Fault, InputError, Situation, parse_situation
from fulcrum_engine.documents import describe
from fulcrum_engine.errors import Path, listed, nearest, shorten
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.lookahead.flips import Target
from fulcrum_engine.situation import kind_of

MOST_CHANGES = 50
"""How many sets of changes one request may compare."""
TARGETS: tuple[Target, ...] = get_args(Target)
WHAT_IF = ("situation", "changes", "target", "experimental")
QUESTIONS = ("situation", "experimental")


@dataclass(frozen=True)
class Hypothetical:
    """A situation, and what is asked of it; `changes` is None where none were given."""

    situation: Situation
    changes: tuple[Situation, ...] | None = None
    target: Target = "lean"
    experimental: bool = False


def read_what_if(vocabulary: Vocabulary, data: Any) -> Hypothetical:
    """Return what is to be compared; raises InputError with all faults of the body."""
    return _Reader(vocabulary, WHAT_IF).read(data)


def read_question(vocabulary: Vocabulary, data: Any) -> Hypothetical:
    """Return what to ask on about; raises InputError with all faults of the body."""
    return _Reader(vocabulary, QUESTIONS).read(data)


class _Reader:
    """Reads a body field by field and collects what is wrong."""

    def __init__(self, vocabulary: Vocabulary, fields: tuple[str, ...]) -> None:
        self.vocabulary = vocabulary
        self.fields = fields
        self.faults: list[Fault] = []

    def read(self, data: Any) -> Hypothetical:
        if not isinstance(data, dict):
            expected = "an object with a `situation`"
            problem = f"found {describe(data)} where a request should be"
            raise InputError([Fault((), "wrong-type", problem, kind_of(data), expected)])
        self.faults += (self._stranger(name) for name in data if name not in self.fields)
        if "situation" not in data:
            problem = "this field is missing"
            self._refuse(("situation",), problem, "nothing", "an object")
        known = {name: data[name] for name in self.fields if name in data}
        situation = self._situation(known.get("situation", {}), ("situation",))
        changes = self._changes(known["changes"]) if "changes" in known else None
        target = self._target(known.get("target", "lean"))
        experimental = self._flag(known.get("experimental", False))
        if self.faults:
            raise InputError(self.faults)
        return Hypothetical(situation, changes, target, experimental)

    def _stranger(self, name: str) -> Fault:
        suggestion = nearest(name, self.fields)
        expected = None if suggestion else f"one of {', '.join(self.fields)}"
        found = shorten(name)
        return Fault((name,), "unknown-attribute", "no such field", found, expected, suggestion)

    def _refuse(self, path: Path, problem: str, found: str, expected: str) -> None:
        self.faults.append(Fault(path, "wrong-type", problem, found, expected))

    def _situation(self, data: Any, path: Path) -> Situation:
        try:
            return parse_situation(self.vocabulary, data, path)
        except InputError as error:
            self.faults += error.faults
            return Situation({})

    def _changes(self, data: Any) -> tuple[Situation, ...]:
        if isinstance(data, list):
            if not data:
                expected = f"1 to {MOST_CHANGES} sets of changes, or no `changes`"
                self._refuse(("changes",), "found an empty list", "array", expected)
            if len(data) > MOST_CHANGES:
                found, most = f"{len(data):,} sets of changes", f"1 to {MOST_CHANGES}"
                self.faults.append(Fault(("changes",), "too-large", "too many", found, most))
                return ()
            return tuple(self._change(each, ("changes", i)) for i, each in enumerate(data))
        return (self._change(data, ("changes",)),)

    def _change(self, data: Any, path: Path) -> Situation:
        if data == {}:
            self._refuse(path, "found no change", "object", "an attribute with another answer")
        return self._situation(data, path)

    def _target(self, data: Any) -> Target:
        for target in TARGETS:
            if data == target:
                return target
        found = shorten(data) if isinstance(data, str) else kind_of(data)
        suggestion = nearest(data, TARGETS) if isinstance(data, str) else None
        code = "unknown-level" if isinstance(data, str) else "wrong-type"
        problem = f"no such target: {describe(data)}"
        self.faults.append(Fault(("target",), code, problem, found, listed(TARGETS), suggestion))
        return "lean"

    def _flag(self, data: Any) -> bool:
        if not isinstance(data, bool):
            problem = f"found {describe(data)}"
            self._refuse(("experimental",), problem, kind_of(data), "true or false")
        return data is True


def hypothetical_schema(*fields: str) -> dict[str, Any]:
    """Return the JSON schema of a body with these fields."""
    return {
        "type": "object",
        "properties": dict(_schemas(fields)),
        "required": ["situation"],
        "additionalProperties": False,
    }


def _schemas(fields: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    situation = {"$ref": "#/components/schemas/Situation"}
    change = {"allOf": [situation], "minProperties": 1}
    several = {"type": "array", "items": change, "minItems": 1, "maxItems": MOST_CHANGES}
    known: dict[str, dict[str, Any]] = {
        "situation": situation,
        "changes": {
            "description": "other answers, or several such sets; without, all smallest flips",
            "anyOf": [change, several],
        },
        "target": {
            "description": "what is to turn",
            "type": "string",
            "enum": list(TARGETS),
            "default": "lean",
        },
        "experimental": {"type": "boolean", "default": False},
    }
    return ((name, known[name]) for name in fields)
