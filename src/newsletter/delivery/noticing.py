"""What does an organisation read about the head of its ledger? Where it ends, and how anybody can check that later."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from babel.dates import format_date
from sqlmodel import Session, col, func, select

from newsletter import languages
from newsletter.consent.notices import HeadNotice
from newsletter.consent.seals import Head, Seal
from newsletter.delivery.message import Letter
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList

NORWEGIAN = "nb"  # where no list of the organisation says otherwise


@dataclass(frozen=True)
class Notice:
    """The head at the end of a day, and the list in whose language and from whose address it is told, if any."""

    head: Head
    records: int
    day: date
    mailing_list: MailingList | None


def notices(session: Session, delivery_uids: Collection[UUID]) -> dict[UUID, Notice]:
    """What these deliveries tell, by delivery; nothing for those that are no head notices."""
    if not delivery_uids:
        return {}
    query = (
        select(HeadNotice, Seal)
        .join(Seal, col(Seal.number) == col(HeadNotice.seal_number))
        .where(col(HeadNotice.delivery_uid).in_(delivery_uids))
    )
    made = {}
    for row, seal in session.exec(query).all():
        counted = select(func.sum(Seal.count)).where(col(Seal.number) <= seal.number)
        made[row.delivery_uid] = Notice(
            seal.head,
            session.exec(counted).one() or 0,
            row.day - timedelta(days=1),
            _oldest_list(session, row.organisation_id),
        )
    return made


def _oldest_list(session: Session, organisation_id: int) -> MailingList | None:
    query = select(MailingList).where(
        MailingList.organisation_id == organisation_id, col(MailingList.deleted_at).is_(None)
    )
    return (session.exec(query.order_by(col(MailingList.id)).limit(1))).first()


def write(
    notice: Notice, uid: UUID, organisation: Organisation, email: str, settings: Settings, *, now: datetime
) -> Letter:
    """From the organisation to itself: by the address of its oldest list, which its mail server surely sends for."""
    sender = notice.mailing_list
    language = languages.negotiate([sender.language]) if sender else None
    language = language or NORWEGIAN
    values = {
        "organisation": organisation,
        "host": settings.host_name,
        "head": notice.head,
        "records": notice.records,
        "date": format_date(notice.day, "long", locale=language),
    }
    subject, text, html = (
        languages.page(f"email/head/{part}", language, **values) for part in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(
        uid=uid,
        host_name=settings.host_name,
        date=now,
        sender_name=sender.sender_name if sender else organisation.name,
        sender_email=sender.sender_email if sender else email,
        recipient=email,
        subject=subject.strip(),
        text=text,
        html=html,
        automatic=True,
    )
