"""keys have finer scopes, lists, an end and a last use"""

import json

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "key_rights"
down_revision = "watching"
branch_labels = None
depends_on = None

#: What a key with the word could do until now, so that it goes on doing it.
STANDS_FOR = {
    "marketing": {
        "campaigns:launch", "campaigns:read", "campaigns:write", "forms:read", "forms:write", "law:read", "lists:read",
        "lists:write", "organisation:read", "organisation:write", "privacy:read", "sales:read", "sales:write",
        "subscribers:read", "subscribers:write",
    },
    "law:decide": {"law:decide", "law:read", "privacy:read"},
}  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("api_keys") as api_keys:
        api_keys.add_column(sa.Column("list_ids", sa.JSON(none_as_null=True), nullable=True))
        api_keys.add_column(sa.Column("expires_at", sqlmodel.UTCDateTime(), nullable=True))
        api_keys.add_column(sa.Column("last_used_at", sqlmodel.UTCDateTime(), nullable=True))
        api_keys.create_index("ix_api_keys_hint", ["hint"])
    kept = sa.table("api_keys", sa.column("id", sa.BigInteger()), sa.column("scopes", sa.JSON()))
    connection = op.get_bind()
    for number, scopes in connection.execute(sa.select(kept.c.id, kept.c.scopes)).all():
        words = json.loads(scopes) if isinstance(scopes, str) else scopes
        finer = sorted({scope for word in words for scope in STANDS_FOR.get(word, {word})})
        connection.execute(sa.update(kept).where(kept.c.id == number).values(scopes=finer))


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
