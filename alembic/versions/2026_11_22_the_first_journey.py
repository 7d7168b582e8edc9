"""the first journey"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


KEPT = ("consent_records", "consent_seals", "consent_sealed", "consent_texts", "form_texts", "evidence_profiles")
ERASABLE = ("consent_details",)


def keep_what_is_written() -> None:
    """Triggers that refuse to change or delete evidence. Details may be erased, not changed."""
    forbidden = [(table, verb) for table in KEPT for verb in ("UPDATE", "DELETE")]
    forbidden += [(table, "UPDATE") for table in ERASABLE]
    if op.get_bind().dialect.name == "sqlite":
        for table, verb in forbidden:
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, verb in forbidden:
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def upgrade() -> None:
    op.create_table(
        "consent_records",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_uid", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "registered",
                "asked",
                "granted",
                "withdrawn",
                "objected",
                "blocked",
                name="happening",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("list_uid", sa.Uuid(), nullable=True),
        sa.Column("wording_uid", sa.Uuid(), nullable=True),
        sa.Column("wording_digest", sa.LargeBinary(), nullable=True),
        sa.Column("answers_uid", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("happened_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("recorded_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("details_digest", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_records")),
        sa.UniqueConstraint("uid", name=op.f("uq_consent_records_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.create_index("ix_consent_records_subject", ["subject", "organisation_uid", "id"], unique=False)

    op.create_table(
        "consent_seals",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consent_seals")),
    )
    op.create_table(
        "evidence_profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "none",
                "unticked_box",
                "single_purpose_form",
                "paper",
                "recorded_call",
                "preticked_box",
                "terms_clause",
                "silence",
                "condition_of_purchase",
                name="consentact",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words_kept", sa.Boolean(), nullable=False),
        sa.Column("names_sender", sa.Boolean(), nullable=False),
        sa.Column("states_content", sa.Boolean(), nullable=False),
        sa.Column("states_frequency", sa.Boolean(), nullable=False),
        sa.Column("tells_withdrawal", sa.Boolean(), nullable=False),
        sa.Column("for_this_list", sa.Boolean(), nullable=False),
        sa.Column("place_kept", sa.Boolean(), nullable=False),
        sa.Column("mailbox_confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_profiles")),
        sa.UniqueConstraint(
            "act",
            "words_kept",
            "names_sender",
            "states_content",
            "states_frequency",
            "tells_withdrawal",
            "for_this_list",
            "place_kept",
            "mailbox_confirmed",
            name="uq_evidence_profiles_facts",
        ),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("organisation_number", sqlmodel.AutoString(), nullable=False),
        sa.Column("postal_address", sqlmodel.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.AutoString(), nullable=False),
        sa.Column("website", sqlmodel.AutoString(), nullable=False),
        sa.Column("privacy_policy_url", sqlmodel.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("uid", name=op.f("uq_organisations_uid")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("hint", sqlmodel.AutoString(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("revoked_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_api_keys_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_keys_digest")),
        sa.UniqueConstraint("uid", name=op.f("uq_api_keys_uid")),
    )
    op.create_table(
        "consent_details",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["consent_records.id"], name=op.f("fk_consent_details_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_consent_details")),
    )
    op.create_table(
        "consent_sealed",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seal_number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["consent_records.id"], name=op.f("fk_consent_sealed_record_id")),
        sa.ForeignKeyConstraint(["seal_number"], ["consent_seals.number"], name=op.f("fk_consent_sealed_seal_number")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_consent_sealed")),
        sa.UniqueConstraint("seal_number", "position", name=op.f("uq_consent_sealed_seal_number_position")),
    )
    op.create_table(
        "consent_unsealed",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["consent_records.id"], name=op.f("fk_consent_unsealed_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_consent_unsealed")),
    )
    op.create_table(
        "mailing_lists",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sqlmodel.AutoString(), nullable=False),
        sa.Column("description", sqlmodel.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.AutoString(length=8), nullable=False),
        sa.Column("sender_name", sqlmodel.AutoString(), nullable=False),
        sa.Column("sender_email", sqlmodel.AutoString(), nullable=False),
        sa.Column("reply_to", sqlmodel.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("deleted_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_mailing_lists_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_lists")),
        sa.UniqueConstraint("uid", name=op.f("uq_mailing_lists_uid")),
    )
    with op.batch_alter_table("mailing_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailing_lists_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "subscribers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sqlmodel.AutoString(length=254), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("name", sqlmodel.AutoString(length=200), nullable=False),
        sa.Column("language", sqlmodel.AutoString(length=8), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_subscribers_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("organisation_id", "fingerprint", name=op.f("uq_subscribers_organisation_id_fingerprint")),
        sa.UniqueConstraint("uid", name=op.f("uq_subscribers_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suppressed_mailboxes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("none", "objection", "block", name="suppression", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("since", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_suppressed_mailboxes_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressed_mailboxes")),
        sa.UniqueConstraint(
            "organisation_id", "fingerprint", name=op.f("uq_suppressed_mailboxes_organisation_id_fingerprint")
        ),
        sa.UniqueConstraint("uid", name=op.f("uq_suppressed_mailboxes_uid")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sqlmodel.AutoString(), nullable=False),
        sa.Column("body", sqlmodel.AutoString(), nullable=False),
        sa.Column(
            "body_format", sa.Enum("markdown", "html", name="bodyformat", native_enum=False, length=32), nullable=False
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "overdue",
                "launching",
                "running",
                "paused",
                "finished",
                "cancelled",
                name="campaignstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("scheduled_local", sqlmodel.AutoString(length=32), nullable=True),
        sa.Column("scheduled_zone", sqlmodel.AutoString(length=64), nullable=True),
        sa.Column("scheduled_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("launched_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("considered_through", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("considered_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("finished_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("deleted_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_lists.id"], name=op.f("fk_campaigns_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_campaigns_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("uid", name=op.f("uq_campaigns_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaigns_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_campaigns_state", ["state", "scheduled_at"], unique=False)

    op.create_table(
        "consent_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sqlmodel.AutoString(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sqlmodel.AutoString(), nullable=False),
        sa.Column("list_name", sqlmodel.AutoString(), nullable=False),
        sa.Column("sender", sqlmodel.AutoString(), nullable=False),
        sa.Column("sender_number", sqlmodel.AutoString(), nullable=False),
        sa.Column("postal_address", sqlmodel.AutoString(), nullable=False),
        sa.Column("privacy_policy_url", sqlmodel.AutoString(), nullable=False),
        sa.Column("content", sqlmodel.AutoString(), nullable=False),
        sa.Column("frequency", sqlmodel.AutoString(), nullable=False),
        sa.Column("withdrawal", sqlmodel.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_lists.id"], name=op.f("fk_consent_texts_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_texts")),
        sa.UniqueConstraint("list_id", "language", "version", name=op.f("uq_consent_texts_list_id_language_version")),
        sa.UniqueConstraint("uid", name=op.f("uq_consent_texts_uid")),
    )
    op.create_table(
        "forms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sqlmodel.AutoString(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_lists.id"], name=op.f("fk_forms_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_forms_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forms")),
        sa.UniqueConstraint("slug", name=op.f("uq_forms_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_forms_uid")),
    )
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forms_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "subscriptions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "none", "registered", "asked", "granted", "withdrawn", name="standing", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "legal_basis",
            sa.Enum(
                "consent",
                "existing_customer",
                "not_natural_person",
                "contract_message",
                "legal_duty",
                "non_commercial",
                "requested_reply",
                "unknown",
                name="legalbasis",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["mailing_lists.id"], name=op.f("fk_subscriptions_list_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["evidence_profiles.id"], name=op.f("fk_subscriptions_profile_id")),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name=op.f("fk_subscriptions_subscriber_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("list_id", "subscriber_id", name=op.f("uq_subscriptions_list_id_subscriber_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_subscriptions_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index("ix_subscriptions_list", ["list_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscriptions_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("campaign", "confirmation", "test", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("email", sqlmodel.AutoString(), nullable=True),
        sa.Column("answers_uid", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "claimed",
                "sending",
                "sent",
                "deferred",
                "failed",
                "uncertain",
                "withheld",
                "cancelled",
                "bounced",
                "complained",
                name="deliverystate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.AutoString(length=64), nullable=True),
        sa.Column(
            "legal_basis",
            sa.Enum(
                "consent",
                "existing_customer",
                "not_natural_person",
                "contract_message",
                "legal_duty",
                "non_commercial",
                "requested_reply",
                "unknown",
                name="legalbasis",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("rule", sqlmodel.AutoString(length=64), nullable=True),
        sa.Column("rule_set", sqlmodel.AutoString(length=16), nullable=True),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("due_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("leased_until", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reply", sqlmodel.AutoString(length=500), nullable=True),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("settled_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_deliveries_campaign_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_deliveries_organisation_id")),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name=op.f("fk_deliveries_subscriber_id")),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscriptions.id"], name=op.f("fk_deliveries_subscription_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("uid", name=op.f("uq_deliveries_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_campaign_state", ["campaign_id", "state", "id"], unique=False)
        batch_op.create_index("ix_deliveries_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_deliveries_recipient", ["recipient", "purpose"], unique=False)
        batch_op.create_index("ix_deliveries_subscription", ["subscription_id"], unique=False)
        batch_op.create_index(
            "uq_deliveries_campaign_subscriber",
            ["campaign_id", "subscriber_id"],
            unique=True,
            sqlite_where=sa.text("purpose = 'campaign'"),
            postgresql_where=sa.text("purpose = 'campaign'"),
        )

    op.create_table(
        "form_texts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sqlmodel.AutoString(length=8), nullable=False),
        sa.Column("title", sqlmodel.AutoString(), nullable=False),
        sa.Column("introduction", sqlmodel.AutoString(), nullable=False),
        sa.Column("consent_text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["consent_text_id"], ["consent_texts.id"], name=op.f("fk_form_texts_consent_text_id")),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name=op.f("fk_form_texts_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_texts")),
        sa.UniqueConstraint("form_id", "version", "language", name=op.f("uq_form_texts_form_id_version_language")),
    )
    keep_what_is_written()


def downgrade() -> None:
    raise NotImplementedError("Restore the backup instead: evidence is not migrated backwards.")
