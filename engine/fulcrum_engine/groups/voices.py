"""Several voices about one team: what they agree on, and where their disagreement matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fulcrum_engine.columnar.evaluator import columns, evaluate
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.reasoning.compiler import Program, compile_rulebook
from fulcrum_engine.recommendation import Number, Value, present
from fulcrum_engine.situation import NOT_ASKED, Answer, Situation, State

UNKNOWN = Answer(State.UNKNOWN)
Plain = str | list[str]


@dataclass(frozen=True)
class Voice:
    """What one respondent answered."""

    id: str
    situation: Situation


class AnswerEffect(Value):
    """What would be advised if all gave this answer, and who gave it."""

    answer: Plain
    voices: tuple[str, ...]
    lean: str
    need: dict[str, Number]


class Disagreement(Value):
    """A question that was answered differently, and how much that matters."""

    attribute: str
    question: str
    leans: int
    """How many leans the answers lead to."""
    spread: Number
    """How far the answers put a need apart, at most."""
    answers: tuple[AnswerEffect, ...]


def agreed(rulebook: Rulebook, voices: Sequence[Voice]) -> Situation:
    """Return what all the voices together say.

    Differing levels are several levels that the answer lies between; who does not know leaves it
    to those who do; where some say that it does not apply and others give a level, nothing is
    known.
    """
    found = {}
    for attribute in rulebook.vocabulary.attributes:
        given = [voice.situation[attribute.id] for voice in voices]
        answer = _together(given, attribute.level_ids)
        if answer != NOT_ASKED:
            found[attribute.id] = answer
    return Situation(found)


def _together(given: Sequence[Answer], order: Sequence[str]) -> Answer:
    states = {answer.state for answer in given}
    levels = {level for answer in given for level in answer.levels}
    not_applicable = State.NOT_APPLICABLE in states
    if levels and not not_applicable:
        return Answer(State.ANSWERED, tuple(level for level in order if level in levels))
    if levels or State.UNKNOWN in states:
        return UNKNOWN if levels or not not_applicable else Answer(State.NOT_APPLICABLE)
    return Answer(State.NOT_APPLICABLE) if not_applicable else NOT_ASKED


def disagreements(
    rulebook: Rulebook, voices: Sequence[Voice], *, experimental: bool = False
) -> tuple[Disagreement, ...]:
    """Return the questions that were answered differently, those that matter most first.

    Each is judged by what follows from what all agree on, with one answer after the other to it.
    """
    program = compile_rulebook(rulebook, experimental=experimental)
    together = agreed(rulebook, voices)
    found = [
        _disagreement(program, together, name, answers)
        for name, answers in _contested(rulebook, voices)
    ]
    return tuple(sorted(found, key=lambda each: (-each.leans, -each.spread)))


def _contested(
    rulebook: Rulebook, voices: Sequence[Voice]
) -> Iterator[tuple[str, Mapping[Answer, list[str]]]]:
    for name in rulebook.vocabulary.by_id:
        answers: dict[Answer, list[str]] = {}
        for voice in voices:
            if not voice.situation.missing(name):
                answers.setdefault(voice.situation[name], []).append(voice.id)
        if len(answers) > 1:
            yield name, answers


def _disagreement(
    program: Program, together: Situation, name: str, answers: Mapping[Answer, list[str]]
) -> Disagreement:
    settled = [Situation({**together.answers, name: answer}) for answer in answers]
    found = evaluate(program, columns(program, settled), only_needs=True)
    needs = {s.id: found.beliefs[s.need].value.tolist() for s in program.hypotheses.sides}
    leans = found.leans()
    return Disagreement(
        attribute=name,
        question=program.vocabulary.by_id[name].question,
        leans=len(set(leans)),
        spread=present(max(max(each) - min(each) for each in needs.values())),
        answers=tuple(
            AnswerEffect(
                answer=answer.plain,
                voices=tuple(said),
                lean=leans[row],
                need={side: present(values[row]) for side, values in needs.items()},
            )
            for row, (answer, said) in enumerate(answers.items())
        ),
    )
