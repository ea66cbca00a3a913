"""Keys, idempotency keys, rule books by hash, feedback, and the secret that signs sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_keys()
    _make_idempotency()
    _make_rulebooks()
    _make_feedback()


def _make_keys() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )


def _make_idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("owner", sa.String(64), primary_key=True, comment="empty without keys"),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False, comment="of the request's body"),
        sa.Column("consultation", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("idempotency_by_consultation", "idempotency", ["consultation"])
    op.create_index("idempotency_by_age", "idempotency", ["created_at"])


def _make_rulebooks() -> None:
    op.create_table(
        "rulebooks",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False, comment="JSON, compressed by zlib"),
    )
    op.create_index("rulebooks_by_version", "rulebooks", ["version", "kept_at"])


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("consultation", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), comment="the key that said it; null without keys"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("chosen", sa.Text, comment="JSON, as it was given"),
        sa.Column("reason", sa.Text),
    )
    op.create_index("feedback_newest", "feedback", ["owner", "created_at", "id"])
    op.create_index("feedback_by_consultation", "feedback", ["consultation"])
    op.create_table(
        "feedback_rules",
        sa.Column("feedback", sa.String(64), primary_key=True),
        sa.Column("rule", sa.String(64), primary_key=True),
    )
    op.create_index("feedback_rules_by_rule", "feedback_rules", ["rule"])


def downgrade() -> None:
    for table in ("feedback_rules", "feedback", "rulebooks", "idempotency", "secrets", "keys"):
        op.drop_table(table)
