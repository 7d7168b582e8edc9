"""How do webhooks come to know? A loop beside the sender: take what is due, call, write what became of it.

Nothing is held in the database during a call. Told at least once, in no promised order.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from newsletter.database import Database
from newsletter.settings import Settings
from newsletter.webhooks import settling, signing
from newsletter.webhooks.calling import WayOut
from newsletter.webhooks.settling import Call

log = structlog.get_logger()

LEASE = timedelta(seconds=30)  # beyond the time for a call: only the dead lose one


@dataclass
class Teller:
    """Tells webhooks what happened. `run` works until told to stop, then ends what it began."""

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    way_out: WayOut = field(init=False)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: dict[asyncio.Task[None], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.way_out = WayOut(self.settings.hosts_allowed, self.settings.webhook_time)

    async def run(self) -> None:
        stop = asyncio.create_task(self.stopping.wait())
        while not stop.done():
            try:
                await self._begin()
            except Exception:  # the loop must outlive a database that is away for a minute
                log.exception("telling webhooks stumbled; it goes on by itself")
                await asyncio.wait([stop], timeout=self.settings.tick_seconds)
            await asyncio.wait(
                [stop, *self._under_way], timeout=self.settings.tick_seconds, return_when=asyncio.FIRST_COMPLETED
            )
        if self._under_way:
            await asyncio.wait(list(self._under_way))

    async def empty(self) -> int:
        """Tell all that is due now; answers how many calls that took."""
        begun = 0
        while now_begun := await self._begin():
            begun += now_begun
            await asyncio.gather(*self._under_way)
        return begun

    async def _begin(self) -> int:
        """Begin to call those whose turn it is; answers how many."""
        lease = self.settings.webhook_time + LEASE
        room = self.settings.webhooks_at_once - len(self._under_way)
        busy = Counter(self._under_way.values())
        calls = await self.database.work(settling.take, room, busy, lease=lease, now=self.clock()) if room else []
        for each in calls:
            task = asyncio.create_task(self._tell(each))
            self._under_way[task] = each.webhook_id
            task.add_done_callback(self._under_way.pop)
        return len(calls)

    async def _tell(self, each: Call) -> None:
        """One call, and what became of it. If that cannot be written, it is told again when the lease ends."""
        try:
            signed = signing.headers(str(each.uid), each.body, each.secrets, now=self.clock())
            answer = await self.way_out.call(each.url, each.body, signed)
            chance = random.random()  # noqa: S311 - spreads retries, keeps no secret
            enough = self.settings.webhook_disabled_after
            await self.database.work(
                settling.settle, each, answer, disable_after=enough, chance=chance, now=self.clock()
            )
        except Exception:
            log.exception("a webhook's answer was not written", delivery=str(each.uid))
            return
        if not answer.taken:
            log.warning("webhook not told", delivery=str(each.uid), status=answer.status, attempt=each.attempt)
