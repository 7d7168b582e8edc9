"""Which mails went to one mailbox, which were held back, and on what did each rest?"""

import hashlib
from uuid import UUID

import sqlalchemy
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.campaigns.models import Campaign
from newsletter.database import within
from newsletter.deliveries import NOT_CAMPAIGN, Delivery, DeliveryState
from newsletter.law import rules
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.decision import RULE_SET
from newsletter.law.vocabulary import Purpose
from newsletter.notices.reading import addressed
from newsletter.organisations.models import Organisation
from newsletter.outbox import UNANSWERED
from newsletter.privacy import answering, promoted
from newsletter.privacy.promoted import Promoting
from newsletter.privacy.proof import Answer, Mail
from newsletter.privacy.shelf import Shelf
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription

RULES = {rule.code: rule for rule in rules.ALL}


async def _to(session: AsyncSession, organisation: Organisation, mailbox: bytes) -> ColumnElement[bool]:
    """The deliveries to a mailbox: by its subscriptions; where the person is forgotten, every one is looked at."""
    to_it = col(Delivery.recipient) == mailbox
    of_theirs = (Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == mailbox)
    lists = (await session.exec(select(Subscription.id).join(Subscriber).where(*of_theirs))).all()
    return or_(col(Delivery.subscription_id).in_(lists), and_(NOT_CAMPAIGN, to_it)) if lists else to_it


async def mails(
    session: AsyncSession, organisation: Organisation, fingerprint: bytes, shelf: Shelf
) -> tuple[Mail, ...]:
    """Every message to the mailbox, oldest first, also those that were held back."""
    query = (
        sqlalchemy.select(Delivery, Campaign, MailingList)
        .select_from(Delivery)
        .outerjoin(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .outerjoin(MailingList, col(MailingList.id) == col(Campaign.list_id))
        .where(col(Delivery.organisation_id) == organisation.id, await _to(session, organisation, fingerprint))
        .order_by(col(Delivery.id))
    )
    rows = (await session.exec(query)).all()  # type: ignore[call-overload]
    answered = {record.uid: record.list_uid for record in shelf.records}
    lists = {mailing_list.uid: mailing_list.name for *_, mailing_list in rows if mailing_list}
    asked = await answering.answers_to(session, [row for row, *_ in rows])
    promoting = await promoted.read(session, organisation, rows)
    notices = await within(session, addressed, [row.uid for row, *_ in rows if row.purpose is Purpose.NOTICE])
    told = []
    for row, campaign, mailing_list in rows:
        list_id = mailing_list.uid if mailing_list else answered.get(row.answers_uid)
        answers = answering.rested_on(asked, row, campaign)
        subject = campaign.subject if campaign else notices[row.uid].notice.subject if row.uid in notices else ""
        list_name = lists.get(list_id) or shelf.list_name(list_id)
        told.append(_mail(row, campaign, subject, list_id, list_name, answers, promoting))
    return tuple(told)


def _mail(
    row: Delivery,
    campaign: Campaign | None,
    subject: str,
    list_id: UUID | None,
    list_name: str,
    answers: tuple[Answer, ...],
    promoting: Promoting,
) -> Mail:
    place = PLACES[row.legal_basis or LegalBasis.UNKNOWN]
    doubtful = row.may_have_arrived_before
    rule = RULES.get(row.rule or "") if row.rule_set == RULE_SET else None  # today's words are not those of then
    return Mail(
        id=row.uid,
        purpose=row.purpose,
        list_id=list_id,
        list_name=list_name,
        subject=subject,
        content_digest=_digest(row, campaign),
        promotes=promoting.goods(campaign),
        own_products=campaign.own_products if campaign else None,
        partners=tuple(campaign.partners) if campaign else (),
        state=DeliveryState.UNCERTAIN if doubtful else row.state,
        reason=UNANSWERED if doubtful else row.reason,
        legal_basis=row.legal_basis,
        marketing_act=place.marketing_act,
        gdpr=place.article,
        rule=row.rule or "",
        rule_says=rule.says if rule else "",
        citation=rule.citation if rule else "",
        rule_set=row.rule_set or "",
        decided_at=row.decided_at,
        created_at=row.created_at,
        settled_at=row.unanswered_at if doubtful else row.settled_at,
        reply=row.reply or "",
        answers=answers,
        assumptions=promoting.assumed(row, campaign),
    )


def _digest(row: Delivery, campaign: Campaign | None) -> str:
    """Of a campaign's content, which stays as it was once it has gone; a test may have shown an earlier draft."""
    if campaign is None or row.purpose is not Purpose.CAMPAIGN:
        return ""
    return hashlib.sha256(f"{campaign.subject}\n{campaign.body}".encode()).hexdigest()
