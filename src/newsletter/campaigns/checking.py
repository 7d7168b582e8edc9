"""Is anything missing before this campaign may go? Each gap with what to do about it."""

from newsletter.campaigns import template
from newsletter.campaigns.converting import mistakes_in_parts
from newsletter.campaigns.deciding import message_of
from newsletter.campaigns.models import Campaign
from newsletter.errors import Problem
from newsletter.law.messages import unlawful
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import Moment, Purpose
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList

GAPS = {
    Reason.SENDER_NOT_IDENTIFIED: Problem(
        "/organisation",
        "sender_not_identified",
        "The organisation needs a name, an organisation number and a postal address "
        "(ehandelsloven § 8). PATCH /api/v1/organisations/{id} sets them.",
    ),
    Reason.REPLIES_NOT_MONITORED: Problem(
        "/list/reply_to",
        "replies_not_monitored",
        "The list needs a reply_to address that somebody reads, so that a no can be said by mail. "
        "PATCH /api/v1/lists/{id} sets it.",
    ),
    Reason.CONTENT_BANNED: Problem(
        "/banned_content",
        "content_banned",
        "Advertising of alcohol, tobacco or unlicensed gambling, and telling children to buy, may go to nobody. "
        "Take it out of the message.",
    ),
}


def mistakes_in(campaign: Campaign) -> list[Problem]:
    """What subject and body hold that would not work, with line and name."""
    in_body = template.mistakes(campaign.body) or mistakes_in_parts(campaign.body, campaign.body_format)
    return [
        Problem(pointer, "template", f"Line {mistake.line}: {mistake.message}")
        for pointer, mistakes in (("/subject", template.mistakes(campaign.subject)), ("/body", in_body))
        for mistake in mistakes
    ]


def problems(campaign: Campaign, mailing_list: MailingList, organisation: Organisation) -> list[Problem]:
    """Everything that keeps the campaign from being scheduled or launched. Empty when it may go."""
    found = mistakes_in(campaign)
    if mailing_list.deleted_at is not None:
        found.append(Problem("/list_id", "list_deleted", "The list was deleted. Create the campaign for another list."))
    message = message_of(Purpose.CAMPAIGN, campaign, mailing_list, organisation, frozenset(), Moment.LAUNCH)
    wrong = unlawful(message)
    if wrong is not None and wrong.reason in GAPS:
        found.append(GAPS[wrong.reason])
    return found
