"""What does a worker do? The clock ticks, mail is sent, webhooks are told; at the end, what was begun is ended."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from newsletter import jobs, mailbox, outbox
from newsletter.consent import noting
from newsletter.consent.seals import open_ledger
from newsletter.database import Database
from newsletter.delivery.sending import Sender
from newsletter.migrating import check_migrated
from newsletter.relay import TLS, Relay
from newsletter.settings import Settings
from newsletter.tokens import Tokens
from newsletter.webhooks.telling import Teller

Clock = Callable[[], datetime]


@asynccontextmanager
async def opened(database: Database, settings: Settings, clock: Clock) -> AsyncIterator[None]:
    """The database is open, at our version and of our key, and its head is noted; at the end it is closed.

    Raises Misconfigured when the database is not ours.
    """
    try:
        await check_migrated(database)
        async with database.transaction() as session:
            head = await open_ledger(session, settings.fingerprint_secret, clock())
        if settings.heads is not None:
            await asyncio.to_thread(noting.note, settings.heads, head, clock())
        yield
    finally:
        await database.close()


@asynccontextmanager
async def at_work(
    database: Database, settings: Settings, tokens: Tokens, mail_to: Relay | None, clock: Clock
) -> AsyncIterator[None]:
    """Launch, send and seal as long as the block lasts. Without `mail_to` all mail is caught in our own mailbox."""
    if database.one_writer:
        await _take_over(database, settings, clock())
    catching = None
    if mail_to is None:
        catching, port = await mailbox.catch_all(settings.data_dir / "mailbox")
        mail_to = Relay(host="127.0.0.1", port=port, tls=TLS.NONE)
    sender = Sender(database, settings, tokens, mail_to, clock)
    sending = asyncio.create_task(sender.run())
    teller = Teller(database, settings, clock)
    telling = asyncio.create_task(teller.run())
    ticking = jobs.start(jobs.Work(database, settings), clock)
    try:
        yield
    finally:
        ticking.shutdown(wait=False)
        sender.stopping.set()
        teller.stopping.set()
        await asyncio.gather(sending, telling)
        if catching is not None:
            catching.close()


async def _take_over(database: Database, settings: Settings, now: datetime) -> None:
    """Where one process serves at a time, whatever was claimed at the start was claimed by one that is gone."""
    async with database.transaction() as session:
        await outbox.release_lapsed(session, before=now + settings.lease, now=now)
