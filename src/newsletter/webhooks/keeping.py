"""Which webhooks does an organisation have, and what were they told? Made, changed, tested, and told once more."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import exclusively
from newsletter.errors import Conflict, Invalid, NotFound, Problem
from newsletter.webhooks.models import Webhook, WebhookDelivery, WebhookDeliveryState, WebhookEvent
from newsletter.webhooks.noting import delivery
from newsletter.webhooks.reaching import Nowhere, find
from newsletter.webhooks.signing import new_secret

MOST = 20  # policy: webhooks of one organisation, since each sign-up may write as many rows
LOOKED_UP_WITHIN = 5.0  # policy: seconds
PURGED = 2_000  # rows of the log deleted in one transaction


async def check(url: str, allowed: frozenset[str]) -> None:
    """Raises Invalid for an address that may not be called. Asks the name server, so it stands in no transaction."""
    try:
        async with asyncio.timeout(LOOKED_UP_WITHIN):
            place = await find(url, allowed)
    except TimeoutError:
        place = Nowhere("Its name could not be looked up in time. Try again, or check it.")
    if isinstance(place, Nowhere):
        raise Invalid(Problem("/url", "webhook_address", place.because))


async def make(
    session: AsyncSession,
    organisation_id: int,
    url: str,
    events: Sequence[WebhookEvent],
    *,
    description: str = "",
    include_email: bool = False,
    email_because: str = "",
    now: datetime,
) -> Webhook:
    """A new webhook with a secret. Raises Invalid when addresses and what they are needed for do not come together."""
    if include_email is not bool(email_because):
        together = "Give include_email and email_because together: what the receiver needs e-mail addresses for."
        raise Invalid(Problem("/email_because", "purpose", together))
    await exclusively(session, f"webhooks {organisation_id}")
    theirs = (Webhook.organisation_id == organisation_id, col(Webhook.deleted_at).is_(None))
    if (await session.exec(select(func.count()).select_from(Webhook).where(*theirs))).one() >= MOST:
        raise Conflict(f"There are {MOST} webhooks, as many as there may be. Delete one that is not needed.")
    made = Webhook(
        organisation_id=organisation_id,
        url=url,
        description=description,
        events=sorted(set(events)),
        include_email=include_email,
        email_because=email_because,
        secret=new_secret(),
        created_at=now,
    )
    session.add(made)
    await session.flush()
    return made


async def change(
    session: AsyncSession,
    webhook: Webhook,
    *,
    url: str | None = None,
    events: Sequence[WebhookEvent] | None = None,
    description: str | None = None,
    enabled: bool | None = None,
    now: datetime,
) -> None:
    """Change what is given. Raises Conflict where addresses would go to another receiver than the one on record."""
    if url not in (None, webhook.url) and webhook.include_email:
        raise Conflict("It is told e-mail addresses, so its receiver stays the one on record. Make another webhook.")
    webhook.url = webhook.url if url is None else url
    webhook.events = webhook.events if events is None else sorted(set(events))
    webhook.description = webhook.description if description is None else description
    if enabled:
        webhook.disabled_at, webhook.disabled_because, webhook.given_up = None, None, 0
    elif enabled is False and webhook.disabled_at is None:
        webhook.disabled_at, webhook.disabled_because = now, "It was disabled over the API."
    session.add(webhook)
    await session.flush()


async def rotate(session: AsyncSession, webhook: Webhook, *, overlap: timedelta, now: datetime) -> None:
    """A new secret. Until the overlap ends, the one before signs as well."""
    webhook.old_secret, webhook.old_secret_until = webhook.secret, now + overlap
    webhook.secret = new_secret()
    session.add(webhook)
    await session.flush()


async def retire(session: AsyncSession, webhook: Webhook, *, now: datetime) -> None:
    """Tell it nothing more, and forget what it was told. That there was one, and what for, stays on record."""
    webhook.deleted_at, webhook.secret, webhook.old_secret = now, "", None
    session.add(webhook)
    await session.flush()
    await session.exec(delete(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook.id))


async def ping(session: AsyncSession, webhook: Webhook, *, now: datetime) -> WebhookDelivery:
    """Tell it something of no consequence, to see whether it comes. Raises Conflict while it is disabled."""
    _check_enabled(webhook)
    made = delivery(webhook, WebhookEvent.PING, {"webhook_id": str(webhook.uid)}, now=now)
    session.add(made)
    await session.flush()
    return made


async def replay(session: AsyncSession, webhook: Webhook, uid: UUID, *, now: datetime) -> WebhookDelivery:
    """Tell it once more, now, under the same id. Raises NotFound, or Conflict while it is disabled."""
    theirs = (WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.uid == uid)
    row = (await session.exec(select(WebhookDelivery).where(*theirs).with_for_update())).first()
    if row is None:
        raise NotFound("webhook delivery")
    _check_enabled(webhook)
    row.state, row.attempts, row.due_at, row.settled_at = WebhookDeliveryState.WAITING, 0, now, None
    session.add(row)
    await session.flush()
    return row


async def told(session: AsyncSession, webhook: Webhook, *, before: int, limit: int) -> Sequence[WebhookDelivery]:
    """What it was told or will be, newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    if before:
        query = query.where(col(WebhookDelivery.id) < before)
    return (await session.exec(query.order_by(col(WebhookDelivery.id).desc()).limit(limit))).all()


async def purge(session: AsyncSession, *, before: datetime) -> bool:
    """Forget some of what was told, or was to be, before a time; whether there may be more."""
    old = select(WebhookDelivery.id).where(col(WebhookDelivery.happened_at) < before)
    some = old.order_by(col(WebhookDelivery.happened_at)).limit(PURGED)
    result: CursorResult[Any] = await session.exec(delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(some)))
    return result.rowcount == PURGED


def _check_enabled(webhook: Webhook) -> None:
    if webhook.disabled_at is not None:
        raise Conflict('The webhook is disabled. Change it to {"enabled": true} first.')
