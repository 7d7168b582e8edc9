"""What waits to be sent, since when, and does anybody send it? Each look goes along an index, however much waits.

The queue stands still when something has been due for long and nobody is at it. While the mail server is away it does
not: somebody tries every now and then, and there is nothing here to mend by starting anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, exists, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.launching import MAY_SEND
from newsletter.campaigns.models import ON_ITS_WAY, Campaign
from newsletter.deliveries import DEFERRED, NOT_CAMPAIGN, OPEN, WAITING, Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose
from newsletter.settings import Settings

AWAY = "mail_server_away"
_FIRST_DUE = func.coalesce(Delivery.settled_at, Delivery.created_at)
"""Near enough when one that was given back was due before: at its last try, or from its beginning."""


@dataclass(frozen=True)
class First:
    """The first in turn: of one campaign, or of all that answers somebody."""

    campaign_id: int | None
    due_at: datetime
    #: It was tried, and given back since the mail server was away.
    given_back: bool
    #: Since when it or one given back before it has had to wait: each giving back moves `due_at` on, but not this.
    waits_since: datetime


async def lengths(session: AsyncSession) -> dict[tuple[Purpose, DeliveryState], int]:
    """How many deliveries of each purpose are in each state that is not an end."""
    state, count = Delivery.state, func.count()
    ours = select(Campaign.id).where(col(Campaign.state).in_(ON_ITS_WAY))
    of_campaigns = select(state, count).where(col(Delivery.campaign_id).in_(ours), col(state).in_(OPEN))
    others = select(Delivery.purpose, state, col(Delivery.campaign_id).in_(ours), count).where(
        NOT_CAMPAIGN, col(state).in_(OPEN)
    )
    found = {(purpose, one): 0 for purpose in Purpose for one in sorted(OPEN)}
    for one, number in (await session.exec(of_campaigns.group_by(col(state)))).all():
        found[Purpose.CAMPAIGN, DeliveryState(one)] += number
    by = (col(Delivery.purpose), col(state), col(Delivery.campaign_id).in_(ours))
    for purpose, one, counted_twice, number in (await session.exec(others.group_by(*by))).all():
        found[Purpose(purpose), DeliveryState(one)] += number
        if counted_twice:  # a test of one of these campaigns
            found[Purpose.CAMPAIGN, DeliveryState(one)] -= number
    return found


async def firsts(session: AsyncSession) -> list[First]:
    """The first in turn of every queue that may send. One that a campaign's going on made due is due since then."""
    found = []
    row = select(Delivery.due_at, Delivery.reason, _FIRST_DUE)
    soonest = (col(Delivery.due_at), col(Delivery.id))
    given_back_since = await _first_given_back(session)
    for state in sorted(WAITING):
        query = row.where(NOT_CAMPAIGN, Delivery.state == state).order_by(*soonest).limit(1)
        for due_at, reason, _ in (await session.exec(query)).all():
            waits_since = min(due_at, given_back_since or due_at)
            found.append(First(None, due_at, reason == AWAY, waits_since))
    running = select(Campaign.id, Campaign.changed_at).where(col(Campaign.state).in_(MAY_SEND))
    for campaign_id, since in (await session.exec(running)).all():
        theirs = row.where(Delivery.campaign_id == campaign_id, Delivery.purpose == Purpose.CAMPAIGN)
        new = theirs.where(Delivery.state == DeliveryState.QUEUED).order_by(col(Delivery.id)).limit(1)
        for query in (new, theirs.where(DEFERRED).order_by(*soonest).limit(1)):
            for due_at, reason, first_due in (await session.exec(query)).all():
                waits_since = first_due if reason == AWAY else due_at
                found.append(First(campaign_id, max(due_at, since), reason == AWAY, max(waits_since, since)))
    return found


async def _first_given_back(session: AsyncSession) -> datetime | None:
    """Since when the oldest that answers somebody waits for the mail server; what came in meanwhile is due sooner."""
    away = (NOT_CAMPAIGN, Delivery.state == DeliveryState.QUEUED, Delivery.reason == AWAY)
    return (await session.exec(select(func.min(_FIRST_DUE)).where(*away))).one()


async def stands_still(session: AsyncSession, settings: Settings, *, patience: timedelta, now: datetime) -> bool:
    """Whether something has been due for longer than `patience`, and nobody has been at anything meanwhile.

    Campaigns do not count outside the hours in which they leave.
    """
    since = now - patience
    in_hours = settings.sends_at(now) and settings.sends_at(since)
    waiting = [first for first in await firsts(session) if in_hours or first.campaign_id is None]
    if not any(first.due_at < since for first in waiting):
        return False
    return not (
        any(first.given_back and first.due_at >= since for first in waiting)
        or await _in_somebodys_hands(session, now)
        or await _sent_lately(session, waiting, since)
    )


async def _in_somebodys_hands(session: AsyncSession, now: datetime) -> bool:
    return (await session.exec(select(exists().where(col(Delivery.leased_until) >= now)))).one()


async def _sent_lately(session: AsyncSession, waiting: Sequence[First], since: datetime) -> bool:
    """Whether one of these campaigns has sent: first tries go in the order of their ids, so the last tells."""
    for campaign_id in {first.campaign_id for first in waiting if first.campaign_id is not None}:
        last = (
            select(Delivery.settled_at)
            .where(Delivery.campaign_id == campaign_id, Delivery.state == DeliveryState.SENT)
            .order_by(col(Delivery.id).desc())
            .limit(1)
        )
        if any(at is not None and at >= since for at in (await session.exec(last)).all()):
            return True
    return False
