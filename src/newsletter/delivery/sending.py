"""How does the outbox empty? Take a few, ask the law again, close the door, hand over, write what became of it.

Each of some workers keeps one connection. Between "may I?" and the body on the wire lies only a claim of a few
messages, and the last step before the body is a conditional update that a person's leaving wins against.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from jinja2 import TemplateError
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.launching import may_send
from newsletter.campaigns.situations import Reckoning
from newsletter.database import Database, within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.delivery import asking
from newsletter.delivery.claiming import FEWEST, Claims
from newsletter.delivery.composing import Draft, drafts
from newsletter.delivery.group_commit import GroupCommit
from newsletter.delivery.message import Malformed
from newsletter.delivery.retrying import retry_after, spread
from newsletter.delivery.smtp import Connection, Outcome, Unreachable
from newsletter.delivery.writing import write
from newsletter.outbox import Settlement
from newsletter.relay import Relay
from newsletter.settings import Settings
from newsletter.tokens import Tokens

log = structlog.get_logger()

CLAIM = FEWEST


@dataclass
class Sender:
    """Empties the outbox into a mail server. `run` works until told to stop, then ends what it began."""

    database: Database
    settings: Settings
    tokens: Tokens
    relay: Relay
    clock: Callable[[], datetime]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    interned: Interned = field(default_factory=Interned)
    moves: GroupCommit = field(init=False)

    def __post_init__(self) -> None:
        self.moves = GroupCommit(self.database, self.clock, self.settings.lease, self.settings.pause_at_refusals)

    async def run(self) -> None:
        """Work with as many connections as the settings say, until `stopping` is set."""
        claims = Claims(self.take, CLAIM)
        async with asyncio.TaskGroup() as workers:
            for _ in range(self.settings.smtp_connections):
                workers.create_task(self._work(claims))
        await self._put_back(await claims.rest(), Unreachable("stopping"))

    async def empty(self) -> int:
        """Hand over all that is due now, on one connection; answers how many were taken."""
        connection, taken = Connection(self.relay, self.settings.smtp_timeout), 0
        try:
            while (claimed := await self.take()) is not None:
                taken += len(claimed)
                await self.hand_over(connection, claimed)
        finally:
            await connection.close()
        return taken

    async def _work(self, claims: Claims) -> None:
        connection = Connection(self.relay, self.settings.smtp_timeout)
        try:
            while not self.stopping.is_set():
                try:
                    goes_on = await self._send_next(connection, claims)
                except Exception:  # the loop must outlive a database that is away for a minute
                    log.exception("sending stumbled; it goes on by itself")
                    goes_on = False
                if not goes_on:
                    await self._rest()
        finally:
            await connection.close()
            await self.moves.write()

    async def _send_next(self, connection: Connection, claims: Claims) -> bool:
        """Send one message; False when there is none, or the mail server is away: then all claims are given back."""
        draft = await claims.next()
        if draft is None:
            await self.moves.write()
            return False
        try:
            await connection.open()
        except Unreachable as away:
            await self._put_back([draft, *await claims.rest()], away)
            return False
        await self._deliver(connection, draft)
        return True

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), self.settings.tick_seconds)
        except TimeoutError:
            return

    async def take(self, limit: int | None = None) -> list[Draft] | None:
        """Claim up to `limit` of what is due, and ask the law about each person as things are now.

        Refused ones are withheld. The answer holds those permitted, perhaps nobody; None when nothing is due.
        """
        now = self.clock()
        async with self.database.transaction(behind=True) as session:
            running = await within(session, may_send)
            taken = await outbox.take(
                session, running=running, limit=limit or CLAIM, now=now, lease=self.settings.lease
            )
            if not taken:
                return None
            wanted = await self._still_wanted(session, await drafts(session, taken), now)
            at = Reckoning(now, self.settings.zone, self.settings.law_policy)
            return await asking.permitted(session, wanted, at, self.interned)

    async def _still_wanted(self, session: AsyncSession, found: list[Draft], now: datetime) -> list[Draft]:
        """Those that events have not overtaken: a confirmation whose link is dead by now is called back."""
        wanted = []
        for draft in found:
            expired = draft.request is not None and now > draft.request.expires(self.settings)
            deleted = draft.mailing_list is not None and draft.mailing_list.deleted_at is not None
            if expired or deleted:
                reason = "link_expired" if expired else "list_deleted"
                await outbox.cancel(session, col(Delivery.id) == draft.delivery.id, reason=reason, now=now)
            else:
                wanted.append(draft)
        return wanted

    async def hand_over(self, connection: Connection, claimed: list[Draft]) -> bool:
        """Send what was claimed; False when the mail server is away, so that nobody knocks again at once."""
        try:
            for done, draft in enumerate(claimed):
                try:
                    if self.stopping.is_set():
                        raise Unreachable("stopping")
                    await connection.open()
                except Unreachable as away:
                    await self._put_back(claimed[done:], away)
                    return False
                await self._deliver(connection, draft)
        finally:
            await self.moves.write()
        return True

    async def _put_back(self, claimed: list[Draft], away: Unreachable) -> None:
        if not claimed:
            return
        stopping = self.stopping.is_set()
        if not stopping:
            log.warning("mail server away", error=str(away), waiting=len(claimed))
        now = self.clock()
        async with self.database.transaction(behind=True) as session:
            await outbox.put_back(
                session,
                [draft.delivery.id for draft in claimed],
                reason=None if stopping else "mail_server_away",
                due_at=now if stopping else now + timedelta(seconds=self.settings.smtp_away_seconds),
            )

    async def _deliver(self, connection: Connection, draft: Draft) -> None:
        letter = self._letter(draft)
        if not await self.moves.begin(draft.delivery.id):
            return
        if letter is None:
            outcome = Outcome(DeliveryState.FAILED, "message_malformed", "")
        else:
            outcome = await connection.send(*letter)
        self.moves.settle(self._settled(draft, outcome))

    def _letter(self, draft: Draft) -> tuple[str, str, bytes] | None:
        """Sender, recipient and bytes; None for what cannot be written as a message."""
        try:
            return write(draft, self.settings, self.tokens, now=self.clock())
        except (Malformed, TemplateError) as error:
            log.error("message cannot be written", delivery=str(draft.delivery.uid), error=str(error))
            return None

    def _settled(self, draft: Draft, outcome: Outcome) -> Settlement:
        """What the outcome makes of the delivery: put off once more, or given up, if the server said later."""
        now, due_at, state, reason = self.clock(), None, outcome.state, outcome.reason
        if state is DeliveryState.DEFERRED:
            lifetime = timedelta(hours=self.settings.delivery_lifetime_hours)
            wait = retry_after(draft.delivery.attempts + 1, lifetime)
            if wait is None:
                state, reason = DeliveryState.FAILED, "given_up"
            else:
                chance = random.random()  # noqa: S311 - spreads retries, keeps no secret
                due_at = now + spread(wait, draft.email.rpartition("@")[2], chance)
        return Settlement(draft.delivery.id, state, now, reason, outcome.reply, due_at)
