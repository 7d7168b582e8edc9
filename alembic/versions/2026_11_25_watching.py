"""a campaign's tests are found apart, so that its deliveries can be counted along an index"""

import sqlalchemy as sa
from alembic import op

revision = "watching"
down_revision = "spent_rates"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tests = sa.text("purpose = 'test'")
    columns = ["campaign_id", "state"]
    op.create_index("ix_deliveries_tests", "deliveries", columns, sqlite_where=tests, postgresql_where=tests)


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
