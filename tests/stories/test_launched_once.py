"""A campaign is launched at once from several sides: it is launched once, and each person gets it once."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from newsletter import jobs
from newsletter.campaigns import launching
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning
from tests.world import ANNE, BART, CRIS, DANA, World

EVERYBODY = (ANNE, BART, CRIS, DANA)


async def test_a_double_click_launches_once(world: World) -> None:
    await world.all_join(*EVERYBODY)
    campaign = await world.drafts()
    launch = f"/api/v1/campaigns/{campaign}/launch"

    answers = await asyncio.gather(*(world.marketer.post(launch) for _ in range(5)))
    await works_on_three_machines(world)
    again = await world.marketer.post(launch)  # whoever missed the answer and asks once more
    await works_on_three_machines(world)

    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409]
    assert again.status_code == 409
    assert got(world, "December") == dict.fromkeys(EVERYBODY, 1)
    assert (await world.report(campaign))["state"] == "finished"


async def test_a_schedule_that_several_clocks_find_due_launches_once(world: World) -> None:
    await world.all_join(*EVERYBODY)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/schedule", {"at": "2026-12-01T09:00", "zone": "Europe/Oslo"})
    world.passes(days=8)

    await works_on_three_machines(world)

    assert got(world, "December") == dict.fromkeys(EVERYBODY, 1)
    assert await world.tally(campaign) == {"sent": 4, "why": {}}


async def test_a_launch_goes_on_on_another_machine_when_the_one_that_began_it_dies(world: World) -> None:
    await world.all_join(*EVERYBODY)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/launch", expect=202)
    (campaign_id,) = await launching_now(world)
    interned = jobs.Work(world.database, world.settings).interned
    assert await world.database.work(launching.advance, campaign_id, world.reckoning, interned, most=3) == 3

    await works_on_three_machines(world)

    assert got(world, "December") == dict.fromkeys(EVERYBODY, 1)
    assert (await world.report(campaign))["state"] == "finished"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # the other kind has one writer
async def test_a_launch_that_somebody_is_at_is_passed_by(world: World) -> None:
    await world.all_join(ANNE)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/launch", expect=202)
    async with world.database.transaction() as session:
        await session.exec(select(Campaign).with_for_update())
        (campaign_id,) = await launching_now(world)
        assert await world.database.work(advance_without_waiting, campaign_id, world.reckoning) == 0
    await world.works()

    assert got(world, "December") == {ANNE: 1}


def advance_without_waiting(session: Session, campaign_id: int, at: Reckoning) -> int:
    session.execute(text("SET LOCAL lock_timeout = '1s'"))
    return launching.advance(session, campaign_id, at, Interned())


async def launching_now(world: World) -> list[int]:
    async with world.database.reading() as session:
        return await launching.launching(session)


async def works_on_three_machines(world: World) -> None:
    """Three workers of whom each does everything, at the same time."""

    async def work() -> None:
        here = jobs.Work(world.database, world.settings)
        for job in jobs.clock(world.settings):
            await job(here, world.now)
        await world.sender().empty()
        for job in jobs.clock(world.settings):
            await job(here, world.now)

    await asyncio.gather(work(), work(), work())
    await world.works()  # what one passed by while another was at it waits for the next tick


def got(world: World, subject: str) -> dict[str, int]:
    return dict(Counter(mail.recipient for mail in world.mail_server.mails if mail.subject == subject))
