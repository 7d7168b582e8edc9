"""What becomes of a call? It was taken, or is tried again ever later, or is given up; and so may be the webhook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, exists, func, select

from newsletter.database import json_text
from newsletter.webhooks.calling import Answer
from newsletter.webhooks.models import WAITING, Webhook, WebhookDelivery, WebhookDeliveryState

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""Policy, as Standard Webhooks advises: between two tries. After the last it is given up, some three days on."""
SPREAD = 0.1  # policy: as much later, so that what failed together does not come back together
EACH = 4  # policy: calls to one webhook at once, so that a slow receiver holds up nobody else's


@dataclass(frozen=True)
class Call:
    """One try that was taken on: what is to be said, where, and by which secrets it is signed."""

    delivery_id: int
    webhook_id: int
    attempt: int
    uid: UUID
    url: str
    body: str
    secrets: Sequence[str]


def take(session: Session, limit: int, busy: Mapping[int, int], *, lease: timedelta, now: datetime) -> list[Call]:
    """Take on up to `limit` of what is due; `busy` is how many calls to each webhook are under way.

    Nobody else takes these before the lease ends. If whoever took them dies, they are told again then.
    """
    due = (WAITING, col(WebhookDelivery.due_at) <= now)
    waits = exists().where(col(WebhookDelivery.webhook_id) == Webhook.id, *due)
    in_force = (col(Webhook.disabled_at).is_(None), col(Webhook.deleted_at).is_(None))
    calls: list[Call] = []
    for webhook in session.exec(select(Webhook).where(*in_force, waits).order_by(func.random())).all():
        theirs = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id, *due)
        soonest = theirs.order_by(col(WebhookDelivery.due_at), col(WebhookDelivery.id))
        room = min(EACH - busy.get(webhook.id, 0), limit - len(calls))
        if room <= 0:
            continue
        for row in session.exec(soonest.limit(room).with_for_update(skip_locked=True)).all():
            row.attempts, row.tried_at, row.due_at = row.attempts + 1, now, now + lease
            session.add(row)
            calls.append(_call(webhook, row, now))
    return calls


def _call(webhook: Webhook, row: WebhookDelivery, now: datetime) -> Call:
    body = json_text({"type": row.event, "timestamp": row.happened_at.isoformat(), "data": row.data})
    both = webhook.old_secret and webhook.old_secret_until and now < webhook.old_secret_until
    keys = [webhook.secret, webhook.old_secret] if both and webhook.old_secret else [webhook.secret]
    return Call(row.id, webhook.id, row.attempts, row.uid, webhook.url, body, keys)


def settle(session: Session, call: Call, answer: Answer, *, disable_after: int, chance: float, now: datetime) -> None:
    """Write what became of a call, unless it has been taken on anew since."""
    webhook = session.get_one(Webhook, call.webhook_id, with_for_update={"key_share": True})
    row = session.get(WebhookDelivery, call.delivery_id, with_for_update=True)
    if row is None or (row.state, row.attempts) != (WebhookDeliveryState.WAITING, call.attempt):
        return
    row.status, row.said = answer.status, answer.said
    if answer.taken:
        _close(row, WebhookDeliveryState.DELIVERED, now)
        webhook.given_up = 0
    elif row.attempts <= len(DELAYS):
        row.due_at = now + DELAYS[row.attempts - 1] * (1 + SPREAD * chance)
    else:
        _close(row, WebhookDeliveryState.GIVEN_UP, now)
        webhook.given_up += 1
    if because := _enough(webhook, answer, disable_after):
        webhook.disabled_at, webhook.disabled_because = now, because
    session.add_all((row, webhook))


def _close(row: WebhookDelivery, state: WebhookDeliveryState, now: datetime) -> None:
    row.state, row.settled_at = state, now


def _enough(webhook: Webhook, answer: Answer, disable_after: int) -> str | None:
    """Why it is called no more, or None."""
    mend = "See its deliveries, mend the receiver, then enable the webhook."
    if answer.gone:
        return f"The receiver answered 410: it wants no more. {mend}"
    if webhook.given_up < disable_after or answer.taken:
        return None
    last = f"it answered {answer.status}" if answer.status else answer.said
    return f"{webhook.given_up} events in a row were given up, each after some three days. Last: {last}. {mend}"
