"""How do many connections write each message down without a commit of each? Whoever comes meanwhile goes with the next.

A body may leave only once its row says `sending`, and what became of it must be written. While one group is being
written, the connections that come gather, and go together with the next.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from newsletter import measuring, outbox
from newsletter.campaigns import halting
from newsletter.campaigns.launching import may_send
from newsletter.database import Database
from newsletter.deliveries import DeliveryState
from newsletter.delivery.retrying import DELAYS
from newsletter.outbox import Settlement


@dataclass
class GroupCommit:
    """Writes the moves of all connections of a sender, a group to a transaction."""

    database: Database
    clock: Callable[[], datetime]
    lease: timedelta = outbox.LEASE
    pause_at: int = 0
    _beginning: dict[int, asyncio.Future[bool]] = field(default_factory=dict)
    _settled: list[Settlement] = field(default_factory=list)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None

    async def begin(self, delivery_id: int) -> bool:
        """Whether the body may leave now. What was settled before is written in the same commit, or an earlier one."""
        begun: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._beginning[delivery_id] = begun
        self._go_on()
        return await begun

    def settle(self, settlement: Settlement) -> None:
        """Note what became of a message; it goes with the next group."""
        self._settled.append(settlement)

    async def write(self) -> None:
        """Wait until everything noted before is written. Raises what the database raised; it stays noted then."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(written)
        self._go_on()
        await written

    def _go_on(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_groups())

    async def _write_groups(self) -> None:
        """Write group after group, as long as somebody waits."""
        while self._beginning or self._waiting:
            await asyncio.sleep(0)  # who is ready at the same moment goes together
            beginning, settled, waiting = self._beginning, self._settled, self._waiting
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
    outbox.settle(session, settled)
    if refused := [one.delivery_id for one in settled if one.reason in halting.ABOUT_US]:
        halting.halt(session, refused, pause_at=pause_at, now=now)
    if any(one.state is DeliveryState.UNCERTAIN for one in settled):
        outbox.send_confirmations_again(session, now=now + DELAYS[0])
    return outbox.begin(session, beginning, running=may_send(session), now=now, lease=lease) if beginning else set()
