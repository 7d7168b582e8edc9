"""who did what; why an overdue campaign did not go"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "audit"
down_revision = "webhooks"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "audit_entries"
YOUNG = 360  # days in which nothing can be deleted; less than the shortest that NEWSLETTER_AUDIT_YEARS allows


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIGINT, nullable=True),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("who", sqlmodel.AutoString(), nullable=False),
        sa.Column("hint", sqlmodel.AutoString(length=16), nullable=False),
        sa.Column("operation", sqlmodel.AutoString(length=100), nullable=False),
        sa.Column("object_kind", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("object_uid", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("untold", sa.JSON(), nullable=False),
        sa.Column("request_id", sqlmodel.AutoString(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_audit_entries_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("uid", name=op.f("uq_audit_entries_uid")),
    )
    op.create_index("ix_audit_entries_organisation_id", TABLE, ["organisation_id", "id"])
    op.create_index("ix_audit_entries_object_uid", TABLE, ["object_uid"])
    op.create_index("ix_audit_entries_at", TABLE, ["at"])
    keep_what_is_written()
    op.add_column("campaigns", sa.Column("overdue_because", sqlmodel.AutoString(), nullable=True))


def keep_what_is_written() -> None:
    """Triggers that refuse to change an entry, and to delete one that is not old."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        young = f"datetime(OLD.at) > datetime('now', '-{YOUNG} days')"
        op.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {refuse}")
        op.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} WHEN {young} {refuse}")
        return
    refuse = "EXECUTE FUNCTION append_only()"
    young = f"OLD.at > now() - interval '{YOUNG} days'"
    op.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW WHEN ({young}) {refuse}")
    op.execute(f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}")


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
