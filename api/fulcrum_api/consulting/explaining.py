"""The explanation of a stored consultation, reasoned out anew by the rules of its day."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import Field

from fulcrum_api.problems import ProblemError
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import StoredConsultation
from fulcrum_engine import InputError, Rulebook, RulebookError, Situation, parse_situation
from fulcrum_engine.advice.consultation import explain
from fulcrum_engine.knowledge.vocabulary import Vocabulary
from fulcrum_engine.recommendation import RulebookId, Value
from fulcrum_engine.why.proof import prove
from fulcrum_engine.why.proof_values import Detail, Proof
from fulcrum_engine.why.why_not import why_not
from fulcrum_engine.why.why_not_values import WhyNot


class ExplanationView(Value):
    """How the advice came about, and why other advice did not."""

    id: str
    rulebook: Annotated[RulebookId, Field(description="the rule book that this explains")]
    rulebook_changed: Annotated[
        bool, Field(description="true: the advice was given by another, and might differ now")
    ]
    experimental: bool
    proof: Proof
    why_not: tuple[WhyNot, ...]


def explanation_of(
    services: Services, stored: StoredConsultation, detail: Detail
) -> ExplanationView:
    """Return the explanation of a stored consultation.

    By the rule book that answered, if it is held; else by today's. Raises ProblemError if that
    has other answers.
    """
    rulebook = _of_its_day(services, stored) or services.rulebook
    situation = _situation(rulebook.vocabulary, stored.situation)
    explanation = explain(rulebook, situation, experimental=stored.experimental)
    return ExplanationView(
        id=stored.id,
        rulebook=RulebookId(version=rulebook.version, sha256=rulebook.sha256),
        rulebook_changed=stored.rulebook_sha256 != rulebook.sha256,
        experimental=stored.experimental,
        proof=prove(explanation, detail),
        why_not=why_not(explanation, limit=None if detail == "whole" else 3),
    )


def _of_its_day(services: Services, stored: StoredConsultation) -> Rulebook | None:
    try:
        return services.library.by_sha256(stored.rulebook_sha256)
    except RulebookError:  # of a version that this engine cannot read
        return None


def _situation(vocabulary: Vocabulary, stored: str) -> Situation:
    try:
        return parse_situation(vocabulary, json.loads(stored))
    except InputError:
        detail = "The rule book has changed since, and no longer knows all that was answered then."
        raise ProblemError("rulebook-changed", detail) from None
