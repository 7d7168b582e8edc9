"""what has been spent of the rates that all senders keep together"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "spent_rates"
down_revision = "halts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spent_rates",
        sa.Column("name", sqlmodel.AutoString(length=255), nullable=False),
        sa.Column("spent_until", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("booked_until", sqlmodel.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_spent_rates"),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
