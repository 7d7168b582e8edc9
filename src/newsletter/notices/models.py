"""A notice, its states, its words, and whom it is about.

draft ──▶ awaiting_approval ──▶ sending ──▶ finished
  ▲  │          │    │             │
  │  └──────────┼────┼─────────────┴──▶ cancelled
  └─────────────┘ (any edit)
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import JSON, Field, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, NOT_AUDITED, PERSONAL, new_uid, words
from newsletter.law.vocabulary import MessageClass


class NoticeState(StrEnum):
    """A notice's life."""

    #: Being written.
    DRAFT = "draft"
    #: Handed in: somebody with another key reads it before it may go.
    AWAITING_APPROVAL = "awaiting_approval"
    #: It goes to its recipients. A template stays here while it is in use.
    SENDING = "sending"
    #: Nothing of it waits any more.
    FINISHED = "finished"
    #: Called off; what had not begun was cancelled.
    CANCELLED = "cancelled"


NEXT: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.DRAFT: frozenset({NoticeState.AWAITING_APPROVAL, NoticeState.SENDING, NoticeState.CANCELLED}),
    NoticeState.AWAITING_APPROVAL: frozenset({NoticeState.DRAFT, NoticeState.SENDING, NoticeState.CANCELLED}),
    NoticeState.SENDING: frozenset({NoticeState.FINISHED, NoticeState.CANCELLED}),
    NoticeState.FINISHED: frozenset(),
    NoticeState.CANCELLED: frozenset(),
}
"""The only moves there are. `docs/states.md` draws them; a test compares."""

NO_MARKETING = (MessageClass.CONTRACT_MESSAGE, MessageClass.LEGAL_DUTY)
"""The classes of message a notice may be."""


class Notice(SQLModel, table=True):
    """One message that is no marketing, to those it concerns. A template is one that goes to them one by one."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_state", "state"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    kind: MessageClass = Field(sa_type=words(MessageClass))
    #: The event, the order or the contract it is about; and, for a legal duty, which statute demands it.
    concerns: str = Field(sa_column_kwargs=IMPERSONAL)
    because: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    sender_name: str = Field(sa_column_kwargs=IMPERSONAL)
    sender_email: str = Field(sa_column_kwargs=IMPERSONAL)
    reply_to: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    language: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    subject: str = Field(sa_column_kwargs=IMPERSONAL)
    body: str = Field(sa_column_kwargs=IMPERSONAL)
    #: It stays, and is sent to one recipient at a time, with values of their own for these fields.
    is_template: bool = False
    fields: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: What the composer says it holds (`declaring.Declared`); an answer that is not there was not given.
    declared: dict[str, bool] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: Hosts other than the organisation's own that it links to, each with the reason why that is no marketing.
    links: dict[str, str] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    state: NoticeState = Field(default=NoticeState.DRAFT, sa_type=words(NoticeState))
    #: By which keys it was last written, handed in and approved (their hints), and who approved it.
    written_with: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    submitted_with: str | None = Field(default=None, max_length=16, sa_column_kwargs=IMPERSONAL)
    approved_with: str | None = Field(default=None, max_length=16, sa_column_kwargs=IMPERSONAL)
    approved_by: str | None = Field(default=None, sa_column_kwargs=IMPERSONAL)
    approved_at: datetime | None = None
    #: Of all that was handed in, the recipients among it: what is sent is what was read.
    digest: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)
    sent_at: datetime | None = None
    finished_at: datetime | None = None
    created_at: datetime
    changed_at: datetime


class NoticeRecipient(SQLModel, table=True):
    """Somebody a notice is about, who need be no subscriber. The delivery to them has the same `uid`."""

    __tablename__ = "notice_recipients"
    __table_args__ = (
        Index("ix_notice_recipients_notice_id", "notice_id", "id"),
        Index(
            "ix_notice_recipients_known",
            "created_at",
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
        {"sqlite_autoincrement": True, **NOT_AUDITED},
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    notice_id: int = Field(foreign_key="notices.id", sa_type=BIGINT)
    #: The fingerprint of the mailbox. It stays.
    recipient: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    #: These are empty once they were erased.
    email: str = Field(default="", sa_column_kwargs=PERSONAL)
    name: str = Field(default="", sa_column_kwargs=PERSONAL)
    reference: str = Field(default="", sa_column_kwargs=PERSONAL)
    values: dict[str, str] = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs=PERSONAL)
    created_at: datetime
    erased_at: datetime | None = None
