"""How does the outbox empty? Close the door behind each that was claimed, hand it over, write what became of it.

Between "may I?" (`taking`) and the body on the wire lies only a claim of about a second's work, and the last step
before the body is a conditional update that a person's leaving wins against.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from jinja2 import TemplateError

from newsletter import outbox
from newsletter.campaigns.interning import Interned
from newsletter.database import Database
from newsletter.deliveries import DeliveryState
from newsletter.delivery.claiming import FEWEST, Claims
from newsletter.delivery.composing import Draft
from newsletter.delivery.envelope import Envelope
from newsletter.delivery.group_commit import GroupCommit
from newsletter.delivery.message import Malformed
from newsletter.delivery.retrying import retry_after, spread
from newsletter.delivery.smtp import Connection, Outcome, Unreachable
from newsletter.delivery.taking import take
from newsletter.delivery.writing import write
from newsletter.handing_over import Settlement
from newsletter.relay import Relay
from newsletter.settings import Settings
from newsletter.tokens import Tokens

log = structlog.get_logger()

CLAIM = FEWEST
MALFORMED = Outcome(DeliveryState.FAILED, "message_malformed", "")


class Sealed(NamedTuple):
    """A message ready to go: whose, and what is told the mail server. No envelope for what cannot be written."""

    draft: Draft
    envelope: Envelope | None
    data: bytes


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
        claims = self.claims()
        async with asyncio.TaskGroup() as workers:
            for _ in range(self.settings.smtp_connections):
                workers.create_task(self._work(claims))
        await self._put_back(await claims.rest())

    async def empty(self) -> int:
        """Hand over all that is due now, on one connection; answers how many were taken."""
        claims, connection = self.claims(), self.connection()
        try:
            await self.hand_over(connection, claims)
        finally:
            await connection.close()
        return claims.taken

    def claims(self) -> Claims:
        """A heap that is filled from the outbox."""
        return Claims(self._take, CLAIM)

    def connection(self) -> Connection:
        return Connection(self.relay, self.settings.smtp_timeout)

    async def _work(self, claims: Claims) -> None:
        connection = self.connection()
        try:
            while not self.stopping.is_set():
                try:
                    await self.hand_over(connection, claims)
                except Exception:  # the loop must outlive a database that is away for a minute
                    log.exception("sending stumbled; it goes on by itself")
                await self._rest()
        finally:
            await connection.close()
            await self.moves.write()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), self.settings.tick_seconds)
        except TimeoutError:
            return

    async def hand_over(self, connection: Connection, claims: Claims) -> None:
        """Send until nothing is due, or the mail server is away: then all claims are given back."""
        sealed: Sealed | None = None
        try:
            while not self.stopping.is_set():
                sealed = sealed or self._seal(await claims.next())
                if sealed is None:
                    break
                await connection.open()
                sealed = await self._send(connection, sealed, claims)
        except Unreachable as away:
            waiting = [*([sealed.draft] if sealed else []), *await claims.rest()]
            sealed = None
            log.warning("mail server away", error=str(away), waiting=len(waiting))
            await self._put_back(waiting, reason="mail_server_away")
        finally:
            if sealed is not None:
                connection.abandon()
                claims.give_back(sealed.draft)
            await self.moves.write()

    async def _send(self, connection: Connection, sealed: Sealed, claims: Claims) -> Sealed | None:
        """Send one message if it still may go. Answers the next, whose envelope rode along where that was possible."""
        if not await self.moves.begin(sealed.draft.delivery.id):
            connection.abandon()
            return None
        following = self._seal(claims.at_hand())
        outcome = MALFORMED
        if sealed.envelope is not None:
            then = following.envelope if following else None
            outcome = await connection.send(sealed.envelope, sealed.data, then=then)
        self.moves.settle(self._settled(sealed.draft, outcome))
        return following

    def _seal(self, draft: Draft | None) -> Sealed | None:
        if draft is None:
            return None
        try:
            sender, recipient, data = write(draft, self.settings, self.tokens, now=self.clock())
        except (Malformed, TemplateError) as error:
            log.error("message cannot be written", delivery=str(draft.delivery.uid), error=str(error))
            return Sealed(draft, None, b"")
        return Sealed(draft, Envelope.of(sender, recipient, data, draft.delivery.uid.hex), data)

    async def _take(self, limit: int) -> list[Draft] | None:
        return await self.database.work(take, limit, self.settings, self.interned, now=self.clock())

    async def _put_back(self, claimed: list[Draft], *, reason: str | None = None) -> None:
        """Give claims back unsent; those for which the mail server was away wait a while."""
        if not claimed:
            return
        due_at = self.clock() + timedelta(seconds=self.settings.smtp_away_seconds if reason else 0)
        async with self.database.transaction(behind=True) as session:
            await outbox.put_back(session, [draft.delivery.id for draft in claimed], reason=reason, due_at=due_at)

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
