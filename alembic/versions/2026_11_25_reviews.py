"""what the law leaves to a person"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "head_notices"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=32)


def upgrade() -> None:
    op.create_table(
        "review_questions",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        *(sa.Column(name, BIGINT, nullable=False) for name in ("organisation_id", "list_id", "situation_id")),
        sa.Column("reason", WORD, nullable=False),
        sa.Column("rule", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("legal_basis", WORD, nullable=False),
        sa.Column("rule_set", sqlmodel.AutoString(length=16), nullable=False),
        sa.Column("campaign_id", BIGINT, nullable=False),
        sa.Column("asked_at", sqlmodel.UTCDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{one}_id"], [f"{table}.id"], name=op.f(f"fk_review_questions_{one}_id"))
            for one, table in (
                ("organisation", "organisations"),
                ("list", "mailing_lists"),
                ("situation", "situations"),
                ("campaign", "campaigns"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_questions")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_questions_uid")),
        sa.UniqueConstraint(
            "list_id",
            "situation_id",
            "reason",
            "rule_set",
            name=op.f("uq_review_questions_list_id_situation_id_reason_rule_set"),
        ),
    )
    op.create_index(op.f("ix_review_questions_organisation_id"), "review_questions", ["organisation_id"])
    op.create_table(
        "review_answers",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("question_id", BIGINT, nullable=False),
        sa.Column("permitted", sa.Boolean(), nullable=False),
        sa.Column("answered_by", sqlmodel.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.AutoString(), nullable=False),
        sa.Column("until", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("answered_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["review_questions.id"], name=op.f("fk_review_answers_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_answers")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_answers_uid")),
    )
    op.create_index("ix_review_answers_question_id", "review_answers", ["question_id"])
    keep_what_is_written("review_answers")


def keep_what_is_written(table: str) -> None:
    """Triggers that refuse to change or delete an answer."""
    for verb in ("UPDATE", "DELETE"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION append_only()"
            )


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
