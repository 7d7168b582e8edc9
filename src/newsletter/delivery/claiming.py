"""What do the connections of a sender share? One heap of claims, refilled before it is empty."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter

from newsletter.delivery.composing import Draft

FEWEST, MOST = 10, 500  # claims are leases: about a second of work, which nobody else does if the sender dies
A_SECOND = 1.0

Take = Callable[[int], Awaitable[list[Draft] | None]]


@dataclass
class Claims:
    """What was claimed and is not on the wire yet. `take` claims up to so many more; None says that nothing is due."""

    take: Take
    fewest: int = FEWEST
    size: int = field(init=False)
    #: How many were claimed until now.
    taken: int = field(default=0, init=False)
    _waiting: deque[Draft] = field(default_factory=deque)
    _refilling: asyncio.Task[bool] | None = None
    _filled_at: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        self.size = self.fewest

    async def next(self) -> Draft | None:
        """The next that may be sent; None when nothing is due. Raises what `take` raises."""
        while not self._waiting:
            if not await self.fill():
                return None
        return self.at_hand()

    def at_hand(self) -> Draft | None:
        """The next that may be sent, if it need not be waited for."""
        if not self._waiting:
            return None
        draft = self._waiting.popleft()
        if len(self._waiting) < self.size // 2:
            self._begin_to_fill()
        return draft

    def give_back(self, draft: Draft) -> None:
        """Put one back that was not begun; it is the next again."""
        self._waiting.appendleft(draft)

    async def rest(self) -> list[Draft]:
        """Everything that is left; the heap is empty then."""
        if self._refilling is not None:
            await asyncio.wait([self._refilling])
        left, self._waiting = list(self._waiting), deque()
        return left

    async def fill(self) -> bool:
        """Wait for the refill that is under way, or one of our own; whether there was anything due."""
        refilling = self._refilling or self._begin_to_fill()
        try:
            return await asyncio.shield(refilling)
        finally:
            if self._refilling is refilling and refilling.done():
                self._refilling = None

    def _begin_to_fill(self) -> asyncio.Task[bool]:
        if self._refilling is None or self._refilling.done():
            self._refilling = asyncio.create_task(self._fill())
        return self._refilling

    async def _fill(self) -> bool:
        taken = await self.take(self.size)
        if taken is None:
            return False
        self._waiting.extend(taken)
        self.taken += len(taken)
        quick = perf_counter() - self._filled_at < A_SECOND
        self._filled_at = perf_counter()
        self.size = min(MOST, self.size * 2) if quick else max(self.fewest, self.size // 2)
        return True
