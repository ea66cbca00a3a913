"""The tables, as the migrations leave them (a test compares the two)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite forgets time zones, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


metadata = MetaData()

consultations = Table(
    "consultations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("owner", String(64), comment="the key that asked; null without keys"),
    Column("team", String(200)),
    Column("situation", Text, nullable=False, comment="JSON, as the engine read it"),
    Column("experimental", Boolean, nullable=False),
    Column("rulebook_sha256", String(64), nullable=False),
    Column("engine", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the bytes that were answered"),
    Index("consultations_newest", "owner", "created_at", "id"),
    Index("consultations_of_team", "owner", "team", "created_at", "id"),
    Index("consultations_by_age", "created_at"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(64), primary_key=True, comment="empty without keys"),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False, comment="of the request's body"),
    Column("consultation", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("idempotency_by_consultation", "consultation"),
    Index("idempotency_by_age", "created_at"),
)

rulebooks = Table(
    "rulebooks",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="JSON, compressed by zlib"),
    Index("rulebooks_by_version", "version", "kept_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("consultation", String(64), nullable=False),
    Column("owner", String(64), comment="the key that said it; null without keys"),
    Column("created_at", Moment, nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("chosen", Text, comment="JSON, as it was given"),
    Column("reason", Text),
    Index("feedback_newest", "owner", "created_at", "id"),
    Index("feedback_by_consultation", "consultation"),
)

feedback_rules = Table(
    "feedback_rules",
    metadata,
    Column("feedback", String(64), primary_key=True),
    Column("rule", String(64), primary_key=True),
    Index("feedback_rules_by_rule", "rule"),
)

gatherings = Table(
    "gatherings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("owner", String(64), comment="the key that asked; null without keys"),
    Column("team", String(200)),
    Column("note", Text),
    Index("gatherings_by_age", "created_at"),
    Index("gatherings_of_team", "owner", "team", "created_at", "id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", String(64), primary_key=True, comment="also of the voice it brings"),
    Column("gathering", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("name", String(200)),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Index("invitations_by_gathering", "gathering", "created_at", "id"),
)

voices = Table(
    "voices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("gathering", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("name", String(200)),
    Column("situation", Text, nullable=False, comment="JSON, as the engine read it"),
    Index("voices_by_gathering", "gathering", "created_at", "id"),
)

spent = Table(
    "spent",
    metadata,
    Column("sha256", String(64), primary_key=True, comment="of a sign-in link's token"),
    Column("until", Moment, nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("consultation", String(64), nullable=False),
    Column("owner", String(64), comment="the key that shares it; null without keys"),
    Column("created_at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Index("shares_by_consultation", "consultation", "created_at", "id"),
)
