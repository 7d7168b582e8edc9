"""which other programs are told what happens"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "webhooks"
down_revision = "key_rights"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIGINT, nullable=False),
        sa.Column("url", sqlmodel.AutoString(length=2000), nullable=False),
        sa.Column("description", sqlmodel.AutoString(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("include_email", sa.Boolean(), nullable=False),
        sa.Column("email_because", sqlmodel.AutoString(), nullable=False),
        sa.Column("secret", sqlmodel.AutoString(), nullable=False),
        sa.Column("old_secret", sqlmodel.AutoString(), nullable=True),
        sa.Column("old_secret_until", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.Column("disabled_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("disabled_because", sqlmodel.AutoString(), nullable=True),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("deleted_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_webhooks_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("uid", name=op.f("uq_webhooks_uid")),
    )
    op.create_index(op.f("ix_webhooks_organisation_id"), "webhooks", ["organisation_id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", BIGINT, nullable=False),
        sa.Column("event", WORD, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("happened_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("due_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("said", sqlmodel.AutoString(length=300), nullable=True),
        sa.Column("settled_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_deliveries_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
        sa.UniqueConstraint("uid", name=op.f("uq_webhook_deliveries_uid")),
    )
    waiting = sa.text("state = 'waiting'")
    of_these = {"sqlite_where": waiting, "postgresql_where": waiting}
    op.create_index("ix_webhook_deliveries_due", "webhook_deliveries", ["webhook_id", "due_at"], **of_these)
    op.create_index("ix_webhook_deliveries_log", "webhook_deliveries", ["webhook_id", "id"])
    op.create_index("ix_webhook_deliveries_happened_at", "webhook_deliveries", ["happened_at"])


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
