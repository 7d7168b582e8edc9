"""What is this delivery about? From a row of the outbox to all that is needed to write its message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from newsletter.campaigns.models import Campaign
from newsletter.campaigns.rendering import ASKED_FOR, Footing
from newsletter.consent.record import ConsentRecord
from newsletter.consent.wording import ConsentText
from newsletter.delivery import noticing
from newsletter.delivery.noticing import Notice
from newsletter.handing_over import Taken
from newsletter.law.vocabulary import Purpose
from newsletter.notices.reading import Addressed, addressed
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription

Shared = TypeVar("Shared", Campaign, MailingList, Organisation)


@dataclass(frozen=True)
class Request:
    """The sign-up a confirmation answers, or the change of address."""

    uid: UUID
    asked_at: datetime
    language: str

    def expires(self, settings: Settings) -> datetime:
        """The last moment its link can be used."""
        return self.asked_at + timedelta(days=settings.confirmation_link_days)


class Draft(NamedTuple):
    """A delivery with all that is needed to write it. A plain tuple, since one is made for each message."""

    delivery: Taken
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
    #: Of a notice: which, and whom it is for.
    addressed: Addressed | None = None


def drafts(session: Session, taken: Sequence[Taken]) -> list[Draft]:
    """What the deliveries are about, read in one go."""
    requests = _requests(session, [one.answers_uid for one in taken if one.answers_uid])
    told = noticing.notices(session, [one.uid for one in taken if one.purpose is Purpose.HEAD_NOTICE])
    noticed = addressed(session, [one.uid for one in taken if one.purpose is Purpose.NOTICE])
    people, list_ids = _people(session, taken), _lists(session, taken)
    campaigns = _each(session, Campaign, {one.campaign_id for one in taken})
    lists = _each(session, MailingList, {*list_ids.values(), *(campaign.list_id for campaign in campaigns.values())})
    organisations = _each(session, Organisation, {one.organisation_id for one in taken})
    made = []
    for delivery in taken:
        email, name = people.get(delivery.subscriber_id, ("", ""))
        about = noticed.get(delivery.uid)
        campaign = campaigns.get(delivery.campaign_id)
        list_id = campaign.list_id if campaign else list_ids.get(delivery.subscription_id)
        made.append(
            Draft(
                delivery=delivery,
                mailing_list=lists.get(list_id),
                organisation=organisations[delivery.organisation_id],
                email=about.recipient.email if about else delivery.email or email,
                name=name,
                campaign=campaign,
                request=requests.get(delivery.answers_uid) if delivery.answers_uid else None,
                notice=told.get(delivery.uid),
                addressed=about,
            )
        )
    return made


def _each(session: Session, model: type[Shared], ids: Iterable[int | None]) -> dict[int | None, Shared]:
    """What many deliveries have in common, by its number."""
    return {number: session.get_one(model, number) for number in ids if number is not None}


def _people(session: Session, taken: Sequence[Taken]) -> dict[int | None, tuple[str, str]]:
    """Address and name of each subscriber."""
    ids = {one.subscriber_id for one in taken if one.subscriber_id}
    query = select(Subscriber.id, Subscriber.email, Subscriber.name).where(col(Subscriber.id).in_(ids))
    return {number: (email, name) for number, email, name in session.exec(query).all()}


def _lists(session: Session, taken: Sequence[Taken]) -> dict[int | None, int]:
    """The list of each subscription that is written to for its own sake, and for no campaign's."""
    ids = {one.subscription_id for one in taken if one.subscription_id and not one.campaign_id}
    if not ids:
        return {}
    query = select(Subscription.id, Subscription.list_id).where(col(Subscription.id).in_(ids))
    return {number: list_id for number, list_id in session.exec(query).all()}


def _requests(session: Session, uids: Sequence[UUID]) -> dict[UUID, Request]:
    """The sign-ups that confirmations answer, and the changes of address."""
    if not uids:
        return {}
    query = (
        select(ConsentRecord, ConsentText.language)
        .outerjoin(ConsentText, col(ConsentText.uid) == col(ConsentRecord.wording_uid))
        .where(col(ConsentRecord.uid).in_(uids))
    )
    rows = session.exec(query).all()
    return {
        record.uid: Request(record.uid, record.happened_at, language or str(record.facts["language"]))
        for record, language in rows
    }
