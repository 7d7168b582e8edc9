"""The mail server refuses us, and not the people: a campaign pauses, says why, and goes on when that is mended."""

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from newsletter.campaigns.models import CampaignState
from newsletter.delivery.group_commit import GroupCommit
from newsletter.handing_over import Settlement
from newsletter.law.vocabulary import Purpose
from tests.shelf import CLAIMED, DEFERRED, SENDING, SENT, Shelf
from tests.test_plans import plans
from tests.world import MONDAY, World

REFUSED = "550 5.7.26 <{}>: mail from venue.example is not authenticated"
LIMIT = 3


@pytest.fixture
async def crowd(world: World) -> list[str]:
    """Seven people, and a venue that pauses after three refusals."""
    people = [f"guest-{number}@people.example" for number in range(7)]
    await world.all_join(*people)
    world.settings = world.settings.model_copy(update={"pause_at_refusals": LIMIT})
    return people


def refuses_us(world: World) -> None:
    world.mail_server.on_rcpt = lambda to: REFUSED.format(to)


async def test_too_many_refusals_of_us_pause_a_campaign_and_nothing_more_begins(world: World, crowd: list[str]) -> None:
    refuses_us(world)
    begun = len(world.mail_server.begun)
    campaign = await world.launches()

    report = await world.report(campaign)
    assert report["state"] == "paused"
    assert report["reasons"] == {"failed": {"policy_refused": LIMIT}}
    assert report["deliveries"]["queued"] == len(crowd) - LIMIT
    assert len(world.mail_server.begun) - begun == LIMIT


async def test_it_says_why_with_the_servers_words_and_without_addresses(world: World, crowd: list[str]) -> None:
    refuses_us(world)
    with capture_logs() as logged:
        campaign = await world.launches()

    because = (await world.report(campaign))["paused_because"]
    assert because == (await world.call("GET", f"/campaigns/{campaign}"))["paused_because"]
    assert because == (
        "The mail server refused 3 of the last 3 messages for what we are, not for whom they went to. Most often it "
        "said: “550 5.7.26 … mail from venue.example is not authenticated”. Mend that with whoever runs the mail "
        "server, then resume the campaign."
    )
    (entry,) = [entry for entry in logged if entry["event"] == "campaign paused"]
    assert (entry["because"], entry["campaign"]) == (because, campaign)
    assert "@" not in str(logged)


async def test_a_campaign_that_is_resumed_goes_on_counts_anew_and_can_reach_those_refused(
    world: World, crowd: list[str]
) -> None:
    refuses_us(world)
    campaign = await world.launches()
    world.mail_server.on_rcpt = lambda to: REFUSED.format(to) if to == crowd[5] else None
    world.passes(minutes=1)
    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()

    report = await world.report(campaign)
    assert (report["state"], report["paused_because"]) == ("finished", None)
    assert report["reasons"] == {"failed": {"policy_refused": LIMIT + 1}}
    world.mail_server.on_rcpt = lambda _: None
    world.passes(minutes=1)
    assert (await world.call("POST", f"/campaigns/{campaign}/refused", {}))["deliveries"] == LIMIT + 1
    await world.works()
    assert await world.tally(campaign) == {"sent": 7, "why": {}}


async def test_a_campaign_that_is_refused_again_after_it_was_resumed_pauses_again(
    world: World, crowd: list[str]
) -> None:
    refuses_us(world)
    campaign = await world.launches()
    world.passes(minutes=1)
    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()
    assert (await world.tally(campaign))["why"] == {"failed": {"policy_refused": 2 * LIMIT}}
    assert (await world.report(campaign))["state"] == "paused"


TOO_FAST = [("on_rcpt", "450 4.7.28 Too fast"), ("on_mail", "550 5.7.1 You are not welcome"), ("on_mail", "554 No")]


@pytest.mark.parametrize(("stage", "reply"), TOO_FAST)
async def test_what_is_put_off_for_what_we_are_counts_too_and_is_tried_again_by_itself(
    world: World, crowd: list[str], stage: str, reply: str
) -> None:
    setattr(world.mail_server, stage, lambda _: reply)
    campaign = await world.launches()
    assert (await world.tally(campaign))["why"] == {"deferred": {"policy_deferred": LIMIT}}
    assert reply in (await world.report(campaign))["paused_because"]

    setattr(world.mail_server, stage, lambda _: None)
    world.passes(days=3)
    await world.works()
    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()
    assert await world.tally(campaign) == {"sent": 7, "why": {}}


@pytest.mark.parametrize("reply", ["550 5.1.1 No such mailbox", "450 4.2.0 Greylisted", "552 5.2.2 Full"])
async def test_what_is_about_the_people_pauses_nothing(world: World, crowd: list[str], reply: str) -> None:
    world.mail_server.on_rcpt = lambda _: reply
    campaign = await world.launches()
    report = await world.report(campaign)
    assert (report["state"], report["paused_because"]) in (("finished", None), ("running", None))
    assert report["deliveries"]["queued"] == 0


async def test_with_a_limit_of_none_nothing_pauses(world: World, crowd: list[str]) -> None:
    world.settings = world.settings.model_copy(update={"pause_at_refusals": 0})
    refuses_us(world)
    campaign = await world.launches()
    assert (await world.tally(campaign))["failed"] == 7


async def test_who_pauses_by_hand_is_told_no_reason(world: World, crowd: list[str]) -> None:
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/pause")
    assert (await world.report(campaign))["paused_because"] is None


async def test_a_confirmation_that_is_refused_pauses_no_campaign(world: World, crowd: list[str]) -> None:
    campaign = await world.queues()
    refuses_us(world)
    for number in range(LIMIT + 1):
        await world.signs_up(f"new-{number}@people.example")
    sender = world.sender()
    claims = sender.claims()
    claims.size = LIMIT + 1
    await claims.fill()
    taken = await claims.rest()
    assert {draft.delivery.purpose for draft in taken} == {Purpose.CONFIRMATION}
    sender.moves.pause_at = 1
    assert all(await asyncio.gather(*(sender.moves.begin(draft.delivery.id) for draft in taken)))
    for draft in taken:
        sender.moves.settle(refusal(draft.delivery.id))
    await sender.moves.write()
    assert (await world.report(campaign))["state"] == "running"


# The last hundred ----------------------------------------------------------------------------------------------------


def refusal(delivery_id: int, *, minute: int = 0) -> Settlement:
    return Settlement(delivery_id, DEFERRED, MONDAY.replace(minute=minute), "policy_deferred", "450 4.7.28 Too fast")


async def paused_after(shelf: Shelf, refused: list[int], *, pause_at: int = 10) -> bool:
    """Two senders write these refusals, half each, at once; whether the campaign paused."""
    senders = [GroupCommit(shelf.database, lambda: MONDAY, pause_at=pause_at) for _ in range(2)]
    for number, delivery in enumerate(refused):
        senders[number % 2].settle(refusal(delivery, minute=30))
    await asyncio.gather(*(sender.write() for sender in senders))
    return await shelf.campaign_state() is CampaignState.PAUSED


async def answered(shelf: Shelf, state: Any, count: int, *, minute: int, **values: Any) -> None:
    values = {"attempts": 1, "settled_at": MONDAY.replace(minute=minute), **values}
    await shelf.put_many([state] * count, **values)


async def test_two_senders_count_together(shelf: Shelf) -> None:
    assert await paused_after(shelf, await shelf.put_many([SENDING] * 10, attempts=1))


async def test_one_less_than_the_limit_pauses_nothing(shelf: Shelf) -> None:
    await answered(shelf, SENT, 20, minute=10)
    assert not await paused_after(shelf, await shelf.put_many([SENDING] * 9, attempts=1))


async def test_refusals_among_hundreds_that_were_taken_since_pause_nothing(shelf: Shelf) -> None:
    await answered(shelf, DEFERRED, 50, minute=10, reason="policy_deferred")
    await answered(shelf, SENT, 200, minute=20)
    assert not await paused_after(shelf, await shelf.put_many([SENDING] * 9, attempts=1))


async def test_retries_that_were_taken_count_though_they_are_from_the_beginning_of_the_list(shelf: Shelf) -> None:
    """Half the list was put off and is through by now; the ids of these are the lowest."""
    await answered(shelf, SENT, 100, minute=29, attempts=2)
    retried = await shelf.put_many([SENDING] * 9, attempts=2)
    await answered(shelf, SENT, 150, minute=10)
    await answered(shelf, DEFERRED, 50, minute=20, reason="policy_deferred")
    assert not await paused_after(shelf, retried)


async def test_retries_that_are_refused_pause_though_the_end_of_the_list_was_taken_long_ago(shelf: Shelf) -> None:
    retried = await shelf.put_many([SENDING] * 10, attempts=2)
    await answered(shelf, SENT, 150, minute=10)
    assert await paused_after(shelf, retried)


async def test_what_was_claimed_when_it_paused_waits_again(shelf: Shelf) -> None:
    claimed = await shelf.put(CLAIMED)
    assert await paused_after(shelf, await shelf.put_many([SENDING] * 10, attempts=1))
    assert (await shelf.get(claimed)).state == "queued"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_counting_goes_along_an_index_and_sorts_no_campaign(shelf: Shelf) -> None:
    refused = await shelf.put_many([SENDING] * 10, attempts=1)
    with plans(shelf.database) as seen:
        await paused_after(shelf, refused)
    counted = {
        step for statement, steps in seen.items() if "deliveries.settled_at IS NOT NULL" in statement for step in steps
    }
    assert {step.partition(" (")[0] for step in counted} == {
        "SEARCH deliveries USING INDEX ix_deliveries_campaign_state",
        "SEARCH deliveries USING INDEX ix_deliveries_again",
    }
