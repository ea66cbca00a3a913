"""An interview: the answers so far, and what comes next. A value; whoever asks keeps nothing else.

>>> from fulcrum_engine import load_rulebook
>>> from fulcrum_engine.reasoning.compiler import compile_rulebook
>>> Interview.begin(compile_rulebook(load_rulebook())).step.kind
'ask'
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from fulcrum_engine.lookahead.completions import Completions
from fulcrum_engine.lookahead.questions import Question, next_question, not_asked
from fulcrum_engine.lookahead.stability import Stability, stability
from fulcrum_engine.reasoning.compiler import Program
from fulcrum_engine.situation import Answer, Situation

OFFERED_FROM = 0.95
"""The share of ways to answer the rest that must keep the lean before stopping is offered."""


@dataclass(frozen=True)
class Step:
    """What comes next.

    `ask` asks the question; `offer` asks it as well, but says that the lean will hardly change
    any more; `done` has no question, because the lean is decided or none is left that matters.
    """

    kind: Literal["ask", "offer", "done"]
    question: Question | None
    lean: str
    stability: Stability
    left: int
    """How many questions were not asked and can still matter."""


@dataclass(frozen=True)
class Interview:
    """The answers given so far, on top of what was known when the interview began."""

    program: Program
    known: Situation
    given: tuple[tuple[str, Answer], ...] = ()

    @classmethod
    def begin(cls, program: Program, known: Situation | None = None) -> Interview:
        """Return an interview in which nothing was asked yet."""
        return cls(program, known or Situation({}))

    def answered(self, attribute: str, answer: Answer) -> Interview:
        """Return the interview after one more answer; a later answer replaces an earlier one."""
        return replace(self, given=(*self.given, (attribute, answer)))

    def back(self) -> Interview:
        """Return the interview before the last answer, or as it is if there was none."""
        return replace(self, given=self.given[:-1])

    @cached_property
    def situation(self) -> Situation:
        """Return all that is known, in the order of the vocabulary."""
        answers = {**self.known.answers, **dict(self.given)}
        names = self.program.vocabulary.by_id
        return Situation({name: answers[name] for name in names if name in answers})

    @cached_property
    def step(self) -> Step:
        """Return what comes next."""
        completions = Completions(self.program, self.situation)
        found = stability(completions)
        question = None if found.settled == "decided" else next_question(completions)
        sure = found.share >= OFFERED_FROM
        return Step(
            kind="done" if question is None else "offer" if sure else "ask",
            question=question,
            lean=completions.trace.outcomes.lean,
            stability=found,
            left=sum(not_asked(completions, name) for name in completions.varied),
        )
