"""Who gets nothing, whatever list they are on? Objections and blocks."""

from datetime import datetime

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.consent import ledger
from newsletter.consent.record import Details
from newsletter.database import exclusively
from newsletter.deliveries import Delivery
from newsletter.law.decision import Reason
from newsletter.law.facts import Purpose, Suppression
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from newsletter.subscriptions import projection


async def suppress(
    session: AsyncSession,
    organisation: Organisation,
    fingerprint: bytes,
    kind: Suppression,
    *,
    channel: str,
    details: Details,
    now: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Record a no that reaches over all lists, end every subscription, call back what has not begun."""
    block = kind is Suppression.BLOCK
    await exclusively(session, f"mailbox {fingerprint.hex()}")
    await ledger.append(
        session,
        Happening.BLOCKED if block else Happening.OBJECTED,
        organisation_uid=organisation.uid,
        subject=fingerprint,
        now=now,
        facts={"channel": channel},
        details=details,
        happened_at=happened_at,
    )
    await projection.project(session, organisation, fingerprint, now=now)
    reached = [col(Delivery.organisation_id) == organisation.id, col(Delivery.recipient) == fingerprint]
    if not block:
        reached.append(col(Delivery.purpose) == Purpose.CAMPAIGN)
    await outbox.cancel(session, *reached, reason=Reason.BLOCKED if block else Reason.OBJECTED, now=now)
