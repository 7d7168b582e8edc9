"""Sending again: to those of whom nobody knows whether it arrived, and to those refused for what we are."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from newsletter.access.keys import Asker, Scope
from newsletter.campaigns import sending_again
from newsletter.campaigns.models import CampaignState
from newsletter.deliveries import DeliveryState
from newsletter.web.api.campaigns import locked
from newsletter.web.api.fields import Sent
from newsletter.web.dependencies import Now, Writing, asker_with
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["campaigns"])

Launcher = Annotated[Asker, asker_with(Scope.CAMPAIGNS_LAUNCH)]

Some = Annotated[list[UUID], Field(min_length=1, max_length=500)]


class WhomSent(Sent):
    """To whom again."""

    delivery_ids: Some | None = Field(default=None, description="Left out: all there are.")


class UncertainSent(WhomSent):
    """What is to become of uncertain deliveries."""

    action: Literal["send_again", "close"]


class MovedShown(BaseModel):
    """How many deliveries this call has moved, and the campaign's state now."""

    deliveries: int
    state: CampaignState


@router.post(
    "/campaigns/{campaign_id}/uncertain", operation_id="settle_uncertain", responses=conflict("It was called off.")
)
async def settle_uncertain(
    campaign_id: UUID, sent: UncertainSent, caller: Launcher, session: Writing, now: Now
) -> MovedShown:
    """Send again what may not have arrived, or close it. Those of them who left meanwhile get nothing.

    Asked twice, it is done once: what was sent again or closed is not uncertain and open any more.
    """
    campaign = await locked(session, campaign_id, caller)
    if sent.action == "close":
        moved = await sending_again.close(session, campaign, sent.delivery_ids)
    else:
        moved = await sending_again.send_again(session, campaign, DeliveryState.UNCERTAIN, sent.delivery_ids, now=now)
    return MovedShown(deliveries=moved, state=campaign.state)


@router.post(
    "/campaigns/{campaign_id}/refused", operation_id="send_again_to_refused", responses=conflict("It was called off.")
)
async def send_again_to_refused(
    campaign_id: UUID, sent: WhomSent, caller: Launcher, session: Writing, now: Now
) -> MovedShown:
    """Send again to those whom the mail server refused for what we are (`policy_refused`), once that is mended."""
    campaign = await locked(session, campaign_id, caller)
    moved = await sending_again.send_again(session, campaign, DeliveryState.FAILED, sent.delivery_ids, now=now)
    return MovedShown(deliveries=moved, state=campaign.state)
