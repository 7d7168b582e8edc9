"""The outbox empties through a mail server that misbehaves: nobody is lost, nobody gets it twice, all is told."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

import pytest
from sqlmodel import update
from structlog.testing import capture_logs

from newsletter.delivery import sending
from newsletter.handing_over import LEASE
from newsletter.outbox import TRIES_BY_ITSELF
from newsletter.subscriptions.models import MailingList
from tests.mail_server import Fault, Said
from tests.world import ANNE, BART, CRIS, World

PEOPLE = (ANNE, BART, CRIS)


@pytest.fixture
def small_claims(monkeypatch: pytest.MonkeyPatch) -> int:
    """A sender claims two messages at a time, so that a few people are many."""
    monkeypatch.setattr(sending, "CLAIM", 2)
    return 2


def got(world: World, subject: str = "December") -> list[str]:
    """Who got the campaign, once for each copy."""
    return sorted(mail.recipient for mail in world.mail_server.mails if mail.subject == subject)


def only_to(unlucky: str, said: Said) -> Callable[[str], Said]:
    return lambda recipient: said if recipient == unlucky else None


def impatient(world: World) -> None:
    world.settings = world.settings.model_copy(update={"smtp_timeout": 0.4})


async def test_while_the_mail_server_is_away_mail_waits_and_then_leaves_by_itself(world: World) -> None:
    await world.all_join(*PEOPLE)
    await world.mail_server.stop()
    campaign = await world.launches()
    assert await world.tally(campaign) == {"queued": 3, "why": {"queued": {"mail_server_away": 3}}}

    for _ in range(3):  # as long as it takes: no attempt is counted against anybody
        world.passes(days=1)
        await world.works()
    assert await world.tally(campaign) == {"queued": 3, "why": {"queued": {"mail_server_away": 3}}}

    await world.mail_server.start()
    world.passes(minutes=1)
    await world.works()
    assert await world.tally(campaign) == {"sent": 3, "why": {}}
    assert got(world) == sorted(PEOPLE)
    assert (await world.report(campaign))["state"] == "finished"


class UntilItRests(asyncio.Event):
    """Tells a sender to stop as soon as it rests."""

    async def wait(self) -> Literal[True]:
        self.set()
        return True


async def test_a_server_that_is_away_is_not_knocked_at_again_without_rest(world: World, small_claims: int) -> None:
    await world.all_join(*many(small_claims + 1))
    campaign = await world.queues()
    world.mail_server.on_connect, world.mail_server.connects = lambda _: Fault.HANGS_UP, 0

    await works_until_it_rests(world)

    assert world.mail_server.connects == 1
    assert (await world.tally(campaign))["queued"] == small_claims + 1


LATER = [("on_rcpt", "450 4.2.0 Greylisted", "rcpt_deferred"), ("on_dot", "451 4.3.0 Disk full", "data_deferred")]


@pytest.mark.parametrize(("stage", "reply", "reason"), LATER, ids=["at RCPT", "at the dot"])
async def test_who_is_put_off_is_tried_again_after_a_growing_wait_and_gets_it_once(
    world: World, stage: str, reply: str, reason: str
) -> None:
    await world.all_join(*PEOPLE)
    setattr(world.mail_server, stage, only_to(ANNE, reply))
    campaign = await world.launches()
    assert await world.tally(campaign) == {"sent": 2, "deferred": 1, "why": {"deferred": {reason: 1}}}
    assert (await world.report(campaign))["state"] == "running"

    for attempt, minutes in enumerate((5, 15, 30, 60), start=1):
        assert (await row_of(world, campaign, "deferred"))["attempts"] == attempt
        world.passes(minutes=minutes * 0.89)
        await world.works()
        assert (await row_of(world, campaign, "deferred"))["attempts"] == attempt
        world.passes(minutes=minutes * 0.22)
        await world.works()
    last = await row_of(world, campaign, "deferred")
    assert (last["attempts"], last["reason"], last["reply"]) == (5, reason, reply)

    setattr(world.mail_server, stage, lambda _: None)
    world.passes(minutes=70)
    await world.works()
    assert await world.tally(campaign) == {"sent": 3, "why": {}}
    assert got(world) == sorted(PEOPLE)


async def test_who_is_put_off_for_longer_than_a_delivery_lives_is_given_up(world: World) -> None:
    await world.all_join(ANNE, BART)
    world.settings = world.settings.model_copy(update={"delivery_lifetime_hours": 1})
    world.mail_server.on_rcpt = only_to(ANNE, "450 4.2.0 Greylisted")
    campaign = await world.launches()
    for _ in range(3):
        world.passes(hours=1)
        await world.works()

    assert await world.tally(campaign) == {"sent": 1, "failed": 1, "why": {"failed": {"given_up": 1}}}
    given_up = await row_of(world, campaign, "failed")
    assert (given_up["attempts"], given_up["reply"]) == (4, "450 4.2.0 Greylisted")
    assert (await world.report(campaign))["state"] == "finished"


async def test_every_fault_at_every_stage_leaves_everybody_in_one_state_and_nobody_gets_it_twice(world: World) -> None:
    """One campaign, and for each person another fault. Ten minutes later the mail server is well again."""
    expected: dict[str, tuple[Said, str, str | None]] = {
        "rcpt-later": ("450 4.2.0 Greylisted", "deferred", "rcpt_deferred"),
        "rcpt-never": ("550 5.1.1 No such mailbox", "failed", "rcpt_refused"),
        "rcpt-goodbye": ("421 4.3.2 Closing", "deferred", "rcpt_deferred"),
        "rcpt-nonsense": ("Good morning!", "deferred", "no_answer"),
        "rcpt-gone": (Fault.HANGS_UP, "deferred", "no_answer"),
        "rcpt-silent": (Fault.IS_SILENT, "deferred", "no_answer"),
        "data-later": ("451 4.3.0 Try later", "deferred", "data_deferred"),
        "data-never": ("554 5.7.1 No", "failed", "policy_refused"),
        "data-gone": (Fault.HANGS_UP, "deferred", "no_answer"),
        "data-silent": (Fault.IS_SILENT, "deferred", "no_answer"),
        "dot-later": ("452 4.3.1 Disk full", "deferred", "data_deferred"),
        "dot-never": ("552 5.3.4 Too big", "failed", "message_too_large"),
        "dot-goodbye": ("421 4.3.2 Closing", "deferred", "data_deferred"),
        "dot-nonsense": ("Good morning!", "uncertain", "no_answer"),
        "dot-gone": (Fault.HANGS_UP, "uncertain", "no_answer"),
        "dot-silent": (Fault.IS_SILENT, "uncertain", "no_answer"),
        "dot-drips": (Fault.DRIPS, "uncertain", "no_answer"),
        "well-1": (None, "sent", None),
        "well-2": (None, "sent", None),
    }
    await world.all_join(*(f"{name}@people.example" for name in expected))
    impatient(world)
    for stage in ("rcpt", "data", "dot"):
        setattr(world.mail_server, f"on_{stage}", lambda to, at=stage: expected[name_of(to)][0] if at in to else None)
    campaign = await world.launches()

    assert await outcomes(world, campaign) == {name: (state, why) for name, (_, state, why) in expected.items()}

    for stage in ("rcpt", "data", "dot"):
        setattr(world.mail_server, f"on_{stage}", lambda _: None)
    world.passes(minutes=10)
    await world.works()
    in_the_end = {
        name: ("sent", None) if state == "deferred" else (state, why) for name, (_, state, why) in expected.items()
    }
    assert await outcomes(world, campaign) == in_the_end
    assert got(world) == sorted(f"{name}@people.example" for name, (state, _) in in_the_end.items() if state == "sent")
    assert (await world.report(campaign))["state"] == "finished"


@pytest.mark.parametrize("said", ["550 5.7.1 You are not welcome", "451 4.3.0 Try later", Fault.HANGS_UP], ids=str)
async def test_what_is_held_against_us_is_not_held_against_the_people(world: World, said: Said) -> None:
    await world.all_join(*PEOPLE)
    world.mail_server.on_mail = lambda _: said
    campaign = await world.launches()
    assert (await world.tally(campaign))["deferred"] == 3

    world.mail_server.on_mail = lambda _: None
    world.passes(minutes=10)
    await world.works()
    assert await world.tally(campaign) == {"sent": 3, "why": {}}
    assert got(world) == sorted(PEOPLE)


async def test_many_messages_ride_on_one_connection_over_a_refusal(world: World, small_claims: int) -> None:
    people = many(5)
    await world.all_join(*people)
    world.mail_server.on_rcpt, world.mail_server.connects = only_to(people[2], "550 5.1.1 No such mailbox"), 0
    campaign = await world.launches()

    assert await world.tally(campaign) == {"sent": 4, "failed": 1, "why": {"failed": {"rcpt_refused": 1}}}
    assert len(set(got(world))) == 4
    assert world.mail_server.connects == 1


async def test_a_campaign_message_that_may_have_arrived_is_not_sent_again(world: World) -> None:
    await world.all_join(ANNE)
    world.mail_server.on_dot = lambda _: Fault.HANGS_UP
    campaign = await world.launches()
    world.mail_server.on_dot = lambda _: None
    for _ in range(3):
        world.passes(hours=1)
        await world.works()

    assert await world.tally(campaign) == {"uncertain": 1, "why": {"uncertain": {"no_answer": 1}}}
    assert world.mail_server.begun.count(ANNE) == 2  # the confirmation, and this


async def test_a_confirmation_that_may_not_have_arrived_is_sent_again(world: World) -> None:
    world.mail_server.on_dot = lambda _: Fault.HANGS_UP
    await world.signs_up(ANNE)
    await world.works()
    world.passes(minutes=4)
    await world.works()
    assert world.mail_server.begun == [ANNE]
    assert world.mail_server.to(ANNE) == []

    world.mail_server.on_dot = lambda _: None
    world.passes(minutes=2)
    await world.works()
    (mail,) = world.mail_server.to(ANNE)
    assert (await world.visitor.post(mail.confirm_link)).status_code == 200


async def test_a_server_that_always_swallows_its_answer_does_not_get_somebody_flooded(world: World) -> None:
    world.mail_server.on_dot = lambda _: Fault.HANGS_UP
    await world.signs_up(ANNE)
    for _ in range(20):
        await world.works()
        world.passes(hours=1)

    assert world.mail_server.begun == [ANNE] * TRIES_BY_ITSELF


@pytest.mark.parametrize("by", ["emptying", "working"])
async def test_a_claim_of_which_the_law_lets_nobody_through_is_followed_by_the_next(
    world: World, small_claims: int, by: str
) -> None:
    """The list has lost its reply address after the launch, by a hand in the database: the law refuses everybody."""
    await world.all_join(*many(small_claims + 1))
    campaign = await world.queues()
    async with world.database.transaction() as session:
        await session.exec(update(MailingList).values(reply_to=""))

    await (world.sender().empty() if by == "emptying" else works_until_it_rests(world))

    assert await world.tally(campaign) == {"withheld": 3, "why": {"withheld": {"replies_not_monitored": 3}}}


async def test_a_sender_that_is_told_to_stop_gives_its_claims_back(world: World) -> None:
    await world.all_join(*PEOPLE)
    campaign = await world.queues()
    sender = world.sender()
    sender.settings = world.settings.model_copy(update={"smtp_connections": 1})

    async def stop(_: str) -> None:
        sender.stopping.set()

    world.mail_server.on_dot = stop
    await sender.run()

    assert await world.tally(campaign) == {"sent": 1, "queued": 2, "why": {}}
    await world.works()
    assert await world.tally(campaign) == {"sent": 3, "why": {}}
    assert got(world) == sorted(PEOPLE)


async def test_when_a_sender_dies_others_take_over_what_it_had_not_begun(world: World) -> None:
    await world.all_join(*PEOPLE)
    campaign = await world.queues()
    arrived = asyncio.Event()

    async def swallow(_: str) -> None:
        arrived.set()
        await asyncio.Event().wait()

    world.mail_server.on_dot = swallow
    dying = asyncio.create_task(world.sender().empty())
    async with asyncio.timeout(20):
        await arrived.wait()
    dying.cancel()
    await asyncio.wait([dying])
    world.mail_server.on_dot = lambda _: None
    await world.works()
    assert await world.tally(campaign) == {"sending": 1, "claimed": 2, "why": {}}

    world.now += LEASE + timedelta(seconds=1)
    await world.works()
    assert await world.tally(campaign) == {"sent": 2, "uncertain": 1, "why": {"uncertain": {"no_answer": 1}}}
    assert len(got(world)) == 2


async def test_a_message_that_cannot_be_written_fails_and_the_log_names_nobody(world: World) -> None:
    await world.all_join(ANNE)
    world.settings = world.settings.model_copy(update={"base_url": f"https://news.venue.example/{'x' * 990}"})
    with capture_logs() as logged:
        campaign = await world.launches()

    assert await world.tally(campaign) == {"failed": 1, "why": {"failed": {"message_malformed": 1}}}
    assert [entry["event"] for entry in logged] == ["message cannot be written"]
    assert "@" not in str(logged)
    assert got(world) == []


def many(count: int) -> list[str]:
    return [f"guest-{number}@people.example" for number in range(count)]


def name_of(email: str) -> str:
    return email.partition("@")[0]


async def works_until_it_rests(world: World) -> None:
    """Let the sender itself work, as in the service, on one connection."""
    sender = world.sender()
    sender.settings = world.settings.model_copy(update={"smtp_connections": 1})
    sender.stopping = UntilItRests()
    await sender.run()


async def row_of(world: World, campaign: str, state: str) -> Any:
    (row,) = (await world.call("GET", f"/campaigns/{campaign}/deliveries?state={state}"))["data"]
    return row


async def outcomes(world: World, campaign: str) -> dict[str, tuple[str, str | None]]:
    """The state of each person by the name in the address, and why."""
    rows = (await world.call("GET", f"/campaigns/{campaign}/deliveries"))["data"]
    people = {row["id"]: name_of(row["email"]) for row in (await world.call("GET", "/subscribers"))["data"]}
    assert len(rows) == len(people) == (await world.report(campaign))["considered"]
    return {people[row["subscriber_id"]]: (row["state"], row["reason"]) for row in rows}
