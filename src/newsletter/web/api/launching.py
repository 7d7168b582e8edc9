"""A campaign on its way: tested, scheduled, launched, held, called off."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from newsletter import addresses
from newsletter.access.keys import Asker, Scope
from newsletter.campaigns import editing, launching
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.scheduling import wall_clock
from newsletter.organisations.ownership import owned
from newsletter.web.api.campaigns import CampaignShown, Writer, locked, shown
from newsletter.web.api.fields import FilledMailbox, Line, Sent
from newsletter.web.dependencies import ChosenSettings, Now, Writing, asker_with
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["campaigns"])

Launcher = Annotated[Asker, asker_with(Scope.CAMPAIGNS_LAUNCH)]


class ScheduleSent(Sent):
    """A wall-clock time and the zone it is meant in, or an instant."""

    at: Line = Field(
        examples=["2026-12-01T09:00", "2026-12-01T09:00+01:00"],
        description="What the clocks of the zone show, or with its offset an instant.",
    )
    zone: Line | None = Field(
        default=None, examples=["Europe/Oslo"], description="Needed for a time without its offset."
    )


class TestSent(Sent):
    """Where to send a test."""

    to: list[FilledMailbox] = Field(min_length=1, max_length=5)


@router.post(
    "/campaigns/{campaign_id}/test",
    status_code=202,
    operation_id="test_campaign",
    responses=conflict("The day's test mails are used up."),
)
async def test_campaign(
    campaign_id: UUID, sent: TestSent, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> CampaignShown:
    """Send the campaign to some addresses of yours, marked as a test."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    found = [address for email in sent.to if (address := addresses.parse(email)) is not None]
    await editing.send_test(session, settings, campaign, found, now=now)
    return await shown(session, campaign)


@router.post(
    "/campaigns/{campaign_id}/schedule",
    operation_id="schedule_campaign",
    responses=conflict("It has gone, or was called off."),
)
async def schedule_campaign(
    campaign_id: UUID, sent: ScheduleSent, caller: Launcher, session: Writing, now: Now
) -> CampaignShown:
    """Let the campaign go at a time, such as 2026-12-01T09:00 in Europe/Oslo, or 2026-12-01T09:00+01:00."""
    campaign = await locked(session, campaign_id, caller)
    await launching.schedule(session, campaign, wall_clock(sent.at, sent.zone, now=now), now=now)
    return await shown(session, campaign)


@router.post(
    "/campaigns/{campaign_id}/launch",
    status_code=202,
    operation_id="launch_campaign",
    responses=conflict("It was launched already, or was called off."),
)
async def launch_campaign(campaign_id: UUID, caller: Launcher, session: Writing, now: Now) -> CampaignShown:
    """Let the campaign go now. The report shows how far it is."""
    campaign = await locked(session, campaign_id, caller)
    await launching.launch(session, campaign, now=now)
    return await shown(session, campaign)


@router.post(
    "/campaigns/{campaign_id}/pause", operation_id="pause_campaign", responses=conflict("It is not on its way.")
)
async def pause_campaign(campaign_id: UUID, caller: Writer, session: Writing, now: Now) -> CampaignShown:
    """Hold the campaign. A message whose body is on the wire ends; nothing more begins."""
    campaign = await locked(session, campaign_id, caller)
    await launching.pause(session, campaign, now=now)
    return await shown(session, campaign)


@router.post("/campaigns/{campaign_id}/resume", operation_id="resume_campaign", responses=conflict("It is not paused."))
async def resume_campaign(campaign_id: UUID, caller: Launcher, session: Writing, now: Now) -> CampaignShown:
    """Go on with a paused campaign. What refused us before counts no more; to those refused you may send again."""
    campaign = await locked(session, campaign_id, caller)
    await launching.resume(session, campaign, now=now)
    return await shown(session, campaign)


@router.post(
    "/campaigns/{campaign_id}/cancel",
    operation_id="cancel_campaign",
    responses=conflict("It is a draft, or is through."),
)
async def cancel_campaign(campaign_id: UUID, caller: Writer, session: Writing, now: Now) -> CampaignShown:
    """Call the campaign off for good."""
    campaign = await locked(session, campaign_id, caller)
    await launching.cancel(session, campaign, now=now)
    return await shown(session, campaign)
