"""A situation: what was answered about a team, and what was not, kept apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from fulcrum_engine.documents import Word, describe
from fulcrum_engine.errors import Fault, InputError, Path, listed, nearest, shorten
from fulcrum_engine.knowledge.vocabulary import Attribute, Vocabulary


class State(StrEnum):
    """How an attribute was answered; none of them ever stands in for a low level."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Answer:
    """An answer: its state and, if answered, the level or the levels it lies between."""

    state: State
    levels: tuple[str, ...] = ()

    @property
    def plain(self) -> str | list[str]:
        """Return the answer as it is written in a file: a level, several, or the state."""
        if self.state is State.ANSWERED:
            return self.levels[0] if len(self.levels) == 1 else list(self.levels)
        return self.state.value

    def __str__(self) -> str:
        if self.state is State.ANSWERED:
            return " or ".join(self.levels)
        return self.state.value.replace("_", " ")


NOT_ASKED = Answer(State.NOT_ASKED)
_STATES = (State.UNKNOWN.value, State.NOT_APPLICABLE.value)


@dataclass(frozen=True)
class Situation:
    """Answers by attribute, in the order of the vocabulary; what is absent was not asked."""

    answers: Mapping[str, Answer]

    def __getitem__(self, attribute: str) -> Answer:
        return self.answers.get(attribute, NOT_ASKED)

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def missing(self, attribute: str) -> bool:
        """Return whether an answer could still come: unknown or not asked."""
        return self[attribute].state in (State.UNKNOWN, State.NOT_ASKED)

    @property
    def plain(self) -> dict[str, str | list[str]]:
        """Return the situation as it is written in a file."""
        return {attribute: answer.plain for attribute, answer in self.answers.items()}

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the answers, whatever order they came in."""
        text = json.dumps(self.plain, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def parse_situation(vocabulary: Vocabulary, data: object, path: Path = ("situation",)) -> Situation:
    """Return the situation that plain data describes.

    `data` maps attributes to a level, a list of levels, `unknown` or `not_applicable`.
    Raises InputError with all faults at once, each with its place below `path`.
    """
    if not isinstance(data, Mapping):
        problem = f"found {describe(data)} where a situation should be"
        expected = "a mapping from attribute to answer"
        raise InputError([Fault(path, "wrong-type", problem, kind_of(data), expected)])
    faults: list[Fault] = []
    answers: dict[str, Answer] = {}
    for name, value in data.items():
        attribute = vocabulary.by_id.get(name) if isinstance(name, str) else None
        if attribute is None:
            faults.append(_no_such_attribute(vocabulary, name, path))
        else:
            answer = _parse_answer(attribute, value, (*path, attribute.id))
            faults.extend(answer) if isinstance(answer, list) else answers.update({name: answer})
    if faults:
        raise InputError(faults)
    return Situation({name: answers[name] for name in vocabulary.by_id if name in answers})


def _no_such_attribute(vocabulary: Vocabulary, name: object, path: Path) -> Fault:
    if not isinstance(name, str):
        problem = f"found {describe(name)} as an attribute's name"
        return Fault((*path, shorten(str(name))), "wrong-type", problem, kind_of(name), "a word")
    suggestion = nearest(name, tuple(vocabulary.by_id))
    expected = (
        None if suggestion else "an attribute of the vocabulary (`fulcrum rules --vocabulary`)"
    )
    return Fault(
        (*path, name), "unknown-attribute", "no such attribute", shorten(name), expected, suggestion
    )


def _parse_answer(attribute: Attribute, value: object, path: Path) -> Answer | list[Fault]:
    if isinstance(value, str) and value in (State.UNKNOWN, State.NOT_APPLICABLE):
        return Answer(State(value))
    if isinstance(value, list | tuple):
        return _parse_several(attribute, value, path)
    fault = _level_fault(attribute, value, path)
    return [fault] if fault else Answer(State.ANSWERED, (str(value),))


def _parse_several(
    attribute: Attribute, values: list[Any] | tuple[Any, ...], path: Path
) -> Answer | list[Fault]:
    if not values:
        problem = "found an empty list"
        return [Fault(path, "wrong-type", problem, "array", _expected(attribute), None)]
    found = (_level_fault(attribute, value, (*path, i)) for i, value in enumerate(values))
    faults = [fault for fault in found if fault]
    repeated = [v for i, v in enumerate(values) if isinstance(v, str) and v in values[:i]]
    if repeated and not faults:
        problem = f"found `{shorten(repeated[0])}` twice"
        faults = [Fault(path, "unknown-level", problem, shorten(repeated[0]), "each level once")]
    if faults:
        return faults
    return Answer(State.ANSWERED, tuple(id for id in attribute.level_ids if id in values))


def _level_fault(attribute: Attribute, value: object, path: Path) -> Fault | None:
    if isinstance(value, str):
        if value in attribute.level_ids:
            return None
        known = attribute.level_ids if value in tuple(State) else (*attribute.level_ids, *_STATES)
        suggestion = nearest(value, known)
        problem = f"no such level: {describe(value)}"
        return Fault(
            path, "unknown-level", problem, shorten(value), _expected(attribute), suggestion
        )
    problem = f"found {describe(value)}"
    expected = _expected(attribute) + _hint(value)
    return Fault(path, "wrong-type", problem, kind_of(value), expected)


def _expected(attribute: Attribute) -> str:
    return f"{listed(attribute.level_ids)}, or `unknown` or `not_applicable`"


def _hint(value: object) -> str:
    if value is None or (isinstance(value, Word) and value.kind == "null"):
        return " (leave the attribute out if it was not asked)"
    if isinstance(value, Word) and value.kind == "bool":
        return " (YAML reads no, yes, on and off as booleans: write the level's own word)"
    return ""


def kind_of(value: object) -> str:
    """Return the JSON type of a value, for the `found` of a fault."""
    if isinstance(value, Word):
        return {"bool": "boolean", "null": "null"}.get(value.kind, "string")
    kinds = {
        bool: "boolean",
        int: "number",
        float: "number",
        str: "string",
        dict: "object",
        list: "array",
    }
    return "null" if value is None else kinds.get(type(value), type(value).__name__)
