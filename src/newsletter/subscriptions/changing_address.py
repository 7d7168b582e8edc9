"""How does a person's mailbox become another? Somebody tells us; nothing changes until the new one has confirmed.

Then the whole history goes on under the new fingerprint: each record is appended there once more, with its words and
its time, and names the one it repeats. Noes come along like the rest, and a no of the new mailbox stays. The subscriber
stays the same one, with the same subscriptions and the same memory of what was sent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses, outbox
from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.consent.wording import wording_of
from newsletter.database import exclusively
from newsletter.errors import Conflict
from newsletter.law.decision import Permitted
from newsletter.law.eligibility import decide
from newsletter.law.facts import ADDRESS_CHANGE, Situation
from newsletter.law.standing import Happening, carried
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.confirming import Confirmed
from newsletter.subscriptions.joining import Asked, had_enough_mails
from newsletter.subscriptions.models import MailingList, Relationship, Subscriber, Subscription


@dataclass(frozen=True)
class OpenChange:
    """A link that can be answered: whose address becomes which."""

    organisation: Organisation
    subscriber: Subscriber
    address: Address
    mailbox: bytes


async def ask_new_mailbox(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    subscriber: Subscriber,
    address: Address,
    *,
    facts: Facts,
    details: Details,
    now: datetime,
) -> Asked:
    """Somebody tells that a subscriber's address is now this one: ask that mailbox, in a neutral mail.

    Raises Conflict when it is the one we have, or is another subscriber's: two histories are not made into one.
    """
    old, new = subscriber.fingerprint, fingerprint(address, settings.fingerprint_secret)
    for mailbox in (old, new):
        await exclusively(session, f"mailbox {mailbox.hex()}")
    if old == new:
        raise Conflict("This is the address that the subscriber has.")
    if await _subscriber_with(session, organisation, new) is not None:
        raise Conflict("Another subscriber has this address. Ask the person to leave with one of the two.")
    for mailbox in (old, new):
        state = await ledger.standing_of(session, organisation.uid, mailbox, projection.NO_LIST)
        if not isinstance(decide(ADDRESS_CHANGE, Situation(suppression=state.suppression)), Permitted):
            return Asked.REFUSED
    subscription = await _newest_subscription(session, subscriber)
    if subscription is None:
        raise Conflict("The subscriber is on no list that could write to the new address.")
    if await had_enough_mails(session, settings, new, now):
        return Asked.ENOUGH_MAILS
    asked = await ledger.append(
        session,
        Happening.ADDRESS_CHANGE_ASKED,
        organisation_uid=organisation.uid,
        subject=old,
        facts={**facts, "to": new.hex(), "language": subscriber.language},
        details={**details, "email": address.email},
        now=now,
    )
    await outbox.enqueue(
        session,
        Purpose.ADDRESS_CHANGE,
        organisation_id=organisation.id,
        recipient=new,
        subscription=(subscription.id, subscriber.id),
        answers_uid=asked.uid,
        email=address.email,
        now=now,
    )
    return Asked.CONFIRMATION_QUEUED


async def look_at_change(
    session: AsyncSession, settings: Settings, asked: ConsentRecord, *, now: datetime
) -> OpenChange | Confirmed:
    """What pressing the button behind the link would meet. Changes nothing."""
    if asked.kind is not Happening.ADDRESS_CHANGE_ASKED:
        return Confirmed.EXPIRED
    records = await ledger.history(session, asked.organisation_uid, asked.subject)
    if any(record.answers_uid == asked.uid for record in records):
        return Confirmed.USED
    overtaken = any(record.kind is Happening.ADDRESS_CHANGED and record.id > asked.id for record in records)
    if overtaken or now > asked.happened_at + timedelta(days=settings.confirmation_link_days):
        return Confirmed.EXPIRED
    told = (await ledger.details_of(session, asked)).get("email", "")
    address, mailbox = addresses.parse(told), bytes.fromhex(str(asked.facts["to"]))
    organisation = (await session.exec(select(Organisation).where(Organisation.uid == asked.organisation_uid))).one()
    subscriber = await _subscriber_with(session, organisation, asked.subject)
    taken = await _subscriber_with(session, organisation, mailbox)
    if address is None or subscriber is None or taken is not None:
        return Confirmed.EXPIRED
    return OpenChange(organisation, subscriber, address, mailbox)


async def change_address(
    session: AsyncSession, settings: Settings, asked: ConsentRecord, *, details: Details, now: datetime
) -> Confirmed:
    """The holder of the new mailbox pressed the button: from now on everything of the old one is said of the new."""
    old, new = asked.subject, bytes.fromhex(str(asked.facts.get("to", "")))
    for mailbox in (old, new):
        await exclusively(session, f"mailbox {mailbox.hex()}")
    change = await look_at_change(session, settings, asked, now=now)
    if not isinstance(change, OpenChange):
        return change
    organisation, subscriber = change.organisation, change.subscriber
    along = carried(await ledger.history(session, organisation.uid, old))
    for mailbox, other in ((old, {"to": new.hex()}), (new, {"from": old.hex()})):
        await ledger.append(
            session,
            Happening.ADDRESS_CHANGED,
            organisation_uid=organisation.uid,
            subject=mailbox,
            answers=asked,
            facts={"channel": "confirmation_link", **other},
            details=details,
            now=now,
        )
    await _carry(session, along, new, now)
    # The same subscriber, so that what was sent is remembered, and no campaign comes twice.
    subscriber.email, subscriber.fingerprint = change.address.email, new
    session.add(subscriber)
    await session.exec(delete(Relationship).where(col(Relationship.subscriber_id) == subscriber.id))
    for mailbox in (old, new):
        await projection.project(session, organisation, mailbox, now=now)
    lists = (await session.exec(select(Subscription.id).where(Subscription.subscriber_id == subscriber.id))).all()
    await outbox.redirect(session, lists, recipient=new, now=now)
    return Confirmed.DONE


async def _carry(session: AsyncSession, records: list[ConsentRecord], mailbox: bytes, now: datetime) -> None:
    """Append records once more under another mailbox. Who answers what stays as it was, so nothing gets more proved."""
    repeated: dict[UUID, ConsentRecord] = {}
    for record in records:
        repeated[record.uid] = await ledger.append(
            session,
            record.kind,
            organisation_uid=record.organisation_uid,
            subject=mailbox,
            list_uid=record.list_uid,
            wording=await wording_of(session, record.wording_uid),
            answers=repeated.get(record.answers_uid) if record.answers_uid else None,
            facts={**record.facts, "carried_from": record.subject.hex(), "repeats": str(record.uid)},
            happened_at=record.happened_at,
            now=now,
        )


async def _subscriber_with(session: AsyncSession, organisation: Organisation, mailbox: bytes) -> Subscriber | None:
    theirs = (Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == mailbox)
    return (await session.exec(select(Subscriber).where(*theirs))).first()


async def _newest_subscription(session: AsyncSession, subscriber: Subscriber) -> Subscription | None:
    """The one whose list writes to the new mailbox, as its sender is known to the person."""
    query = (
        select(Subscription)
        .join(MailingList)
        .where(Subscription.subscriber_id == subscriber.id, col(MailingList.deleted_at).is_(None))
        .order_by(col(Subscription.changed_at).desc(), col(Subscription.id).desc())
    )
    return (await session.exec(query)).first()
