"""How do people come to be in some thousands of situations? By country, age, proof, purchases and how long ago.

What `people` copied is alike but for six stories. Here the rows that a decision is gathered from are varied in place,
so that a launch meets about as many situations as a real list of this size would. The ledger is left as it is.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Uuid, cast, func, insert, literal, select, update
from sqlmodel import col
from sqlmodel import select as pick
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.app import utc_now
from newsletter.consent.evidence import EvidenceProfile, intern
from newsletter.database import Database, each_new_uid
from newsletter.law.evidence import Consent, Mailbox, Sale
from newsletter.law.vocabulary import MailboxKind, Per, RelationshipKind
from newsletter.subscriptions.models import Relationship, Subscriber, Subscription

SEASON = Sale(
    RelationshipKind.CONTINUING_AGREEMENT,
    completed=True,
    seller_is_sender=True,
    reference_kept=True,
    date_kept=True,
    product_groups=frozenset({"concerts"}),
    address_from_sale=True,
    use_told=True,
    opt_out_offered=True,
    opt_out_text_kept=True,
    opted_out=False,
)
#: Every so-manieth person; all of these numbers are prime, so that everything meets everything.
COUNTRIES = {17: "SE", 31: "DK", 43: "NO", 59: "DE", 71: "GB"}
BORN = {97: date(1950, 1, 1), 101: date(2010, 1, 1)}
MAILBOXES = {83: Mailbox(MailboxKind.ROLE, "AS", True, True), 89: Mailbox(MailboxKind.WORK, "AS")}
SALES = {
    13: (SEASON, None),
    37: (replace(SEASON, kind=RelationshipKind.SINGLE_PURCHASE), None),
    41: (replace(SEASON, opt_out_offered=False), None),
    47: (SEASON, date(2026, 1, 1)),
}
DAYS_AGO = {11: 400, 79: 800}


async def vary(url: str) -> None:
    """Vary the people in a filled database."""
    database = Database(url)
    async with database.transaction() as session:
        for step, country in COUNTRIES.items():
            await _every(session, Subscriber, step, country=country)
        for step, day in BORN.items():
            await _every(session, Subscriber, step, born_on=day)
        for step, mailbox in MAILBOXES.items():
            await _every(session, Subscriber, step, mailbox_id=(await intern(session, mailbox)).id)
        await _every(session, Subscriber, 29, tracking_consented=True)
        for step, (sale, ended_on) in SALES.items():
            await _sell(session, step, (await intern(session, sale)).id, ended_on)
        await _vary_consents(session)
    await database.close()


async def _every(session: AsyncSession, model: Any, step: int, *more: Any, **values: Any) -> None:
    await session.exec(update(model).where(col(model.id) % step == 0, *more).values(**values))


async def _vary_consents(session: AsyncSession) -> None:
    query = pick(EvidenceProfile).where(EvidenceProfile.kind == "consent")
    kept = [one.evidence for one in (await session.exec(query)).all()]
    [whole] = [one for one in kept if isinstance(one, Consent) and one.mailbox_confirmed]
    kinds = {
        7: replace(whole, at_most=4, per=Per.MONTH),
        53: replace(whole, mailbox_confirmed=False),
        61: replace(whole, partners=frozenset({"fjordbryggeriet as"})),
        67: replace(whole, content_types=frozenset({"jazz"})),
        73: replace(whole, lasts_months=36),
    }
    granted = col(Subscription.profile_id).is_not(None)
    for step, kind in kinds.items():
        await _every(session, Subscription, step, granted, profile_id=(await intern(session, kind)).id)
    for step, days in DAYS_AGO.items():
        await _every(session, Subscription, step, granted, granted_at=utc_now() - timedelta(days=days))


async def _sell(session: AsyncSession, step: int, profile_id: int, ended_on: date | None) -> None:
    everybody = col(Subscriber.id)
    uid: Any = cast(each_new_uid(session, func.row_number().over(order_by=everybody)), Uuid)
    ended: Any = literal(ended_on, Relationship.__table__.c.ended_on.type)  # type: ignore[attr-defined]
    made: Any = literal(date(2025, 10, 1), Relationship.__table__.c.made_on.type)  # type: ignore[attr-defined]
    sold = select(everybody, uid, literal(profile_id), made, ended).where(everybody % step == 0)
    columns = ["subscriber_id", "record_uid", "profile_id", "made_on", "ended_on"]
    await session.exec(insert(Relationship).from_select(columns, sold))
