"""heads are told by mail"""

import sqlalchemy as sa
from alembic import op

revision = "head_notices"
down_revision = "scopes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "head_notices",
        sa.Column("organisation_id", number, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seal_number", number, nullable=False),
        sa.Column("delivery_uid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_head_notices_organisation_id")
        ),
        sa.ForeignKeyConstraint(["seal_number"], ["consent_seals.number"], name=op.f("fk_head_notices_seal_number")),
        sa.PrimaryKeyConstraint("organisation_id", "day", name=op.f("pk_head_notices")),
        sa.UniqueConstraint("delivery_uid", name=op.f("uq_head_notices_delivery_uid")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
