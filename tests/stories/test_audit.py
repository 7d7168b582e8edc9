"""Who did what to which thing: told to whoever may know it, before and after, and never a person's data."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, select

from newsletter import jobs, tables
from newsletter.access.audit import AuditEntry, Door
from newsletter.access.auditing import Actor, watch
from newsletter.access.keys import MARKETING, Scope
from newsletter.access.making import create_key
from newsletter.customers.models import ProductGroup
from newsletter.database import attempt, new_uid
from newsletter.errors import Conflict
from newsletter.limits import SpentRate
from newsletter.organisations.models import Organisation
from tests.campaigns.test_sending_again import CLOSE, ids, says, uncertain
from tests.world import ANNE, BART, World


@asynccontextmanager
async def auditor(world: World) -> AsyncIterator[AsyncClient]:
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation).order_by(col(Organisation.id)))).first()
        assert venue is not None
        key = await create_key(session, venue, "Kari, audit", scopes=[Scope.AUDIT_READ], now=world.now)
    async with World._client(world.app, key) as client:
        yield client


async def audit(world: World, **sought: Any) -> list[Any]:
    """The entries as the API tells them, newest first."""
    async with auditor(world) as client:
        answer = await client.get("/api/v1/audit", params=sought)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_a_change_is_told_by_its_fields_before_and_after_with_key_time_and_request(world: World) -> None:
    campaign = await world.drafts(subject="November")
    world.passes(minutes=5)
    changed = {"subject": "December", "sells": False}
    await world.marketer.patch(f"/api/v1/campaigns/{campaign}", json=changed, headers={"X-Request-Id": "request-17"})

    newest, made = await audit(world, object_id=campaign)

    key = world.marketer.headers["authorization"].removeprefix("Bearer ")
    assert newest | {"id": ""} == {
        "id": "",
        "at": "2026-11-23T09:05:00Z",
        "door": "api",
        "who": "example",
        "key_hint": key[:11],
        "operation": "change_campaign",
        "object_kind": "campaign",
        "object_id": campaign,
        "before": {"subject": "November", "sells": True},
        "after": {"subject": "December", "sells": False},
        "untold": [],
        "request_id": "request-17",
    }
    assert (made["operation"], made["before"], len(made["request_id"])) == ("create_campaign", None, 32)
    assert made["after"]["subject"] == "November"


async def test_what_is_deleted_is_told_as_it_was_and_what_has_no_id_outside_is_passed_by(world: World) -> None:
    actor = Actor(Door.COMMAND_LINE, "kari", "delete", world.now)
    async with world.database.transaction() as session:
        group = ProductGroup(organisation_id=1, code="theatre", name="Theatre", created_at=world.now)
        rate = SpentRate(name="example.com", spent_until=world.now, booked_until=world.now)
        session.add_all([group, rate])
    async with world.database.transaction() as session:
        watch(session, lambda: actor)
        for model in (ProductGroup, SpentRate):
            await session.delete((await session.exec(select(model))).one())

    (told,) = await audit(world)

    assert (told["object_kind"], told["who"], told["key_hint"]) == ("product_group", "kari", None)
    assert (told["before"], told["after"]) == ({"code": "theatre", "name": "Theatre"}, None)


async def test_a_long_text_is_told_by_its_digest(world: World) -> None:
    campaign = await world.drafts(body="Hello " * 500)
    (made,) = await audit(world, object_id=campaign)
    assert made["after"]["body"]["length"] == 3000
    assert len(made["after"]["body"]["sha256"]) == 64


async def test_what_was_refused_left_no_entry_also_when_it_was_half_done(world: World) -> None:
    await world.joins(ANNE)
    await world.queues()
    before = await audit(world)

    # the reply address is already written when the campaign on its way is found
    await world.call("PATCH", f"/lists/{world.ids['list']}", {"reply_to": "", "name": "Other"}, expect=409)
    await world.call("POST", "/lists", {"name": "Half a list"}, expect=422)

    assert await audit(world) == before


async def test_a_change_to_what_it_was_already_is_none(world: World) -> None:
    campaign = await world.drafts(subject="December")
    await world.call("PATCH", f"/campaigns/{campaign}", {"subject": "December"})
    assert [entry["operation"] for entry in await audit(world, object_id=campaign)] == ["create_campaign"]


async def test_a_campaign_for_many_is_one_entry_and_what_people_do_themselves_is_none(world: World) -> None:
    await world.all_join(ANNE, BART)
    assert await audit(world) == []
    campaign = await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})

    told = await audit(world)

    assert [entry["operation"] for entry in told] == ["launch_campaign", "create_campaign"]
    assert told[0]["object_id"] == campaign
    assert (told[0]["before"]["state"], told[0]["after"]["state"]) == ("draft", "launching")


async def test_who_closed_an_uncertain_delivery_is_told(world: World) -> None:
    campaign = await uncertain(world, ANNE, BART)
    theirs = await ids(world, campaign, "uncertain")
    await says(world, campaign, CLOSE | {"delivery_ids": [theirs[ANNE]]})
    await says(world, campaign, CLOSE)

    all_others, annes = await audit(world, object_id=campaign, operation="settle_uncertain")

    assert annes["before"] == {}
    assert (annes["who"], annes["after"]) == ("example", {"closed": 1, "delivery_ids": [theirs[ANNE]]})
    assert all_others["after"] == {"closed": 1, "delivery_ids": "all"}


async def test_of_a_person_only_the_names_of_the_changed_fields_are_told(world: World) -> None:
    await world.joins(ANNE, name="Anne")
    anne = (await world.call("GET", "/subscribers"))["data"][0]["id"]
    await world.call("PATCH", f"/subscribers/{anne}", {"country": "DK", "name": "Anne B. Hansen"})
    objection = {"email": BART, "kind": "objection", "channel": "letter", "note": "Bart wrote"}
    await world.call("POST", "/suppressions", objection, expect=201)

    told = await audit(world)

    (changed,) = [entry for entry in told if entry["object_id"] == anne]
    assert (changed["operation"], changed["before"], changed["after"]) == ("change_subscriber", {}, {})
    assert {"country", "name"} <= set(changed["untold"])
    (recorded,) = [entry for entry in told if entry["operation"] == "create_suppression"]
    assert recorded["object_kind"] == "consent_record"
    everything = json.dumps(told)
    for personal in (ANNE, BART, "Hansen", "DK", "Bart wrote"):
        assert personal not in everything


def test_every_column_that_is_called_a_secret_says_that_it_is_one() -> None:
    columns = [column for table in tables.metadata.tables.values() for column in table.columns]
    called = [column for column in columns if any(word in column.name for word in ("secret", "password", "private"))]
    assert [str(column) for column in called if not column.info.get("secret")] == [], "mark them: database.SECRET"


async def test_entries_are_found_by_what_is_sought_and_page_by_page(world: World) -> None:
    first = await world.drafts(subject="First")
    world.passes(hours=1)
    second = await world.drafts(subject="Second")
    hint = world.marketer.headers["authorization"].removeprefix("Bearer ")[:11]

    async def found(**sought: Any) -> list[str]:
        return [entry["object_id"] for entry in await audit(world, **sought)]

    assert await found() == [second, first]
    assert await found(object_id=first) == [first]
    assert await found(operation="change_campaign") == []
    assert await found(object_kind="campaign", key_hint=hint) == [second, first]
    assert await found(key_hint="nl_nobodys") == []
    assert await found(**{"from": "2026-11-23T10:30:00+01:00"}) == [second]
    assert await found(until="2026-11-23T09:30:00Z") == [first]
    async with auditor(world) as client:
        page = (await client.get("/api/v1/audit", params={"limit": 1})).json()
        after = (await client.get("/api/v1/audit", params={"limit": 1, "cursor": page["next_cursor"]})).json()
        assert [row["object_id"] for row in page["data"] + after["data"]] == [second, first]
        assert after["next_cursor"] is None
        for wrong in ({"from": "2026-11-23T10:30:00"}, {"from": "0"}, {"until": "20261123"}, {"who": "Kari"}):
            assert (await client.get("/api/v1/audit", params=wrong)).status_code == 422
    async with world.somebody_with(MARKETING) as marketer:
        assert (await marketer.get("/api/v1/audit")).status_code == 403


async def test_another_organisation_reads_its_own_entries_alone(world: World) -> None:
    await world.drafts()
    async with world.database.transaction() as session:
        other = Organisation(name="Another AS", created_at=world.now)
        session.add(other)
        await session.flush()
        key = await create_key(session, other, "stranger", scopes=set(Scope), now=world.now)
    async with World._client(world.app, key) as client:
        assert (await client.get("/api/v1/audit")).json()["data"] == []


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET who = 'nobody'", "DELETE FROM audit_entries"])
async def test_the_database_itself_keeps_what_is_written(world: World, statement: str) -> None:
    campaign = await world.drafts()
    async with world.database.transaction() as session:
        await session.exec(text("UPDATE campaigns SET subject = subject"))  # type: ignore[call-overload]
    with pytest.raises(DatabaseError, match="append-only"):
        async with world.database.transaction() as session:
            await (await session.connection()).execute(text(statement))
    assert len(await audit(world, object_id=campaign)) == 1


async def test_old_entries_are_let_go_when_their_years_are_over(world: World) -> None:
    years = {2018: False, 2022: False, 2024: True}
    async with world.database.transaction() as session:
        for year in years:
            session.add(
                AuditEntry(
                    at=datetime(year, 6, 1, tzinfo=UTC),
                    door=Door.COMMAND_LINE,
                    who="kari",
                    hint="",
                    operation=str(year),
                    object_kind="campaign",
                    object_uid=new_uid(),
                )
            )
    work = jobs.Work(world.database, world.settings)

    await jobs.let_go_of_old_audit_entries(work, world.now)

    async with world.database.reading() as session:
        kept = set((await session.exec(select(AuditEntry.operation))).all())
    assert kept == {str(year) for year, stays in years.items() if stays}
    assert world.now - timedelta(days=366 * world.settings.audit_years) > datetime(2022, 6, 1, tzinfo=UTC)


async def test_what_was_undone_to_a_savepoint_leaves_no_entry_and_what_was_done_before_and_after_does(
    world: World,
) -> None:
    async with world.database.transaction() as session:
        watch(session, lambda: Actor(Door.COMMAND_LINE, "Kari", "renaming", world.now))
        venue = (await session.exec(select(Organisation))).one()
        venue.website = "https://before.example"
        for name, well in (("Undone", False), ("Done", True)):
            with suppress(Conflict):
                async with attempt(session):
                    venue.name = name
                    session.add(venue)
                    await session.flush()
                    if not well:
                        raise Conflict("It cannot be.")
        await session.flush()

    entries = [entry for entry in await audit(world) if entry["operation"] == "renaming"]
    told = {field: value for entry in reversed(entries) for field, value in entry["after"].items()}
    assert told == {"website": "https://before.example", "name": "Done"}
