"""the law, whole: every basis, every fact"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = ("evidence_profiles", "situations")
WORD = sa.String(length=32)


def keep_what_is_written() -> None:
    """Triggers that refuse to change or delete evidence."""
    for table in KEPT:
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
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )


def add(table: str, *columns: sa.Column) -> None:
    """Add columns in place: a table that is rebuilt would lose its triggers."""
    for column in columns:
        op.add_column(table, column)


def text(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sqlmodel.AutoString(length=length), nullable=False, server_default="")


def flag(name: str, *, default: bool) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true() if default else sa.false())


def listed(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=False, server_default="[]")


def upgrade() -> None:
    # Profiles are written anew, with all that the law now asks for, from the ledger: `newsletter migrate` does so.
    op.execute("UPDATE subscriptions SET profile_id = NULL")
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:  # SQLite's foreign keys go by the table's name, and the next one has the same
        op.drop_constraint("fk_subscriptions_profile_id", "subscriptions", type_="foreignkey")
    op.drop_table("evidence_profiles")
    op.create_table(
        "evidence_profiles",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("kind", sqlmodel.AutoString(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("per", WORD, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_profiles")),
        sa.UniqueConstraint("digest", name=op.f("uq_evidence_profiles_digest")),
    )
    op.create_table(
        "situations",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situations")),
        sa.UniqueConstraint("digest", name=op.f("uq_situations_digest")),
    )
    keep_what_is_written()
    if postgresql:
        op.create_foreign_key(
            "fk_subscriptions_profile_id", "subscriptions", "evidence_profiles", ["profile_id"], ["id"]
        )
    op.create_table(
        "relationships",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("subscriber_id", BIGINT, nullable=False),
        sa.Column("record_uid", sa.Uuid(), nullable=False),
        sa.Column("profile_id", BIGINT, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name=op.f("fk_relationships_subscriber_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["evidence_profiles.id"], name=op.f("fk_relationships_profile_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relationships")),
        sa.UniqueConstraint("record_uid", name=op.f("uq_relationships_record_uid")),
    )
    op.create_index(op.f("ix_relationships_subscriber_id"), "relationships", ["subscriber_id"])
    op.create_table(
        "product_groups",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIGINT, nullable=False),
        sa.Column("code", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_product_groups_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_groups")),
        sa.UniqueConstraint("uid", name=op.f("uq_product_groups_uid")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_product_groups_organisation_id_code")),
    )
    op.create_table(
        "correspondences",
        sa.Column("id", BIGINT, nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", BIGINT, nullable=False),
        sa.Column("product_group", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("corresponds_to", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("decided_by", sqlmodel.AutoString(), nullable=False),
        sa.Column("why", sqlmodel.AutoString(), nullable=False),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_correspondences_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correspondences")),
        sa.UniqueConstraint("uid", name=op.f("uq_correspondences_uid")),
    )
    op.create_index(op.f("ix_correspondences_organisation_id"), "correspondences", ["organisation_id"])
    add(
        "organisations",
        sa.Column("country", sqlmodel.AutoString(length=2), nullable=False, server_default="NO"),
        flag("in_business", default=True),
        text("non_commercial_because"),
        text("balancing_test"),
    )
    add("mailing_lists", flag("directed_at_children", default=False))
    add(
        "consent_texts",
        listed("content_types"),
        listed("partners"),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("per", WORD, nullable=True),
        sa.Column("lasts_months", sa.Integer(), nullable=False, server_default="0"),
    )
    add(
        "subscribers",
        text("country", 2),
        sa.Column("born_on", sa.Date(), nullable=True),
        flag("refuses_profiling", default=False),
        flag("tracking_consented", default=False),
    )
    add("subscriptions", sa.Column("granted_at", sqlmodel.UTCDateTime(), nullable=True))
    add(
        "campaigns",
        sa.Column("own_products", sa.Boolean(), nullable=True),
        flag("sells", default=True),
        listed("product_groups"),
        listed("content_types"),
        listed("partners"),
        listed("banned_content"),
        flag("asks_consent", default=False),
    )
    refer("subscribers", "mailbox_id", "evidence_profiles")
    refer("deliveries", "situation_id", "situations")
    op.drop_index("ix_deliveries_recipient", "deliveries")
    op.create_index(
        "ix_deliveries_recipient",
        "deliveries",
        ["recipient", "purpose"],
        sqlite_where=sa.text("purpose <> 'campaign'"),
        postgresql_where=sa.text("purpose <> 'campaign'"),
    )


def refer(table: str, column: str, to: str) -> None:
    """Add a foreign key in place, which Alembic does on SQLite only by rebuilding the table."""
    kind = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)")


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
