"""Nobody knows whether it arrived, or the server refused us: who gets it once more, by whose word, and who does not."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import col, select

from newsletter.deliveries import Delivery
from newsletter.settings import WhenUncertain
from newsletter.subscriptions.models import Subscriber
from tests.mail_server import Fault
from tests.stories.test_changed_address import NEW, moves
from tests.world import ANNE, BART, CRIS, World

PEOPLE = (ANNE, BART, CRIS)
SEND_AGAIN, CLOSE = {"action": "send_again"}, {"action": "close"}
REFUSED = "550 5.7.26 Not authenticated"


async def uncertain(world: World, *people: str) -> str:
    """A campaign that went out, and of which the server swallowed its last word to these."""
    await world.all_join(*PEOPLE)
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to in people else None
    campaign = await world.launches()
    world.mail_server.on_dot = lambda _: None
    return campaign


async def refused(world: World, *people: str) -> str:
    """A campaign that went out, but for these, to whom the server let nothing of ours through."""
    await world.all_join(*PEOPLE)
    world.mail_server.on_rcpt = lambda to: REFUSED if to in people else None
    campaign = await world.launches()
    world.mail_server.on_rcpt = lambda _: None
    return campaign


async def says(
    world: World, campaign: str, word: dict[str, Any], *, about: str = "uncertain", expect: int = 200
) -> Any:
    return await world.call("POST", f"/campaigns/{campaign}/{about}", word, expect=expect)


def copies(world: World, email: str) -> int:
    return sum(mail.subject == "December" for mail in world.mail_server.to(email))


async def ids(world: World, campaign: str, state: str) -> dict[str, str]:
    """The deliveries in a state by whose they are."""
    rows = (await world.call("GET", f"/campaigns/{campaign}/deliveries?state={state}"))["data"]
    people = {row["id"]: row["email"] for row in (await world.call("GET", "/subscribers"))["data"]}
    return {people[row["subscriber_id"]]: row["id"] for row in rows}


async def test_a_report_names_each_that_is_uncertain_and_says_where_to_go(world: World) -> None:
    campaign = await uncertain(world, ANNE, BART)
    told = (await world.report(campaign))["uncertain"]
    theirs = await ids(world, campaign, "uncertain")

    assert (told["open"], told["closed"]) == (2, 0)
    assert {one["delivery_id"] for one in told["named"]} == set(theirs.values()) == {theirs[ANNE], theirs[BART]}
    listed = (await world.marketer.get(told["all"])).json()["data"]
    assert {row["id"] for row in listed} == set(theirs.values())
    assert f"POST /api/v1/campaigns/{campaign}/uncertain" in told["what_next"]


async def test_a_report_without_doubt_speaks_of_none(world: World) -> None:
    assert (await world.report(await uncertain(world)))["uncertain"] is None


async def test_who_is_uncertain_gets_it_again_at_a_persons_word_and_the_campaign_finishes_anew(world: World) -> None:
    campaign = await uncertain(world, ANNE, BART)
    assert (await world.report(campaign))["state"] == "finished"

    assert await says(world, campaign, SEND_AGAIN) == {"deliveries": 2, "state": "running"}
    assert await says(world, campaign, SEND_AGAIN) == {"deliveries": 0, "state": "running"}
    world.passes(minutes=1)
    await world.works()

    assert await world.tally(campaign) == {"sent": 3, "why": {}}
    assert [copies(world, email) for email in PEOPLE] == [1, 1, 1]
    assert (await world.call("GET", f"/campaigns/{campaign}"))["finished_at"] == "2026-11-23T09:01:00Z"
    assert (await world.report(campaign))["state"] == "finished"
    rows = (await world.call("GET", f"/campaigns/{campaign}/deliveries"))["data"]
    assert sorted(row["unanswered_at"] is not None for row in rows) == [False, True, True]


async def test_a_copy_can_be_told_from_another_message_by_its_id(world: World) -> None:
    campaign = await uncertain(world, ANNE)
    delivery = (await ids(world, campaign, "uncertain"))[ANNE]
    await says(world, campaign, SEND_AGAIN)
    await world.works()
    assert delivery.replace("-", "") in world.newest_to(ANNE).header("Message-ID")


async def uncertain_after_another(world: World) -> str:
    """Anne has November, with its way out; whether she got December nobody knows."""
    await world.all_join(*PEOPLE)
    await world.launches(subject="November")
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to == ANNE else None
    campaign = await world.launches()
    world.mail_server.on_dot = lambda _: None
    return campaign


async def test_who_left_meanwhile_gets_no_second_copy_and_a_proof_says_the_first_may_have_come(world: World) -> None:
    campaign = await uncertain_after_another(world)
    await world.visitor.post(world.newest_to(ANNE).one_click)

    assert (await says(world, campaign, SEND_AGAIN))["deliveries"] == 1
    await world.works()

    assert await world.tally(campaign) == {"sent": 2, "withheld": 1, "why": {"withheld": {"withdrawn": 1}}}
    assert [copies(world, email) for email in PEOPLE] == [0, 1, 1]
    anne = (await world.call("GET", f"/subscribers?email={ANNE}"))["data"][0]["id"]
    (person,) = (await world.call("GET", f"/subscribers/{anne}/proof"))["people"]
    (mail,) = [mail for mail in person["mails"] if mail["subject"] == "December"]
    assert (mail["state"], mail["reason"]) == ("uncertain", "no_answer")


async def test_who_leaves_while_the_second_copy_waits_is_called_back(world: World) -> None:
    campaign = await uncertain_after_another(world)
    await says(world, campaign, SEND_AGAIN)
    await world.visitor.post(world.newest_to(ANNE).one_click)
    await world.works()

    assert (await world.tally(campaign))["why"] == {"cancelled": {"withdrawn": 1}}
    assert copies(world, ANNE) == 0


@pytest.mark.parametrize("objecting", [False, True], ids=["stays", "objects there"])
async def test_who_has_moved_meanwhile_gets_it_where_they_are_now_or_nowhere(world: World, objecting: bool) -> None:
    campaign = await uncertain(world, ANNE)
    await moves(world, NEW)
    if objecting:
        no = {"email": NEW, "kind": "objection", "channel": "phone"}
        await world.call("POST", "/suppressions", no, expect=201)
    await says(world, campaign, SEND_AGAIN)
    await world.works()

    assert copies(world, ANNE) == 0
    assert copies(world, NEW) == (0 if objecting else 1)
    async with world.database.reading() as session:
        query = select(Subscriber.fingerprint, Delivery.recipient).where(col(Delivery.unanswered_at).is_not(None))
        ((theirs, went_to),) = (await session.exec(query.where(Subscriber.id == Delivery.subscriber_id))).all()
    assert went_to == theirs


async def test_what_is_closed_stays_uncertain_and_is_never_sent_again(world: World) -> None:
    campaign = await uncertain(world, ANNE, BART)
    theirs = await ids(world, campaign, "uncertain")
    chosen = {"delivery_ids": [theirs[ANNE]]}

    assert await says(world, campaign, CLOSE | chosen) == {"deliveries": 1, "state": "finished"}
    assert await says(world, campaign, CLOSE | chosen) == {"deliveries": 0, "state": "finished"}
    told = (await world.report(campaign))["uncertain"]
    assert (told["open"], told["closed"]) == (1, 1)
    assert [one["delivery_id"] for one in told["named"]] == [theirs[BART]]

    assert (await says(world, campaign, SEND_AGAIN))["deliveries"] == 1
    await world.works()
    assert await world.tally(campaign) == {"sent": 2, "uncertain": 1, "why": {"uncertain": {"closed": 1}}}
    assert (copies(world, ANNE), copies(world, BART)) == (0, 1)
    assert "nothing to do" in (await world.report(campaign))["uncertain"]["what_next"]


async def test_a_cancelled_campaign_sends_to_nobody_again_and_its_doubts_can_be_closed(world: World) -> None:
    await world.all_join(*PEOPLE)
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to == ANNE else "451 4.3.0 Later"
    campaign = await world.launches()
    await world.call("POST", f"/campaigns/{campaign}/cancel")

    told = await says(world, campaign, SEND_AGAIN, expect=409)
    assert "can be closed" in told["detail"]
    assert await says(world, campaign, CLOSE) == {"deliveries": 1, "state": "cancelled"}


async def test_a_paused_campaign_sends_again_when_it_goes_on(world: World) -> None:
    await world.all_join(*PEOPLE)
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to == ANNE else "451 4.3.0 Later"
    campaign = await world.launches()
    world.mail_server.on_dot = lambda _: None
    await world.call("POST", f"/campaigns/{campaign}/pause")

    assert await says(world, campaign, SEND_AGAIN) == {"deliveries": 1, "state": "paused"}
    await world.works()
    assert copies(world, ANNE) == 0
    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()
    assert copies(world, ANNE) == 1


@pytest.mark.parametrize("about", ["uncertain", "refused"])
async def test_a_delivery_of_another_campaign_is_refused_with_its_place(world: World, about: str) -> None:
    campaign = await uncertain(world, ANNE)
    other = await world.launches(subject="January")
    (mine,) = (await ids(world, campaign, "uncertain")).values()
    word = {"delivery_ids": [mine, str(uuid4())]} | (SEND_AGAIN if about == "uncertain" else {})
    before = await world.everything_stored()
    told = await says(world, campaign, word, about=about, expect=422)
    elsewhere = await says(world, other, word, about=about, expect=422)

    assert [problem["pointer"] for problem in told["errors"]] == ["/delivery_ids/1"]
    assert [problem["pointer"] for problem in elsewhere["errors"]] == ["/delivery_ids/0", "/delivery_ids/1"]
    assert await world.everything_stored() == before


async def test_a_setting_sends_again_by_itself_a_few_times_and_then_asks(world: World) -> None:
    world.settings = world.settings.model_copy(update={"uncertain": WhenUncertain.SEND_AGAIN})
    await world.all_join(*PEOPLE)
    world.mail_server.on_dot = lambda to: Fault.HANGS_UP if to == ANNE else None
    campaign = await world.launches()
    assert (await world.report(campaign))["state"] == "running"
    world.passes(minutes=4)
    await world.works()
    assert world.mail_server.begun.count(ANNE) == 2  # the confirmation, and the first try

    for _ in range(5):
        world.passes(hours=1)
        await world.works()
    assert world.mail_server.begun.count(ANNE) == 1 + 3
    assert await world.tally(campaign) == {"sent": 2, "uncertain": 1, "why": {"uncertain": {"no_answer": 1}}}
    assert (await world.report(campaign))["state"] == "finished"


async def test_a_setting_closes_by_itself(world: World) -> None:
    world.settings = world.settings.model_copy(update={"uncertain": WhenUncertain.CLOSE})
    campaign = await uncertain(world, ANNE)
    assert (await world.tally(campaign))["why"] == {"uncertain": {"closed": 1}}
    assert (await world.report(campaign))["state"] == "finished"


async def test_who_was_refused_for_what_we_are_gets_it_once_that_is_mended(world: World) -> None:
    campaign = await refused(world, ANNE, BART)
    assert (await world.tally(campaign))["why"] == {"failed": {"policy_refused": 2}}
    (anne,) = [uid for email, uid in (await ids(world, campaign, "failed")).items() if email == ANNE]

    assert await says(world, campaign, {"delivery_ids": [anne]}, about="refused") == {
        "deliveries": 1,
        "state": "running",
    }
    await world.works()
    assert (copies(world, ANNE), copies(world, BART)) == (1, 0)
    assert (await says(world, campaign, {}, about="refused"))["deliveries"] == 1
    assert (await says(world, campaign, {}, about="refused"))["deliveries"] == 0
    await world.works()
    assert await world.tally(campaign) == {"sent": 3, "why": {}}
    assert [copies(world, email) for email in PEOPLE] == [1, 1, 1]


async def test_a_mailbox_that_is_gone_is_not_sent_to_again(world: World) -> None:
    await world.all_join(*PEOPLE)
    world.mail_server.on_rcpt = lambda to: "550 5.1.1 No such mailbox" if to == ANNE else None
    campaign = await world.launches()
    assert await says(world, campaign, {}, about="refused") == {"deliveries": 0, "state": "finished"}
    listed = await world.call("GET", f"/campaigns/{campaign}/deliveries?state=failed&reason=rcpt_refused")
    assert len(listed["data"]) == 1
