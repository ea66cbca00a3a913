"""Consultations: what was asked, and the bytes that were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(64), comment="the key that asked; null without keys"),
        sa.Column("team", sa.String(200)),
        sa.Column("situation", sa.Text, nullable=False, comment="JSON, as the engine read it"),
        sa.Column("experimental", sa.Boolean, nullable=False),
        sa.Column("rulebook_sha256", sa.String(64), nullable=False),
        sa.Column("engine", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="the bytes that were answered"),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "consultations", columns)


def downgrade() -> None:
    op.drop_table("consultations")


INDEXES = {
    "consultations_newest": ["owner", "created_at", "id"],
    "consultations_of_team": ["owner", "team", "created_at", "id"],
    "consultations_by_age": ["created_at"],
}
