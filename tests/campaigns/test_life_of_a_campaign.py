"""A campaign from the first draft to the last delivery, with everything a hurried marketer does on the way."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select, text, update

from newsletter.campaigns import launching
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.database import new_uid, within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose
from newsletter.settings import Settings
from tests.mail_server import MailServer
from tests.world import ANNE, BART, CRIS, DANA, World

ALL = (ANNE, BART, CRIS, DANA)
COLLEAGUE, BOSS = "colleague@venue.example", "boss@venue.example"
NINE_IN_OSLO = {"at": "2026-12-01T09:00", "zone": "Europe/Oslo"}
NINE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


async def state(world: World, campaign: str) -> Any:
    return (await world.call("GET", f"/campaigns/{campaign}"))["state"]


async def refused(world: World, campaign: str, *deeds: str, says: str = "") -> None:
    """Each of these is refused as impossible now, and changes nothing."""
    before = await world.everything_stored()
    for deed in deeds:
        problem = await world.call("POST", f"/campaigns/{campaign}/{deed}", _body(deed), expect=409)
        assert says in problem["detail"]
    assert await world.everything_stored() == before


def _body(deed: str) -> Any:
    return {"schedule": {"at": "2027-01-01T09:00", "zone": "Europe/Oslo"}, "test": {"to": [COLLEAGUE]}}.get(deed)


def got(world: World, *subjects: str) -> Counter[tuple[str, str]]:
    """Who got which of these mails, and how often."""
    return Counter((mail.recipient, mail.subject) for mail in world.mail_server.mails if mail.subject in subjects)


# Writing --------------------------------------------------------------------------------------------------------------


async def test_a_draft_is_changed_looked_at_tried_out_scheduled_and_goes_out_by_itself(world: World) -> None:
    await world.joins(ANNE, name="Anne")
    anne = (await world.call("GET", f"/subscribers?email={ANNE}"))["data"][0]["id"]
    draft = await world.drafts(subject="Decembr", body="Hello {{ subscriber.nmae }}")
    checklist = await world.call("GET", f"/campaigns/{draft}/checklist")
    assert (checklist["ready"], checklist["problems"]) == (
        False,
        [
            {
                "pointer": "/body",
                "code": "template",
                "message": "Line 1: There is no merge field subscriber.nmae. There are: subscriber.name, "
                "subscriber.email, list.name, organisation.name, unsubscribe_url.",
            }
        ],
    )
    for deed in ("schedule", "launch", "test"):
        problem = await world.call("POST", f"/campaigns/{draft}/{deed}", _body(deed), expect=422)
        assert "subscriber.nmae" in problem["detail"]
    await world.call("GET", f"/campaigns/{draft}/preview?subscriber_id={anne}", expect=422)

    world.passes(minutes=1)
    changes = {
        "subject": "December",
        "body": "Hello {{ subscriber.name }}, **jazz**.\n\n[Leave]({{ unsubscribe_url }})",
    }
    changed = await world.call("PATCH", f"/campaigns/{draft}", changes)
    assert (changed["subject"], changed["body_format"]) == ("December", "markdown")
    assert changed["changed_at"] > changed["created_at"]
    seen = await world.call("GET", f"/campaigns/{draft}/preview?subscriber_id={anne}")
    assert seen["subject"] == "December"
    assert "Hello Anne, <strong>jazz</strong>." in seen["html"]
    assert "Hello Anne, **jazz**." in seen["text"]
    assert "https://news.venue.example/unsubscribe/" in seen["text"]
    checklist = await world.call("GET", f"/campaigns/{draft}/checklist")
    assert (checklist["ready"], checklist["problems"], checklist["hints"]) == (True, [], [])
    assert checklist["expected"]["permitted"] == {"consent": 1}

    await world.call("POST", f"/campaigns/{draft}/schedule", NINE_IN_OSLO)
    world.now = NINE
    world.passes(seconds=-1)
    await world.works()
    assert await state(world, draft) == "scheduled"
    assert got(world, "December") == {}

    world.passes(seconds=1)
    await world.works()
    assert got(world, "December") == {(ANNE, "December"): 1}
    shown = await world.call("GET", f"/campaigns/{draft}")
    assert (shown["state"], shown["launched_at"]) == ("finished", "2026-12-01T08:00:00Z")
    assert shown["schedule"] == {**NINE_IN_OSLO, "instant": "2026-12-01T08:00:00Z", "note": None}


async def test_a_preview_changes_nothing_and_its_link_takes_nobody_off_the_list(world: World) -> None:
    await world.joins(ANNE)
    anne = (await world.call("GET", "/subscribers"))["data"][0]["id"]
    draft = await world.drafts(body="{{ unsubscribe_url }}")
    before = await world.everything_stored()
    seen = await world.call("GET", f"/campaigns/{draft}/preview?subscriber_id={anne}")
    link = next(word for word in seen["text"].split() if "/unsubscribe/" in word)
    assert (await world.visitor.post(link)).status_code == 404
    assert await world.everything_stored() == before


async def test_a_change_leaves_alone_what_it_does_not_name(world: World) -> None:
    draft = await world.drafts(subject="December", body="<p>Hi</p>", body_format="html")
    for changes in ({}, {"subject": None, "body": None}, {"subject": "January"}):
        changed = await world.call("PATCH", f"/campaigns/{draft}", changes)
        assert (changed["body"], changed["body_format"]) == ("<p>Hi</p>", "html")
    assert changed["subject"] == "January"


# Trying out -----------------------------------------------------------------------------------------------------------


async def test_a_test_is_marked_and_goes_only_to_those_named(world: World) -> None:
    await world.joins(ANNE)
    draft = await world.drafts(body="Hello {{ subscriber.name|default('friend') }}!")
    await world.call("POST", f"/campaigns/{draft}/test", {"to": [COLLEAGUE, BOSS]}, expect=202)
    await world.works()

    assert got(world, "[Test] December", "December") == {
        (COLLEAGUE, "[Test] December"): 1,
        (BOSS, "[Test] December"): 1,
    }
    assert "Hello friend!" in world.newest_to(COLLEAGUE).text
    assert "Bryggegata 1" in world.newest_to(COLLEAGUE).text
    assert await state(world, draft) == "draft"
    assert (await world.report(draft))["considered"] == 0
    assert (await world.call("GET", f"/campaigns/{draft}/deliveries"))["data"] == []
    people = await world.call("GET", "/subscribers")
    assert [person["email"] for person in people["data"]] == [ANNE], "a test makes nobody a subscriber"


async def test_no_test_goes_to_somebody_who_said_no(world: World) -> None:
    for email, kind in ((COLLEAGUE, "objection"), (CRIS, "block")):
        await world.call("POST", "/suppressions", {"email": email, "kind": kind, "channel": "phone"}, expect=201)
    draft = await world.drafts()
    await world.call("POST", f"/campaigns/{draft}/test", {"to": [COLLEAGUE, CRIS, BOSS]}, expect=202)
    await world.works()
    assert got(world, "[Test] December") == {(BOSS, "[Test] December"): 1}
    async with world.database.reading() as session:
        rows = (await session.exec(select(Delivery.email, Delivery.state, Delivery.reason))).all()
    assert set(rows) == {
        (COLLEAGUE, DeliveryState.WITHHELD, "objected"),
        (CRIS, DeliveryState.WITHHELD, "blocked"),
        (BOSS, DeliveryState.SENT, None),
    }


async def test_tests_are_few_a_day_however_fast_they_are_asked_for(settings: Settings, mail_server: MailServer) -> None:
    async with World.begin(settings.model_copy(update={"test_mails_a_day": 5}), mail_server) as world:
        drafts = [await world.drafts(), await world.drafts()]
        asked = [
            world.marketer.post(f"/api/v1/campaigns/{drafts[n % 2]}/test", json={"to": [COLLEAGUE, BOSS]})
            for n in range(10)
        ]
        answers = Counter(answer.status_code for answer in await asyncio.gather(*asked))
        assert answers == {202: 2, 409: 8}
        await world.call("POST", f"/campaigns/{drafts[0]}/test", {"to": [BOSS]}, expect=202)
        problem = await world.call("POST", f"/campaigns/{drafts[0]}/test", {"to": [BOSS]}, expect=409)
        assert "At most 5 test mails" in problem["detail"]
        await world.works()
        assert got(world, "[Test] December") == {(COLLEAGUE, "[Test] December"): 2, (BOSS, "[Test] December"): 3}

        world.passes(days=1, seconds=1)
        await world.call("POST", f"/campaigns/{drafts[0]}/test", {"to": [BOSS]}, expect=202)


async def test_a_test_of_a_launched_campaign_does_not_hold_it_up(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/test", {"to": [BOSS]}, expect=202)
    await world.call("POST", f"/campaigns/{campaign}/cancel")
    await world.works()
    assert got(world, "[Test] December", "December") == {(BOSS, "[Test] December"): 1}


# What must be there first ---------------------------------------------------------------------------------------------


async def test_without_sender_or_reply_address_nothing_can_be_scheduled_launched_or_tested(world: World) -> None:
    await world.joins(ANNE)
    organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
    draft = await world.drafts()
    for path, lacking, mended, code, says in (
        (f"/lists/{world.ids['list']}", {"reply_to": ""}, {"reply_to": "post@venue.example"},
         "replies_not_monitored", "PATCH /api/v1/lists"),
        (f"/organisations/{organisation}", {"postal_address": ""}, {"postal_address": "Quay 1"},
         "sender_not_identified", "PATCH /api/v1/organisations"),
        (f"/organisations/{organisation}", {"postal_address": "  "}, {"postal_address": "Quay 1"},
         "sender_not_identified", "postal address"),
    ):  # fmt: skip
        await world.call("PATCH", path, lacking)
        checklist = await world.call("GET", f"/campaigns/{draft}/checklist")
        assert (checklist["ready"], [gap["code"] for gap in checklist["problems"]]) == (False, [code])
        before = await world.everything_stored()
        for deed in ("schedule", "launch", "test"):
            problem = await world.call("POST", f"/campaigns/{draft}/{deed}", _body(deed), expect=422)
            assert problem["errors"] == checklist["problems"]
            assert says in problem["detail"]
        assert await world.everything_stored() == before
        await world.call("PATCH", path, mended)
    assert (await world.tally(await world.launches(draft)))["sent"] == 1


async def test_what_is_missing_when_its_time_comes_is_asked_for_instead_of_sent_without(world: World) -> None:
    await world.joins(ANNE)
    draft = await world.drafts()
    await world.call("POST", f"/campaigns/{draft}/schedule", NINE_IN_OSLO)
    await world.call("PATCH", f"/lists/{world.ids['list']}", {"reply_to": ""})
    world.now = NINE
    await world.works()
    assert await state(world, draft) == "overdue"
    why = (await world.call("GET", f"/campaigns/{draft}"))["overdue_because"]
    assert why.startswith("At its time it could not go. ")
    assert "reply" in why
    assert got(world, "December") == {}
    await world.call("PATCH", f"/lists/{world.ids['list']}", {"reply_to": "post@venue.example"})
    await world.launches(draft)
    assert got(world, "December") == {(ANNE, "December"): 1}


async def test_to_a_deleted_list_nothing_goes(world: World) -> None:
    await world.joins(ANNE)
    draft, scheduled = await world.drafts(), await world.drafts()
    await world.call("POST", f"/campaigns/{scheduled}/schedule", NINE_IN_OSLO)
    await world.call("DELETE", f"/lists/{world.ids['list']}", expect=204)
    for deed in ("schedule", "launch", "test"):
        problem = await world.call("POST", f"/campaigns/{draft}/{deed}", _body(deed), expect=422)
        assert "another list" in problem["detail"]
    world.now = NINE
    await world.works()
    assert await state(world, scheduled) == "overdue"
    assert got(world, "December") == {}


# Its time -------------------------------------------------------------------------------------------------------------


async def test_a_restart_loses_no_schedule(settings: Settings, mail_server: MailServer) -> None:
    async with World.begin(settings, mail_server) as before:
        await before.joins(ANNE)
        scheduled = await before.drafts()
        await before.call("POST", f"/campaigns/{scheduled}/schedule", NINE_IN_OSLO)
    async with World.begin(settings, mail_server) as after:
        after.now = NINE
        await after.works()
        assert got(after, "December") == {(ANNE, "December"): 1}
        await after.works()
    async with World.begin(settings, mail_server) as again:
        again.now = NINE
        await again.works()
        assert got(again, "December") == {(ANNE, "December"): 1}
        assert await again.tally(scheduled) == {"sent": 1, "why": {}}


async def test_a_launch_that_is_long_past_asks_instead_of_firing(world: World) -> None:
    await world.joins(ANNE)
    times = {"An hour ago": "2026-12-01T09:01", "A minute more": "2026-12-01T09:00", "Last week": "2026-11-24T09:00"}
    scheduled = {subject: await world.drafts(subject=subject) for subject in times}
    for subject, campaign in scheduled.items():
        await world.call("POST", f"/campaigns/{campaign}/schedule", NINE_IN_OSLO | {"at": times[subject]})
    world.now = NINE
    world.passes(hours=1, minutes=1)
    await world.works()
    await world.works()
    assert got(world, *times) == {(ANNE, "An hour ago"): 1}
    states = [await state(world, campaign) for campaign in scheduled.values()]
    assert states == ["finished", "overdue", "overdue"]
    told = await world.call("GET", f"/campaigns/{scheduled['Last week']}")
    assert told["overdue_because"] == (
        "Its time, 2026-11-24T09:00, was past by more than 60 minutes when the service came to it, so it asks. "
        "Launch it, schedule it for another time, or cancel it."
    )
    assert (await world.launches(scheduled["Last week"]), await state(world, scheduled["Last week"])) == (
        scheduled["Last week"],
        "finished",
    )
    assert (await world.call("GET", f"/campaigns/{scheduled['Last week']}"))["overdue_because"] is None


async def test_who_is_asked_about_an_overdue_campaign_may_launch_schedule_change_or_cancel_it(world: World) -> None:
    await world.joins(ANNE)
    launched, moved, changed, cancelled = [await world.drafts(subject=f"No {number}") for number in range(4)]
    for campaign in (launched, moved, changed, cancelled):
        await world.call("POST", f"/campaigns/{campaign}/schedule", NINE_IN_OSLO)
    world.now = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
    await world.works()
    for campaign in (launched, moved, changed, cancelled):
        assert await state(world, campaign) == "overdue"
        await refused(world, campaign, "pause", "resume")
        await world.call("DELETE", f"/campaigns/{campaign}", expect=409)

    await world.call("POST", f"/campaigns/{moved}/schedule", NINE_IN_OSLO | {"at": "2026-12-04T09:00"})
    await world.call("PATCH", f"/campaigns/{changed}", {"subject": "No 2, late"})
    await world.call("POST", f"/campaigns/{cancelled}/cancel")
    for campaign in (launched, changed):
        await world.launches(campaign)
    mails = Counter({(ANNE, "No 0"): 1, (ANNE, "No 2, late"): 1})
    assert got(world, "No 0", "No 1", "No 2", "No 2, late", "No 3") == mails
    world.passes(days=1)
    await world.works()
    assert got(world, "No 0", "No 1", "No 2", "No 2, late", "No 3") == mails + Counter({(ANNE, "No 1"): 1})


async def test_a_scheduled_campaign_may_be_moved_changed_launched_now_or_cancelled(world: World) -> None:
    await world.joins(ANNE)
    moved, now, cancelled = [await world.drafts(subject=subject) for subject in ("Moved", "Now", "Never")]
    for campaign in (moved, now, cancelled):
        await world.call("POST", f"/campaigns/{campaign}/schedule", NINE_IN_OSLO)
    await world.call("POST", f"/campaigns/{moved}/schedule", NINE_IN_OSLO | {"at": "2026-12-02T09:00"})
    broken = await world.call("PATCH", f"/campaigns/{moved}", {"body": "{{ oops }}"}, expect=422)
    assert "Line 1: There is no merge field oops" in broken["detail"]
    await world.call("PATCH", f"/campaigns/{moved}", {"body": "A day later"})
    await world.launches(now)
    await world.call("POST", f"/campaigns/{cancelled}/cancel")

    world.now = NINE
    await world.works()
    assert got(world, "Moved", "Now", "Never") == {(ANNE, "Now"): 1}
    world.passes(days=1)
    await world.works()
    assert got(world, "Moved", "Now", "Never") == {(ANNE, "Now"): 1, (ANNE, "Moved"): 1}
    assert "A day later" in world.newest_to(ANNE).text


# Launching ------------------------------------------------------------------------------------------------------------


async def test_ten_launches_at_once_are_one_launch_and_one_mail_each(world: World) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.drafts()
    asked = [world.marketer.post(f"/api/v1/campaigns/{campaign}/launch") for _ in range(10)]
    answers = await asyncio.gather(*asked)
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 9}
    await asyncio.gather(world.ticks(), world.ticks(), world.ticks())
    await asyncio.gather(world.sender().empty(), world.sender().empty(), world.sender().empty())
    await world.ticks()
    assert got(world, "December") == {(ANNE, "December"): 1, (BART, "December"): 1}
    assert await world.tally(campaign) == {"sent": 2, "why": {}}
    await refused(world, campaign, "launch", "schedule", "pause", "resume", "cancel", says="finished")


async def test_a_launch_by_hand_and_by_the_clock_at_the_same_moment_are_one(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/schedule", NINE_IN_OSLO)
    world.now = NINE
    pressed, *_ = await asyncio.gather(
        world.marketer.post(f"/api/v1/campaigns/{campaign}/launch"), world.ticks(), world.ticks()
    )
    assert pressed.status_code in (202, 409)
    await world.works()
    assert got(world, "December") == {(ANNE, "December"): 1}


class PowerCut(Exception):
    """The machine stops here."""


async def _advances_into_a_power_cut(world: World, campaign: int) -> None:
    async with world.database.transaction() as session:
        assert await within(session, launching.advance, campaign, world.reckoning, Interned()) == 2
        raise PowerCut


async def test_a_launch_in_chunks_considers_everybody_once_also_when_it_is_interrupted(
    settings: Settings, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launching, "CHUNK", 2)
    async with World.begin(settings, mail_server) as before:
        await before.all_join(*ALL)
        await before.signs_up("erik@people.example")
        campaign = await before.drafts()
        await before.call("POST", f"/campaigns/{campaign}/launch", expect=202)
        async with before.database.transaction() as session:
            [inner] = await launching.launching(session)
            assert await within(session, launching.advance, inner, before.reckoning, Interned()) == 2
        with pytest.raises(PowerCut):
            await _advances_into_a_power_cut(before, inner)
        assert await before.tally(campaign) == {"queued": 2, "why": {}}
        assert await state(before, campaign) == "launching"
        await before.sender().empty()
        assert got(before, "December") == {(ANNE, "December"): 1, (BART, "December"): 1}, (
            "what is queued leaves already"
        )

    async with World.begin(settings, mail_server) as after:
        await after.works()
        assert got(after, "December") == {(person, "December"): 1 for person in ALL}
        assert await after.tally(campaign) == {"sent": 4, "withheld": 1, "why": {"withheld": {"not_confirmed": 1}}}
        assert await state(after, campaign) == "finished"


@pytest.mark.parametrize("chunk", [2, 3])
async def test_a_chunk_that_ends_with_the_last_person_ends_the_launch(
    world: World, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(launching, "CHUNK", chunk)
    for person in ALL:
        await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": person}, expect=201)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/launch", expect=202)
    decided, now = 0, -1
    while now:
        async with world.database.transaction() as session:
            now = await within(session, launching.advance, 1, world.reckoning, Interned())
        decided += now
    assert decided == 4, "nobody is asked about twice"
    await world.works()
    assert await world.tally(campaign) == {"withheld": 4, "why": {"withheld": {"no_basis": 4}}}
    assert await state(world, campaign) == "finished"


async def test_a_list_with_nobody_on_it_is_finished_at_once(world: World) -> None:
    campaign = await world.launches()
    assert await world.tally(campaign) == {"why": {}}
    assert await state(world, campaign) == "finished"


async def test_nobody_is_written_down_twice_for_one_campaign(world: World) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.launches()
    async with world.database.transaction() as session:
        await session.exec(update(Campaign).values(state=CampaignState.LAUNCHING, considered_through=0))
    await world.works()
    assert got(world, "December") == {(ANNE, "December"): 1, (BART, "December"): 1}
    assert await world.tally(campaign) == {"sent": 2, "why": {}}

    with pytest.raises(IntegrityError):
        await _writes_somebody_down_again(world)


async def _writes_somebody_down_again(world: World) -> None:
    async with world.database.transaction() as session:
        first = (await session.exec(select(Delivery).where(col(Delivery.purpose) == Purpose.CAMPAIGN))).first()
        assert first is not None
        session.add(Delivery(**first.model_dump(exclude={"id", "uid"}), uid=new_uid()))


async def test_who_joins_while_a_campaign_goes_out_gets_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.joins(ANNE)
    campaign = await world.launches()
    await world.joins(BART)
    await world.works()
    assert got(world, "December") == {(ANNE, "December"): 1}
    assert (await world.report(campaign))["considered"] == 1


# Holding --------------------------------------------------------------------------------------------------------------


async def test_a_paused_campaign_sends_nothing_until_it_is_resumed(world: World) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/pause")
    world.passes(hours=30)
    await world.works()
    assert got(world, "December") == {}
    assert (await state(world, campaign), (await world.tally(campaign))["queued"]) == ("paused", 2)
    await refused(world, campaign, "pause", "launch", "schedule", says="paused")

    assert (await world.call("POST", f"/campaigns/{campaign}/resume"))["state"] == "running"
    await refused(world, campaign, "resume", says="Only a paused campaign can be resumed")
    await world.works()
    assert got(world, "December") == {(ANNE, "December"): 1, (BART, "December"): 1}
    assert await state(world, campaign) == "finished"


async def test_a_launch_paused_between_two_chunks_goes_on_with_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launching, "CHUNK", 1)
    await world.all_join(ANNE, BART)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/launch", expect=202)
    async with world.database.transaction() as session:
        [inner] = await launching.launching(session)
        await within(session, launching.advance, inner, world.reckoning, Interned())
    await world.call("POST", f"/campaigns/{campaign}/pause")
    await world.works()
    assert await world.tally(campaign) == {"queued": 1, "why": {}}
    assert (await world.call("POST", f"/campaigns/{campaign}/resume"))["state"] == "launching"
    await world.works()
    assert got(world, "December") == {(ANNE, "December"): 1, (BART, "December"): 1}


async def test_a_cancelled_campaign_never_begins_again(world: World) -> None:
    await world.all_join(ANNE, BART)
    running, paused = await world.queues(), await world.queues()
    await world.call("POST", f"/campaigns/{paused}/pause")
    for campaign in (running, paused):
        shown = await world.call("POST", f"/campaigns/{campaign}/cancel")
        assert (shown["state"], shown["finished_at"]) == ("cancelled", "2026-11-23T09:00:00Z")
    await world.works()
    assert got(world, "December") == {}
    for campaign in (running, paused):
        assert await world.tally(campaign) == {"cancelled": 2, "why": {"cancelled": {"campaign_cancelled": 2}}}
        await refused(world, campaign, "launch", "schedule", "pause", "resume", "cancel")


async def test_a_draft_can_be_deleted_and_not_held(world: World) -> None:
    draft = await world.drafts()
    await refused(world, draft, "pause", "resume", "cancel")
    await world.call("DELETE", f"/campaigns/{draft}", expect=204)
    await world.call("DELETE", f"/campaigns/{draft}", expect=404)
    for deed in ("launch", "schedule", "test"):
        await world.call("POST", f"/campaigns/{draft}/{deed}", _body(deed), expect=404)
    assert (await world.call("GET", "/campaigns"))["data"] == []


async def test_a_launched_campaign_cannot_be_changed_nor_deleted_before_it_is_over(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    for state_now in ("running", "paused"):
        if state_now == "paused":
            await world.call("POST", f"/campaigns/{campaign}/pause")
        assert await state(world, campaign) == state_now
        problem = await world.call("PATCH", f"/campaigns/{campaign}", {"subject": "Other"}, expect=409)
        assert "can no longer be changed" in problem["detail"]
        problem = await world.call("DELETE", f"/campaigns/{campaign}", expect=409)
        assert "Cancel it first" in problem["detail"]
    await world.call("POST", f"/campaigns/{campaign}/resume")
    await world.works()
    await world.call("PATCH", f"/campaigns/{campaign}", {"subject": "Other"}, expect=409)
    await world.call("DELETE", f"/campaigns/{campaign}", expect=204)
    assert got(world, "December", "Other") == {(ANNE, "December"): 1}
    async with world.database.reading() as session:
        kept = select(func.count()).where(Delivery.purpose == Purpose.CAMPAIGN, Delivery.state == DeliveryState.SENT)
        assert (await session.exec(kept)).one() == 1, "what was sent stays on record"


async def test_a_change_that_had_to_wait_for_a_launch_comes_too_late(world: World) -> None:
    campaign = await world.drafts()
    address = f"/api/v1/campaigns/{campaign}"
    async with world.database.transaction() as session:
        row = (await session.exec(select(Campaign).with_for_update())).one()
        change = asyncio.create_task(world.marketer.patch(address, json={"subject": "Other"}))
        deletion = asyncio.create_task(world.marketer.delete(address))
        await _until_two_wait(world)
        await launching.launch(session, row, now=world.now)
    assert ((await change).status_code, (await deletion).status_code) == (409, 409)
    shown = await world.call("GET", f"/campaigns/{campaign}")
    assert (shown["subject"], shown["state"]) == ("December", "launching")


async def _until_two_wait(world: World) -> None:
    """PostgreSQL tells who waits for a row. With SQLite writers queue before they look, so there is nothing to see."""
    if world.database.engine.dialect.name != "postgresql":
        return
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(20):
        waiting = 0
        while waiting < 2:
            async with world.database.reading() as session:
                waiting = (await session.exec(query)).one()[0]  # type: ignore[call-overload]


# Accounts -------------------------------------------------------------------------------------------------------------


async def test_the_report_and_the_deliveries_account_for_everybody_page_by_page(world: World) -> None:
    await world.all_join(*ALL)
    await world.signs_up("erik@people.example")
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": "fia@people.example"}, expect=201)
    world.mail_server.on_rcpt = lambda person: {BART: "550 5.1.1 No such person", CRIS: "450 Later"}.get(person)
    campaign = await world.launches()

    assert await world.tally(campaign) == {
        "sent": 2,
        "deferred": 1,
        "failed": 1,
        "withheld": 2,
        "why": {
            "deferred": {"rcpt_deferred": 1},
            "failed": {"rcpt_refused": 1},
            "withheld": {"not_confirmed": 1, "no_basis": 1},
        },
    }
    for limit in (1, 2, 3, 5, 6, 7):
        pages = await _pages(world, f"/campaigns/{campaign}/deliveries?limit={limit}")
        assert [len(page) for page in pages] == [limit] * (6 // limit) + [6 % limit] * bool(6 % limit)
        people = [row["subscriber_id"] for page in pages for row in page]
        assert len(set(people)) == 6
        assert len({row["id"] for page in pages for row in page}) == 6
    assert await _pages(world, f"/campaigns/{campaign}/deliveries?state=sent&limit=1") == [
        [row]
        for page in await _pages(world, f"/campaigns/{campaign}/deliveries")
        for row in page
        if row["state"] == "sent"
    ]
    [[failed]] = await _pages(world, f"/campaigns/{campaign}/deliveries?state=failed")
    assert (failed["reason"], failed["attempts"], failed["reply"]) == ("rcpt_refused", 1, "550 5.1.1 No such person")
    assert (failed["legal_basis"], failed["rule"]) == ("consent", "prior_consent")
    [[asked, registered]] = await _pages(world, f"/campaigns/{campaign}/deliveries?state=withheld")
    assert (asked["reason"], asked["legal_basis"], asked["attempts"]) == ("not_confirmed", "unknown", 0)
    assert (registered["reason"], registered["rule"]) == ("no_basis", "prior_consent")


async def test_campaigns_are_listed_page_by_page_without_the_deleted(world: World) -> None:
    made = [await world.drafts(subject=f"No {number}") for number in range(5)]
    await world.call("DELETE", f"/campaigns/{made[2]}", expect=204)
    pages = await _pages(world, "/campaigns?limit=2")
    assert [[row["id"] for row in page] for page in pages] == [[made[0], made[1]], [made[3], made[4]]]


async def _pages(world: World, path: str) -> list[list[dict[str, Any]]]:
    """Every page of a listing, by its cursors."""
    pages, cursor = [], ""
    while True:
        page = await world.call("GET", path + cursor)
        pages.append(page["data"])
        if page["next_cursor"] is None:
            return pages
        cursor = f"{'&' if '?' in path else '?'}cursor={page['next_cursor']}"
