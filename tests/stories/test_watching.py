"""A marketer watches a campaign from its launch to its end: asked again and again, or told as it goes on."""

import asyncio
import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import event

from newsletter.access import keys
from newsletter.settings import Settings
from tests.world import ANNE, BART, CRIS, DANA, World

PROGRESS = "event: progress"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Looks follow one another quickly, and two may watch at once."""
    return settings.model_copy(update={"tick_seconds": 0.02, "progress_streams": 2})


async def progress(world: World, campaign: str) -> Any:
    return await world.call("GET", f"/campaigns/{campaign}/progress")


def events(told: str) -> list[Any]:
    """The events of a stream."""
    found = [block.splitlines() for block in told.split("\n\n") if block]
    assert all(block[0] == PROGRESS for block in found if not block[0].startswith(":"))
    return [json.loads(block[1].removeprefix("data: ")) for block in found if block[0] == PROGRESS]


def stream(world: World, campaign: str, **headers: str) -> asyncio.Task[Any]:
    """Begin to watch."""
    return asyncio.create_task(world.marketer.get(f"/api/v1/campaigns/{campaign}/events", headers=headers))


async def until(there: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not there():
            await asyncio.to_thread(lambda: None)


async def test_progress_is_told_from_the_launch_to_the_end(world: World) -> None:
    await world.all_join(ANNE, BART, CRIS)
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": DANA}, expect=201)
    campaign = await world.drafts()
    assert (await progress(world, campaign))["state"] == "draft"
    await world.call("POST", f"/campaigns/{campaign}/test", {"to": [ANNE]}, expect=202)
    await world.call("POST", f"/campaigns/{campaign}/launch", expect=202)
    assert (await progress(world, campaign))["state"] == "launching"
    await world.ticks()

    first = await progress(world, campaign)
    assert (first["state"], first["considered"], first["rate"], first["seconds_left"]) == ("running", 4, None, None)
    assert (first["deliveries"]["queued"], first["deliveries"]["withheld"]) == (3, 1)
    assert first["reasons"] == {"withheld": {"no_basis": 1}}

    world.settings = world.settings.model_copy(update={"rate": 2})
    assert await world.sender().empty() == 2, "the test mail goes first"
    world.passes(seconds=2)
    second = await progress(world, campaign)
    assert (second["deliveries"]["sent"], second["rate"], second["seconds_left"]) == (1, 0.5, 4)

    await world.works()
    world.passes(seconds=2)
    last = await progress(world, campaign)
    assert (last["state"], last["deliveries"]["sent"], last["rate"], last["seconds_left"]) == ("finished", 3, None, 0)
    report = await world.report(campaign)
    assert (last["considered"], last["deliveries"]) == (report["considered"], report["deliveries"])
    assert last["reasons"] == report["reasons"]


async def test_a_stream_tells_at_once_and_at_each_change_and_ends_with_the_campaign(world: World) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.queues()
    watched = stream(world, campaign, **{"Last-Event-ID": "17"})
    await until(lambda: world.app.state.looks._seen)

    world.passes(seconds=1)
    await world.works()
    world.passes(seconds=1)
    answer = await watched

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-cache, no-store"
    told = events(answer.text)
    assert (told[0]["state"], told[0]["deliveries"]["queued"]) == ("running", 2)
    assert (told[-1]["state"], told[-1]["deliveries"]["sent"]) == ("finished", 2)
    assert all(before != after for before, after in pairwise(told))
    (again,) = events((await stream(world, campaign)).text)
    assert again["state"] == "finished", "what is over is told once"


async def test_streams_are_bounded_and_one_that_ends_makes_room(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    watching = [stream(world, campaign), stream(world, campaign)]
    await until(world.app.state.seats.locked)

    refused = await world.marketer.get(f"/api/v1/campaigns/{campaign}/events")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "10")
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await progress(world, campaign))["state"] == "running", "it can still be asked"

    watching[0].cancel()
    await asyncio.wait(watching[:1])
    assert not world.app.state.seats.locked()
    world.app.state.stopping.set()
    assert events((await watching[1]).text)[0]["state"] == "running", "a service that stops ends what it tells"


async def test_a_revoked_key_and_a_deleted_campaign_are_not_watched_any_longer(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    watched = stream(world, campaign)
    await until(lambda: world.app.state.looks._seen)
    key = world.marketer.headers["authorization"].removeprefix("Bearer ")
    async with world.database.transaction() as session:
        assert await keys.revoke(session, key[:11], now=world.now)

    assert [told["state"] for told in events((await watched).text)] == ["running"]


async def test_many_who_watch_are_told_by_one_look_and_no_connection_is_held_meanwhile(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    counted = 0

    def count(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal counted
        counted += statement.startswith("SELECT deliveries.state, count")

    engine = world.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    await asyncio.gather(*(progress(world, campaign) for _ in range(20)))
    event.remove(engine, "before_cursor_execute", count)

    assert counted == 2, "all of them, and the tests among them, once"
    watched = stream(world, campaign)
    await until(lambda: world.app.state.seats._value == 1)
    await until(lambda: engine.pool.checkedout() == 0)  # type: ignore[attr-defined]
    world.app.state.stopping.set()
    await watched


async def test_a_pause_is_told_with_its_reason_and_no_rate(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    await progress(world, campaign)
    await world.call("POST", f"/campaigns/{campaign}/pause")

    paused = await progress(world, campaign)
    assert (paused["state"], paused["rate"], paused["seconds_left"]) == ("paused", None, None)
    await world.call("POST", f"/campaigns/{campaign}/resume")
    assert (await progress(world, campaign))["state"] == "running"
