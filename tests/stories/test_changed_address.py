"""A person's mailbox becomes another: once the new one has confirmed, everything goes on there, noes included."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from newsletter.consent.ledger import append
from newsletter.consent.record import ConsentRecord
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import Relationship
from newsletter.subscriptions.projection import project
from tests.stories.test_recorded_consent import keeps, records
from tests.world import ANNE, BART, MONDAY, World

NEW = "anne@elsewhere.example"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
GONE = 410


async def subscriber(world: World, email: str = ANNE) -> Any:
    (found,) = (await world.call("GET", f"/subscribers?email={email}"))["data"]
    return found


async def tells(world: World, new: str = NEW, *, old: str = ANNE, expect: int = 202) -> Any:
    anne = (await subscriber(world, old))["id"]
    sent = {"email": new, "channel": "phone", "note": "Ticket 12"}
    return await world.call("POST", f"/subscribers/{anne}/address-changes", sent, expect=expect)


def link_to(world: World, email: str = NEW) -> str:
    text = world.newest_to(email).text
    return next(line for line in text.splitlines() if "/address/" in line).removeprefix("https://news.venue.example")


async def moves(world: World, new: str = NEW, *, old: str = ANNE) -> None:
    """The marketer is told, and the new mailbox confirms."""
    assert (await tells(world, new, old=old))["outcome"] == "confirmation_queued"
    await world.works()
    assert (await world.visitor.post(link_to(world, new))).status_code == 200


async def test_nothing_changes_before_the_new_mailbox_has_confirmed(world: World) -> None:
    await world.joins(ANNE)
    await tells(world)
    await world.works()
    before = await world.everything_stored()

    page = await world.visitor.get(link_to(world))
    await world.visitor.head(link_to(world))

    assert page.text.count("<button") == 1
    assert ANNE not in page.text + world.newest_to(NEW).text, "the new mailbox may be a stranger's"
    assert await world.everything_stored() == before
    await world.launches()
    assert world.newest_to(ANNE).subject == "December"
    assert [mail.subject for mail in world.mail_server.to(NEW)] != ["December"]
    asked = (await world.ledger())[-1]
    assert (asked.kind, asked.facts["channel"]) == (Happening.ADDRESS_CHANGE_ASKED, "phone")


async def test_the_campaign_reaches_the_new_mailbox_and_one_click_works_there(world: World) -> None:
    await world.joins(ANNE, name="Anne")
    before, count = await subscriber(world), len(await world.ledger())
    world.passes(days=1)
    await moves(world)

    campaign = await world.launches()

    assert await world.tally(campaign) == {"sent": 1, "why": {}}
    assert [mail.subject for mail in world.mail_server.to(ANNE)].count("December") == 0
    assert "Hello Anne!" in world.newest_to(NEW).text
    assert await subscriber(world, NEW) == {**before, "email": NEW}
    assert (await world.call("GET", f"/subscribers?email={ANNE}"))["data"] == []
    asked_before, granted_before, told, here, there, asked, granted = (await world.ledger())[count - 2 :]
    assert (here.kind, there.kind) == (Happening.ADDRESS_CHANGED, Happening.ADDRESS_CHANGED)
    assert (here.subject, here.facts["to"]) == (asked_before.subject, there.subject.hex())
    assert (there.subject, there.facts["from"]) == (granted.subject, here.subject.hex())
    assert here.answers_uid == there.answers_uid == told.uid
    assert (granted.happened_at, granted.wording_digest) == (granted_before.happened_at, granted_before.wording_digest)
    assert granted.facts["repeats"] == str(granted_before.uid)
    assert granted.facts["carried_from"] == granted_before.subject.hex()
    assert (granted.answers_uid, granted.recorded_at) == (asked.uid, world.now)

    assert (await world.visitor.post(world.newest_to(NEW).one_click, data=ONE_CLICK)).status_code == 200
    assert await world.tally(await world.launches(subject="January")) == {
        "withheld": 1,
        "why": {"withheld": {"withdrawn": 1}},
    }


async def test_what_waits_goes_to_the_new_mailbox_and_never_comes_twice(world: World) -> None:
    await world.joins(ANNE)
    await tells(world)
    await world.works()
    campaign = await world.queues()
    assert (await world.visitor.post(link_to(world))).status_code == 200
    await world.works()
    assert await world.tally(campaign) == {"sent": 1, "why": {}}
    assert world.newest_to(NEW).subject == "December"
    assert [mail.subject for mail in world.mail_server.to(ANNE)].count("December") == 0


async def test_what_a_sender_has_taken_for_the_old_mailbox_is_called_back(world: World) -> None:
    await world.joins(ANNE)
    await tells(world)
    await world.works()
    campaign = await world.queues()
    assert await world.sender().claims().fill()
    assert (await world.visitor.post(link_to(world))).status_code == 200
    await world.works()
    assert await world.tally(campaign) == {"cancelled": 1, "why": {"cancelled": {"address_changed": 1}}}


async def test_an_objection_said_with_the_old_address_beats_the_consent_that_comes_along(world: World) -> None:
    await world.joins(ANNE)
    world.passes(days=1)
    await tells(world)
    await world.works()
    said = {"email": ANNE, "kind": "objection", "channel": "letter"}
    await world.call("POST", "/suppressions", said, expect=201)
    assert (await world.visitor.post(link_to(world))).status_code == 200

    assert await world.tally(await world.launches()) == {"withheld": 1, "why": {"withheld": {"objected": 1}}}
    assert len((await world.call("GET", "/suppressions"))["data"]) == 2, "it stands for both mailboxes"


async def test_an_objection_of_the_new_mailbox_stays(world: World) -> None:
    said = {"email": NEW, "kind": "objection", "channel": "letter"}
    await world.call("POST", "/suppressions", said, expect=201)
    world.passes(days=1)
    await world.joins(ANNE)
    world.passes(days=1)
    await moves(world)
    assert await world.tally(await world.launches()) == {"withheld": 1, "why": {"withheld": {"objected": 1}}}


async def test_a_narrower_no_and_a_left_list_come_along(world: World) -> None:
    await world.joins(ANNE)
    for told in ({"kind": "profiling"}, {"kind": "list", "list_id": world.ids["list"]}):
        await world.call("POST", "/suppressions", {"email": ANNE, "channel": "phone", **told}, expect=201)
    await moves(world)
    assert (await subscriber(world, NEW))["noes"] == [
        {"scope": "profiling", "list_id": None},
        {"scope": "list", "list_id": world.ids["list"]},
    ]


async def test_a_link_in_an_old_mail_still_ends_it_where_it_goes_now(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    old_link = world.newest_to(ANNE).one_click
    await moves(world)
    campaign = await world.queues(subject="January")

    for _ in range(2):
        assert (await world.visitor.post(old_link, data=ONE_CLICK)).status_code == 200
    await world.works()

    assert await world.tally(campaign) == {"cancelled": 1, "why": {"cancelled": {"withdrawn": 1}}}
    left = [record for record in await world.ledger() if record.kind is Happening.WITHDRAWN]
    assert [record.facts.get("said_at_former_address") for record in left] == [None, True]


async def test_a_no_on_the_telephone_under_the_old_address_reaches_the_new_and_a_block_does_not(world: World) -> None:
    await world.joins(ANNE)
    await moves(world)
    said = {"email": ANNE, "channel": "phone"}
    await world.call("POST", "/suppressions", {**said, "kind": "block"}, expect=201)  # the old mailbox is dead
    assert await world.tally(await world.launches()) == {"sent": 1, "why": {}}
    await world.call("POST", "/suppressions", {**said, "kind": "objection"}, expect=201)
    why = (await world.tally(await world.launches(subject="January")))["why"]
    assert why == {"withheld": {"objected": 1}}


async def test_a_change_proves_no_more_than_was_proved(world: World) -> None:
    """An unconfirmed consent from another website is not confirmed by confirming an address."""
    await records(world, act="unticked_box")
    await moves(world)
    assert (await world.tally(await world.launches()))["why"] == {"withheld": {"mailbox_not_confirmed": 1}}


async def test_a_consent_on_paper_comes_along_with_its_document_and_its_time(world: World) -> None:
    await records(world, document_id=(await keeps(world))["id"])
    await moves(world)
    assert await world.tally(await world.launches()) == {"sent": 1, "why": {}}
    assert (await world.ledger())[-1].happened_at == MONDAY - timedelta(days=200)


async def test_there_and_back_again(world: World) -> None:
    await world.joins(ANNE)
    await moves(world)
    world.passes(days=2)
    await moves(world, ANNE, old=NEW)
    assert await world.tally(await world.launches()) == {"sent": 1, "why": {}}
    assert world.newest_to(ANNE).subject == "December"
    assert (await world.visitor.post(world.newest_to(ANNE).one_click, data=ONE_CLICK)).status_code == 200
    await world.joins(NEW)  # whoever that is now, with a consent of their own
    assert await world.tally(await world.launches(subject="January")) == {
        "sent": 1,
        "withheld": 1,
        "why": {"withheld": {"withdrawn": 1}},
    }


async def test_a_link_works_once_and_not_for_ever(world: World) -> None:
    await world.joins(ANNE)
    await moves(world)
    again = await world.visitor.post(link_to(world))
    assert again.status_code == 200
    assert "Adressen er allerede endret" in again.text
    world.passes(days=2)
    await tells(world, BART, old=NEW)
    await world.works()
    world.passes(days=8)
    before = await world.everything_stored()
    assert (await world.visitor.post(link_to(world, BART))).status_code == GONE
    assert (await world.visitor.get(link_to(world, BART))).status_code == GONE
    assert await world.everything_stored() == before


async def test_of_two_links_the_first_that_is_used_counts(world: World) -> None:
    await world.joins(ANNE)
    for email in (NEW, BART):
        await tells(world, email)
    await world.works()
    assert (await world.visitor.post(link_to(world, BART))).status_code == 200
    assert (await world.visitor.post(link_to(world, NEW))).status_code == GONE


async def test_a_link_of_another_kind_opens_nothing_here(world: World) -> None:
    await world.signs_up(ANNE)
    await world.works()
    confirming = world.newest_to(ANNE).confirm_link
    assert (await world.visitor.post(confirming.replace("/confirm/", "/address/"))).status_code == 404
    assert (await world.visitor.post("/address/nonsense")).status_code == 404


@pytest.mark.parametrize("new", [ANNE, ANNE.upper(), BART], ids=["the same", "the same mailbox", "another subscriber"])
async def test_what_would_make_one_of_two_is_refused(world: World, new: str) -> None:
    await world.all_join(ANNE, BART)
    before = await world.everything_stored()
    await tells(world, new, expect=409)
    assert await world.everything_stored() == before


async def test_who_becomes_a_subscriber_meanwhile_stays_one(world: World) -> None:
    await world.joins(ANNE)
    await tells(world)
    await world.works()
    link = link_to(world)
    world.passes(days=1)
    await world.joins(NEW)
    assert (await world.visitor.post(link)).status_code == GONE
    assert await world.tally(await world.launches()) == {"sent": 2, "why": {}}


@pytest.mark.parametrize("blocked", [ANNE, NEW])
async def test_where_nothing_may_go_nothing_is_asked(world: World, blocked: str) -> None:
    await world.joins(ANNE)
    await world.call("POST", "/suppressions", {"email": blocked, "kind": "block", "channel": "phone"}, expect=201)
    assert (await tells(world))["outcome"] == "refused"
    await world.works()
    assert world.mail_server.to(NEW) == []


async def test_a_block_calls_back_the_question_to_the_new_mailbox(world: World) -> None:
    await world.joins(ANNE)
    await tells(world)
    await world.call("POST", "/suppressions", {"email": ANNE, "kind": "block", "channel": "phone"}, expect=201)
    await world.works()
    assert world.mail_server.to(NEW) == []


async def test_a_mailbox_is_asked_once_a_day(world: World) -> None:
    await world.joins(ANNE)
    assert (await tells(world))["outcome"] == "confirmation_queued"
    assert (await tells(world))["outcome"] == "enough_mails"
    await world.works()
    assert len(world.mail_server.to(NEW)) == 1


async def test_who_signed_up_and_never_confirmed_waits_on(world: World) -> None:
    await world.signs_up(ANNE)
    await world.works()
    confirm_link = world.newest_to(ANNE).confirm_link
    await moves(world)
    assert (await world.visitor.post(confirm_link)).status_code == GONE
    assert (await world.tally(await world.launches()))["why"] == {"withheld": {"not_confirmed": 1}}


async def test_the_mail_that_asks_is_neutral_and_written_by_a_machine(world: World) -> None:
    await world.joins(ANNE)
    await tells(world)
    await world.works()
    mail = world.newest_to(NEW)
    assert "Kulturhuset Brygga" in mail.subject
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Unsubscribe"] is None
    assert "Ticket 12" not in mail.text


async def test_what_was_bought_comes_along_once_and_an_agreement_that_ended_stays_ended(world: World) -> None:
    await world.joins(ANNE)
    anne = (await world.ledger())[-1].subject
    async with world.database.transaction() as session:
        organisation = (await session.exec(select(Organisation))).one()
        theirs: dict[str, Any] = {"organisation_uid": organisation.uid, "subject": anne, "now": world.now}
        sale = await append(
            session, Happening.SALE_RECORDED, facts={"kind": "continuing_agreement", "made_on": "2026-01-02"}, **theirs
        )
        await append(session, Happening.SALE_ENDED, answers=sale, facts={"ended_on": "2026-06-30"}, **theirs)
        await project(session, organisation, anne, now=world.now)

    await moves(world)

    async with world.database.reading() as session:
        (kept,) = (await session.exec(select(Relationship))).all()
        record = (await session.exec(select(ConsentRecord).where(ConsentRecord.uid == kept.record_uid))).one()
    assert (kept.made_on, kept.ended_on) == (date(2026, 1, 2), date(2026, 6, 30))
    assert record.facts["repeats"] == str(sale.uid)
