"""Which webhooks are told of a campaign? One line where it is launched, held or finished."""

from datetime import datetime

from sqlmodel import Session

from newsletter.campaigns.models import Campaign
from newsletter.subscriptions.models import MailingList
from newsletter.webhooks import noting
from newsletter.webhooks.models import WebhookEvent


def tell(session: Session, event: WebhookEvent, campaign: Campaign, *, now: datetime) -> None:
    """Note what happened to a campaign; of one that paused, why, where no person paused it."""

    def about(session: Session) -> dict[str, str | None]:
        told = {"campaign_id": str(campaign.uid), "list_id": str(session.get_one(MailingList, campaign.list_id).uid)}
        return told | ({"because": campaign.paused_because} if event is WebhookEvent.PAUSED else {})

    noting.note(session, event, campaign.organisation_id, about, now=now)
