"""What became of a campaign: numbers over everybody it considered, and each of them one by one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import col, select

from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.campaigns.results import Report, report, unanswered
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import Subscriber
from newsletter.web.api.fields import Line, Page, Shown, Window
from newsletter.web.dependencies import Reading, asker_with

router = APIRouter(tags=["campaigns"])

Reader = Annotated[Asker, asker_with(Scope.CAMPAIGNS_READ)]


class NamedShown(BaseModel):
    """One delivery that is uncertain, and whose it is."""

    delivery_id: UUID
    subscriber_id: UUID


class UncertainShown(BaseModel):
    """Of whom nobody knows whether it arrived: how many wait for your word, how many are closed, and who waits."""

    open: int
    closed: int
    named: list[NamedShown] = Field(description="The first hundred that are open.")
    all: str = Field(description="Where all of them are listed.")
    what_next: str


class ReportShown(BaseModel):
    """Numbers over everybody considered. `reasons` says for each state why."""

    state: CampaignState
    paused_because: str | None = Field(description="Why it paused by itself, and what to do.")
    considered: int
    deliveries: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]
    uncertain: UncertainShown | None


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
    unanswered_at: datetime | None = Field(
        description="When it was uncertain, if it was sent again since: a copy may have arrived then."
    )
    reply: str | None


class DeliveryFilter(Window):
    """Which deliveries are asked for."""

    state: DeliveryState | None = None
    reason: Line | None = None


@router.get("/campaigns/{campaign_id}/report", operation_id="report_campaign")
async def report_campaign(campaign_id: UUID, caller: Reader, session: Reading) -> ReportShown:
    """How many were considered, and what became of the message to them."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    found = await report(session, campaign)
    return ReportShown(
        state=campaign.state,
        paused_because=campaign.paused_because,
        considered=found.considered,
        deliveries=found.states,
        reasons=found.reasons,
        uncertain=await _uncertain(session, campaign, found) if found.states[DeliveryState.UNCERTAIN] else None,
    )


async def _uncertain(session: Reading, campaign: Campaign, found: Report) -> UncertainShown:
    here = f"/api/v1/campaigns/{campaign.uid}"
    closed = found.states[DeliveryState.UNCERTAIN] - found.unanswered
    return UncertainShown(
        open=found.unanswered,
        closed=closed,
        named=[NamedShown(delivery_id=row[0], subscriber_id=row[1]) for row in await unanswered(session, campaign)],
        all=f"{here}/deliveries?state=uncertain",
        what_next=f'POST {here}/uncertain with {{"action": "send_again"}} or {{"action": "close"}}.'
        if found.unanswered
        else "All are closed: there is nothing to do.",
    )


@router.get("/campaigns/{campaign_id}/deliveries", operation_id="list_deliveries")
async def list_deliveries(
    campaign_id: UUID, caller: Reader, session: Reading, wanted: Annotated[DeliveryFilter, Query()]
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
    if wanted.reason is not None:
        query = query.where(Delivery.reason == wanted.reason)
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
