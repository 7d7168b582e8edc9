"""keys have scopes"""

import sqlalchemy as sa
from alembic import op

revision = "scopes"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("api_keys") as api_keys:
        # A key made before there were scopes goes on doing what it did.
        api_keys.add_column(sa.Column("scopes", sa.JSON(), nullable=False, server_default='["marketing"]'))
    with op.batch_alter_table("api_keys") as api_keys:
        api_keys.alter_column("scopes", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
