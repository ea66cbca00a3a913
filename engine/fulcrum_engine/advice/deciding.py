"""Who decides: which ways of deciding a model leaves, and which of them takes least time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from fulcrum_engine.knowledge.conditions import leaves
from fulcrum_engine.knowledge.decision import Decision, Elimination
from fulcrum_engine.knowledge.decision import Question as QuestionRecord
from fulcrum_engine.reasoning.compiler import Program, compile_premise
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.premises import strength
from fulcrum_engine.recommendation import DecisionAdvice, DecisionQuestion, RemovedProcesses
from fulcrum_engine.situation import Situation, State

Answers = Mapping[str, bool | None]


def decide(explanation: Explanation) -> DecisionAdvice | None:
    """Return who should decide, or None where nothing was said about a decision.

    A question without an answer keeps both branches: `feasible` are the ways of deciding that
    some way of answering leaves, `certain` those that every way leaves, and `process` the one that
    takes least time if that is the same in all of them.
    """
    model, situation = explanation.rulebook.decision, explanation.situation
    if model is None or not any(name in situation for name in model.asked_by):
        return None
    answers = {each.id: _answer(explanation.program, situation, each) for each in model.questions}
    left = [remaining(model, branch) for branch in _branches(answers)]
    fastest = {branch[0] for branch in left if branch}
    ids = [process.id for process in model.processes]
    return DecisionAdvice(
        process=fastest.pop() if len(fastest) == 1 else None,
        feasible=tuple(id for id in ids if any(id in branch for branch in left)),
        certain=tuple(id for id in ids if all(id in branch for branch in left)),
        questions=tuple(_told(explanation, each, answers[each.id]) for each in model.questions),
        removed=tuple(_removed(rule) for rule in model.rules if _applies(rule, answers)),
    )


def remaining(model: Decision, answers: Answers) -> list[str]:
    """Return the ways of deciding that no rule removes, the one that takes least time first."""
    removed = {id for rule in model.rules if _applies(rule, answers) for id in rule.remove}
    return [process.id for process in model.processes if process.id not in removed]


def _applies(rule: Elimination, answers: Answers) -> bool:
    return all(answers[q] is True for q in rule.yes_to) and all(
        answers[q] is False for q in rule.no_to
    )


def _branches(answers: Answers) -> Iterator[Answers]:
    """Yield every way of answering the open questions."""
    open_questions = [id for id, answer in answers.items() if answer is None]
    for ways in product((True, False), repeat=len(open_questions)):
        yield {**answers, **dict(zip(open_questions, ways, strict=True))}


def _answer(program: Program, situation: Situation, question: QuestionRecord) -> bool | None:
    premise = compile_premise(program.vocabulary, program.hypotheses, question.when)
    levels = {
        name: program.vocabulary.by_id[name].mask(situation[name].levels)
        for name in situation
        if situation[name].state is State.ANSWERED
    }
    truth = strength(premise, levels, {})
    return True if truth.low == 1 else False if truth.high == 0 else None


def _told(
    explanation: Explanation, question: QuestionRecord, answer: bool | None
) -> DecisionQuestion:
    return DecisionQuestion(
        id=question.id,
        question=question.title,
        answer=None if answer is None else "yes" if answer else "no",
        conditions=tuple(explanation.reading(leaf) for leaf in leaves(question.when)),
    )


def _removed(rule: Elimination) -> RemovedProcesses:
    return RemovedProcesses(
        rule=rule.id,
        title=rule.title,
        because=" ".join(rule.because.split()),
        processes=rule.remove,
        sources=rule.sources,
    )
