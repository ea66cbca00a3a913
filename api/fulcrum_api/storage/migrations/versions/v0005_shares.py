"""Shares: links that show a consultation to whoever has them, until they expire."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("consultation", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), comment="the key that shares it; null without keys"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("shares_by_consultation", "shares", ["consultation", "created_at", "id"])


def downgrade() -> None:
    op.drop_table("shares")
