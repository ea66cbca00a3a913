"""Answers as a form or a link carries them, and the situation that they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import QueryParams

from fulcrum_engine import InputError, Situation, parse_situation
from fulcrum_engine.errors import nearest, shorten
from fulcrum_engine.knowledge.vocabulary import Attribute, Vocabulary
from fulcrum_engine.situation import Answer, State

STATES = {
    State.UNKNOWN.value: "I don’t know",
    State.NOT_APPLICABLE.value: "It doesn’t apply here",
}
MOST = 500
"""Parameters of one link that are looked at; no vocabulary is that large."""
SO_FAR = "answers-so-far"
"""Carries answers as one parameter, which keeps pages with many buttons small."""
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Answers:
    """What was answered, and what of it cannot be: a sentence by the attribute at fault."""

    situation: Situation
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """Return the answers as the query string of a link."""
        return query_of(self.situation)


@dataclass(frozen=True)
class Option:
    """One way to answer a question."""

    value: str
    label: str
    example: str = ""
    chosen: bool = False


def read_answers(vocabulary: Vocabulary, pairs: Pairs) -> Answers:
    """Return the answers among the parameters of a request; what is left empty was not asked.

    Parameters with a hyphen in their name are the pages' own: no attribute can have one.
    """
    given: dict[str, list[str]] = {}
    for name, value in list(pairs)[:MOST]:
        if value and "-" not in name:
            given.setdefault(name, []).extend(part for part in value.split(",") if part)
    situations, faults = [], {}
    for name, values in given.items():
        try:
            situations.append(parse_situation(vocabulary, {name: _plain(values)}))
        except InputError:
            faults[name] = _fault(vocabulary, name)
    return Answers(merged(vocabulary, *situations), faults)


def _plain(values: list[str]) -> str | list[str]:
    different = list(dict.fromkeys(values))
    return different[0] if len(different) == 1 else different


def _fault(vocabulary: Vocabulary, name: str) -> str:
    if attribute := vocabulary.by_id.get(name):
        return f"{attribute.title}: choose one of the answers shown"
    suggestion = nearest(name, tuple(vocabulary.by_id))
    hint = f"; did you mean “{suggestion}”?" if suggestion else ""
    return f"The link asks about “{shorten(name)}”, which is not a question here{hint}"


def carried(params: QueryParams) -> list[tuple[str, str]]:
    """Return the parameters of a request, those behind one name taken apart."""
    return [*parse_qsl(params.get(SO_FAR, "")), *params.multi_items()]


def read_link(vocabulary: Vocabulary, text: str) -> Answers:
    """Return the answers in a link to a result, or in the part of it behind the question mark."""
    text = text.strip()
    query = urlsplit(text).query if "?" in text else text
    return read_answers(vocabulary, parse_qsl(query, max_num_fields=None))


def merged(vocabulary: Vocabulary, *situations: Situation) -> Situation:
    """Return all answers of some situations, later ones in the place of earlier ones."""
    answers = {name: answer for each in situations for name, answer in each.answers.items()}
    return Situation({name: answers[name] for name in vocabulary.by_id if name in answers})


def without(situation: Situation, name: str) -> Situation:
    """Return a situation in which one question was not asked."""
    return Situation({each: situation[each] for each in situation if each != name})


def query_of(situation: Situation) -> str:
    """Return a situation as the query string of a link, several levels with commas between."""
    return urlencode([(name, value_of(situation[name])) for name in situation], safe=",")


def value_of(answer: Answer) -> str:
    """Return an answer as a form carries it; nothing where it was not asked.

    >>> value_of(Answer(State.ANSWERED, ("low", "mixed")))
    'low,mixed'
    """
    if answer.state is State.NOT_ASKED:
        return ""
    return ",".join(answer.levels) or answer.state.value


def said(attribute: Attribute, answer: Answer) -> str:
    """Return an answer in the words of its options."""
    if answer.state is State.ANSWERED:
        labels = {level.id: level.label for level in attribute.levels}
        joined = " and ".join(labels[level] for level in answer.levels)
        return joined if len(answer.levels) == 1 else f"Between {joined}"
    return STATES.get(answer.state.value, "Not asked")


def levels(attribute: Attribute, answer: Answer) -> list[Option]:
    """Return an option for each level."""
    value = value_of(answer)
    return [
        Option(level.id, level.label, level.example, level.id == value)
        for level in attribute.levels
    ]


def between(attribute: Attribute, answer: Answer) -> list[Option]:
    """Return an option for each two neighbouring levels, and for whatever else was answered."""
    pairs = [",".join(pair) for pair in pairwise(attribute.level_ids)] if attribute.ordered else []
    value = value_of(answer)
    if len(answer.levels) > 1 and value not in pairs:
        pairs.append(value)
    return [Option(pair, said(attribute, _answer(pair)), "", pair == value) for pair in pairs]


def _answer(value: str) -> Answer:
    return Answer(State.ANSWERED, tuple(value.split(",")))


def states(answer: Answer) -> list[Option]:
    """Return the ways to answer without a level."""
    return [Option(state, label, "", value_of(answer) == state) for state, label in STATES.items()]
