"""What the operator's machinery is told: Prometheus, and who asks whether the service is ready."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from httpx2 import ASGITransport, AsyncClient
from pydantic import SecretStr
from sqlalchemy import text

from newsletter import measuring
from newsletter.delivery.smtp import Connection
from newsletter.delivery.waiting import stands_still
from tests.mail_server import Fault
from tests.world import ANNE, BART, World

PAGE = Path(__file__).parent.parent.parent / "docs" / "operating.md"


@asynccontextmanager
async def scraper(world: World, host: str = "127.0.0.1", **headers: str) -> AsyncIterator[AsyncClient]:
    """Who asks from some address."""
    transport = ASGITransport(app=world.app, client=(host, 50000), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:
        yield client


async def numbers(world: World) -> dict[str, float]:
    """Every sample by its name with labels, as it stands in the text."""
    async with scraper(world) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_the_queue_is_told_by_purpose_and_state_with_its_age(world: World) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/test", {"to": [ANNE]}, expect=202)
    await world.signs_up("cris@people.example")
    world.passes(seconds=90)

    told = await numbers(world)
    assert told["newsletter_database_up"] == 1
    assert told['newsletter_queue_deliveries{purpose="campaign",state="queued"}'] == 2
    assert told['newsletter_queue_deliveries{purpose="test",state="queued"}'] == 1
    assert told['newsletter_queue_deliveries{purpose="confirmation",state="queued"}'] == 1
    assert told['newsletter_queue_age_seconds{kind="campaign"}'] == 90
    assert told['newsletter_queue_age_seconds{kind="other"}'] == 90

    await world.works()
    told = await numbers(world)
    assert sum(value for name, value in told.items() if name.startswith("newsletter_queue_")) == 0


async def test_while_the_mail_server_is_away_the_age_grows_though_all_are_put_off_again_and_again(
    world: World,
) -> None:
    await world.joins(ANNE)
    world.mail_server.on_connect = lambda _: Fault.HANGS_UP
    await world.queues()
    await world.signs_up(BART)
    for _ in range(3):
        world.passes(minutes=6)
        await world.works()
    await world.signs_up("cris@people.example")

    told = await numbers(world)
    assert told['newsletter_queue_age_seconds{kind="campaign"}'] >= 18 * 60
    assert told['newsletter_queue_age_seconds{kind="other"}'] >= 18 * 60
    assert await ready(world) == MOVING, "it is tried"


async def test_what_was_sent_and_what_the_mail_server_said_is_counted(world: World) -> None:
    await world.all_join(ANNE, BART)
    before = await numbers(world)
    world.mail_server.on_rcpt = lambda to: "550 5.1.1 No such mailbox" if to == BART else None
    await world.launches()

    told = await numbers(world)

    def grew(name: str) -> float:
        return told[name] - before.get(name, 0)

    assert grew('newsletter_deliveries_settled_total{reason="",state="sent"}') == 1
    assert grew('newsletter_deliveries_settled_total{reason="rcpt_refused",state="failed"}') == 1
    assert grew('newsletter_mail_server_replies_total{about="taken"}') == 1
    assert grew('newsletter_mail_server_replies_total{about="gone"}') == 1
    assert grew("newsletter_hand_over_seconds_count") == 2
    assert grew("newsletter_group_commit_moves_sum") == 4, "each began and was settled"


async def test_an_open_connection_is_counted_until_either_side_hangs_up(world: World) -> None:
    connection = Connection(world.mail_server.relay, 2)
    before = await numbers(world)
    await connection.open()
    assert (await numbers(world))["newsletter_mail_server_connections"] == (
        before["newsletter_mail_server_connections"] + 1
    )
    await connection.close()
    assert (await numbers(world))["newsletter_mail_server_connections"] == before["newsletter_mail_server_connections"]

    world.mail_server.on_connect = lambda _: Fault.HANGS_UP
    await world.signs_up(ANNE)
    await world.works()
    told = await numbers(world)
    assert told["newsletter_mail_server_away_total"] > before["newsletter_mail_server_away_total"]


async def test_requests_are_counted_by_the_template_of_their_path(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    one_click = world.newest_to(ANNE).one_click
    before = await numbers(world)
    await world.visitor.post(one_click, data={"List-Unsubscribe": "One-Click"})
    await world.visitor.get(f"/nowhere/{ANNE}")
    await world.visitor.request("MAKEUP", "/healthz")
    await world.marketer.get(f"/api/v1/subscribers?email={ANNE}")

    told = await numbers(world)
    new = {
        name
        for name, value in told.items()
        if name.startswith("newsletter_http_requests") and value != before.get(name)
    }
    assert new == {
        'newsletter_http_requests_total{method="POST",route="/unsubscribe/{token}",status="200"}',
        'newsletter_http_requests_total{method="other",route="none",status="404"}',
        'newsletter_http_requests_total{method="other",route="none",status="405"}',
        'newsletter_http_requests_total{method="GET",route="/api/v1/subscribers",status="200"}',
        'newsletter_http_requests_total{method="GET",route="/metrics",status="200"}',
    }
    assert not [name for name in told if "@" in name or one_click.rpartition("/")[2] in name]


async def test_only_this_machine_reads_the_metrics_or_who_has_the_key(world: World) -> None:
    for host, headers, status in (
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 403),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.7"}, 403),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 403),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}, 403),
        ("192.0.2.7", {"Authorization": "Bearer "}, 403),
    ):
        async with scraper(world, host, **headers) as client:
            answer = await client.get("/metrics")
        assert answer.status_code == status, (host, headers)
        assert (b"newsletter_" in answer.content) is (status == 200)

    world.app.state.settings = world.settings.model_copy(update={"metrics_key": SecretStr("a key of Prometheus")})
    for key, status in (("a key of Prometheus", 200), ("another", 403), ("a key of Prometheus\xe9", 403)):
        async with scraper(world, "192.0.2.7") as client:
            answer = await client.get("/metrics", headers={b"Authorization": f"Bearer {key}".encode("latin-1")})
        assert answer.status_code == status, key
    async with scraper(world) as client:
        assert (await client.get("/metrics")).status_code == 403, "with a key, from this machine neither"


def test_every_metric_is_told_of_on_the_page() -> None:
    told = set(re.findall(r"^\| `(newsletter_\w+)`", PAGE.read_text(), re.MULTILINE))
    ours = {
        name + ("_total" if family.type == "counter" else "")
        for family in measuring.REGISTRY.collect()
        for name in [family.name]
        if name.startswith("newsletter_")
    }
    assert told == ours | {"newsletter_database_up", "newsletter_queue_deliveries", "newsletter_queue_age_seconds"}


# Whether it is ready


async def ready(world: World, *, working: bool = True) -> tuple[int, dict[str, str]]:
    world.app.state.working = working
    answer = await world.visitor.get("/readyz")
    return answer.status_code, answer.json()


MOVING = (200, {"status": "ready", "queue": "moving"})


async def test_a_queue_that_nobody_is_at_makes_the_process_that_sends_not_ready(world: World) -> None:
    await world.all_join(ANNE, BART)
    assert await ready(world) == MOVING
    await world.queues()
    world.passes(minutes=9)
    assert await ready(world) == MOVING, "not for long"

    world.passes(minutes=2)
    status, told = await ready(world)
    assert (status, told["queue"]) == (503, "standing still")
    assert told["reason"] == "Mail has been due for over 10 minutes, and nobody is at it."
    assert await ready(world, working=False) == (200, {"status": "ready", "queue": "standing still"})

    await world.sender().claims().fill()
    assert await ready(world) == MOVING, "somebody has taken it"
    world.passes(minutes=11)
    await world.ticks()
    assert (await ready(world))[0] == 503, "whoever took it died"
    await world.works()
    assert await ready(world) == MOVING


async def test_a_confirmation_that_nobody_sends_is_a_standstill_too(world: World) -> None:
    await world.signs_up(ANNE)
    world.passes(minutes=11)

    assert (await ready(world))[0] == 503


async def test_a_paused_campaign_and_one_that_just_goes_on_are_no_standstill(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/pause")
    world.passes(hours=3)
    assert await ready(world) == MOVING

    await world.call("POST", f"/campaigns/{campaign}/resume")
    assert await ready(world) == MOVING
    world.passes(minutes=11)
    assert (await ready(world))[0] == 503


async def test_a_mail_server_that_is_away_is_no_standstill_as_long_as_it_is_tried(world: World) -> None:
    await world.all_join(ANNE, BART)
    await world.queues(subject="December")
    world.passes(minutes=1)
    await world.queues(subject="January")
    world.mail_server.on_connect = lambda _: Fault.HANGS_UP
    for _ in range(3):
        world.passes(minutes=6)
        await world.works()
        assert await ready(world) == MOVING

    world.passes(minutes=11)
    assert (await ready(world))[0] == 503, "nobody tries any more"


async def test_a_campaign_that_has_just_sent_moves_though_nothing_is_in_hand(world: World) -> None:
    await world.all_join(ANNE, BART)
    await world.queues()
    world.passes(minutes=11)
    world.settings = world.settings.model_copy(update={"rate": 1})
    assert await world.sender().empty() == 1
    world.passes(minutes=9)
    assert await ready(world) == MOVING

    world.passes(minutes=2)
    async with world.database.reading() as session:
        assert await stands_still(session, world.settings, patience=timedelta(minutes=10), now=world.now)


async def test_a_database_that_is_not_ours_is_told_without_its_address(world: World) -> None:
    async with world.database.transaction() as session:
        await session.exec(text("UPDATE alembic_version SET version_num = 'another'"))  # type: ignore[call-overload]
    status, told = await ready(world)

    assert status == 503
    assert told == {
        "status": "not ready",
        "reason": "The database is not at the version of this program. Run: newsletter migrate",
    }
    async with world.database.transaction() as session:
        await session.exec(text("DROP TABLE alembic_version"))  # type: ignore[call-overload]
    assert (await ready(world))[0] == 503
