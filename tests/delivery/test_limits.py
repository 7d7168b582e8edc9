"""So much and no more leaves at a time, however many senders there are; and campaigns only in their hours."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from newsletter.database import Database
from newsletter.limits import EVERYTHING, Limits
from newsletter.settings import Settings
from tests.world import ANNE, BART, CRIS, MONDAY, World

PEOPLE = [f"guest-{number}@people.example" for number in range(6)]


def limited(world: World, **limits: Any) -> None:
    world.settings = world.settings.model_copy(update=limits)


async def sent(world: World, campaign: str) -> int:
    return int((await world.tally(campaign)).get("sent", 0))


async def test_two_senders_together_keep_the_rate_over_everything(world: World) -> None:
    await world.all_join(*PEOPLE)
    campaign = await world.queues()
    limited(world, rate=2)
    for second in range(3):
        await asyncio.gather(world.sender().empty(), world.sender().empty())
        assert await sent(world, campaign) == 2 * (second + 1)
        world.passes(seconds=1)


async def test_a_sender_keeps_its_rate_and_who_waits_for_an_answer_does_not_wait_for_that(world: World) -> None:
    await world.all_join(*PEOPLE)
    campaign = await world.queues()
    limited(world, sender_rate=2)
    await world.signs_up(ANNE)
    await world.sender().empty()

    assert await sent(world, campaign) == 2
    assert world.newest_to(ANNE).confirm_link
    assert (await world.tally(campaign))["queued"] == 4
    world.passes(seconds=1)
    await world.sender().empty()
    assert await sent(world, campaign) == 4


async def test_a_mail_provider_gets_its_rate_and_the_others_do_not_wait_for_it(world: World) -> None:
    at_one = [f"guest-{number}@big.example" for number in range(5)]
    await world.all_join(*at_one, *PEOPLE)
    campaign = await world.queues()
    limited(world, domain_rates="Big.example=1")
    await world.sender().empty()
    assert await world.tally(campaign) == {"sent": 7, "deferred": 4, "why": {"deferred": {"domain_limit": 4}}}
    rows = (await world.call("GET", f"/campaigns/{campaign}/deliveries?state=deferred"))["data"]
    assert {row["attempts"] for row in rows} == {0}, "nobody was asked, so it is no try"

    for left in (3, 2, 1, 0):
        world.passes(seconds=1)
        await asyncio.gather(world.sender().empty(), world.sender().empty())
        assert (await world.tally(campaign)).get("deferred", 0) == left
    await world.ticks()
    assert (await world.report(campaign))["state"] == "finished"


async def test_after_a_pause_those_that_had_to_wait_do_not_all_go_at_once(world: World) -> None:
    at_one = [f"guest-{number}@big.example" for number in range(5)]
    await world.all_join(*at_one)
    campaign = await world.queues()
    limited(world, domain_rates="big.example=1")
    await world.sender().empty()
    world.passes(hours=1)
    await world.sender().empty()
    assert await sent(world, campaign) == 2


async def test_who_leaves_while_their_mail_provider_gets_no_more_gets_nothing(world: World) -> None:
    at_one = [f"guest-{number}@big.example" for number in range(2)]
    await world.all_join(*at_one)
    await world.launches()
    campaign = await world.queues(subject="January")
    limited(world, domain_rates="big.example=1")
    await world.sender().empty()
    (waiting,) = [who for who in at_one if world.newest_to(who).subject != "January"]
    link = world.newest_to(waiting).one_click
    assert (await world.visitor.post(link, data={"List-Unsubscribe": "One-Click"})).status_code == 200

    world.passes(seconds=1)
    await world.sender().empty()
    assert await world.tally(campaign) == {"sent": 1, "cancelled": 1, "why": {"cancelled": {"withdrawn": 1}}}


async def test_campaigns_wait_for_the_morning_and_answers_do_not(world: World) -> None:
    await world.all_join(ANNE, BART)
    limited(world, send_window="08:00-20:00", time_zone="Europe/Oslo")
    world.now = MONDAY.replace(hour=19, minute=30)  # half past eight in Oslo
    campaign = await world.queues()
    await world.signs_up(CRIS)
    await world.sender().empty()
    assert world.newest_to(CRIS).confirm_link
    assert await world.tally(campaign) == {"queued": 2, "why": {}}

    world.passes(hours=11)
    await world.sender().empty()
    assert await world.tally(campaign) == {"queued": 2, "why": {}}
    world.passes(hours=1)
    await world.sender().empty()
    assert await world.tally(campaign) == {"sent": 2, "why": {}}


@pytest.mark.parametrize("rate", [0.5, 3, 40])
async def test_however_many_claim_and_whenever_no_more_leaves_than_the_rate(
    database: Database, settings: Settings, rate: float
) -> None:
    chance, now, began = random.Random(7), MONDAY, MONDAY
    settings = settings.model_copy(update={"rate": rate})
    gone: list[Any] = []

    def some_leave(session: Session) -> None:
        limits = Limits(session, settings, now)
        going = limits.room(EVERYTHING, chance.randrange(1, 50))
        limits.spend(EVERYTHING, going)
        gone.extend([now] * going)

    for _ in range(60):
        await database.work(some_leave)
        now += timedelta(seconds=chance.choice((0, 0.1, 0.7, 1)))
    for begin in {began, *gone}:
        for length in (1, 5, 60):
            within = sum(begin <= at < begin + timedelta(seconds=length) for at in gone)
            assert within <= max(1, rate) + rate * length
    assert len(gone) >= (now - began).total_seconds() * rate / 3, "or it holds back too much"
