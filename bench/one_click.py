"""How long does somebody wait who leaves by one click, while campaigns are launched and sent in the same process?

The service runs as `serve` runs it: uvicorn, uvloop, loopback HTTP. Campaigns are launched one after another, so that
one is launched and sent at every click, as fast as it goes. Who clicks, and the mail server, are other processes. On
PostgreSQL also as many machines have it: `serve --web-only`, and a worker apart.
"""

import asyncio
import http.client
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles

import uvicorn
from httpx2 import AsyncClient
from sqlmodel import col, select

from bench.databases import Filled
from bench.figures import Figure
from bench.sending import sink
from newsletter.app import create_app
from newsletter.database import Database
from newsletter.law.vocabulary import Standing
from newsletter.relay import Relay
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription
from newsletter.tokens import Tokens, Unsubscribe
from tests.soak.running import installed

CLICKS = 500
PAUSE = 0.02  # seconds between two clicks


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    tokens = await links_of(filled, 2 * CLICKS)
    ways = {"one_click": tokens[:CLICKS]}
    if filled.kind == "postgresql":
        ways["one_click_apart"] = tokens[CLICKS:]
    for name, links in ways.items():
        waits = await _waits(filled, links, apart=name != "one_click")
        cuts = quantiles(waits, n=100)
        yield Figure(filled.named(f"{name}_p50"), cuts[49], "ms")
        yield Figure(filled.named(f"{name}_p99"), cuts[98], "ms", bar=50, most=True)
        yield Figure(filled.named(f"{name}_worst"), max(waits), "ms", bar=500, most=True)


async def _waits(filled: Filled, tokens: list[str], *, apart: bool) -> list[float]:
    """The milliseconds until each answer, while campaigns are launched and sent by the service, or a worker apart."""
    async with AsyncExitStack() as stack:
        mail_to = await stack.enter_async_context(sink())
        if apart:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            installation = installed(filled.settings, filled.api_key, folder, mail_to.port)
            await stack.enter_async_context(installation.working())
        port = await stack.enter_async_context(_serving(filled, mail_to, working=not apart))
        launching = asyncio.create_task(launch_on_and_on(port, filled))
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as visitor:
            waits = await asyncio.get_running_loop().run_in_executor(visitor, _click, port, tokens)
        if launching.done():
            raise SystemExit(f"No campaign was launched: {launching.exception()}")
        launching.cancel()
        await asyncio.wait([launching])
    return waits


async def links_of(filled: Filled, count: int) -> list[str]:
    """Links of so many people from all over the list who are on it; every second one first."""
    database = Database(filled.settings.database)
    async with database.reading() as session:
        query = select(MailingList.uid, Subscriber.fingerprint).select_from(Subscription).join(MailingList)
        of_them = query.join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        granted = of_them.where(Subscription.standing == Standing.GRANTED).order_by(col(Subscriber.id))
        on_it = (await session.exec(granted)).all()
    await database.close()
    tokens = Tokens([key.get_secret_value() for key in filled.settings.secret_key])
    every = max(1, len(on_it) // count)
    links = [tokens.for_unsubscribing(Unsubscribe(*row, delivery_id=1)) for row in on_it[::every]]
    return [*links[::2], *links[1::2]][:count]


@asynccontextmanager
async def _serving(filled: Filled, mail_to: Relay, *, working: bool) -> AsyncIterator[int]:
    """The service at work, as `newsletter serve` runs it; answers its port."""
    app = create_app(filled.settings, mail_to=mail_to, working=working)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await serving


async def launch_on_and_on(port: int, filled: Filled) -> None:
    """Launch a campaign to the whole list, and when everybody is decided the next one."""
    headers = {"Authorization": f"Bearer {filled.api_key}"}
    async with AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", headers=headers, timeout=60) as api:
        on_list = (await api.get("/lists")).json()["data"][0]["id"]
        while True:
            sent = {"list_id": on_list, "subject": "December", "body": "Hello {{ subscriber.name }}!"}
            campaign = (await api.post("/campaigns", json=sent)).json()["id"]
            launched = await api.post(f"/campaigns/{campaign}/launch")
            launched.raise_for_status()
            while (await api.get(f"/campaigns/{campaign}")).json()["state"] == "launching":  # noqa: ASYNC110 - it is asked over HTTP
                await asyncio.sleep(0.5)


def _click(port: int, tokens: list[str]) -> list[float]:
    """Leave by each link as a mail program does, over a connection of its own; the milliseconds until the answer."""
    waits = []
    for token in tokens:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/unsubscribe/{token}", "List-Unsubscribe=One-Click", form)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        waits.append((time.perf_counter() - began) * 1000)
        if answer.status != HTTPStatus.OK:
            raise SystemExit(f"A one-click was answered with {answer.status}.")
        time.sleep(PAUSE)
    return waits
