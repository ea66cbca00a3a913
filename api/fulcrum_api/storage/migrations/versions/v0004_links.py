"""Invitations, a link for each respondent, instead of one token a gathering; links that are spent.

Spent links are kept until they would have expired, so that each signs in once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("gatherings", "token_sha256")
    op.create_index("gatherings_of_team", "gatherings", ["owner", "team", "created_at", "id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(64), primary_key=True, comment="also of the voice it brings"),
        sa.Column("gathering", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("invitations_by_gathering", "invitations", ["gathering", "created_at", "id"])
    op.create_table(
        "spent",
        sa.Column("sha256", sa.String(64), primary_key=True, comment="of a sign-in link's token"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("spent")
    op.drop_table("invitations")
    op.drop_index("gatherings_of_team", "gatherings")
    column = sa.Column("token_sha256", sa.String(64), nullable=False, server_default="")
    op.add_column("gatherings", column)
