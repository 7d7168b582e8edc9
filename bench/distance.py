"""How fast does a campaign leave when the mail server is ten milliseconds away, against the usual way of writing it?

Over ten connections, through a delay of our own (`bench/delay`) into `smtp-sink`. On PostgreSQL also: how much faster
are two workers than one, when what they wait for is a network of fifty milliseconds?
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

from sqlmodel import col, func, select

from bench.databases import Filled
from bench.figures import Figure
from bench.sending import launched, listening, send_all, sink, the_usual_way
from newsletter.database import Database
from newsletter.deliveries import Delivery
from newsletter.relay import Relay
from tests.soak.running import free_port, installed

CONNECTIONS = 10
NEAR, FAR = 0.010, 0.050  # seconds, there and back
TURNS = 3
USUAL = 400  # messages


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    database = Database(filled.settings.database)
    ours, usual = [], []
    async with sink() as near, at_distance(near, NEAR) as relay:
        for _ in range(TURNS):
            sender, queued = await launched(database, filled, relay, CONNECTIONS)
            began = time.perf_counter()
            await send_all(sender, database)
            ours.append(queued / (time.perf_counter() - began))
            usual.append(await the_usual_way(relay, USUAL, CONNECTIONS))
        yield Figure(filled.named("sending_at_10_ms"), median(ours), "messages/s")
        ratios = [o / u for o, u in zip(ours, usual, strict=True)]
        yield Figure(filled.named("sending_at_10_ms_against_the_usual_way"), median(ratios), "times", 4)
        if not database.one_writer:
            async with at_distance(near, FAR) as far:
                rates = [await _workers(count, database, filled, far) for count in (1, 2)]
            yield Figure(filled.named("sending_two_workers_against_one"), rates[1] / rates[0], "times", 1.8)
    await database.close()


async def _workers(count: int, database: Database, filled: Filled, relay: Relay) -> float:
    """Messages a second of so many `newsletter worker`, from the first that was sent to the last."""
    _, queued = await launched(database, filled, relay)
    last = select(func.max(Delivery.campaign_id)).scalar_subquery()
    theirs = (col(Delivery.campaign_id) == last, col(Delivery.settled_at).is_not(None), Delivery.state == "sent")
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        installation = installed(filled.settings, filled.api_key, folder, relay.port)
        for _ in range(count):
            await stack.enter_async_context(installation.working())
        sent = 0
        while sent < queued:
            await asyncio.sleep(0.2)
            async with database.reading() as session:
                sent = (await session.exec(select(func.count()).where(*theirs))).one()
        async with database.reading() as session:
            begin = (await session.exec(select(func.min(Delivery.settled_at)).where(*theirs))).one()
            end = (await session.exec(select(func.max(Delivery.settled_at)).where(*theirs))).one()
    if begin is None or end is None:
        raise SystemExit("Nothing was sent.")
    return queued / (end - begin).total_seconds()


@asynccontextmanager
async def at_distance(relay: Relay, round_trip: float) -> AsyncIterator[Relay]:
    """The same mail server, so many seconds away."""
    port = free_port()
    command = ("-m", "bench.delay", str(port), str(relay.port), str(round_trip / 2))
    between = await asyncio.create_subprocess_exec(sys.executable, *command)
    there = relay.model_copy(update={"port": port})
    await listening(there)
    try:
        yield there
    finally:
        between.terminate()
        await between.wait()
