"""What became of a campaign: numbers over everybody it considered, and each of them one by one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlmodel import col, select

from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.campaigns.results import report
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import Subscriber
from newsletter.web.api.fields import Page, Shown, Window
from newsletter.web.dependencies import Caller, Reading

router = APIRouter(tags=["campaigns"])


class ReportShown(BaseModel):
    """Numbers over everybody considered. `reasons` says for each state why."""

    state: CampaignState
    considered: int
    deliveries: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]


class DeliveryShown(Shown):
    """What became of the message to one person, and on what it rested."""

    subscriber_id: UUID
    state: DeliveryState
    reason: str | None
    legal_basis: LegalBasis | None
    rule: str | None
    rule_set: str | None
    decided_at: datetime | None
    attempts: int
    due_at: datetime
    settled_at: datetime | None
    reply: str | None


class DeliveryFilter(Window):
    """Which deliveries are asked for."""

    state: DeliveryState | None = None


@router.get("/campaigns/{campaign_id}/report", operation_id="report_campaign")
async def report_campaign(campaign_id: UUID, caller: Caller, session: Reading) -> ReportShown:
    """How many were considered, and what became of the message to them."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    found = await report(session, campaign)
    return ReportShown(
        state=campaign.state, considered=found.considered, deliveries=found.states, reasons=found.reasons
    )


@router.get("/campaigns/{campaign_id}/deliveries", operation_id="list_deliveries")
async def list_deliveries(
    campaign_id: UUID, caller: Caller, session: Reading, wanted: Annotated[DeliveryFilter, Query()]
) -> Page[DeliveryShown]:
    """Everybody the campaign considered, one by one: why they got it, or why not."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    query = (
        select(Delivery, Subscriber.uid)
        .join(Subscriber, col(Subscriber.id) == col(Delivery.subscriber_id))
        .where(
            Delivery.campaign_id == campaign.id,
            Delivery.purpose == Purpose.CAMPAIGN,
            col(Delivery.id) > wanted.after,
        )
        .order_by(col(Delivery.id))
        .limit(wanted.limit + 1)
    )
    if wanted.state is not None:
        query = query.where(Delivery.state == wanted.state)
    rows = (await session.exec(query)).all()
    listed = [
        DeliveryShown(
            id=row.uid,
            subscriber_id=subscriber_uid,
            **row.model_dump(include=set(DeliveryShown.model_fields) - {"id", "subscriber_id"}),
        )
        for row, subscriber_uid in rows
    ]
    return Page(**wanted.page(listed, [row.id for row, _ in rows]))
