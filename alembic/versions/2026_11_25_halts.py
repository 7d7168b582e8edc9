"""campaigns say why they paused by themselves; deliveries remember that a copy may have arrived"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "halts"
down_revision = "lean_deliveries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("paused_because", sqlmodel.AutoString(), nullable=True))
    op.add_column("campaigns", sa.Column("resumed_at", sqlmodel.UTCDateTime(), nullable=True))
    op.add_column("deliveries", sa.Column("unanswered_at", sqlmodel.UTCDateTime(), nullable=True))
    tried_again = sa.text("attempts > 1")
    op.create_index(
        "ix_deliveries_again",
        "deliveries",
        ["campaign_id", "settled_at"],
        sqlite_where=tried_again,
        postgresql_where=tried_again,
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
