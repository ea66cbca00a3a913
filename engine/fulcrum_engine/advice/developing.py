"""Development: what the person in charge can work on, given the role and the skills named."""

from __future__ import annotations

from fulcrum_engine.reasoning.explanation import Explanation
from fulcrum_engine.recommendation import DevelopmentAdvice, Growth


def develop(explanation: Explanation) -> DevelopmentAdvice | None:
    """Return what to work on, or None where neither the role nor a skill was named."""
    development = explanation.rulebook.hypotheses.development
    if development is None or not any(n in explanation.situation for n in development.asked_by):
        return None
    return DevelopmentAdvice(
        gaps=_of_kind(explanation, "gap"),
        role=_of_kind(explanation, "role"),
        steps=_of_kind(explanation, "step"),
    )


def _of_kind(explanation: Explanation, kind: str) -> tuple[Growth, ...]:
    """Return what was concluded of a kind, the most certain first."""
    development = explanation.rulebook.hypotheses.development
    records = [each for each in (development.advice if development else ()) if each.kind == kind]
    records.sort(key=lambda each: -explanation.trace.belief(each.id).value)
    return tuple(
        Growth(
            id=each.id,
            title=each.title,
            text=" ".join(each.text.split()),
            rules=rules,
            sources=each.sources,
        )
        for each in records
        if (rules := explanation.rules_for(each.id))
    )
