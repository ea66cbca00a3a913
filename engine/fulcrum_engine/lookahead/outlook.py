"""What could still change the advice: how settled it is, what would flip it, what to ask next."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fulcrum_engine.lookahead.completions import Completions
from fulcrum_engine.lookahead.flips import Flip, Target, find_flips
from fulcrum_engine.lookahead.questions import next_question
from fulcrum_engine.lookahead.stability import stability
from fulcrum_engine.reasoning.compiler import Program
from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.recommendation import (
    Change,
    Effect,
    Flips,
    FlipSet,
    NextQuestion,
    Stability,
    present,
)
from fulcrum_engine.situation import Situation

EVERYTHING = frozenset({"settled", "flips", "next_question"})


def outlook(explanation: Explanation, include: Collection[str]) -> dict[str, Any]:
    """Return the fields of a recommendation on what could change it; None where not included."""
    program = explanation.program
    completions = Completions(program, explanation.situation, explanation.trace)
    wanted = {"settled", "next_question"} & set(include)
    stable = _stability(completions) if wanted else None
    decided = stable is not None and stable[0] == "decided"
    return {
        "settled": stable[0] if stable and "settled" in include else None,
        "stability": stable[1] if stable and "settled" in include else None,
        "flips": flips(program, explanation.situation) if "flips" in include else None,
        "next_question": None
        if decided or "next_question" not in include
        else question(completions),
    }


def _stability(completions: Completions) -> tuple[str, Stability]:
    found = stability(completions)
    share = min(found.share, 0.9999) if found.settled != "decided" else found.share
    return found.settled, Stability(
        share=round(share, 4), method=found.method, error=round(found.error, 4)
    )


def flips(program: Program, situation: Situation, target: Target = "lean") -> Flips:
    """Return the fewest changed answers that turn the lean (or the primary style)."""
    found = find_flips(program, situation, target)
    return Flips(
        target=found.target,
        searched=found.searched,
        total=found.total,
        sets=tuple(_flip_set(flip) for flip in found.flips),
    )


def _flip_set(flip: Flip) -> FlipSet:
    changes = {
        name: Change.model_validate({"from": answer.plain, "to": level})
        for name, (answer, level) in flip.changes.items()
    }
    return FlipSet(changes=changes, lean=flip.lean, style=flip.style, actionable=flip.actionable)


def question(completions: Completions) -> NextQuestion | None:
    """Return the next question with what each answer would do, or None when none can matter."""
    found = next_question(completions)
    if found is None:
        return None
    effects = tuple(
        Effect(
            level=effect.level,
            lean=effect.lean,
            need={side: present(need) for side, need in effect.need.items()},
        )
        for effect in found.effects
    )
    attribute = found.attribute
    return NextQuestion(
        attribute=attribute.id, question=attribute.question, why=attribute.why, effects=effects
    )
