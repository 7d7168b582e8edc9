"""On which lists is the person, on what can mail to each rest, and what does a recorded customer relationship lack?"""

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.evidence import day_kept, sale_ended_on, sale_kept
from newsletter.deliveries import DeliveryState
from newsletter.law import customers
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.eligibility import POLICY
from newsletter.law.evidence import Relationship
from newsletter.law.reasons import Reason
from newsletter.law.standing import Fold, Happening, fold
from newsletter.law.times import passed
from newsletter.law.vocabulary import Purpose, Suppression
from newsletter.organisations.models import Organisation
from newsletter.privacy.proof import Mail, Membership
from newsletter.privacy.shelf import Shelf
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription

CUSTOMER = LegalBasis.EXISTING_CUSTOMER


async def lists(
    session: AsyncSession,
    organisation: Organisation,
    shelf: Shelf,
    subscriber: Subscriber | None,
    mails: Sequence[Mail],
    now: datetime,
) -> tuple[Membership, ...]:
    """Every list the person's records name, as they add up now."""
    query = select(MailingList.uid, Subscription).join(Subscription)
    rows = await session.exec(query.where(Subscription.subscriber_id == subscriber.id)) if subscriber else ()
    bases = {uid: subscription.legal_basis for uid, subscription in rows}
    related = _relationships(shelf, organisation, now)
    told = []
    for uid in dict.fromkeys(record.list_uid for record in shelf.records if record.list_uid):
        found, basis = fold(shelf.records, uid), bases.get(uid)
        recorded = _unmet(found, related) if related and basis in (CUSTOMER, LegalBasis.UNKNOWN, None) else None
        if basis is CUSTOMER and recorded:
            basis = LegalBasis.UNKNOWN
        place = PLACES[basis or LegalBasis.UNKNOWN]
        unmet = recorded or (_withheld(uid, mails) if basis is CUSTOMER else None)
        name = shelf.list_name(uid)
        told.append(Membership(uid, name, found.standing, basis, place.marketing_act, place.article, unmet))
    return tuple(told)


def _relationships(shelf: Shelf, organisation: Organisation, now: datetime) -> frozenset[Relationship]:
    found = set()
    for record in (r for r in shelf.records if r.kind is Happening.SALE_RECORDED):
        made, ended = day_kept(record, "made_on"), sale_ended_on(record, shelf.records)
        bought = datetime.combine(made, time(), now.tzinfo) if made else now
        months = passed(bought, now, (POLICY.capital_good_counts_for,))
        sale = sale_kept(record, organisation)
        found.add(Relationship(sale, ended is not None and ended <= now.date(), months))
    return frozenset(found)


def _unmet(found: Fold, related: frozenset[Relationship]) -> Reason | None:
    """What stands in the way of mail to a customer, whatever the mail is about."""
    if found.suppression is not Suppression.NONE:
        return Reason.BLOCKED if found.suppression is Suppression.BLOCK else Reason.OBJECTED
    return Reason.WITHDRAWN if found.no_stands else customers.unmet(related, POLICY)


def _withheld(list_id: UUID, mails: Sequence[Mail]) -> Reason | None:
    """Why the newest campaign to the list was withheld, where it was."""
    campaigns = [mail for mail in mails if mail.purpose is Purpose.CAMPAIGN and mail.list_id == list_id]
    if not campaigns or campaigns[-1].state is not DeliveryState.WITHHELD:
        return None
    return next((reason for reason in Reason if reason == campaigns[-1].reason), None)
