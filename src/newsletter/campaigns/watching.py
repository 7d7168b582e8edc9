"""How far is it? One look at a campaign for everybody who watches, however many they are and however large it is.

A look counts all deliveries of the campaign. So it is made once for all who ask in the same second, one campaign at a
time, and less often where counting takes long.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import perf_counter

from pydantic import TypeAdapter

from newsletter.campaigns.launching import MAY_SEND
from newsletter.campaigns.models import ON_ITS_WAY, Campaign, CampaignState
from newsletter.campaigns.results import Report, report
from newsletter.database import Database
from newsletter.deliveries import OPEN, DeliveryState

IDLE_PER_LOOK = 10  # policy: after a look, nobody counts that campaign for so many times as long as it took
LATELY = timedelta(seconds=10)  # policy: over how long a rate is taken
KEPT = timedelta(minutes=10)  # policy: who looks more seldom than this is told no rate

GONE = (
    DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.COMPLAINED, DeliveryState.FAILED, DeliveryState.UNCERTAIN,
)  # fmt: skip
"""Where a message ends that was handed over, or could not be."""
EXPLAINED = (
    DeliveryState.WITHHELD, DeliveryState.CANCELLED, DeliveryState.FAILED, DeliveryState.DEFERRED,
    DeliveryState.UNCERTAIN,
)  # fmt: skip
MAY_MOVE = (CampaignState.SCHEDULED, *ON_ITS_WAY)
"""In any other state nothing moves without a person, or ever again."""


@dataclass(frozen=True)
class Progress:
    """A report while it grows. `rate` is messages a second over the last ten; null until there were two looks.

    `seconds_left` is if it goes on so, null while that cannot be said; what was deferred may take longer.
    """

    state: CampaignState
    paused_because: str | None
    considered: int
    deliveries: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]
    rate: float | None
    seconds_left: int | None
    counted_at: datetime = field(compare=False)

    @property
    def may_move(self) -> bool:
        return self.state in MAY_MOVE

    @property
    def waiting(self) -> int:
        """How many are still to leave."""
        return sum(self.deliveries[state] for state in OPEN)

    def as_json(self) -> str:
        """On one line, the same from every door."""
        return TypeAdapter(Progress).dump_json(self).decode()


@dataclass
class _Seen:
    """The last look at one campaign, and how many messages had gone at that and at those before."""

    report: Report
    progress: Progress
    good_until: datetime
    gone: deque[tuple[datetime, int]]

    def is_good(self, campaign: Campaign, now: datetime) -> bool:
        return campaign.state is self.progress.state and self.progress.counted_at <= now < self.good_until


@dataclass
class Looks:
    """The looks of one process. `pause` is the least time between two at the same campaign."""

    database: Database
    pause: timedelta
    _seen: dict[int, _Seen] = field(default_factory=dict)
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self, campaign_id: int, now: datetime) -> Progress:
        """How far the campaign is: as somebody saw it a moment ago, or counted now."""
        async with self._looking, self.database.reading() as session:
            campaign = await session.get_one(Campaign, campaign_id)
            seen = self._seen.get(campaign_id)
            if seen is not None and seen.is_good(campaign, now):
                return seen.progress
            before = seen.report if seen is not None and campaign.state is seen.progress.state else None
            began = perf_counter()
            counted = await report(session, campaign, explained=EXPLAINED, before=before)
            return self._note(campaign, counted, timedelta(seconds=perf_counter() - began), now)

    def _note(self, campaign: Campaign, counted: Report, took: timedelta, now: datetime) -> Progress:
        self._seen = {which: seen for which, seen in self._seen.items() if seen.progress.counted_at > now - KEPT}
        seen, moving = self._seen.get(campaign.id), campaign.state in MAY_SEND
        gone = seen.gone if seen is not None and moving else deque()
        gone.append((now, sum(counted.states[state] for state in GONE)))
        while len(gone) > 2 and gone[1][0] <= now - LATELY:
            gone.popleft()
        rate = _rate(gone) if moving else None
        progress = Progress(
            campaign.state,
            campaign.paused_because,
            counted.considered,
            counted.states,
            counted.reasons,
            rate,
            _seconds_left(campaign, counted, rate),
            now,
        )
        good_until = now + max(self.pause, took * IDLE_PER_LOOK)
        self._seen[campaign.id] = _Seen(counted, progress, good_until, gone)
        return progress


def _rate(gone: deque[tuple[datetime, int]]) -> float | None:
    """Messages a second between the first of these looks and the last. Sent again, some come back: that is no rate."""
    (began, before), (now, after) = gone[0], gone[-1]
    return max(0.0, round((after - before) / (now - began).total_seconds(), 2)) if now > began else None


def _seconds_left(campaign: Campaign, counted: Report, rate: float | None) -> int | None:
    if campaign.state is CampaignState.FINISHED:
        return 0
    waiting = sum(counted.states[state] for state in OPEN)
    return round(waiting / rate) if rate and campaign.state is CampaignState.RUNNING else None
