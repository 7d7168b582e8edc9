"""consent documents: the scan, the recording, the letter"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "documents"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent_documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sqlmodel.AutoString(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_consent_documents_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_documents")),
        sa.UniqueConstraint("uid", name=op.f("uq_consent_documents_uid")),
        sa.UniqueConstraint("organisation_id", "digest", name=op.f("uq_consent_documents_organisation_id_digest")),
    )
    # A document may be erased, not changed.
    doing = "BEGIN SELECT RAISE(ABORT, 'consent_documents is append-only'); END"
    if op.get_bind().dialect.name == "postgresql":
        doing = "FOR EACH ROW EXECUTE FUNCTION append_only()"
    op.execute(f"CREATE TRIGGER consent_documents_no_update BEFORE UPDATE ON consent_documents {doing}")


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
