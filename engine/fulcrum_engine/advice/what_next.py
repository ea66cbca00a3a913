"""What next: the question that tells most, and those whose answers no longer matter."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fulcrum_engine.advice.recommending import recommend
from fulcrum_engine.advice.what_if import NO_TIME
from fulcrum_engine.lookahead.completions import Completions
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.recommendation import NextQuestion, Stability, Value


class WhatNext(Value):
    """What to ask next of a situation."""

    question: NextQuestion | None = Field(description="null: the lean is decided, or none matters")
    lean: str
    settled: Literal["decided", "leaning", "open"]
    stability: Stability
    no_longer_matter: tuple[str, ...] = Field(
        description="missing attributes whose answer cannot change the lean any more"
    )


def what_next(explanation: Explanation) -> WhatNext:
    """Return the next question, how settled the lean is, and what need not be asked."""
    advice = recommend(explanation, NO_TIME, {"settled", "next_question"})
    completions = Completions(explanation.program, explanation.situation, explanation.trace)
    decided = advice.settled == "decided"
    return WhatNext.model_validate(
        {
            "question": advice.next_question,
            "lean": advice.lean,
            "settled": advice.settled,
            "stability": advice.stability,
            "no_longer_matter": completions.open if decided else no_longer_matter(completions),
        }
    )


def no_longer_matter(completions: Completions) -> tuple[str, ...]:
    """Return the missing attributes of which no answer can change the final lean.

    Where all ways to answer the rest are looked at this is all of them; of a sample it is those
    for which the rules themselves prove it.
    """
    settled = {name for name in completions.varied if _never_turns(completions, name)}
    return tuple(
        name for name in completions.open if name in settled or name not in completions.varied
    )


def _never_turns(completions: Completions, name: str) -> bool:
    """Return whether the lean is the same for all levels of an attribute, whatever the others."""
    if not completions.enumerated:
        return False
    counts = [completions.levels_of(each) for each in completions.varied]
    leans = completions.evaluation.outcomes["lean"].reshape(counts[::-1])
    axis = len(counts) - 1 - completions.varied.index(name)
    return bool((leans == leans.take([0], axis)).all())
