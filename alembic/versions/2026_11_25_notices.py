"""mail that is no marketing"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "notices"
down_revision = "kept_answers"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=32)
TEXT = sqlmodel.AutoString()
MOMENT = sqlmodel.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIGINT, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("concerns", "because", "sender_name", "sender_email")),
        sa.Column("reply_to", TEXT, nullable=False),
        sa.Column("language", sqlmodel.AutoString(length=16), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("subject", "body")),
        sa.Column("is_template", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("fields", "declared", "links")),
        sa.Column("state", WORD, nullable=False),
        sa.Column("written_with", sqlmodel.AutoString(length=16), nullable=False),
        *(sa.Column(f"{by}_with", sqlmodel.AutoString(length=16), nullable=True) for by in ("submitted", "approved")),
        sa.Column("approved_by", TEXT, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("digest", sqlmodel.AutoString(length=64), nullable=True),
        *(sa.Column(name, MOMENT, nullable=True) for name in ("sent_at", "finished_at")),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("created_at", "changed_at")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_notices_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("uid", name=op.f("uq_notices_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notices_organisation_id"), "notices", ["organisation_id"])
    op.create_index("ix_notices_state", "notices", ["state"])
    op.create_table(
        "notice_recipients",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("notice_id", BIGINT, nullable=False),
        sa.Column("recipient", sa.LargeBinary(length=32), nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in ("email", "name", "reference")),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_recipients_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_recipients")),
        sa.UniqueConstraint("uid", name=op.f("uq_notice_recipients_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_recipients_notice_id", "notice_recipients", ["notice_id", "id"])
    known = sa.text("erased_at IS NULL")
    op.create_index(
        "ix_notice_recipients_known",
        "notice_recipients",
        ["created_at"],
        sqlite_where=known,
        postgresql_where=known,
    )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
