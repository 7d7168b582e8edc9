"""What happened that another program wants to know? A row for each webhook that chose the event, beside its cause.

Written in the transaction of the cause, so that what is rolled back is told to nobody. Where no webhook chose the event
nothing is written, and nothing asked besides.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from newsletter.webhooks.models import Webhook, WebhookDelivery, WebhookEvent

Data = Mapping[str, Any]
"""Ids as text, and what else the receiver needs. An address stands under `email`, and goes no further than it may."""


def note(
    session: Session,
    event: WebhookEvent,
    organisation_id: int,
    about: Callable[[Session], Data | None],
    *,
    now: datetime,
) -> None:
    """Note an event for the webhooks that chose it. `about` is asked only if one did; None tells nothing."""
    hearing = [webhook for webhook in _in_force(session, organisation_id) if event in webhook.events]
    told = about(session) if hearing else None
    if told is None:
        return
    for webhook in hearing:
        session.add(delivery(webhook, event, told, now=now))


def delivery(webhook: Webhook, event: WebhookEvent, data: Data, *, now: datetime) -> WebhookDelivery:
    """An event on its way to one webhook, with no more of it than that one may be told."""
    kept = {name: value for name, value in data.items() if name != "email" or webhook.include_email}
    return WebhookDelivery(webhook_id=webhook.id, event=event, data=kept, happened_at=now, due_at=now)


def _in_force(session: Session, organisation_id: int) -> list[Webhook]:
    query = select(Webhook).where(
        Webhook.organisation_id == organisation_id,
        col(Webhook.disabled_at).is_(None),
        col(Webhook.deleted_at).is_(None),
    )
    return list(session.exec(query).all())
