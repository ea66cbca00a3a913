"""One consultation from the bytes asked to the bytes answered, kept unless told otherwise."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from fulcrum_api.models import Consultation, MigratedAnswer, timestamp
from fulcrum_api.operation.metrics import count
from fulcrum_api.operation.tallying import Tally
from fulcrum_api.problems import ProblemError
from fulcrum_api.requests.bodies import parse_json
from fulcrum_api.requests.inputs import Wanted, read_request
from fulcrum_api.services.shared import Services
from fulcrum_api.storage import Earlier, Once, StoredConsultation
from fulcrum_engine import InputError, Rulebook
from fulcrum_engine.advice.consultation import explain, recommend
from fulcrum_engine.knowledge.migrations import migrate_situation


@dataclass(frozen=True)
class Answered:
    """What goes out: the body, and the id under which it can be had again, if it was kept."""

    id: str | None
    body: bytes
    replayed: bool = False


@dataclass(frozen=True)
class Asked:
    """A request that can be answered: by which rule book, and what was read in newer words."""

    wanted: Wanted
    rulebook: Rulebook
    migrated: tuple[MigratedAnswer, ...]


def answer(
    services: Services, asked: bytes, owner: str | None = None, key: str | None = None
) -> Answered:
    """Return the answer to a request's body; if it is to be kept, it is when this returns.

    Under an idempotency key that came before, it is what was answered then.
    Raises ProblemError or InputError if the request is at fault, StorageError if the database is.
    """
    once = Once(key, hashlib.sha256(asked).hexdigest()) if key else None
    with services.in_flight.claim(owner, key):
        request = read_asked(services, parse_json(asked))
        if not request.wanted.request.store:
            return Answered(None, rendered(_counted(request, moment(), None)))
        return _keep(services, request, owner, once)


def _keep(services: Services, asked: Asked, owner: str | None, once: Once | None) -> Answered:
    now, id, kept = moment(), secrets.token_hex(16), services.storage.consultations
    if once and (earlier := kept.earlier(owner, once.key, now)):
        return _again(earlier, once)
    consultation = _counted(asked, now, id)
    body = rendered(consultation)
    meanwhile = kept.add(_record(consultation, id, now, body, owner), once)
    return _again(meanwhile, once) if meanwhile and once else Answered(id, body)


def _again(earlier: Earlier, once: Once) -> Answered:
    if earlier.fingerprint != once.fingerprint:
        detail = "This Idempotency-Key came with another body within the last 24 hours."
        raise ProblemError("idempotency-key-reused", detail)
    return Answered(earlier.id, earlier.body, replayed=True)


def read_asked(services: Services, data: Any) -> Asked:
    """Return the request that the data of a body is, with the rule book that it pins."""
    rulebook, faults = services.library.wanted(data)
    migrated: tuple[MigratedAnswer, ...] = ()
    if isinstance(data, dict) and "situation" in data:
        situation, migrated = modernised(rulebook, data["situation"])
        data = {**data, "situation": situation}
    try:
        wanted = read_request(rulebook.vocabulary, data)
    except InputError as error:
        raise InputError([*error.faults, *faults]) from None
    if faults:
        raise InputError(faults)
    return Asked(wanted, rulebook, migrated)


def modernised(rulebook: Rulebook, situation: Any) -> tuple[Any, tuple[MigratedAnswer, ...]]:
    """Return a situation in the words of a rule book, and the answers that were in older ones."""
    read, changes = migrate_situation(rulebook.migrations, situation)
    if any(not _told(change.answer) for change in changes):
        return situation, ()
    return read, tuple(MigratedAnswer(**asdict(change)) for change in changes)


def _told(answer: Any) -> bool:
    """Return whether an answer can be one; what cannot is refused as it was given."""
    several = answer if isinstance(answer, list) else [answer]
    return all(isinstance(level, str) for level in several)


def _counted(asked: Asked, now: datetime, id: str | None) -> Consultation:
    consultation, tally = advise(asked, now, id)
    count(tally)
    return consultation


def advise(asked: Asked, now: datetime, id: str | None) -> tuple[Consultation, Tally]:
    """Return the consultation on a request, and what is counted of it."""
    request, situation = asked.wanted.request, asked.wanted.situation
    explanation = explain(asked.rulebook, situation, experimental=request.experimental)
    advice, tally = recommend(explanation, now), Tally()
    tally.add(advice, explanation)
    consultation = Consultation(
        id=id,
        created_at=timestamp(now),
        situation=situation.plain,
        team=request.team,
        note=request.note,
        experimental=request.experimental,
        migrated=asked.migrated,
        recommendation=advice,
    )
    return consultation, tally


def moment() -> datetime:
    """Return the time, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def rendered(consultation: Consultation) -> bytes:
    """Return the bytes of a consultation; these are answered, stored and answered again."""
    return consultation.model_dump_json().encode()


def compact(plain: Any) -> bytes:
    """Return plain data as JSON without spaces."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _record(
    consultation: Consultation, id: str, now: datetime, body: bytes, owner: str | None
) -> StoredConsultation:
    receipt = consultation.recommendation.receipt
    return StoredConsultation(
        id=id,
        created_at=now,
        team=consultation.team,
        situation=json.dumps(consultation.situation, separators=(",", ":")),
        experimental=consultation.experimental,
        rulebook_sha256=receipt.rulebook.sha256,
        engine=receipt.engine,
        body=body,
        owner=owner,
    )
