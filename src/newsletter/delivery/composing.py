"""What does this delivery say? From a row of the outbox to a letter: a campaign, a test or a confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import languages
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.rendering import Recipient, render
from newsletter.consent.record import ConsentRecord
from newsletter.consent.wording import ConsentText
from newsletter.delivery.message import Letter
from newsletter.law.facts import Purpose
from newsletter.organisations.models import Organisation
from newsletter.outbox import Delivery
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.tokens import Tokens, Unsubscribe


@dataclass(frozen=True)
class Draft:
    """A delivery with all that is needed to write it."""

    delivery: Delivery
    mailing_list: MailingList
    organisation: Organisation
    email: str
    name: str
    campaign: Campaign | None
    asked: ConsentRecord | None
    language: str


async def drafts(session: AsyncSession, deliveries: Sequence[Delivery]) -> list[Draft]:
    """What the deliveries are about, read in one go."""
    query = (
        select(Delivery.id, Campaign, MailingList, Organisation, Subscriber, ConsentRecord, ConsentText.language)
        .outerjoin(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .outerjoin(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .join(
            MailingList,
            (col(MailingList.id) == col(Campaign.list_id)) | (col(MailingList.id) == col(Subscription.list_id)),
        )
        .join(Organisation, col(Organisation.id) == col(Delivery.organisation_id))
        .outerjoin(Subscriber, col(Subscriber.id) == col(Delivery.subscriber_id))
        .outerjoin(ConsentRecord, col(ConsentRecord.uid) == col(Delivery.answers_uid))
        .outerjoin(ConsentText, col(ConsentText.uid) == col(ConsentRecord.wording_uid))
        .where(col(Delivery.id).in_([delivery.id for delivery in deliveries]))
    )
    rows = {row[0]: row for row in (await session.exec(query)).all()}  # type: ignore[call-overload]
    made = []
    for delivery in deliveries:
        _, campaign, mailing_list, organisation, subscriber, asked, language = rows[delivery.id]
        made.append(
            Draft(
                delivery=delivery,
                mailing_list=mailing_list,
                organisation=organisation,
                email=delivery.email or subscriber.email,
                name=subscriber.name if subscriber else "",
                campaign=campaign,
                asked=asked,
                language=language or mailing_list.language,
            )
        )
    return made


def compose(draft: Draft, settings: Settings, tokens: Tokens, *, now: datetime) -> Letter:
    """The letter a delivery stands for."""
    if draft.delivery.purpose is Purpose.CONFIRMATION:
        return _confirmation(draft, settings, tokens, now)
    return _campaign(draft, settings, tokens, now)


def _campaign(draft: Draft, settings: Settings, tokens: Tokens, now: datetime) -> Letter:
    assert draft.campaign is not None
    right = Unsubscribe(draft.mailing_list.uid, draft.delivery.recipient, draft.delivery.id)
    url = f"{settings.base_url}/unsubscribe/{tokens.for_unsubscribing(right)}"
    to = Recipient(name=draft.name, email=draft.email, unsubscribe_url=url)
    rendered = render(draft.campaign, draft.mailing_list, draft.organisation, to)
    is_test = draft.delivery.purpose is Purpose.TEST
    return Letter(
        uid=draft.delivery.uid,
        host_name=settings.host_name,
        date=now,
        sender_name=draft.mailing_list.sender_name,
        sender_email=draft.mailing_list.sender_email,
        recipient=draft.email,
        reply_to=draft.mailing_list.reply_to,
        subject=f"[Test] {rendered.subject}" if is_test else rendered.subject,
        text=rendered.text,
        html=rendered.html,
        list_uid=draft.mailing_list.uid,
        list_name=draft.mailing_list.name,
        unsubscribe_url=url,
    )


def _confirmation(draft: Draft, settings: Settings, tokens: Tokens, now: datetime) -> Letter:
    """Neutral: no marketing, and nothing that whoever filled in the form could have typed."""
    assert draft.asked is not None
    expires = draft.asked.recorded_at + timedelta(days=settings.confirmation_link_days)
    values = {
        "organisation": draft.organisation,
        "mailing_list": draft.mailing_list,
        "confirm_url": f"{settings.base_url}/confirm/{tokens.for_confirming(draft.asked.uid)}",
        "expires": format_date(expires, "long", locale=draft.language),
    }
    subject, text, html = (
        languages.page(f"email/confirmation/{part}", draft.language, **values)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(
        uid=draft.delivery.uid,
        host_name=settings.host_name,
        date=now,
        sender_name=draft.mailing_list.sender_name,
        sender_email=draft.mailing_list.sender_email,
        recipient=draft.email,
        reply_to=draft.mailing_list.reply_to,
        subject=subject.strip(),
        text=text,
        html=html,
        automatic=True,
    )
