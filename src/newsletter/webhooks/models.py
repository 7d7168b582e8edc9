"""A webhook, and what it is told."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import JSON, Field, Index, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, NOT_AUDITED, PERSONAL, SECRET, new_uid, words

LONGEST_ADDRESS = 2_000
LONGEST_ANSWER = 300  # policy: as much of an answer as a person reads


class WebhookEvent(StrEnum):
    """What a webhook can be told."""

    #: Somebody signed up by a form; nothing is confirmed.
    SUBSCRIBED = "subscriber.subscribed"
    #: The mailbox confirmed: the subscription is active.
    CONFIRMED = "subscriber.confirmed"
    #: Somebody left a list.
    LEFT = "subscriber.left"
    #: Somebody said no to all marketing, or to everything.
    OBJECTED = "subscriber.objected"
    #: A message came back.
    BOUNCED = "delivery.bounced"
    #: A campaign begins to go out.
    LAUNCHED = "campaign.launched"
    #: Nothing of a campaign waits any more.
    FINISHED = "campaign.finished"
    #: A campaign is held, by a person or by itself.
    PAUSED = "campaign.paused"
    #: A test that a person asked for. Nobody chooses it.
    PING = "ping"


class WebhookDeliveryState(StrEnum):
    """What became of telling one webhook of one event."""

    #: It is told, or told again, when it is due.
    WAITING = "waiting"
    #: The receiver answered that it has it.
    DELIVERED = "delivered"
    #: The receiver did not say so in some three days.
    GIVEN_UP = "given_up"


WAITING = text("webhook_deliveries.state = 'waiting'")
"""Written out, so that a database sees which index has just these rows."""


class Webhook(SQLModel, table=True):
    """An address of another program, and the events it is told."""

    __tablename__ = "webhooks"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    url: str = Field(max_length=LONGEST_ADDRESS, sa_column_kwargs=IMPERSONAL)
    description: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    events: list[str] = Field(sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: Whether it is told e-mail addresses, and what the receiver needs them for. Neither changes later.
    include_email: bool = False
    email_because: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    secret: str = Field(sa_column_kwargs=SECRET)
    #: The secret before, which signs as well until then.
    old_secret: str | None = Field(default=None, sa_column_kwargs=SECRET)
    old_secret_until: datetime | None = Field(default=None, sa_column_kwargs=SECRET)
    #: How many events in a row were given up.
    given_up: int = 0
    disabled_at: datetime | None = None
    disabled_because: str | None = Field(default=None, sa_column_kwargs=IMPERSONAL)
    created_at: datetime
    deleted_at: datetime | None = None


class WebhookDelivery(SQLModel, table=True):
    """One event on its way to one webhook. Its id is the `webhook-id` of every try."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index(
            "ix_webhook_deliveries_due",
            "webhook_id",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_webhook_deliveries_log", "webhook_id", "id"),
        Index("ix_webhook_deliveries_happened_at", "happened_at"),
        NOT_AUDITED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    webhook_id: int = Field(foreign_key="webhooks.id", sa_type=BIGINT)
    event: WebhookEvent = Field(sa_type=words(WebhookEvent))
    data: dict[str, Any] = Field(sa_type=JSON, sa_column_kwargs=PERSONAL)
    happened_at: datetime
    state: WebhookDeliveryState = Field(default=WebhookDeliveryState.WAITING, sa_type=words(WebhookDeliveryState))
    #: When it is told next. Who takes it moves this on by a lease, so that it is told again should they die.
    due_at: datetime
    attempts: int = 0
    tried_at: datetime | None = None
    #: The last answer: its HTTP status, if any came, and its first words, or why none came.
    status: int | None = None
    said: str | None = Field(default=None, max_length=LONGEST_ANSWER, sa_column_kwargs=PERSONAL)
    settled_at: datetime | None = None
