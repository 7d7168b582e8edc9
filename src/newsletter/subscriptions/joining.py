"""How does a person ask to be on a list? By a form; nothing is on it until the mailbox confirms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.consent.wording import ConsentText
from newsletter.database import exclusively
from newsletter.deliveries import NOT_CAMPAIGN, Delivery
from newsletter.errors import NotFound
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Permitted
from newsletter.law.eligibility import decide
from newsletter.law.facts import CONFIRMATION, Situation
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Purpose, Standing
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import knowing, projection
from newsletter.subscriptions.models import MailingList, Subscription
from newsletter.subscriptions.telling import tell
from newsletter.webhooks.models import WebhookEvent


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
    await hold(session, mailing_list)
    await exclusively(session, f"mailbox {subject.hex()}")
    so_far = await ledger.standing_of(session, organisation.uid, subject, mailing_list.uid)
    if so_far.standing is Standing.GRANTED:
        return Asked.ALREADY_ACTIVE
    answer = decide(CONFIRMATION, Situation(standing=Standing.ASKED, suppression=so_far.suppression))
    if not isinstance(answer, Permitted):
        return Asked.REFUSED
    if await had_enough_mails(session, settings, subject, now):
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
    await outbox.enqueue(
        session,
        Purpose.CONFIRMATION,
        organisation_id=organisation.id,
        recipient=subject,
        subscription=(subscription.id, subscription.subscriber_id),
        answers_uid=asked.uid,
        now=now,
    )
    await tell(session, WebhookEvent.SUBSCRIBED, organisation, subject, list_uid=mailing_list.uid, now=now)
    return Asked.CONFIRMATION_QUEUED


async def hold(session: AsyncSession, mailing_list: MailingList) -> None:
    """Keep the list from being deleted until this transaction ends. Raises NotFound when it was deleted already."""
    await session.refresh(mailing_list, with_for_update={"read": True})
    if mailing_list.deleted_at is not None:
        raise NotFound("list")


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
    organisation_id = mailing_list.organisation_id
    subscriber = await knowing.subscriber_of(session, organisation_id, address, subject, language, now=now)
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


async def had_enough_mails(session: AsyncSession, settings: Settings, subject: bytes, now: datetime) -> bool:
    """Whether one more confirmation mail would be too many for this mailbox, over every form, list and sender."""
    last_answer = select(func.max(ConsentRecord.happened_at)).where(
        ConsentRecord.subject == subject,
        ConsentRecord.kind == Happening.GRANTED,
        col(ConsentRecord.answers_uid).is_not(None),  # what a marketer recorded, no mailbox has answered
    )
    since = (await session.exec(last_answer)).one()
    mails = select(Delivery.created_at).where(
        NOT_CAMPAIGN,
        Delivery.recipient == subject,
        col(Delivery.purpose).in_((Purpose.CONFIRMATION, Purpose.ADDRESS_CHANGE)),
    )
    times = (await session.exec(mails)).all()
    unanswered = [time for time in times if since is None or time > since]
    today = [time for time in unanswered if time > now - timedelta(days=1)]
    return len(unanswered) >= settings.confirmation_mails_ever or len(today) >= settings.confirmation_mails_a_day
