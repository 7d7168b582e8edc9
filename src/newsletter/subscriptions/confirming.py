"""How does asking become consent? By a button behind a link that only the mailbox's holder can have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord, Details, Facts, instant
from newsletter.consent.wording import wording_of
from newsletter.database import exclusively
from newsletter.deliveries import Delivery
from newsletter.law.standing import Happening, fold
from newsletter.law.vocabulary import Standing
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import MailingList, Subscriber
from newsletter.subscriptions.telling import tell
from newsletter.webhooks.models import WebhookEvent


class Confirmed(StrEnum):
    """What became of a confirmation link."""

    #: The subscription is active.
    DONE = "done"
    #: It was answered before.
    USED = "used"
    #: Too old, or overtaken by the person leaving or the list being deleted.
    EXPIRED = "expired"


@dataclass(frozen=True)
class Open:
    """A link that can be answered, and who it speaks of."""

    organisation: Organisation
    mailing_list: MailingList
    subscriber: Subscriber


async def look_at_link(
    session: AsyncSession, settings: Settings, asked: ConsentRecord, *, now: datetime
) -> Open | Confirmed:
    """What pressing the button behind a confirmation link would meet. Changes nothing."""
    if asked.kind is not Happening.ASKED or asked.list_uid is None:
        return Confirmed.EXPIRED
    records = await ledger.history(session, asked.organisation_uid, asked.subject)
    state = fold(records, asked.list_uid)
    if any(record.answers_uid == asked.uid for record in records):
        return Confirmed.USED if state.standing is Standing.GRANTED else Confirmed.EXPIRED
    too_old = now > asked.happened_at + timedelta(days=settings.confirmation_link_days)
    if too_old or asked.uid not in state.open_asks:
        return Confirmed.EXPIRED
    return await _people_of(session, asked) or Confirmed.EXPIRED


async def confirm(
    session: AsyncSession, settings: Settings, asked: ConsentRecord, *, details: Details, now: datetime
) -> Confirmed:
    """The holder of the mailbox pressed the button. The consent counts from now, if the link still holds."""
    await exclusively(session, f"mailbox {asked.subject.hex()}")
    link = await look_at_link(session, settings, asked, now=now)
    if not isinstance(link, Open):
        return link
    await ledger.append(
        session,
        Happening.GRANTED,
        organisation_uid=asked.organisation_uid,
        subject=asked.subject,
        list_uid=asked.list_uid,
        wording=await wording_of(session, asked.wording_uid),
        answers=asked,
        facts={**asked.facts, "channel": "confirmation_link", **await _mail_that_asked(session, asked)},
        details=details,
        now=now,
    )
    # Until the mailbox answered, the name was anybody's text.
    typed = await ledger.details_of(session, asked)
    link.subscriber.name = typed.get("name") or link.subscriber.name
    session.add(link.subscriber)
    await projection.project(session, link.organisation, asked.subject, now=now)
    told = (WebhookEvent.CONFIRMED, link.organisation, asked.subject)
    await tell(session, *told, list_uid=asked.list_uid, now=now)
    return Confirmed.DONE


async def _people_of(session: AsyncSession, asked: ConsentRecord) -> Open | None:
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
    return Open(*found) if found else None


async def _mail_that_asked(session: AsyncSession, asked: ConsentRecord) -> Facts:
    """Which mail carried the link and when the mail server took it: the tie between mailbox and person."""
    carrier = (await session.exec(select(Delivery).where(Delivery.answers_uid == asked.uid))).first()
    if carrier is None or carrier.settled_at is None:
        return {}
    return {"delivery": str(carrier.uid), "confirmation_sent_at": instant(carrier.settled_at)}
