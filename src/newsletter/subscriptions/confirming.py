"""How does asking become consent? By a button behind a link that only the mailbox's holder can have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details
from newsletter.consent.wording import ConsentText
from newsletter.database import exclusively
from newsletter.law.facts import Standing
from newsletter.law.standing import Happening, fold
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import MailingList, Subscriber


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
