"""How does a person get on a list? By asking, and by confirming from the mailbox itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.consent.wording import ConsentText
from newsletter.database import exclusively
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Permitted
from newsletter.law.eligibility import decide
from newsletter.law.facts import Message, Purpose, Situation, Standing
from newsletter.law.standing import Happening, fold
from newsletter.organisations.models import Organisation
from newsletter.outbox import Delivery, DeliveryState
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription


@dataclass(frozen=True)
class SignUp:
    """What a form sent: who, which words were agreed to, and what supports it."""

    address: Address
    consent_text: ConsentText
    facts: Facts
    details: Details


class Asked(StrEnum):
    """What became of a sign-up. The visitor is told the same in every case."""

    #: A confirmation mail waits in the outbox.
    CONFIRMATION_QUEUED = "confirmation_queued"
    #: Already on the list: nothing is written and nobody troubled.
    ALREADY_ACTIVE = "already_active"
    #: The mailbox has had its share of confirmation mails.
    ENOUGH_MAILS = "enough_mails"
    #: The law lets no mail at all go to this mailbox.
    REFUSED = "refused"


class Confirmed(StrEnum):
    """What became of a confirmation link."""

    #: It can be answered now.
    OPEN = "open"
    #: The subscription is active.
    DONE = "done"
    #: It was answered before.
    USED = "used"
    #: Too old, or overtaken by the person leaving.
    EXPIRED = "expired"


async def sign_up(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    mailing_list: MailingList,
    request: SignUp,
    *,
    now: datetime,
) -> Asked:
    """Somebody asks to be on a list. Nothing is on it until the mailbox confirms."""
    subject = fingerprint(request.address, settings.fingerprint_secret)
    await exclusively(session, f"mailbox {subject.hex()}")
    so_far = await ledger.standing_of(session, organisation.uid, subject, mailing_list.uid)
    if so_far.standing is Standing.GRANTED:
        return Asked.ALREADY_ACTIVE
    answer = decide(Message(Purpose.CONFIRMATION), Situation(standing=Standing.ASKED, suppression=so_far.suppression))
    if not isinstance(answer, Permitted):
        return Asked.REFUSED
    if await _had_enough(session, settings, subject, now):
        return Asked.ENOUGH_MAILS
    asked = await ledger.append(
        session,
        Happening.ASKED,
        organisation_uid=organisation.uid,
        subject=subject,
        list_uid=mailing_list.uid,
        wording=request.consent_text,
        facts=request.facts,
        details=request.details,
        now=now,
    )
    language = request.consent_text.language
    subscription = await subscription_of(session, mailing_list, request.address, subject, language, now=now)
    await projection.project(session, organisation, subject, now=now)
    session.add(
        Delivery(
            organisation_id=organisation.id,
            purpose=Purpose.CONFIRMATION,
            subscriber_id=subscription.subscriber_id,
            subscription_id=subscription.id,
            recipient=subject,
            answers_uid=asked.uid,
            state=DeliveryState.QUEUED,
            due_at=now,
            created_at=now,
        )
    )
    return Asked.CONFIRMATION_QUEUED


async def look_at_link(session: AsyncSession, settings: Settings, asked: ConsentRecord, *, now: datetime) -> Confirmed:
    """What pressing the button behind a confirmation link would do. Changes nothing."""
    if asked.kind is not Happening.ASKED or asked.list_uid is None:
        return Confirmed.EXPIRED
    records = await ledger.history(session, asked.organisation_uid, asked.subject)
    state = fold(records, asked.list_uid)
    if any(record.answers_uid == asked.uid for record in records):
        return Confirmed.USED if state.standing is Standing.GRANTED else Confirmed.EXPIRED
    if asked.uid not in state.open_asks:
        return Confirmed.EXPIRED
    if now > asked.recorded_at + timedelta(days=settings.confirmation_link_days):
        return Confirmed.EXPIRED
    return Confirmed.OPEN


async def confirm(
    session: AsyncSession, settings: Settings, asked_uid: UUID, *, details: Details, now: datetime
) -> Confirmed:
    """The holder of the mailbox pressed the button. The consent counts from now, if the link still holds."""
    asked = await ledger.record(session, asked_uid)
    if asked is None:
        return Confirmed.EXPIRED
    await exclusively(session, f"mailbox {asked.subject.hex()}")
    outcome = await look_at_link(session, settings, asked, now=now)
    if outcome is not Confirmed.OPEN:
        return outcome
    if (people := await people_of(session, asked)) is None:
        return Confirmed.EXPIRED
    wording = (await session.exec(select(ConsentText).where(ConsentText.uid == asked.wording_uid))).one()
    await ledger.append(
        session,
        Happening.GRANTED,
        organisation_uid=asked.organisation_uid,
        subject=asked.subject,
        list_uid=asked.list_uid,
        wording=wording,
        answers=asked,
        facts={**asked.facts, "channel": "confirmation_link"},
        details=details,
        now=now,
    )
    # Only now is it known that the name was typed by the mailbox's holder.
    typed = await ledger.details_of(session, asked)
    people.subscriber.name = typed.get("name") or people.subscriber.name
    session.add(people.subscriber)
    await projection.project(session, people.organisation, asked.subject, now=now)
    return Confirmed.DONE


async def register(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    mailing_list: MailingList,
    address: Address,
    *,
    name: str,
    now: datetime,
) -> Subscription:
    """A marketer brings an address in without proof. It stands on the list, and gets nothing that is marketing."""
    subject = fingerprint(address, settings.fingerprint_secret)
    await exclusively(session, f"mailbox {subject.hex()}")
    so_far = await ledger.standing_of(session, organisation.uid, subject, mailing_list.uid)
    subscription = await subscription_of(session, mailing_list, address, subject, mailing_list.language, now=now)
    if so_far.standing is Standing.NONE:
        await ledger.append(
            session,
            Happening.REGISTERED,
            organisation_uid=organisation.uid,
            subject=subject,
            list_uid=mailing_list.uid,
            facts={"channel": "api"},
            now=now,
        )
        subscriber = await session.get_one(Subscriber, subscription.subscriber_id)
        subscriber.name = subscriber.name or name
        session.add(subscriber)
    await projection.project(session, organisation, subject, now=now)
    return subscription


async def subscription_of(
    session: AsyncSession,
    mailing_list: MailingList,
    address: Address,
    subject: bytes,
    language: str,
    *,
    now: datetime,
) -> Subscription:
    """The row of one person on one list, made if it is not there. What it says is for `project` to write."""
    belongs = (Subscriber.organisation_id == mailing_list.organisation_id, Subscriber.fingerprint == subject)
    subscriber = (await session.exec(select(Subscriber).where(*belongs))).first()
    if subscriber is None:
        subscriber = Subscriber(
            organisation_id=mailing_list.organisation_id,
            email=address.email,
            fingerprint=subject,
            language=language,
            created_at=now,
        )
        session.add(subscriber)
        await session.flush()
    same = (Subscription.subscriber_id == subscriber.id, Subscription.list_id == mailing_list.id)
    subscription = (await session.exec(select(Subscription).where(*same))).first()
    if subscription is None:
        subscription = Subscription(
            subscriber_id=subscriber.id,
            list_id=mailing_list.id,
            standing=Standing.NONE,
            legal_basis=LegalBasis.UNKNOWN,
            created_at=now,
            changed_at=now,
        )
        session.add(subscription)
        await session.flush()
    return subscription


async def _had_enough(session: AsyncSession, settings: Settings, subject: bytes, now: datetime) -> bool:
    """Whether one more confirmation mail would be too many for this mailbox, over every form, list and sender."""
    last_grant = select(func.max(ConsentRecord.recorded_at)).where(
        ConsentRecord.subject == subject, ConsentRecord.kind == Happening.GRANTED
    )
    since = (await session.exec(last_grant)).one()
    mails = select(Delivery.created_at).where(Delivery.recipient == subject, Delivery.purpose == Purpose.CONFIRMATION)
    times = (await session.exec(mails)).all()
    unanswered = [time for time in times if since is None or time > since]
    today = [time for time in times if time > now - timedelta(days=1)]
    return len(unanswered) >= settings.confirmation_mails_ever or len(today) >= settings.confirmation_mails_a_day


@dataclass(frozen=True)
class People:
    """Who a record of the ledger speaks of."""

    organisation: Organisation
    mailing_list: MailingList
    subscriber: Subscriber


async def people_of(session: AsyncSession, asked: ConsentRecord) -> People | None:
    """Who a record speaks of, while its list is open and the subscriber still exists."""
    query = (
        select(Organisation, MailingList, Subscriber)
        .join(MailingList, col(MailingList.organisation_id) == col(Organisation.id))
        .join(Subscriber, col(Subscriber.organisation_id) == col(Organisation.id))
        .where(
            MailingList.uid == asked.list_uid,
            col(MailingList.deleted_at).is_(None),
            Subscriber.fingerprint == asked.subject,
        )
    )
    found = (await session.exec(query)).first()
    return People(*found) if found else None
