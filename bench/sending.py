"""How fast does a campaign leave, against a sender in C and against the same loop written the usual way?

All of it goes into Postfix's `smtp-sink` over loopback. Ours is the whole: claims, the law at the door, a message of
each person's own, the record of each. The others only send: `smtp-source` one fixed body; the usual way a message
built by the email package and handed over by aiosmtplib, without a database. They take turns; the median is told.
"""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from statistics import median

import aiosmtplib
from sqlmodel import col, func, select

from bench.databases import Filled
from bench.figures import Figure
from newsletter.app import utc_now
from newsletter.campaigns import launching
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.models import BodyFormat, Campaign
from newsletter.campaigns.situations import Reckoning
from newsletter.database import Database
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.delivery.sending import Sender
from newsletter.relay import TLS, Relay
from newsletter.subscriptions.models import MailingList
from newsletter.tokens import Tokens
from tests.soak.running import free_port

CONNECTIONS = 40
TURNS = 5
USUAL = 1_000  # messages: it is slow
PARAGRAPH = "At the quay in December: {{ list.name }}, and then some more about it, so that it is read. " * 8
BODY = "Hello {{ subscriber.name }}!\n\n" + f"{PARAGRAPH}\n\n" * 6
"""Some 10 KB on the wire, as text and HTML."""


async def figures(filled: Filled) -> AsyncIterator[Figure]:
    database = Database(filled.settings.database)
    ours, theirs, usual, worked = [], [], [], []
    async with sink() as relay:
        for _ in range(TURNS):
            sender, queued = await launched(database, filled, relay)
            cpu, began = time.process_time(), time.perf_counter()
            await send_all(sender, database)
            ours.append(queued / (time.perf_counter() - began))
            worked.append((time.process_time() - cpu) / queued * 10_000)
            theirs.append(await _in_c(relay, 10_000))
            usual.append(await the_usual_way(relay))
    await database.close()
    rate = median(ours)
    yield Figure(filled.named("sending"), rate, "messages/s")
    yield Figure(
        filled.named("sending_against_c"), median(o / t for o, t in zip(ours, theirs, strict=True)), "times", 0.5
    )
    ratios = [o / u for o, u in zip(ours, usual, strict=True)]
    yield Figure(filled.named("sending_against_the_usual_way"), median(ratios), "times", 10)
    yield Figure(filled.named("sending_cpu"), median(worked), "s/10,000 messages", 2, most=True)


async def launched(
    database: Database, filled: Filled, relay: Relay, connections: int = CONNECTIONS
) -> tuple[Sender, int]:
    """A sender before a campaign that is queued whole; answers how many are queued."""
    now = utc_now()
    async with database.transaction() as session:
        mailing_list = (await session.exec(select(MailingList).order_by(col(MailingList.id)).limit(1))).one()
        campaign = Campaign(
            organisation_id=mailing_list.organisation_id, list_id=mailing_list.id, subject="December", body=BODY,
            body_format=BodyFormat.MARKDOWN, created_at=now, changed_at=now,
        )  # fmt: skip
        session.add(campaign)
        await session.flush()
        await launching.launch(session, campaign, now=now)
    at, interned = Reckoning(now, filled.settings.zone, filled.settings.law_policy), Interned()
    while await database.work(launching.advance, campaign.id, at, interned):
        pass
    async with database.reading() as session:
        theirs = (Delivery.campaign_id == campaign.id, Delivery.state == DeliveryState.QUEUED)
        queued = (await session.exec(select(func.count()).where(*theirs))).one()
    settings = filled.settings.model_copy(update={"smtp_connections": connections})
    tokens = Tokens([key.get_secret_value() for key in settings.secret_key])
    return Sender(database, settings, tokens, relay, utc_now), queued


async def send_all(sender: Sender, database: Database) -> None:
    """Let the sender run until nothing is queued."""
    running = asyncio.create_task(sender.run())
    waits = select(Delivery.id).where(
        col(Delivery.state).in_([DeliveryState.QUEUED, DeliveryState.CLAIMED, DeliveryState.SENDING])
    )
    left = True
    while left:
        await asyncio.sleep(0.05)
        async with database.reading() as session:
            left = (await session.exec(waits.limit(1))).first() is not None
    sender.stopping.set()
    await running


async def _in_c(relay: Relay, messages: int) -> float:
    """Messages a second of `smtp-source`, with as many connections and as many bytes."""
    told = ("-s", str(CONNECTIONS), "-m", str(messages), "-l", "10000", "-c", "-d", f"{relay.host}:{relay.port}")
    began = time.perf_counter()
    source = await asyncio.create_subprocess_exec("smtp-source", *told, stdout=asyncio.subprocess.DEVNULL)
    if await source.wait():
        raise SystemExit("smtp-source failed")
    return messages / (time.perf_counter() - began)


async def the_usual_way(relay: Relay, messages: int = USUAL, connections: int = CONNECTIONS) -> float:
    """Messages a second of a loop as it is usually written, over kept connections."""

    async def some(count: int) -> None:
        async with aiosmtplib.SMTP(hostname=relay.host, port=relay.port, start_tls=False) as client:
            for number in range(count):
                await client.send_message(_message(f"person{number}@people.example"))

    began = time.perf_counter()
    await asyncio.gather(*(some(messages // connections) for _ in range(connections)))
    return messages / (time.perf_counter() - began)


def _message(recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "program@venue.example", recipient, "December"
    message["List-Unsubscribe"] = f"<https://news.venue.example/unsubscribe/{recipient}>"
    text = BODY.replace("{{ subscriber.name }}", recipient)
    message.set_content(text)
    message.add_alternative(f"<html><body><p>{text}</p></body></html>", subtype="html")
    return message


@asynccontextmanager
async def sink() -> AsyncIterator[Relay]:
    """Postfix's own: it takes everything, offers PIPELINING, and keeps nothing."""
    if not shutil.which("smtp-sink"):
        raise SystemExit("smtp-sink is missing. On Debian: apt-get install postfix")
    port = free_port()
    whose = ("-u", "nobody") if os.geteuid() == 0 else ()  # it does not run as root
    told = (*whose, f"127.0.0.1:{port}", "256")
    sink = await asyncio.create_subprocess_exec("smtp-sink", *told, stdout=asyncio.subprocess.DEVNULL)
    relay = Relay(host="127.0.0.1", port=port, tls=TLS.NONE)
    await listening(relay)
    try:
        yield relay
    finally:
        sink.terminate()
        await sink.wait()


async def listening(relay: Relay) -> None:
    """Wait until somebody takes connections there."""
    async with asyncio.timeout(5):
        while True:
            try:
                _, writer = await asyncio.open_connection(relay.host, relay.port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
