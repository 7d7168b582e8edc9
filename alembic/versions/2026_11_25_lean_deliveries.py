"""deliveries are written faster: fewer foreign keys, fewer and smaller indexes"""

import sqlalchemy as sa
from alembic import op

revision = "lean_deliveries"
down_revision = "documents"
branch_labels = None
depends_on = None

GONE = ("organisation_id", "campaign_id", "situation_id", "subscriber_id")
BEFORE = (
    "ix_deliveries_campaign_state",
    "ix_deliveries_due",
    "ix_deliveries_recipient",
    "ix_deliveries_subscription",
    "uq_deliveries_campaign_subscriber",
)
#: Name, columns, and of which rows.
PARTIAL = (
    ("ix_deliveries_deferred", ["campaign_id", "due_at"], "state = 'deferred'"),
    ("ix_deliveries_leased", ["leased_until"], "leased_until IS NOT NULL"),
    ("ix_deliveries_due", ["state", "due_at"], "purpose <> 'campaign'"),
    ("ix_deliveries_recipient", ["recipient", "purpose"], "purpose <> 'campaign'"),
    ("ix_deliveries_answers", ["answers_uid"], "answers_uid IS NOT NULL"),
)


def upgrade() -> None:
    for name in BEFORE:
        op.drop_index(name, "deliveries")
    if op.get_bind().dialect.name == "postgresql":
        for column in GONE:
            op.drop_constraint(f"fk_deliveries_{column}", "deliveries", type_="foreignkey")
    else:
        rebuild()
    op.create_index("ix_deliveries_campaign_state", "deliveries", ["campaign_id", "state", "id"])
    for name, columns, rows in PARTIAL:
        op.create_index(name, "deliveries", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
    once = sa.text("(CASE WHEN purpose = 'campaign' THEN campaign_id END)")
    op.create_index("uq_deliveries_subscription_campaign", "deliveries", ["subscription_id", once], unique=True)


def rebuild() -> None:
    """SQLite drops a foreign key only with its table. Ids go on where they were: links carry them."""
    highest = "SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'"
    seen = op.get_bind().execute(sa.text(highest)).scalar()
    unnamed = {"fk": "fk_%(table_name)s_%(column_0_name)s"}  # what was added in place is read back without its name
    with op.batch_alter_table(
        "deliveries", table_kwargs={"sqlite_autoincrement": True}, naming_convention=unnamed
    ) as batch:
        for column in GONE:
            batch.drop_constraint(f"fk_deliveries_{column}", type_="foreignkey")
    if seen is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'deliveries'")
        go_on = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('deliveries', :seen)")
        op.get_bind().execute(go_on, {"seen": seen})


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
