"""What becomes of an address that a marketer brings in, among many? It is registered or corrected; a no stays a no.

Nothing here gives anybody a legal basis: who was not on the list is registered as by `register`, and who is keeps the
standing they have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.database import exclusively
from newsletter.law.vocabulary import Standing, Suppression
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.joining import hold
from newsletter.subscriptions.knowing import describe
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.subscriptions.registering import register


class Became(StrEnum):
    """What became of an address that was brought in."""

    #: It was not on the list, and is now, without proof.
    CREATED = "created"
    #: It was on the list; what is known of the person was corrected.
    CHANGED = "changed"
    #: It was on the list, as it was sent.
    UNCHANGED = "unchanged"
    #: The person said no to this list, or to all mail. Nothing is written.
    SAID_NO = "said_no"


@dataclass(frozen=True)
class BroughtIn:
    """What became of it, and the subscription where there is one to show."""

    became: Became
    subscription: Subscription | None = None
    subscriber: Subscriber | None = None


async def bring_in(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    mailing_list: MailingList,
    address: Address,
    told: Mapping[str, Any],
    *,
    now: datetime,
) -> BroughtIn:
    """Put an address on the list, or correct what is `told` of its holder. Raises Invalid for a birthday of nobody."""
    subject = fingerprint(address, settings.fingerprint_secret)
    await hold(session, mailing_list)
    await exclusively(session, f"mailbox {subject.hex()}")
    so_far = await ledger.standing_of(session, organisation.uid, subject, mailing_list.uid)
    if so_far.no_stands or so_far.suppression is not Suppression.NONE:
        return BroughtIn(Became.SAID_NO)
    became = Became.CREATED if so_far.standing is Standing.NONE else Became.UNCHANGED
    subscription = await register(session, settings, organisation, mailing_list, address, name="", now=now)
    subscriber = await session.get_one(Subscriber, subscription.subscriber_id)
    if changes := {name: value for name, value in told.items() if getattr(subscriber, name) != value}:
        await describe(session, settings, organisation, subscriber, changes, now=now)
        became = Became.CHANGED if became is Became.UNCHANGED else became
    return BroughtIn(became, subscription, subscriber)
