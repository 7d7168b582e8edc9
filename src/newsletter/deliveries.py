"""What became of the message to one person? A delivery, its states, and the moves there are between them.

queued ──▶ claimed ──▶ sending ──▶ sent ──▶ bounced | complained
  ▲ │         │  │        ├──▶ failed ──▶ queued
  │ │         │  │        ├──▶ uncertain ──▶ queued | uncertain (closed)
  │ │         │  ▼        └──▶ deferred ──▶ claimed | cancelled
  │ │         │ withheld
  │ └─────────┼──▶ cancelled
  └───────────┘ (lapsed, put back)
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, NOT_AUDITED, PERSONAL, new_uid, words
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose


class DeliveryState(StrEnum):
    """Where one message to one person stands."""

    #: Waits for its turn.
    QUEUED = "queued"
    #: A sender has taken it and asked the law.
    CLAIMED = "claimed"
    #: Its body may be on the wire.
    SENDING = "sending"
    #: The mail server took it.
    SENT = "sent"
    #: The server said later; it is tried again.
    DEFERRED = "deferred"
    #: The server said never, or time ran out.
    FAILED = "failed"
    #: Sent off, and no answer came: perhaps it arrived.
    UNCERTAIN = "uncertain"
    #: The law said no.
    WITHHELD = "withheld"
    #: Called back before it began: the person left, or the campaign was cancelled.
    CANCELLED = "cancelled"
    #: Came back.
    BOUNCED = "bounced"
    #: Reported as spam.
    COMPLAINED = "complained"


NEXT: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.CLAIMED, DeliveryState.CANCELLED}),
    DeliveryState.CLAIMED: frozenset(
        {
            DeliveryState.SENDING,
            DeliveryState.QUEUED,
            DeliveryState.DEFERRED,
            DeliveryState.WITHHELD,
            DeliveryState.CANCELLED,
        }
    ),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNCERTAIN}
    ),
    DeliveryState.DEFERRED: frozenset({DeliveryState.CLAIMED, DeliveryState.CANCELLED}),
    DeliveryState.UNCERTAIN: frozenset({DeliveryState.QUEUED, DeliveryState.UNCERTAIN}),
    DeliveryState.SENT: frozenset({DeliveryState.BOUNCED, DeliveryState.COMPLAINED}),
    DeliveryState.FAILED: frozenset({DeliveryState.QUEUED}),
    DeliveryState.WITHHELD: frozenset({DeliveryState.QUEUED}),
    DeliveryState.CANCELLED: frozenset(),
    DeliveryState.BOUNCED: frozenset(),
    DeliveryState.COMPLAINED: frozenset(),
}
"""The only moves there are. `docs/states.md` draws them; a test compares."""

NOT_CAMPAIGN = text("deliveries.purpose <> 'campaign'")
DEFERRED = text("deliveries.state = 'deferred'")
AGAIN = text("deliveries.attempts > 1")
TEST = text("deliveries.purpose = 'test'")
"""All are written out, and are no parameters, so that a database sees which index has just these rows."""

WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.DEFERRED})
CANCELLABLE = WAITING | {DeliveryState.CLAIMED}
OPEN = CANCELLABLE | {DeliveryState.SENDING}


def _only(name: str, *columns: str, where: str) -> Index:
    """An index of some of the rows."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Delivery(SQLModel, table=True):
    """One message to one person, from before to after."""

    __tablename__ = "deliveries"
    # A launch writes a million of these rows, so each index has its reason, and those that only other mail, retries or
    # leases need are kept of these alone. Of what a row names only the subscription is looked up: it names the person,
    # and all else is never deleted (docs/decisions/0020).
    __table_args__ = (
        Index(
            "uq_deliveries_subscription_campaign",
            "subscription_id",
            text("(CASE WHEN purpose = 'campaign' THEN campaign_id END)"),
            unique=True,
        ),
        Index("ix_deliveries_campaign_state", "campaign_id", "state", "id"),
        _only("ix_deliveries_deferred", "campaign_id", "due_at", where="state = 'deferred'"),
        _only("ix_deliveries_again", "campaign_id", "settled_at", where="attempts > 1"),
        _only("ix_deliveries_tests", "campaign_id", "state", where="purpose = 'test'"),
        _only("ix_deliveries_leased", "leased_until", where="leased_until IS NOT NULL"),
        _only("ix_deliveries_due", "state", "due_at", where="purpose <> 'campaign'"),
        _only("ix_deliveries_recipient", "recipient", "purpose", where="purpose <> 'campaign'"),
        _only("ix_deliveries_answers", "answers_uid", where="answers_uid IS NOT NULL"),
        {"sqlite_autoincrement": True, **NOT_AUDITED},
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(sa_type=BIGINT)
    purpose: Purpose = Field(sa_type=words(Purpose))
    campaign_id: int | None = Field(default=None, sa_type=BIGINT)
    subscriber_id: int | None = Field(default=None, sa_type=BIGINT)
    subscription_id: int | None = Field(default=None, foreign_key="subscriptions.id", sa_type=BIGINT)
    #: The fingerprint of the mailbox, for limits that reach over all lists and forms.
    recipient: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    #: Only where there is no subscriber: the address a test goes to.
    email: str | None = Field(default=None, sa_column_kwargs=PERSONAL)
    #: The ledger record this delivery answers.
    answers_uid: UUID | None = None
    state: DeliveryState = Field(sa_type=words(DeliveryState))
    #: Why it is where it is: a reason of the law, or what the mail server's answer meant.
    reason: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)
    #: In which situation the person was at the last asking, and on what it was permitted.
    situation_id: int | None = Field(default=None, sa_type=BIGINT)
    legal_basis: LegalBasis | None = Field(default=None, sa_type=words(LegalBasis))
    rule: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)
    rule_set: str | None = Field(default=None, max_length=16, sa_column_kwargs=IMPERSONAL)
    decided_at: datetime | None = None
    due_at: datetime
    leased_until: datetime | None = None
    attempts: int = 0
    #: The mail server's last words, which may repeat the address.
    reply: str | None = Field(default=None, max_length=500, sa_column_kwargs=PERSONAL)
    created_at: datetime
    settled_at: datetime | None = None
    #: When it was uncertain, if it was sent again: whatever became of it since, that copy may have arrived.
    unanswered_at: datetime | None = None

    @property
    def may_have_arrived_before(self) -> bool:
        """Whether a copy may have arrived though this one, sent again, did not go out."""
        return self.unanswered_at is not None and self.state in (
            DeliveryState.WITHHELD,
            DeliveryState.CANCELLED,
            DeliveryState.FAILED,
        )
