"""Gatherings: what several respondents answered about one team."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(64), comment="the key that asked; null without keys"),
        sa.Column("team", sa.String(200)),
        sa.Column("note", sa.Text),
        sa.Column("token_sha256", sa.String(64), nullable=False, comment="of the link's token"),
    )
    op.create_index("gatherings_by_age", "gatherings", ["created_at"])
    op.create_table(
        "voices",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("gathering", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("situation", sa.Text, nullable=False, comment="JSON, as the engine read it"),
    )
    op.create_index("voices_by_gathering", "voices", ["gathering", "created_at", "id"])


def downgrade() -> None:
    op.drop_table("voices")
    op.drop_table("gatherings")
