"""What is a webhook told? The body of each event, as the OpenAPI document shows it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from newsletter.law.vocabulary import NoScope
from newsletter.webhooks.models import WebhookEvent


class Data(BaseModel):
    """Ids, and little else."""

    model_config = ConfigDict(extra="forbid")


class Person(Data):
    """Who it was. The address is told only to webhooks made with `include_email`."""

    subscriber_id: UUID
    email: str | None = None


class OnList(Person):
    """Who, and on which list."""

    list_id: UUID


class Objection(Person):
    """Who, and how far the no reaches: all marketing (`channel` and `all_marketing` alike), or `everything`."""

    scope: NoScope


class Bounce(Data):
    """Which message, and why it came back. A test mail has no subscriber."""

    delivery_id: UUID
    reason: str
    campaign_id: UUID | None = None
    subscriber_id: UUID | None = None
    email: str | None = None


class OfCampaign(Data):
    """Which campaign, and to which list it goes."""

    campaign_id: UUID
    list_id: UUID


class Pause(OfCampaign):
    """Which campaign, and why it paused; null when a person paused it."""

    because: str | None


class Tried(Data):
    """Which webhook is tried."""

    webhook_id: UUID


class Told(BaseModel):
    """What every event has."""

    model_config = ConfigDict(extra="forbid")

    timestamp: datetime = Field(description="When it happened.")


class Subscribed(Told):
    """Somebody signed up by a form. Nothing is confirmed, and no campaign goes to them."""

    type: Literal[WebhookEvent.SUBSCRIBED]
    data: OnList


class Confirmed(Told):
    """The mailbox confirmed: the subscription is active."""

    type: Literal[WebhookEvent.CONFIRMED]
    data: OnList


class Left(Told):
    """Somebody left a list, however they said so. Whoever else writes to them about it must stop as well."""

    type: Literal[WebhookEvent.LEFT]
    data: OnList


class Objected(Told):
    """Somebody said no to all marketing, or to everything. Whoever else writes to them must stop as well."""

    type: Literal[WebhookEvent.OBJECTED]
    data: Objection


class Bounced(Told):
    """A message came back."""

    type: Literal[WebhookEvent.BOUNCED]
    data: Bounce


class Launched(Told):
    """A campaign begins to go out."""

    type: Literal[WebhookEvent.LAUNCHED]
    data: OfCampaign


class Finished(Told):
    """Nothing of a campaign waits any more. It may be told again, if something of it was sent again."""

    type: Literal[WebhookEvent.FINISHED]
    data: OfCampaign


class Paused(Told):
    """A campaign is held, by a person or by itself."""

    type: Literal[WebhookEvent.PAUSED]
    data: Pause


class Ping(Told):
    """A test that somebody asked for."""

    type: Literal[WebhookEvent.PING]
    data: Tried


BODIES: tuple[type[Told], ...] = (Subscribed, Confirmed, Left, Objected, Bounced, Launched, Finished, Paused, Ping)

told = APIRouter(tags=["webhooks"])
"""For the `webhooks` of the OpenAPI document: what a receiver is asked, and what it answers."""


def _tell(event: WebhookEvent, body: type[Told]) -> None:
    def receive(body: Any) -> None: ...

    receive.__annotations__["body"], receive.__doc__ = body, body.__doc__
    told.post(event.value, status_code=204, operation_id=f"told_{event.replace('.', '_')}")(receive)


for _event, _body in zip(WebhookEvent, BODIES, strict=True):
    _tell(_event, _body)
