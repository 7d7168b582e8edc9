"""A campaign, its states and its words."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import JSON, Field, Index, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, new_uid, words


class CampaignState(StrEnum):
    """A campaign's life."""

    #: Being written.
    DRAFT = "draft"
    #: Waits for its time.
    SCHEDULED = "scheduled"
    #: Its time came and it could not go, or it is long past: a person must say go.
    OVERDUE = "overdue"
    #: The law is being asked for everybody; deliveries are written, and already leave.
    LAUNCHING = "launching"
    #: Everybody is decided; deliveries leave.
    RUNNING = "running"
    #: Halted by a person, or by itself since the mail server refuses us.
    PAUSED = "paused"
    #: Nothing of it waits any more.
    FINISHED = "finished"
    #: Called off; what had not begun was cancelled.
    CANCELLED = "cancelled"


NEXT: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.SCHEDULED, CampaignState.LAUNCHING}),
    CampaignState.SCHEDULED: frozenset(
        {
            CampaignState.SCHEDULED,
            CampaignState.LAUNCHING,
            CampaignState.OVERDUE,
            CampaignState.CANCELLED,
        }
    ),
    CampaignState.OVERDUE: frozenset({CampaignState.SCHEDULED, CampaignState.LAUNCHING, CampaignState.CANCELLED}),
    CampaignState.LAUNCHING: frozenset({CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.CANCELLED}),
    CampaignState.RUNNING: frozenset({CampaignState.FINISHED, CampaignState.PAUSED, CampaignState.CANCELLED}),
    CampaignState.PAUSED: frozenset({CampaignState.LAUNCHING, CampaignState.RUNNING, CampaignState.CANCELLED}),
    CampaignState.FINISHED: frozenset({CampaignState.RUNNING}),
    CampaignState.CANCELLED: frozenset(),
}
"""The only moves there are. `docs/states.md` draws them; a test compares."""


ON_ITS_WAY = (CampaignState.LAUNCHING, CampaignState.RUNNING, CampaignState.PAUSED)


class BodyFormat(StrEnum):
    """What a campaign is written in."""

    MARKDOWN = "markdown"
    HTML = "html"


class Campaign(SQLModel, table=True):
    """One message to one list."""

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_state", "state", "scheduled_at"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    list_id: int = Field(foreign_key="mailing_lists.id", sa_type=BIGINT)
    subject: str = Field(sa_column_kwargs=IMPERSONAL)
    body: str = Field(sa_column_kwargs=IMPERSONAL)
    body_format: BodyFormat = Field(sa_type=words(BodyFormat))
    #: What it holds, as the law asks of it.
    own_products: bool | None = None
    sells: bool = True
    product_groups: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    content_types: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    partners: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    banned_content: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    asks_consent: bool = False
    state: CampaignState = Field(default=CampaignState.DRAFT, sa_type=words(CampaignState))
    #: The wall-clock time and its zone as the marketer gave them, beside the instant they mean.
    scheduled_local: str | None = Field(default=None, max_length=32, sa_column_kwargs=IMPERSONAL)
    scheduled_zone: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)
    scheduled_at: datetime | None = None
    launched_at: datetime | None = None
    #: The last subscription the launch has decided; it goes on after it.
    considered_through: int = Field(default=0, sa_type=BIGINT)
    considered_at: datetime | None = None
    #: Why it paused by itself, and what to do. The mail server's words are without addresses.
    paused_because: str | None = Field(default=None, sa_column_kwargs=IMPERSONAL)
    #: Why it did not go at its time, and what to do.
    overdue_because: str | None = Field(default=None, sa_column_kwargs=IMPERSONAL)
    #: What refused us before this counts no more.
    resumed_at: datetime | None = None
    finished_at: datetime | None = None
    created_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None
