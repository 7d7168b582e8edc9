"""How do many connections write each message down without a commit of each? Whoever comes meanwhile goes with the next.

A body may leave only once its row says `sending`, and what became of it must be written. While one group is being
written, the connections that come gather, and go together with the next. Where the mail server is so near that most
come back within a moment, a group waits that moment for them, since a commit costs as much as many messages in it.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col

from newsletter import handing_over, measuring, outbox
from newsletter.campaigns import halting
from newsletter.campaigns.launching import may_send
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.delivery.retrying import DELAYS
from newsletter.handing_over import Settlement

LINGER = 0.001  # seconds


@dataclass
class GroupCommit:
    """Writes the moves of all connections of a sender, a group to a transaction."""

    database: Database
    clock: Callable[[], datetime]
    lease: timedelta = handing_over.LEASE
    pause_at: int = 0
    _beginning: dict[int, asyncio.Future[bool]] = field(default_factory=dict)
    _settled: list[Settlement] = field(default_factory=list)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None
    _on_the_wire: int = 0
    _went_together: int = 0
    _gathered: asyncio.Future[None] | None = None

    async def begin(self, delivery_id: int) -> bool:
        """Whether the body may leave now. What was settled before is written in the same commit, or an earlier one."""
        begun: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._beginning[delivery_id] = begun
        self._go_on()
        may_go = await begun
        self._on_the_wire += may_go
        return may_go

    def settle(self, settlement: Settlement) -> None:
        """Note what became of a message; it goes with the next group."""
        self._settled.append(settlement)
        self._on_the_wire -= 1
        if self._on_the_wire <= 0:
            self._all_here()

    async def write(self) -> None:
        """Wait until everything noted before is written. Raises what the database raised; it stays noted then."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(written)
        self._go_on()
        await written

    def _go_on(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_groups())

    async def _gather(self) -> None:
        """Let those come who are ready now; and those on the wire, if they are no more than twice as many."""
        await asyncio.sleep(0)
        if 0 < self._on_the_wire <= 2 * self._went_together:
            loop = asyncio.get_running_loop()
            self._gathered = loop.create_future()
            late = loop.call_later(LINGER, self._all_here)
            await self._gathered
            late.cancel()

    def _all_here(self) -> None:
        if self._gathered is not None and not self._gathered.done():
            self._gathered.set_result(None)

    async def _write_groups(self) -> None:
        """Write group after group, as long as somebody waits."""
        while self._beginning or self._waiting:
            await self._gather()
            beginning, settled, waiting = self._beginning, self._settled, self._waiting
            self._went_together = len(beginning)
            self._beginning, self._settled, self._waiting = {}, [], []
            try:
                begun = await self.database.work(
                    _write, tuple(beginning), settled, self.pause_at, now=self.clock(), lease=self.lease
                )
            except Exception as error:  # told to everybody who waits; what was settled stays noted
                self._settled = settled + self._settled
                everybody: list[asyncio.Future[Any]] = [*beginning.values(), *waiting]
                for one in everybody:
                    if not one.done():
                        one.set_exception(error)
            else:
                measuring.written([(one.state, one.reason) for one in settled], len(begun) + len(settled))
                _tell(beginning, begun, waiting)


def _tell(
    beginning: Mapping[int, asyncio.Future[bool]], begun: Collection[int], waiting: Sequence[asyncio.Future[None]]
) -> None:
    """Let those go on who wait and were not called off meanwhile."""
    for delivery_id, one in beginning.items():
        if not one.done():
            one.set_result(delivery_id in begun)
    for other in waiting:
        if not other.done():
            other.set_result(None)


def _write(
    session: Session,
    beginning: Collection[int],
    settled: Sequence[Settlement],
    pause_at: int,
    *,
    now: datetime,
    lease: timedelta,
) -> set[int]:
    handing_over.settle(session, settled)
    if refused := [one.delivery_id for one in settled if one.reason in halting.ABOUT_US]:
        halting.halt(session, refused, pause_at=pause_at, now=now)
    if any(one.state is DeliveryState.UNCERTAIN for one in settled):
        outbox.send_again_by_itself(session, now=now + DELAYS[0])
    begun = handing_over.begin(session, beginning, running=may_send(), now=now, lease=lease)
    if held := set(beginning) - begun:  # claimed while the pause of their campaign was being written
        outbox.moves(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, col(Delivery.id).in_(held))
    return begun
