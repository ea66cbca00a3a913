"""A consultation: a situation in, a reasoned recommendation out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from fulcrum_engine.advice.recommending import ENGINE_VERSION, recommend
from fulcrum_engine.files.loading import load_rulebook
from fulcrum_engine.knowledge.rulebook import Rulebook
from fulcrum_engine.lookahead.outlook import EVERYTHING
from fulcrum_engine.reasoning.compiler import compile_rulebook
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.reasoning.inference import infer
from fulcrum_engine.recommendation import Recommendation
from fulcrum_engine.situation import Situation, parse_situation

__all__ = ["ENGINE_VERSION", "consult", "explain", "recommend"]

Answers = Mapping[str, object] | Situation


def consult(
    situation: Answers | Rulebook,
    rulebook: Rulebook | Answers | None = None,
    *,
    experimental: bool = False,
    time: datetime | None = None,
    include: Collection[str] = EVERYTHING,
) -> Recommendation:
    """Return the recommendation for a situation, by a rule book (default: the one that came along).

    Situation and rule book may be given in either order. The situation is a mapping from
    attribute to answer, or a parsed Situation. Raises InputError with all faults of a mapping.
    """
    if isinstance(situation, Rulebook):
        situation, rulebook = rulebook if rulebook is not None else {}, situation
    rules = rulebook if isinstance(rulebook, Rulebook) else load_rulebook()
    answers = (
        situation
        if isinstance(situation, Situation)
        else parse_situation(rules.vocabulary, situation)
    )
    explanation = explain(rules, answers, experimental=experimental)
    return recommend(explanation, time or datetime.now(UTC), include)


def explain(rulebook: Rulebook, situation: Situation, *, experimental: bool = False) -> Explanation:
    """Return what follows from a situation, with everything that led there."""
    program = compile_rulebook(rulebook, experimental=experimental)
    return Explanation(rulebook, program, situation, infer(program, situation))
