"""What is kept, as plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StoredConsultation:
    """A consultation as it is kept; `body` is the answer to the byte."""

    id: str
    created_at: datetime
    team: str | None
    situation: str
    experimental: bool
    rulebook_sha256: str
    engine: str
    body: bytes
    owner: str | None = None


@dataclass(frozen=True)
class Once:
    """An idempotency key, and the hash of the body that came with it."""

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Earlier:
    """What was answered before under the same idempotency key."""

    fingerprint: str
    id: str
    body: bytes


@dataclass(frozen=True)
class StoredFeedback:
    """What somebody said of advice; `chosen` is JSON."""

    id: str
    consultation: str
    created_at: datetime
    verdict: str
    chosen: str | None = None
    reason: str | None = None
    owner: str | None = None


@dataclass(frozen=True)
class StoredKey:
    """An API key as it is kept: never itself, only its hash."""

    id: str
    name: str
    sha256: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class StoredGathering:
    """Several voices about one team, as it is kept."""

    id: str
    created_at: datetime
    owner: str | None
    team: str | None
    note: str | None


@dataclass(frozen=True)
class StoredInvitation:
    """A link by which one respondent answers: never its token, only the hash."""

    id: str
    gathering: str
    created_at: datetime
    name: str | None
    token_sha256: str


@dataclass(frozen=True)
class StoredVoice:
    """What one respondent answered; `situation` is JSON."""

    id: str
    gathering: str
    created_at: datetime
    name: str | None
    situation: str


@dataclass(frozen=True)
class Place:
    """A place in a list that is ordered from the newest to the oldest."""

    created_at: datetime
    id: str
