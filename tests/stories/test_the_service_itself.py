"""`newsletter serve` as an operator starts it: its own process, real HTTP, real mail, and SIGTERM at the end."""

import asyncio
from asyncio.subprocess import Process
from datetime import UTC, datetime

import pytest
from httpx2 import AsyncClient, TransportError
from sqlmodel import select

from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.cli.serving import GRACE
from newsletter.deliveries import Delivery, DeliveryState
from tests.installation import Installation
from tests.mail_server import Fault, Mail, MailServer
from tests.stories.conftest import free_port
from tests.world import ANNE, BART, CRIS, DANA

CONFIRMATION = "Bekreft at du vil ha Konsertprogrammet"


async def test_a_second_process_on_one_sqlite_file_is_refused_with_a_clear_word(installation: Installation) -> None:
    if "NEWSLETTER_DATABASE_URL" in installation.environment:
        pytest.skip("PostgreSQL may be served by many")
    for command in ("migrate", "example"):
        assert await (await installation.run(command)).wait() == 0, installation.said
    async with installation.serving():
        second = await installation.run("serve")
        assert await second.wait() != 0
        assert "Another process serves this SQLite database. Stop it first" in installation.said
        for apart in (["worker"], ["serve", "--web-only"]):
            assert await (await installation.run(*apart)).wait() == 1
        assert installation.said.count("On SQLite one process does it all: `newsletter serve`, without") == 2
        assert "Traceback" not in installation.said
    async with installation.serving():
        pass


async def test_from_an_empty_folder_to_a_campaign_and_out_again(
    installation: Installation, mail_server: MailServer
) -> None:
    for command in ("migrate", "example"):
        assert await (await installation.run(command)).wait() == 0, installation.said
    async with installation.serving() as (process, client):
        await is_away_for(DANA, client, mail_server)
        await join(client, mail_server, ANNE, BART, CRIS)

        await draft(client, "December", "schedule", {"at": "2999-12-01T09:00", "zone": "Europe/Oslo"})
        await comes_its_time(installation, "December")
        await mail_server.until(lambda: subjects_to(mail_server, ANNE, BART, CRIS).count("December") == 3)
        left = await client.post(newest(mail_server, ANNE).one_click, data={"List-Unsubscribe": "One-Click"})
        assert left.status_code == 200

        on_the_wire, go_on = asyncio.Event(), asyncio.Event()

        async def hold(_: str) -> None:
            on_the_wire.set()
            await go_on.wait()

        mail_server.on_dot = hold
        await draft(client, "January", "launch")
        async with asyncio.timeout(20):
            await on_the_wire.wait()
        await draft(client, "February", "schedule", {"at": "2999-02-01T09:00", "zone": "Europe/Oslo"})
        process.terminate()
        while await installation.answers(client):
            await installation.ends_within(process, 0.05)
        go_on.set()
        assert await installation.ends_within(process, 10)
        assert process.returncode == 0

    # What was on the wire was ended, and nothing is left in anybody's hands.
    assert subjects_to(mail_server, BART)[:3] == [CONFIRMATION, "December", "January"]
    assert await stored(installation) <= {DeliveryState.SENT, DeliveryState.WITHHELD, DeliveryState.QUEUED}

    await comes_its_time(installation, "February")
    async with installation.serving() as (process, _):
        await mail_server.until(lambda: subjects_to(mail_server, BART, CRIS).count("February") == 2)
        process.terminate()
        assert await installation.ends_within(process, 10)
        assert process.returncode == 0

    assert await stored(installation) <= {DeliveryState.SENT, DeliveryState.WITHHELD, DeliveryState.QUEUED}
    assert subjects_to(mail_server, ANNE) == [CONFIRMATION, "December"]
    for email in (BART, CRIS):
        assert subjects_to(mail_server, email) == [CONFIRMATION, "December", "January", "February"]
    assert "mail server away" in installation.said
    assert "@people.example" not in installation.said
    assert "stumbled" not in installation.said


async def test_a_stream_that_is_watched_ends_at_once_when_the_service_is_told_to_stop(
    installation: Installation, mail_server: MailServer
) -> None:
    for command in ("migrate", "example"):
        assert await (await installation.run(command)).wait() == 0, installation.said
    async with installation.serving() as (process, client):
        list_id = (await client.get("/api/v1/lists")).json()["data"][0]["id"]
        drafted = {"list_id": list_id, "subject": "December", "body": "Hello!"}
        campaign = f"/api/v1/campaigns/{(await client.post('/api/v1/campaigns', json=drafted)).json()['id']}"
        await client.post(f"{campaign}/schedule", json={"at": "2999-12-01T09:00", "zone": "Europe/Oslo"})
        async with client.stream("GET", f"{campaign}/events") as gone:
            assert await anext(gone.aiter_lines()) == "event: progress"

        async with client.stream("GET", f"{campaign}/events") as watched:
            lines = watched.aiter_lines()
            assert await anext(lines) == "event: progress"
            process.terminate()
            assert [line async for line in lines if line.startswith("event")] == []
        assert await installation.ends_within(process, GRACE / 2), "it did not wait for who watched"
        assert process.returncode == 0
    assert '"level": "error"' not in installation.said


async def test_web_and_worker_start_apart_and_each_does_its_part(
    installation: Installation, mail_server: MailServer
) -> None:
    if "NEWSLETTER_DATABASE_URL" not in installation.environment:
        pytest.skip("on SQLite one process does it all")
    machines = [await installation.run("migrate") for _ in range(3)]
    assert [await migrating.wait() for migrating in machines] == [0, 0, 0], installation.said
    assert await (await installation.run("example")).wait() == 0, installation.said
    async with installation.serving("--web-only") as (_, client):
        await sign_up(client, ANNE)
        assert await stored(installation) == {DeliveryState.QUEUED}, "nobody has sent it"
        installation.environment["NEWSLETTER_METRICS_PORT"] = str(port := free_port())
        async with installation.working() as first:
            await answers_metrics(first, installation, port)
        installation.environment["NEWSLETTER_METRICS_PORT"] = "0"
        async with installation.working() as first, installation.working():
            await mail_server.until(lambda: len(mail_server.mails) == 1)
            assert (await client.post(newest(mail_server, ANNE).confirm_link)).status_code == 200
            await draft(client, "December", "launch")
            await mail_server.until(lambda: len(mail_server.mails) == 2)
            first.terminate()
            assert await installation.ends_within(first, 10)
            assert first.returncode == 0
            await draft(client, "January", "launch")
            await mail_server.until(lambda: len(mail_server.mails) == 3)

    assert subjects_to(mail_server, ANNE) == [CONFIRMATION, "December", "January"]
    assert f":{first.pid}" in installation.said, "a line of the log says who wrote it"
    assert "stumbled" not in installation.said


async def answers_metrics(worker: Process, installation: Installation, port: int) -> None:
    """A worker tells what it counts on a port of its own."""
    async with AsyncClient() as client:
        while True:
            try:
                told = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
            except TransportError:
                assert not await installation.ends_within(worker, 0.05), installation.said
            else:
                break
    assert "newsletter_group_commit_moves_count" in told
    assert "newsletter_queue" not in told, "that is asked of the web"


async def is_away_for(email: str, client: AsyncClient, mail_server: MailServer) -> None:
    """Somebody signs up while the mail server is away, so that the service has something to complain of."""
    mail_server.on_connect = lambda _: Fault.HANGS_UP
    await sign_up(client, email)
    await mail_server.until(lambda: mail_server.connects > 0 and not mail_server.talking)
    mail_server.on_connect = lambda _: None


async def join(client: AsyncClient, mail_server: MailServer, *people: str) -> None:
    for email in people:
        await sign_up(client, email)
    await mail_server.until(lambda: len(mail_server.mails) == len(people))
    for email in people:
        assert (await client.post(newest(mail_server, email).confirm_link)).status_code == 200


async def sign_up(client: AsyncClient, email: str) -> None:
    assert (await client.post("/forms/konsertprogrammet", data={"email": email, "consent": "yes"})).status_code == 200


async def draft(client: AsyncClient, subject: str, then: str, when: dict[str, str] | None = None) -> None:
    """Write a campaign, and launch it or schedule it."""
    list_id = (await client.get("/api/v1/lists")).json()["data"][0]["id"]
    made = await client.post("/api/v1/campaigns", json={"list_id": list_id, "subject": subject, "body": "Hello!"})
    answer = await client.post(f"/api/v1/campaigns/{made.json()['id']}/{then}", json=when)
    assert answer.is_success, answer.text


async def comes_its_time(installation: Installation, subject: str) -> None:
    """Nobody can turn the clock of another process, so the schedule is brought to now."""
    async with installation.database() as database, database.transaction() as session:
        scheduled = (await session.exec(select(Campaign).where(Campaign.subject == subject))).one()
        assert scheduled.state is CampaignState.SCHEDULED
        scheduled.scheduled_at, scheduled.scheduled_zone = datetime.now(UTC), None
        session.add(scheduled)


async def stored(installation: Installation) -> set[DeliveryState]:
    """The states there are deliveries in, in the database that the service has left."""
    async with installation.database() as database, database.reading() as session:
        return {row.state for row in (await session.exec(select(Delivery))).all()}


def newest(mail_server: MailServer, email: str) -> Mail:
    return mail_server.to(email)[-1]


def subjects_to(mail_server: MailServer, *people: str) -> list[str]:
    return [mail.subject for mail in mail_server.mails if mail.recipient in people]
