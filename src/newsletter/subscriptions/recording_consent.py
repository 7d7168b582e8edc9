"""How does a consent count that was given elsewhere? A marketer records it: on paper, in a call, on another website.

It is recorded as what it was, also where it is no consent by law: whether it permits anything is the law's question.
What a marketer tells brings nobody back who said no since, and lifts no objection unless the document shows that the
person did so later.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.consent.wording import ConsentText
from newsletter.database import exclusively
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.joining import hold, subscription_of
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription


@dataclass(frozen=True)
class Given:
    """What a person did, when and where, and what shows it."""

    act: ConsentAct
    happened_at: datetime
    #: A place may tell who the person is: it lies with the details.
    place: str = ""
    #: SHA-256 of the document that is kept.
    document: bytes | None = None
    #: Who collected it, where that was not the sender, and under which contract.
    collected_by: str = ""
    collector_contract: str = ""

    @property
    def facts(self) -> Facts:
        told: Facts = {"act": self.act, "channel": "recorded"}
        if self.place:
            told["place"] = True
        if self.document:
            told["document"] = self.document.hex()
        if self.collected_by:
            told["collected_by"] = self.collected_by
        if self.collector_contract:
            told["collector_contract"] = self.collector_contract
        return told

    @property
    def details(self) -> Details:
        return {"place": self.place} if self.place else {}


@dataclass(frozen=True)
class Recorded:
    """The ledger's record, and what the person's subscription is now."""

    record: ConsentRecord
    subscription: Subscription
    subscriber: Subscriber


async def record_consent(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    mailing_list: MailingList,
    address: Address,
    text: ConsentText,
    given: Given,
    *,
    name: str,
    now: datetime,
) -> Recorded:
    """Record that a person consented to these words of this list, elsewhere and perhaps long ago."""
    subject = fingerprint(address, settings.fingerprint_secret)
    await hold(session, mailing_list)
    await exclusively(session, f"mailbox {subject.hex()}")
    record = await ledger.append(
        session,
        Happening.GRANTED,
        organisation_uid=organisation.uid,
        subject=subject,
        list_uid=mailing_list.uid,
        wording=text,
        facts={**given.facts, "language": text.language},
        details=given.details,
        happened_at=given.happened_at,
        now=now,
    )
    subscription = await subscription_of(session, mailing_list, address, subject, text.language, now=now)
    subscriber = await session.get_one(Subscriber, subscription.subscriber_id)
    subscriber.name = subscriber.name or name
    session.add(subscriber)
    await projection.project(session, organisation, subject, now=now)
    return Recorded(record, subscription, subscriber)


async def record_tracking_consent(
    session: AsyncSession,
    organisation: Organisation,
    subscriber: Subscriber,
    given: Given,
    *,
    words: str,
    language: str,
    now: datetime,
) -> ConsentRecord:
    """Record that a person consented to being tracked, apart from all else, with the exact words that were shown."""
    await exclusively(session, f"mailbox {subscriber.fingerprint.hex()}")
    record = await ledger.append(
        session,
        Happening.TRACKING_GRANTED,
        organisation_uid=organisation.uid,
        subject=subscriber.fingerprint,
        facts={**given.facts, "words": words, "language": language},
        details=given.details,
        happened_at=given.happened_at,
        now=now,
    )
    await projection.project(session, organisation, subscriber.fingerprint, now=now)
    return record
