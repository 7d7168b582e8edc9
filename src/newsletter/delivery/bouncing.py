"""What if a message comes back? Its delivery says so, and the webhooks that want to know it."""

from datetime import datetime

from sqlmodel import Session, col, select

from newsletter import outbox
from newsletter.campaigns.models import Campaign
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.subscriptions.models import Subscriber
from newsletter.webhooks import noting
from newsletter.webhooks.models import WebhookEvent


def bounce(session: Session, delivery_id: int, reason: str, *, now: datetime) -> bool:
    """What was sent came back; False when it was not sent, or has come back before."""
    this = col(Delivery.id) == delivery_id
    if not outbox.moves(session, {DeliveryState.SENT}, DeliveryState.BOUNCED, this, reason=reason):
        return False
    delivery = session.exec(select(Delivery).where(this).execution_options(populate_existing=True)).one()

    def about(session: Session) -> dict[str, str]:
        told = {"delivery_id": str(delivery.uid), "reason": reason}
        if person := session.get(Subscriber, delivery.subscriber_id) if delivery.subscriber_id else None:
            told |= {"subscriber_id": str(person.uid), "email": person.email}
        if campaign := session.get(Campaign, delivery.campaign_id) if delivery.campaign_id else None:
            told["campaign_id"] = str(campaign.uid)
        return told

    noting.note(session, WebhookEvent.BOUNCED, delivery.organisation_id, about, now=now)
    return True
