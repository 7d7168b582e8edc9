"""A campaign is launched at once from several sides: it is launched once, and each person gets it once."""

import asyncio
from collections import Counter

from newsletter import jobs
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
