"""How do many connections write each message down without a commit of each? Whoever comes meanwhile goes with the next.

A body may leave only once its row says `sending`, and what became of it must be written. While one group is being
written, the connections that come gather; the first of them then writes for all.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from newsletter import outbox
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
    _beginning: dict[int, asyncio.Future[bool]] = field(default_factory=dict)
    _settled: list[Settlement] = field(default_factory=list)
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self, delivery_id: int) -> bool:
        """Whether the body may leave now. What was settled before is written in the same commit, or an earlier one."""
        begun: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._beginning[delivery_id] = begun
        await self.write()
        return await begun

    def settle(self, settlement: Settlement) -> None:
        """Note what became of a message; it goes with the next group."""
        self._settled.append(settlement)

    async def write(self) -> None:
        """Write what has gathered. When it returns, everything noted before is written.

        Raises what the database raised, to everybody whose message was to begin. What was settled stays noted, and
        goes with the next group.
        """
        async with self._writing:
            beginning, settled = self._beginning, self._settled
            self._beginning, self._settled = {}, []
            if not beginning and not settled:
                return
            try:
                begun = await self.database.work(_write, tuple(beginning), settled, now=self.clock())
            except BaseException as error:
                self._settled = settled + self._settled
                _fail(beginning.values(), error)
                if not beginning or isinstance(error, asyncio.CancelledError):
                    raise
                return
            for delivery_id, waiting in beginning.items():
                if not waiting.done():  # its connection was called off meanwhile
                    waiting.set_result(delivery_id in begun)


def _fail(waiting: Iterable[asyncio.Future[bool]], error: BaseException) -> None:
    for one in waiting:
        if isinstance(error, asyncio.CancelledError):
            one.cancel()
        elif not one.done():
            one.set_exception(error)


def _write(session: Session, beginning: Collection[int], settled: Sequence[Settlement], *, now: datetime) -> set[int]:
    outbox.settle(session, settled)
    if any(one.state is DeliveryState.UNCERTAIN for one in settled):
        outbox.send_confirmations_again(session, now=now + DELAYS[0])
    return outbox.begin(session, beginning, running=may_send(session), now=now) if beginning else set()
