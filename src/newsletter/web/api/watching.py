"""How far is a campaign? Asked once, or told as it goes on (server-sent events)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.sse import EventSourceResponse, ServerSentEvent

from newsletter.access import keys
from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.watching import Looks, Progress
from newsletter.errors import NewsletterError, TooMany
from newsletter.organisations.ownership import owned
from newsletter.web.dependencies import Opened, asker_with, bearer

router = APIRouter(tags=["campaigns"])

Reader = Annotated[Asker, asker_with(Scope.CAMPAIGNS_READ)]


async def own_campaign(campaign_id: UUID, caller: Reader, opened: Opened) -> int:
    async with opened.reading() as session:
        return (await owned(session, Campaign, campaign_id, caller, "campaign")).id


Credentials = Annotated[HTTPAuthorizationCredentials, Depends(bearer)]


async def seat(request: Request, watched: Annotated[int, Depends(own_campaign)]) -> AsyncIterator[None]:
    """A place to watch from, as long as the stream is open. Raises TooMany when all are taken."""
    seats: asyncio.Semaphore = request.app.state.seats
    if seats.locked():
        raise TooMany("As many watch as this service lets. Close a stream, try again later, or ask for its `progress`.")
    async with seats:
        yield


@router.get("/campaigns/{campaign_id}/progress", operation_id="get_progress")
async def get_progress(request: Request, watched: Annotated[int, Depends(own_campaign)]) -> Progress:
    """How far it is: counts by state and reason, the rate, and the time that is left. May be asked every second."""
    looks: Looks = request.app.state.looks
    return await looks.look(watched, request.app.state.clock())


@router.get(
    "/campaigns/{campaign_id}/events",
    operation_id="watch_campaign",
    response_class=EventSourceResponse,
    dependencies=[Depends(seat)],
)
async def watch_campaign(
    request: Request, watched: Annotated[int, Depends(own_campaign)], credentials: Credentials, opened: Opened
) -> AsyncIterator[ServerSentEvent]:
    """How far it is, at once and then whenever it changes: events named `progress`, with the fields of its `progress`.

    Ends when nothing more will come without a person: it is finished or cancelled, or nobody has launched it.
    """
    looks: Looks = request.app.state.looks
    stopping: asyncio.Event = request.app.state.stopping
    told: Progress | None = None
    while await _may_still_watch(opened, credentials, watched, now := request.app.state.clock()):
        seen = await looks.look(watched, now)
        if seen != told:
            yield ServerSentEvent(event="progress", raw_data=seen.as_json())
            told = seen
        if not seen.may_move or await _told_to_stop(stopping, looks.pause.total_seconds()):
            return


async def _may_still_watch(opened: Opened, credentials: Credentials, watched: int, now: datetime) -> bool:
    """Whether the key is still good and the campaign still there. Nothing is held between two looks."""
    async with opened.reading() as session:
        try:
            await keys.asker(session, credentials.credentials, now=now)
        except NewsletterError:
            return False
        campaign = await session.get(Campaign, watched)
        return campaign is not None and campaign.deleted_at is None


async def _told_to_stop(stopping: asyncio.Event, within: float) -> bool:
    try:
        return await asyncio.wait_for(stopping.wait(), within)
    except TimeoutError:
        return False
