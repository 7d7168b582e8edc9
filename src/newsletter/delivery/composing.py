"""What does this delivery say? From a row of the outbox to a letter: a campaign, a test, an answer, a notice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy
from babel.dates import format_date
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import languages
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.rendering import ASKED_FOR, Footing, Recipient, render
from newsletter.consent.record import ConsentRecord
from newsletter.consent.wording import ConsentText
from newsletter.deliveries import Delivery
from newsletter.delivery import noticing
from newsletter.delivery.message import Letter
from newsletter.delivery.noticing import Notice
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.tokens import Tokens, Unsubscribe


@dataclass(frozen=True)
class Request:
    """The sign-up a confirmation answers, or the change of address."""

    uid: UUID
    asked_at: datetime
    language: str

    def expires(self, settings: Settings) -> datetime:
        """The last moment its link can be used."""
        return self.asked_at + timedelta(days=settings.confirmation_link_days)


@dataclass(frozen=True)
class Draft:
    """A delivery with all that is needed to write it."""

    delivery: Delivery
    #: The list it goes to; what an organisation sends to itself goes to none.
    mailing_list: MailingList | None
    organisation: Organisation
    email: str
    name: str
    campaign: Campaign | None
    request: Request | None
    notice: Notice | None
    #: What it rests on and what goes with that, once the law permitted it.
    footing: Footing = ASKED_FOR


async def drafts(session: AsyncSession, deliveries: Sequence[Delivery]) -> list[Draft]:
    """What the deliveries are about, read in one go."""
    list_id = func.coalesce(Campaign.list_id, Subscription.list_id)
    query = (
        sqlalchemy.select(col(Delivery.id), MailingList, Organisation, Campaign, Subscriber)
        .select_from(Delivery)
        .outerjoin(Campaign, col(Campaign.id) == col(Delivery.campaign_id))
        .outerjoin(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .outerjoin(MailingList, col(MailingList.id) == list_id)
        .join(Organisation, col(Organisation.id) == col(Delivery.organisation_id))
        .outerjoin(Subscriber, col(Subscriber.id) == col(Delivery.subscriber_id))
        .where(col(Delivery.id).in_([delivery.id for delivery in deliveries]))
    )
    found = {row[0]: row[1:] for row in (await session.exec(query)).all()}  # type: ignore[call-overload]
    requests = await _requests(session, [d.answers_uid for d in deliveries if d.answers_uid])
    told = await noticing.notices(session, [d.uid for d in deliveries if d.purpose is Purpose.HEAD_NOTICE])
    made = []
    for delivery in deliveries:
        mailing_list, organisation, campaign, subscriber = found[delivery.id]
        made.append(
            Draft(
                delivery=delivery,
                mailing_list=mailing_list,
                organisation=organisation,
                email=delivery.email or subscriber.email,
                name=subscriber.name if subscriber else "",
                campaign=campaign,
                request=requests.get(delivery.answers_uid) if delivery.answers_uid else None,
                notice=told.get(delivery.uid),
            )
        )
    return made


async def _requests(session: AsyncSession, uids: Sequence[UUID]) -> dict[UUID, Request]:
    """The sign-ups that confirmations answer, and the changes of address."""
    if not uids:
        return {}
    query = (
        select(ConsentRecord, ConsentText.language)
        .outerjoin(ConsentText, col(ConsentText.uid) == col(ConsentRecord.wording_uid))
        .where(col(ConsentRecord.uid).in_(uids))
    )
    rows = (await session.exec(query)).all()
    return {
        record.uid: Request(record.uid, record.happened_at, language or str(record.facts["language"]))
        for record, language in rows
    }


def compose(draft: Draft, settings: Settings, tokens: Tokens, *, now: datetime) -> Letter:
    """The letter a delivery stands for."""
    if draft.notice is not None:
        return noticing.write(draft.notice, draft.delivery.uid, draft.organisation, draft.email, settings, now=now)
    if draft.mailing_list is not None and draft.request is not None:
        return _question(draft, draft.mailing_list, draft.request, settings, tokens, now)
    if draft.mailing_list is not None and draft.campaign is not None:
        return _campaign(draft, draft.mailing_list, draft.campaign, settings, tokens, now)
    raise ValueError(f"delivery {draft.delivery.uid} is neither a campaign nor an answer nor a notice")


def _campaign(
    draft: Draft, mailing_list: MailingList, campaign: Campaign, settings: Settings, tokens: Tokens, now: datetime
) -> Letter:
    right = Unsubscribe(mailing_list.uid, draft.delivery.recipient, draft.delivery.id)
    url = f"{settings.base_url}/unsubscribe/{tokens.for_unsubscribing(right)}"
    to = Recipient(name=draft.name, email=draft.email, unsubscribe_url=url)
    is_test = draft.delivery.purpose is Purpose.TEST
    rendered = render(campaign, mailing_list, draft.organisation, to, ASKED_FOR if is_test else draft.footing)
    return Letter(
        uid=draft.delivery.uid,
        host_name=settings.host_name,
        date=now,
        sender_name=mailing_list.sender_name,
        sender_email=mailing_list.sender_email,
        recipient=draft.email,
        reply_to=mailing_list.reply_to,
        subject=f"[Test] {rendered.subject}" if is_test else rendered.subject,
        text=rendered.text,
        html=rendered.html,
        list_uid=mailing_list.uid,
        list_name=mailing_list.name,
        unsubscribe_url=url,
    )


def _question(
    draft: Draft, mailing_list: MailingList, request: Request, settings: Settings, tokens: Tokens, now: datetime
) -> Letter:
    """Neutral: no marketing, and nothing that whoever filled in the form could have typed."""
    if draft.delivery.purpose is Purpose.ADDRESS_CHANGE:
        template, path = "address_change", f"address/{tokens.for_changing_address(request.uid)}"
    else:
        template, path = "confirmation", f"confirm/{tokens.for_confirming(request.uid)}"
    values = {
        "organisation": draft.organisation,
        "mailing_list": mailing_list,
        "confirm_url": f"{settings.base_url}/{path}",
        "expires": format_date(request.expires(settings), "long", locale=request.language),
    }
    subject, text, html = (
        languages.page(f"email/{template}/{part}", request.language, **values)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(
        uid=draft.delivery.uid,
        host_name=settings.host_name,
        date=now,
        sender_name=mailing_list.sender_name,
        sender_email=mailing_list.sender_email,
        recipient=draft.email,
        reply_to=mailing_list.reply_to,
        subject=subject.strip(),
        text=text,
        html=html,
        automatic=True,
    )
