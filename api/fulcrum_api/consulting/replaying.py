"""A stored answer beside the one of now: by the rules of its day, and by those of today."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from fulcrum_api.consulting.advising import Asked, advise, modernised, rendered
from fulcrum_api.consulting.comparing import Difference, differences
from fulcrum_api.models import Consultation, ConsultationRequest, MigratedAnswer
from fulcrum_api.requests.inputs import Wanted
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import StoredConsultation
from fulcrum_engine import InputError, Rulebook, RulebookError, parse_situation
from fulcrum_engine.advice.consultation import ENGINE_VERSION
from fulcrum_engine.recommendation import RulebookId

FEW = 100
"""How many differences are told."""


class Replayed(BaseModel):
    """An answer given again, and where it differs from the stored one."""

    rulebook: RulebookId
    engine: str
    same_bytes: Annotated[bool, Field(description="the whole answer, byte for byte")]
    same_advice: Annotated[bool, Field(description="all of it, the receipt apart")]
    migrated: tuple[MigratedAnswer, ...]
    differences: Annotated[tuple[Difference, ...], Field(description=f"the first {FEW}")]
    differing: Annotated[int, Field(description="how many differences there are")]


class Replay(BaseModel):
    """A stored answer, replayed by the rules of its day and by today's."""

    id: str
    rulebook: Annotated[RulebookId, Field(description="of the stored answer")]
    engine: Annotated[str, Field(description="of the stored answer")]
    same_rulebook: bool
    same_engine: bool
    then: Annotated[
        Replayed | None, Field(description="by the rules of its day; null if they are not held")
    ]
    now: Annotated[
        Replayed | None, Field(description="by today's rules; null if they cannot read it")
    ]
    obstacles: Annotated[tuple[str, ...], Field(description="why one of them is null")]


def replay(services: Services, stored: StoredConsultation) -> Replay:
    """Return how a stored answer compares with what would be answered now."""
    answered = json.loads(stored.body)
    receipt = answered["recommendation"]["receipt"]
    obstacles: list[str] = []
    then = _of_its_day(services, stored, answered, obstacles)
    now = _attempt(services.rulebook, stored, answered, obstacles)
    return Replay(
        id=stored.id,
        rulebook=receipt["rulebook"],
        engine=receipt["engine"],
        same_rulebook=stored.rulebook_sha256 == services.rulebook.sha256,
        same_engine=stored.engine == ENGINE_VERSION,
        then=then,
        now=now,
        obstacles=tuple(obstacles),
    )


def _of_its_day(
    services: Services, stored: StoredConsultation, answered: Any, obstacles: list[str]
) -> Replayed | None:
    try:
        rulebook = services.library.by_sha256(stored.rulebook_sha256)
    except RulebookError as error:
        obstacles.append(error.faults[0].problem)
        return None
    if rulebook is None:
        obstacles.append("the rule book of its day was never kept here")
        return None
    return _attempt(rulebook, stored, answered, obstacles)


def _attempt(
    rulebook: Rulebook, stored: StoredConsultation, answered: Any, obstacles: list[str]
) -> Replayed | None:
    try:
        again = again_by(rulebook, stored, answered)
    except InputError as error:
        obstacles += [f"rule book {rulebook.version}: {fault}" for fault in error.faults]
        return None
    body = rendered(again)
    found = list(differences(_advice(answered), _advice(json.loads(body))))
    return Replayed(
        rulebook=RulebookId(version=rulebook.version, sha256=rulebook.sha256),
        engine=ENGINE_VERSION,
        same_bytes=body == stored.body,
        same_advice=not found,
        migrated=again.migrated,
        differences=tuple(found[:FEW]),
        differing=len(found),
    )


def again_by(rulebook: Rulebook, stored: StoredConsultation, answered: Any) -> Consultation:
    """Return what a rule book answers to a stored question, with its id and time.

    Raises InputError if it does not know the words of the question.
    """
    given = answered["situation"]
    situation, migrated = modernised(rulebook, given)
    request = ConsultationRequest(
        situation=given,
        team=answered["team"],
        note=answered["note"],
        experimental=stored.experimental,
    )
    wanted = Wanted(parse_situation(rulebook.vocabulary, situation), request)
    told = answered.get("migrated", ()) if situation == given else migrated
    asked = Asked(wanted, rulebook, tuple(MigratedAnswer.model_validate(each) for each in told))
    return advise(asked, datetime.fromisoformat(answered["created_at"]), stored.id)[0]


def _advice(answered: Any) -> dict[str, Any]:
    return {name: part for name, part in answered["recommendation"].items() if name != "receipt"}
