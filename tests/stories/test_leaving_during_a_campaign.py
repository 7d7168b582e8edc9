"""A campaign is going out, and somebody says no. After the 200 no message to that person begins."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import select

from newsletter.campaigns import launching
from newsletter.campaigns.models import Campaign
from newsletter.delivery import sending
from newsletter.subscriptions.leaving import leave
from tests.world import ANNE, BART, CRIS, DANA, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def all_are_readers(world: World, *people: str) -> None:
    """Everybody joined and got a campaign, so that everybody has a link to leave by."""
    await world.all_join(*people)
    await world.launches(subject="November")
    world.mail_server.bodies.clear()
    world.mail_server.begun.clear()


async def leaves(world: World, email: str) -> None:
    assert (await world.visitor.post(world.newest_to(email).one_click, data=ONE_CLICK)).status_code == 200


async def test_who_leaves_gets_at_most_the_message_that_had_begun(world: World) -> None:
    await all_are_readers(world, ANNE, BART, CRIS, DANA)
    campaign = await world.queues()
    await leaves(world, DANA)  # queued

    async def meanwhile(recipient: str) -> None:
        if recipient == ANNE:
            await leaves(world, ANNE)  # her body is on the wire
            await leaves(world, BART)  # claimed, and next

    world.mail_server.on_dot = meanwhile
    await world.works()

    assert world.mail_server.bodies == [ANNE, CRIS]
    assert await world.tally(campaign) == {"sent": 2, "cancelled": 2, "why": {"cancelled": {"withdrawn": 2}}}
    following = await world.launches(subject="January")
    assert await world.tally(following) == {"sent": 1, "withheld": 3, "why": {"withheld": {"withdrawn": 3}}}
    assert world.mail_server.bodies == [ANNE, CRIS, CRIS]


async def test_who_leaves_between_the_claim_and_the_handing_over_gets_nothing(world: World) -> None:
    await all_are_readers(world, ANNE, BART)
    campaign = await world.queues()
    sender = world.sender()
    claims, connection = sender.claims(), sender.connection()
    await claims.fill()
    assert claims.taken == 2

    await leaves(world, ANNE)
    await sender.hand_over(connection, claims)
    await connection.close()

    assert world.mail_server.bodies == [BART]
    assert await world.tally(campaign) == {"sent": 1, "cancelled": 1, "why": {"cancelled": {"withdrawn": 1}}}


async def test_who_leaves_while_put_off_by_the_mail_server_is_not_tried_again(world: World) -> None:
    await all_are_readers(world, ANNE)
    world.mail_server.on_rcpt = lambda _: "450 4.2.0 Greylisted"
    campaign = await world.launches()
    assert (await world.tally(campaign))["deferred"] == 1

    await leaves(world, ANNE)
    world.passes(hours=1)
    await world.works()

    assert world.mail_server.begun == [ANNE]
    assert await world.tally(campaign) == {"cancelled": 1, "why": {"cancelled": {"withdrawn": 1}}}


async def test_who_objects_by_telephone_gets_at_most_the_message_that_had_begun(world: World) -> None:
    await all_are_readers(world, ANNE, BART, CRIS)
    campaign = await world.queues()
    await objects(world, CRIS)  # queued

    async def meanwhile(recipient: str) -> None:
        await objects(world, BART)  # claimed, and next

    world.mail_server.on_dot = meanwhile
    await world.works()

    assert world.mail_server.bodies == [ANNE]
    assert await world.tally(campaign) == {"sent": 1, "cancelled": 2, "why": {"cancelled": {"objected": 2}}}


async def objects(world: World, email: str) -> None:
    await world.call("POST", "/suppressions", {"email": email, "kind": "objection", "channel": "phone"}, expect=201)


async def test_a_campaign_that_is_paused_while_it_goes_out_holds_and_goes_on_where_it_was(world: World) -> None:
    await all_are_readers(world, ANNE, BART, CRIS)
    campaign = await world.queues()

    async def meanwhile(recipient: str) -> None:
        await world.call("POST", f"/campaigns/{campaign}/pause")

    world.mail_server.on_dot = meanwhile
    await world.works()
    assert world.mail_server.bodies == [ANNE]
    assert await world.tally(campaign) == {"sent": 1, "queued": 2, "why": {}}

    world.mail_server.on_dot = lambda _: None
    await world.works()
    assert world.mail_server.bodies == [ANNE]

    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()
    assert world.mail_server.bodies == [ANNE, BART, CRIS]
    assert await world.tally(campaign) == {"sent": 3, "why": {}}


async def test_a_campaign_that_is_called_off_while_it_goes_out_stops(world: World) -> None:
    await all_are_readers(world, ANNE, BART, CRIS)
    campaign = await world.queues()

    async def meanwhile(recipient: str) -> None:
        await world.call("POST", f"/campaigns/{campaign}/cancel")

    world.mail_server.on_dot = meanwhile
    await world.works()

    assert world.mail_server.bodies == [ANNE]
    assert await world.tally(campaign) == {"sent": 1, "cancelled": 2, "why": {"cancelled": {"campaign_cancelled": 2}}}


async def test_with_two_senders_at_work_nobody_who_left_is_written_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever a message is taken, the person after the next leaves: claimed by this sender, or by the other."""
    monkeypatch.setattr(sending, "CLAIM", 3)
    people = [f"guest-{number}@people.example" for number in range(8)]
    await all_are_readers(world, *people)
    campaign = await world.queues()
    begun_before: dict[str, int] = {}

    async def meanwhile(recipient: str) -> None:
        leaver = people[(people.index(recipient) + 2) % len(people)]
        await leaves(world, leaver)
        begun_before[leaver] = len(world.mail_server.bodies)

    world.mail_server.on_dot = meanwhile
    await asyncio.gather(world.sender().empty(), world.sender().empty())

    assert [who for who, count in begun_before.items() if who in world.mail_server.bodies[count:]] == []
    told = await world.tally(campaign)
    assert told["sent"] == len(world.mail_server.bodies) == len(set(world.mail_server.bodies))
    assert told["cancelled"] == told["why"]["cancelled"]["withdrawn"] == len(people) - told["sent"]


async def test_a_claim_made_while_the_pause_was_being_written_is_not_begun(world: World) -> None:
    only_where_writers_overlap(world)
    await all_are_readers(world, ANNE)
    campaign = await world.queues()
    sender = world.sender()
    claims, connection = sender.claims(), sender.connection()
    async with world.database.transaction() as session:
        row = (await session.exec(select(Campaign).where(Campaign.uid == UUID(campaign)))).one()
        await launching.pause(session, row, now=world.now)
        await claims.fill()
    assert claims.taken == 1
    await sender.hand_over(connection, claims)
    await connection.close()

    assert world.mail_server.bodies == []
    world.passes(minutes=3)
    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()
    assert await world.tally(campaign) == {"sent": 1, "why": {}}


async def test_a_claim_made_while_somebody_was_leaving_passes_that_person_over(world: World) -> None:
    only_where_writers_overlap(world)
    await all_are_readers(world, ANNE, BART)
    campaign = await world.queues()
    right = world.app.state.tokens.unsubscribing(world.newest_to(ANNE).one_click.rpartition("/")[2])
    async with world.database.transaction() as session:
        await leave(session, right, channel="one_click", details={}, now=world.now)
        claims = world.sender().claims()
        await claims.fill()
    assert [draft.email for draft in await claims.rest()] == [BART]
    assert (await world.tally(campaign))["why"] == {"cancelled": {"withdrawn": 1}}


def only_where_writers_overlap(world: World) -> None:
    if world.database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: the two cannot overlap")
