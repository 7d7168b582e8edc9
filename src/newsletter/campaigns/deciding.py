"""What does the law say of this message? Asked once for each situation, by launch, door, checklist and explanation."""

from collections.abc import Iterable, Mapping

from sqlmodel import Session, col, select

from newsletter.campaigns.models import Campaign
from newsletter.customers.models import Correspondence
from newsletter.law.conditions import Answers
from newsletter.law.decision import Decision
from newsletter.law.eligibility import UNASKED, decide
from newsletter.law.facts import ADDRESS_CHANGE, CONFIRMATION, OWN_NOTICE, Message, Situation
from newsletter.law.reading import folded
from newsletter.law.times import Policy
from newsletter.law.vocabulary import BannedContent, MessageClass, Moment, Purpose
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList

Corresponds = frozenset[tuple[str, str]]


def correspondences(session: Session, campaign: Campaign) -> Corresponds:
    """The decisions that hold now on which product groups correspond to those the campaign promotes."""
    if not campaign.product_groups:
        return frozenset()
    query = select(Correspondence.product_group, Correspondence.corresponds_to).where(
        Correspondence.organisation_id == campaign.organisation_id,
        col(Correspondence.product_group).in_(campaign.product_groups),
        col(Correspondence.revoked_at).is_(None),
    )
    return frozenset((promoted, bought) for promoted, bought in session.exec(query).all())


def message_of(
    purpose: Purpose,
    campaign: Campaign | None,
    mailing_list: MailingList | None,
    organisation: Organisation,
    corresponds: Corresponds,
    moment: Moment,
) -> Message:
    """What every recipient of a campaign, a test or a confirmation shares."""
    if purpose is Purpose.ADDRESS_CHANGE:
        return ADDRESS_CHANGE
    if purpose is Purpose.HEAD_NOTICE:
        return OWN_NOTICE
    if campaign is None:
        return CONFIRMATION
    kind = MessageClass.TEST if purpose is Purpose.TEST else MessageClass.MARKETING
    return Message(
        kind,
        moment,
        country=organisation.country,
        in_business=organisation.in_business,
        non_commercial_documented=bool(organisation.non_commercial_because and organisation.balancing_test),
        sells=campaign.sells,
        directed_at_children=mailing_list is not None and mailing_list.directed_at_children,
        asks_consent=campaign.asks_consent,
        content_types=frozenset(campaign.content_types),
        partners=frozenset(map(folded, campaign.partners)),
        own_products=campaign.own_products,
        product_groups=frozenset(campaign.product_groups),
        corresponds=corresponds,
        banned_content=frozenset(map(BannedContent, campaign.banned_content)),
        sender_identified=organisation.identified,
        replies_monitored=mailing_list is not None and bool(mailing_list.reply_to),
        offers_opt_out=True,  # the frame around every campaign carries the link; `rendering` cannot leave it out
        recognisable=True,  # and says "advertising" on top where nobody asked for it; see `rendering.Footing`
    )


def decide_each(
    message: Message, situations: Iterable[Situation], policy: Policy, answers: Mapping[Situation, Answers]
) -> dict[Situation, Decision]:
    """The law's answer to each different situation, asked once."""
    return {
        situation: decide(message, situation, policy=policy, answers=answers.get(situation, UNASKED))
        for situation in set(situations)
    }
