"""Lists, people, and who is on which list."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Field, Index, SQLModel, UniqueConstraint, col, select

from newsletter.database import BIGINT, IMPERSONAL, NOT_AUDITED, PERSONAL, new_uid, words
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Standing, Suppression

LONGEST_NAME = 200  # letters


class MailingList(SQLModel, table=True):
    """A promise: what comes, how often, from whom. A deleted list is retired, since its evidence must stay."""

    __tablename__ = "mailing_lists"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    name: str = Field(sa_column_kwargs=IMPERSONAL)
    description: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    language: str = Field(max_length=8, sa_column_kwargs=IMPERSONAL)
    sender_name: str = Field(sa_column_kwargs=IMPERSONAL)
    sender_email: str = Field(sa_column_kwargs=IMPERSONAL)
    #: Where answers are read. Without it the list cannot send.
    reply_to: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    directed_at_children: bool = False
    created_at: datetime
    deleted_at: datetime | None = None

    @classmethod
    def of_lists(cls, lists: Collection[int]) -> ColumnElement[bool]:
        """It is one of these lists."""
        return col(cls.id).in_(lists)


class Subscriber(SQLModel, table=True):
    """A person we know by one mailbox."""

    __tablename__ = "subscribers"
    __table_args__ = (UniqueConstraint("organisation_id", "fingerprint"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    email: str = Field(max_length=254, sa_column_kwargs=PERSONAL)
    fingerprint: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    name: str = Field(default="", max_length=LONGEST_NAME, sa_column_kwargs=PERSONAL)
    language: str = Field(max_length=8, sa_column_kwargs=PERSONAL)
    #: ISO 3166 code of the country the person is in; empty: unknown.
    country: str = Field(default="", max_length=2, sa_column_kwargs=PERSONAL)
    born_on: date | None = Field(default=None, sa_column_kwargs=PERSONAL)
    #: What the ledger says of the person beyond any list, folded.
    refuses_profiling: bool = False
    tracking_consented: bool = False
    #: Whose mailbox it is, where that is kept.
    mailbox_id: int | None = Field(default=None, foreign_key="evidence_profiles.id", sa_type=BIGINT)
    created_at: datetime

    @classmethod
    def of_lists(cls, lists: Collection[int]) -> ColumnElement[bool]:
        """The person is, was, or asked to be on one of these lists."""
        return col(cls.id).in_(select(Subscription.subscriber_id).where(col(Subscription.list_id).in_(lists)))


class SubscriptionState(StrEnum):
    """A subscription's life, as people outside see it."""

    #: Signed up, not confirmed.
    PENDING = "pending"
    #: On the list. Whether it gets mail is the law's question.
    ACTIVE = "active"
    #: Left.
    ENDED = "ended"


STATE_OF = {
    Standing.ASKED: SubscriptionState.PENDING,
    Standing.ASKED_AGAIN: SubscriptionState.PENDING,
    Standing.REGISTERED: SubscriptionState.ACTIVE,
    Standing.GRANTED: SubscriptionState.ACTIVE,
    Standing.WITHDRAWN: SubscriptionState.ENDED,
    Standing.NONE: SubscriptionState.ENDED,
}


class Subscription(SQLModel, table=True):
    """One person on one list: what the ledger says, folded. Written with each record, rebuildable from them."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("list_id", "subscriber_id"),
        Index("ix_subscriptions_list", "list_id", "id"),
        {"sqlite_autoincrement": True, **NOT_AUDITED},
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    subscriber_id: int = Field(foreign_key="subscribers.id", index=True, sa_type=BIGINT)
    list_id: int = Field(foreign_key="mailing_lists.id", sa_type=BIGINT)
    standing: Standing = Field(sa_type=words(Standing))
    #: For people to read. The law never does.
    legal_basis: LegalBasis = Field(sa_type=words(LegalBasis))
    #: What is kept to prove the consent, once there is one.
    profile_id: int | None = Field(default=None, foreign_key="evidence_profiles.id", sa_type=BIGINT)
    #: When that consent was given.
    granted_at: datetime | None = None
    created_at: datetime
    changed_at: datetime

    @property
    def state(self) -> SubscriptionState:
        return STATE_OF[self.standing]


class Relationship(SQLModel, table=True):
    """What a recorded sale says of one person, folded from the ledger: its evidence, and the dates that pass."""

    __tablename__ = "relationships"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    subscriber_id: int = Field(foreign_key="subscribers.id", index=True, sa_type=BIGINT)
    #: The ledger record of the sale.
    record_uid: UUID = Field(unique=True)
    profile_id: int = Field(foreign_key="evidence_profiles.id", sa_type=BIGINT)
    made_on: date | None = None
    ended_on: date | None = None


class SuppressedMailbox(SQLModel, table=True):
    """A no that reaches over all lists of an organisation, folded from the ledger. It outlives the subscriber."""

    __tablename__ = "suppressed_mailboxes"
    __table_args__ = (UniqueConstraint("organisation_id", "fingerprint"), NOT_AUDITED)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    fingerprint: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    kind: Suppression = Field(sa_type=words(Suppression))
    since: datetime
