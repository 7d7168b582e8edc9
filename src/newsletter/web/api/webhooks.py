"""Which other programs are told what happens? Webhooks after Standard Webhooks, and the log of what they were told."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, Field, StringConstraints
from sqlmodel import col, select

from newsletter.access import auditing
from newsletter.access.keys import Scope
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.web.api.fields import Line, Page, Sent, Shown, Window
from newsletter.web.dependencies import ChosenSettings, Now, Opened, Reading, Transactions, Writing, caller_with
from newsletter.web.document.refusals import conflict
from newsletter.web.repeating import ShownOnce
from newsletter.webhooks import keeping
from newsletter.webhooks.models import (
    LONGEST_ADDRESS,
    Webhook,
    WebhookDelivery,
    WebhookDeliveryState,
    WebhookEvent,
)

router = APIRouter(tags=["webhooks"])

WebhookCaller = Annotated[Organisation, caller_with(Scope.WEBHOOKS_WRITE)]


def _chosen(event: WebhookEvent) -> WebhookEvent:
    if event is WebhookEvent.PING:
        raise ValueError("Nobody chooses ping: every webhook gets it, when somebody asks for a test.")
    return event


Url = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS, strip_whitespace=True)]
Events = Annotated[list[Annotated[WebhookEvent, AfterValidator(_chosen)]], Field(min_length=1, max_length=50)]


class WebhookSent(Sent):
    """Where to tell, and of what. With `include_email` the receiver is told addresses, and for what is kept."""

    url: Url = Field(examples=["https://crm.example.org/newsletter"])
    events: Events
    description: Line = ""
    include_email: bool = False
    email_because: Line = Field(default="", description="What the receiver needs e-mail addresses for.")


class WebhookChanges(Sent):
    """What to change; what is left out stays. Whether it is told addresses cannot change."""

    url: Url | None = None
    events: Events | None = None
    description: Line | None = None
    enabled: bool | None = None


class WebhookShown(Shown):
    """A webhook. While it is disabled nothing is noted for it, and what waits stays."""

    url: str
    events: list[WebhookEvent]
    description: str
    include_email: bool
    email_because: str
    old_secret_until: datetime | None
    disabled_at: datetime | None
    disabled_because: str | None
    created_at: datetime


class WebhookMade(WebhookShown, ShownOnce):
    """A webhook with its secret. It is not shown again."""

    secret: str


class WebhookDeliveryShown(Shown):
    """One event on its way to one webhook. `id` is the `webhook-id` of every try."""

    event: WebhookEvent
    happened_at: datetime
    state: WebhookDeliveryState
    attempts: int
    tried_at: datetime | None
    status: int | None = Field(description="The HTTP status of the last answer; null when none came.")
    said: str | None = Field(description="The first words of the last answer, or why none came.")
    next_try_at: datetime | None


def shown(found: Webhook) -> WebhookShown:
    return WebhookShown(id=found.uid, **found.model_dump(include=set(WebhookShown.model_fields) - {"id"}))


def made(found: Webhook) -> WebhookMade:
    return WebhookMade(secret=found.secret, **shown(found).model_dump())


def delivery_shown(found: WebhookDelivery) -> WebhookDeliveryShown:
    waits = found.state is WebhookDeliveryState.WAITING
    kept = found.model_dump(include=set(WebhookDeliveryShown.model_fields) - {"id"})
    return WebhookDeliveryShown(id=found.uid, next_try_at=found.due_at if waits else None, **kept)


@router.post(
    "/webhooks",
    status_code=201,
    operation_id="create_webhook",
    responses=conflict("There are as many as there may be."),
)
async def create_webhook(
    sent: WebhookSent, caller: WebhookCaller, transaction: Transactions, settings: ChosenSettings, now: Now
) -> WebhookMade:
    """Tell another program what happens from now on. The answer holds the secret that signs it, this once."""
    await keeping.check(sent.url, settings.hosts_allowed)
    async with transaction() as session:
        return made(await keeping.make(session, caller.id, **sent.model_dump(), now=now))


@router.get("/webhooks", operation_id="list_webhooks")
async def list_webhooks(
    caller: WebhookCaller, session: Reading, window: Annotated[Window, Query()]
) -> Page[WebhookShown]:
    """The organisation's webhooks."""
    query = select(Webhook).where(
        Webhook.organisation_id == caller.id, col(Webhook.deleted_at).is_(None), col(Webhook.id) > window.after
    )
    rows = (await session.exec(query.order_by(col(Webhook.id)).limit(window.limit + 1))).all()
    return Page(**window.page([shown(row) for row in rows], [row.id for row in rows]))


@router.get("/webhooks/{webhook_id}", operation_id="get_webhook")
async def get_webhook(webhook_id: UUID, caller: WebhookCaller, session: Reading) -> WebhookShown:
    """One webhook."""
    return shown(await owned(session, Webhook, webhook_id, caller, "webhook"))


@router.patch(
    "/webhooks/{webhook_id}",
    operation_id="change_webhook",
    responses=conflict("It is told addresses, so its receiver stays."),
)
async def change_webhook(
    webhook_id: UUID,
    changes: WebhookChanges,
    caller: WebhookCaller,
    opened: Opened,
    transaction: Transactions,
    settings: ChosenSettings,
    now: Now,
) -> WebhookShown:
    """Change a webhook, disable it, or enable it again. What waits for it is told then."""
    async with opened.reading() as session:
        await owned(session, Webhook, webhook_id, caller, "webhook")
    if changes.url is not None:
        await keeping.check(changes.url, settings.hosts_allowed)
    async with transaction() as session:
        found = await owned(session, Webhook, webhook_id, caller, "webhook")
        await keeping.change(session, found, **changes.model_dump(), now=now)
        return shown(found)


@router.delete("/webhooks/{webhook_id}", status_code=204, operation_id="delete_webhook")
async def delete_webhook(webhook_id: UUID, caller: WebhookCaller, session: Writing, now: Now) -> None:
    """Tell it nothing more, and forget what it was told."""
    await keeping.retire(session, await owned(session, Webhook, webhook_id, caller, "webhook"), now=now)


@router.post("/webhooks/{webhook_id}/rotate", operation_id="rotate_webhook_secret")
async def rotate_webhook_secret(
    webhook_id: UUID, caller: WebhookCaller, session: Writing, settings: ChosenSettings, now: Now
) -> WebhookMade:
    """A new secret, shown this once. The one before signs as well until `old_secret_until`."""
    found = await owned(session, Webhook, webhook_id, caller, "webhook")
    await keeping.rotate(session, found, overlap=timedelta(hours=settings.webhook_overlap_hours), now=now)
    return made(found)


@router.post(
    "/webhooks/{webhook_id}/test", status_code=202, operation_id="test_webhook", responses=conflict("It is disabled.")
)
async def test_webhook(webhook_id: UUID, caller: WebhookCaller, session: Writing, now: Now) -> WebhookDeliveryShown:
    """Send it a `ping`. What came of it stands in its deliveries a moment later."""
    found = await owned(session, Webhook, webhook_id, caller, "webhook")
    pinged = await keeping.ping(session, found, now=now)
    auditing.note(session, found, pinged=str(pinged.uid))
    return delivery_shown(pinged)


@router.get("/webhooks/{webhook_id}/deliveries", operation_id="list_webhook_deliveries")
async def list_webhook_deliveries(
    webhook_id: UUID, caller: WebhookCaller, session: Reading, window: Annotated[Window, Query()]
) -> Page[WebhookDeliveryShown]:
    """What it was told and what it answered, newest first. Kept for some weeks."""
    found = await owned(session, Webhook, webhook_id, caller, "webhook")
    rows = await keeping.told(session, found, before=window.after, limit=window.limit + 1)
    return Page(**window.page([delivery_shown(row) for row in rows], [row.id for row in rows]))


@router.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    operation_id="replay_webhook_delivery",
    responses=conflict("It is disabled."),
)
async def replay_webhook_delivery(
    webhook_id: UUID, delivery_id: UUID, caller: WebhookCaller, session: Writing, now: Now
) -> WebhookDeliveryShown:
    """Tell it this once more, under the same id."""
    found = await owned(session, Webhook, webhook_id, caller, "webhook")
    replayed = await keeping.replay(session, found, delivery_id, now=now)
    auditing.note(session, found, replayed=str(replayed.uid))
    return delivery_shown(replayed)
