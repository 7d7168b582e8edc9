"""What does the sender do with personal data? The record of processing (GDPR art. 30(1)), from what is there.

Nothing in it is typed for the occasion: purposes are the lists and their words, data are the columns that hold
personal data, recipients are the mail server and the partners on record. What the program cannot know, it says so.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.wording import ConsentText
from newsletter.deliveries import Delivery
from newsletter.languages import sentence
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.vocabulary import Standing
from newsletter.organisations.models import Organisation
from newsletter.privacy import disclosing, safeguards
from newsletter.privacy.gathering import controller
from newsletter.privacy.proof import Controller, Disclosure
from newsletter.relay import relay
from newsletter.settings import Settings
from newsletter.subscriptions.models import (
    STATE_OF,
    MailingList,
    Subscriber,
    Subscription,
    SubscriptionState,
    SuppressedMailbox,
)

COLUMNS = {
    "subscribers.email": sentence("E-mail address"),
    "subscribers.name": sentence("Name"),
    "subscribers.language": sentence("Language"),
    "subscribers.country": sentence("Country"),
    "subscribers.born_on": sentence("Date of birth"),
    "subscribers.fingerprint": sentence("Fingerprint of the address"),
    "consent_records.subject": sentence("Fingerprint of the address, in each record of the ledger"),
    "consent_details.salt": sentence("The salt of the details"),
    "consent_details.body": sentence(
        "Details of a consent, a no, a sale or a mailbox: IP address, browser, page, place, name, note, reference, "
        "organisation number, new address"
    ),
    "consent_documents.content": sentence("Documents that show a consent: scans, recordings, letters"),
    "deliveries.recipient": sentence("Fingerprint of the address, with each mail"),
    "deliveries.email": sentence("E-mail address of a test"),
    "deliveries.reply": sentence("The mail server's answer, which may repeat the address"),
    "kept_answers.key": sentence("Digest of the key of a request that may be repeated"),
    "kept_answers.request": sentence("Digest of a request that may be repeated"),
    "kept_answers.body": sentence("The answer to a request that may be repeated"),
    "notice_recipients.recipient": sentence("Fingerprint of the address, with each notice"),
    "notice_recipients.email": sentence("E-mail address of a notice's recipient"),
    "notice_recipients.name": sentence("Name of a notice's recipient"),
    "notice_recipients.reference": sentence("Order, ticket or contract that a notice is about"),
    "notice_recipients.values": sentence("What was filled into a notice for one recipient"),
    "suppressed_mailboxes.fingerprint": sentence("Fingerprint of the address, on the suppression list"),
    "webhook_deliveries.data": sentence("What webhooks are told: ids, and the address where that is on record"),
    "webhook_deliveries.said": sentence("The first words a webhook's receiver answered"),
}
"""What each column that holds personal data holds, in words. One without words is told by its name."""

RETENTION: dict[str, str | None] = {
    sentence("Subscribers: address, name, language, country, date of birth"): None,
    sentence("Details of consents and noes"): None,
    sentence("Details of sales, of mailboxes and of changed addresses"): None,
    sentence("Documents that show a consent"): None,
    sentence("Records of the ledger, by fingerprint"): None,
    sentence("Mails: to whom, when, and the mail server's answer"): None,
    sentence("The suppression list, by fingerprint"): None,
    sentence(
        "Recipients of notices: address, name, order and the mail server's answer, in days from the end of the notice"
    ): "notice_kept_days",
    sentence("A mail that cannot be delivered is tried again, in hours"): "delivery_lifetime_hours",
    sentence("A confirmation link can be used, in days"): "confirmation_link_days",
    sentence("What webhooks were told, in days"): "webhook_log_days",
    sentence("An answer to a request that may be repeated, in hours"): "answer_hours",
}
"""Each kind of data with the setting that limits how long it is kept or used; None where no limit is set."""

UNKNOWN_HERE = (
    sentence("A data protection officer, or a representative (art. 30(1)(a)): not known to this program."),
    sentence("Transfers to third countries (art. 30(1)(e)): not known to this program. Ask those named as recipients."),
    sentence("Where the database and its backups lie, and who has access to the machine: not known to this program."),
)


@dataclass(frozen=True)
class Activity:
    """One purpose: a list, and the newest words by which people consented to it, in each language."""

    list_id: UUID
    name: str
    description: str
    people: dict[SubscriptionState, int]
    contents: tuple[str, ...]
    frequencies: tuple[str, ...]
    retired: bool


@dataclass(frozen=True)
class BasisInUse:
    """A legal basis that subscriptions or mails rest on today, and its place in both laws."""

    basis: LegalBasis
    marketing_act: str
    gdpr: str
    subscriptions: int
    mails: int


@dataclass(frozen=True)
class Category:
    """A kind of personal data, and the column that holds it."""

    column: str
    says: str


@dataclass(frozen=True)
class Limit:
    """How long something is kept or used. `value` is None where no limit is set."""

    says: str
    setting: str
    value: float | None


@dataclass(frozen=True)
class ProcessingRecord:
    """The record of one organisation, at one moment."""

    made_at: datetime
    controller: Controller
    purposes: tuple[Activity, ...]
    bases: tuple[BasisInUse, ...]
    people: dict[str, int]
    data: tuple[Category, ...]
    #: The host of the mail server; empty where mail is caught on the machine itself.
    mail_server: str
    disclosures: tuple[Disclosure, ...]
    retention: tuple[Limit, ...]
    security: tuple[str, ...]
    unknown: tuple[str, ...]


async def processing_record(
    session: AsyncSession, settings: Settings, organisation: Organisation, *, now: datetime
) -> ProcessingRecord:
    """The record of processing as it is now."""
    return ProcessingRecord(
        made_at=now,
        controller=controller(organisation),
        purposes=tuple(await _purposes(session, organisation)),
        bases=tuple(await _bases(session, organisation)),
        people=await _people(session, organisation),
        data=personal_columns(),
        mail_server="" if settings.own_mailbox else relay(settings.smtp_url.get_secret_value()).host,
        disclosures=tuple(await disclosing.partners(session, organisation)),
        retention=tuple(
            Limit(says, f"NEWSLETTER_{name.upper()}" if name else "", getattr(settings, name) if name else None)
            for says, name in RETENTION.items()
        ),
        security=safeguards.measures(settings),
        unknown=UNKNOWN_HERE,
    )


def personal_columns() -> tuple[Category, ...]:
    """Every column of the models that says it holds personal data."""
    columns = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.info.get("personal")
    ]
    return tuple(Category(name, COLUMNS.get(name, name)) for name in columns)


async def _purposes(session: AsyncSession, organisation: Organisation) -> list[Activity]:
    lists = select(MailingList).where(MailingList.organisation_id == organisation.id).order_by(col(MailingList.id))
    found = []
    for mailing_list in (await session.exec(lists)).all():
        texts = select(ConsentText).where(ConsentText.list_id == mailing_list.id).order_by(col(ConsentText.id))
        newest = {text.language: text for text in (await session.exec(texts)).all()}.values()
        counted = (
            select(Subscription.standing, func.count())
            .where(Subscription.list_id == mailing_list.id)
            .group_by(Subscription.standing)
        )
        people: Counter[SubscriptionState] = Counter()
        for standing, count in (await session.exec(counted)).all():
            people[STATE_OF[Standing(standing)]] += count
        found.append(
            Activity(
                list_id=mailing_list.uid,
                name=mailing_list.name,
                description=mailing_list.description,
                people=dict(people),
                contents=tuple(text.content for text in newest),
                frequencies=tuple(text.frequency for text in newest),
                retired=mailing_list.deleted_at is not None,
            )
        )
    return found


async def _bases(session: AsyncSession, organisation: Organisation) -> list[BasisInUse]:
    theirs = (
        select(Subscription.legal_basis, func.count())
        .join(MailingList)
        .where(MailingList.organisation_id == organisation.id)
        .group_by(Subscription.legal_basis)
    )
    mails = (
        select(Delivery.legal_basis, func.count())
        .where(Delivery.organisation_id == organisation.id, col(Delivery.legal_basis).is_not(None))
        .group_by(Delivery.legal_basis)
    )
    subscriptions = dict((await session.exec(theirs)).all())
    sent = dict((await session.exec(mails)).all())
    return [
        BasisInUse(basis, place.marketing_act, place.article, subscriptions.get(basis, 0), sent.get(basis, 0))
        for basis, place in PLACES.items()
        if basis in subscriptions or basis in sent
    ]


async def _people(session: AsyncSession, organisation: Organisation) -> dict[str, int]:
    """How many there are of each category of people."""
    counted = {}
    for name, model in (("subscribers", Subscriber), ("suppressed", SuppressedMailbox)):
        query = select(func.count()).select_from(model).where(model.organisation_id == organisation.id)
        counted[name] = (await session.exec(query)).one()
    return counted
