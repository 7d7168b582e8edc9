"""A program that missed the answer asks again: with an Idempotency-Key it is done once, and answered the same."""

import asyncio
import importlib
import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx2 import AsyncClient, Response
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from sqlmodel import select

from newsletter.access.keys import MARKETING, Scope
from newsletter.access.making import create_key
from newsletter.access.repeating import Asked, KeptAnswer, claim
from newsletter.errors import Conflict
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import Reach
from newsletter.subscriptions.models import MailingList
from newsletter.web import api
from newsletter.web.dependencies import Now, Writing, asker, caller_with, writing
from newsletter.web.repeating import ShownOnce
from tests.world import ANNE, World

Caller = Annotated[Organisation, caller_with(Scope.LISTS_WRITE)]
HALF = {"Idempotency-Key": "one", "Content-Type": "application/json"}


async def posts(
    world: World, path: str, body: Any = None, key: str = "one", who: AsyncClient | None = None
) -> Response:
    return await (who or world.marketer).post(f"/api/v1{path}", json=body, headers={"Idempotency-Key": key})


def draft(world: World, **more: Any) -> dict[str, Any]:
    return {"list_id": world.ids["list"], "subject": "December", "body": "Hello", **more}


async def kept(world: World) -> list[KeptAnswer]:
    async with world.database.reading() as session:
        return list((await session.exec(select(KeptAnswer))).all())


async def campaigns(world: World) -> list[dict[str, Any]]:
    return list((await world.call("GET", "/campaigns"))["data"])


async def test_whoever_asks_again_gets_the_same_answer_and_nothing_is_done_twice(world: World) -> None:
    first = await posts(world, "/campaigns", draft(world))
    world.passes(hours=23)
    again = await posts(world, "/campaigns", draft(world))

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    same = ("content-type", "etag", "cache-control")
    assert [again.headers[name] for name in same] == [first.headers[name] for name in same]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert len(await campaigns(world)) == 1


async def test_twenty_at_once_make_one_campaign(world: World) -> None:
    answers = await asyncio.gather(*(posts(world, "/campaigns", draft(world)) for _ in range(20)))

    made = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer for answer in answers if answer.status_code != 201]
    assert len({answer.content for answer in made}) == 1
    assert all(a.status_code == 409 and a.headers["retry-after"] == "1" and "still-running" in a.text for a in waiting)
    assert len(await campaigns(world)) == 1
    assert (await posts(world, "/campaigns", draft(world))).content == made[0].content


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # the other kind has one writer
async def test_who_asks_while_another_machine_is_at_it_is_told_to_wait(world: World) -> None:
    sent = json.dumps(draft(world)).encode()
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        asked = Asked.by(Reach(venue), "one", b"POST", b"/api/v1/campaigns", b"", b"application/json", sent)
        assert await claim(session, asked, timedelta(hours=24), now=world.now) is None
        answer = await posts(world, "/campaigns", draft(world))
        assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")
        assert answer.json()["type"] == "https://news.venue.example/problems/still-running"

    assert await campaigns(world) == []
    assert (await posts(world, "/campaigns", draft(world))).status_code == 201


def test_every_door_knows_who_asks_before_it_writes() -> None:
    late = {
        str(route.path)
        for module in pkgutil.iter_modules(api.__path__, f"{api.__name__}.")
        for route in getattr(importlib.import_module(module.name), "router", APIRouter()).routes
        if isinstance(route, APIRoute)
        and writing in (asked := list(calls(route.dependant)))
        and (asker not in asked or asked.index(asker) > asked.index(writing))
    }

    assert late == set()


def calls(dependant: Dependant) -> Iterator[Any]:
    """Everything a door depends on, in the order in which it is asked."""
    for each in dependant.dependencies:
        yield from calls(each)
        yield each.call


async def test_a_launch_asked_for_twice_is_answered_as_the_one_launch_it_was(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.drafts()

    answers = [await posts(world, f"/campaigns/{campaign}/launch") for _ in range(3)]
    await world.works()

    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert Counter(mail.recipient for mail in world.mail_server.mails if mail.subject == "December") == {ANNE: 1}


async def test_a_key_that_comes_with_another_request_is_refused(world: World) -> None:
    await posts(world, "/campaigns", draft(world))

    for path, body in (
        ("/campaigns", draft(world, subject="January")),
        ("/forms", draft(world)),
    ):
        answer = await posts(world, path, body)
        assert (answer.status_code, answer.json()["type"]) == (422, "https://news.venue.example/problems/key-reused")
    assert len(await campaigns(world)) == 1


async def test_a_refusal_is_the_same_again_though_the_reason_has_gone(world: World) -> None:
    campaign = await world.drafts(body="{{ nothing }}")
    refused = await posts(world, f"/campaigns/{campaign}/launch")
    assert refused.status_code == 422
    await world.call("PATCH", f"/campaigns/{campaign}", {"body": "Hello"})

    assert (await posts(world, f"/campaigns/{campaign}/launch")).content == refused.content
    assert (await posts(world, f"/campaigns/{campaign}/launch", key="two")).status_code == 202


async def test_a_refusal_leaves_nothing_of_what_was_begun(world: World) -> None:
    @world.app.post("/api/v1/begun")
    async def begun(caller: Caller, session: Writing, now: Now) -> None:
        await create_key(session, caller, "begun", now=now)
        raise Conflict("Only half of it can be done.")

    before = await world.everything_stored()
    assert (await posts(world, "/begun")).status_code == 409

    assert len(await kept(world)) == 1
    assert {**await world.everything_stored(), "kept_answers": []} == before


async def test_a_fault_of_ours_is_not_kept_and_neither_is_what_was_done(world: World) -> None:
    well = {"well": False}

    @world.app.post("/api/v1/faulty")
    async def faulty(caller: Caller, session: Writing, now: Now) -> str:
        key = await create_key(session, caller, "faulty", now=now)
        if not well["well"]:
            raise RuntimeError("killed between")
        return key[:3]

    before = await world.everything_stored()
    assert (await posts(world, "/faulty")).status_code == 500
    assert await world.everything_stored() == before

    well["well"] = True
    assert (await posts(world, "/faulty")).status_code == 200


async def test_what_the_operation_did_not_decide_is_not_kept(world: World) -> None:
    refused = await posts(world, "/campaigns", draft(world), who=world.visitor)
    malformed = await world.marketer.post("/api/v1/campaigns", content=b"{", headers=HALF)

    assert (refused.status_code, malformed.status_code) == (401, 422)
    assert await kept(world) == []
    assert (await posts(world, "/campaigns", draft(world))).status_code == 201


async def test_an_answer_is_kept_for_a_day_and_then_forgotten(world: World) -> None:
    first = await posts(world, "/campaigns", draft(world))
    world.passes(hours=24)

    second = await posts(world, "/campaigns", draft(world))
    assert second.json()["id"] != first.json()["id"]
    assert len(await kept(world)) == 1

    world.passes(hours=23)
    await world.ticks()
    assert len(await kept(world)) == 1
    world.passes(hours=1)
    await world.ticks()
    assert await kept(world) == []


async def test_the_same_key_of_another_organisation_is_another_key(world: World) -> None:
    await posts(world, "/lists", a_list())
    async with world.database.transaction() as session:
        other = Organisation(name="Another AS", created_at=world.now)
        session.add(other)
        await session.flush()
        key = await create_key(session, other, "other", scopes=(MARKETING,), now=world.now)
    async with World._client(world.app, key) as client:
        answer = await posts(world, "/lists", a_list(), who=client)

    assert answer.status_code == 201
    assert "idempotent-replayed" not in answer.headers
    assert len(await kept(world)) == 2


async def test_a_key_without_the_scope_is_not_told_what_was_answered(world: World) -> None:
    await posts(world, "/campaigns", draft(world))
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        key = await create_key(session, venue, "law", scopes=(Scope.LAW_DECIDE,), now=world.now)
    async with World._client(world.app, key) as client:
        assert (await posts(world, "/campaigns", draft(world), who=client)).status_code == 403


async def test_a_key_for_some_lists_is_not_told_what_was_answered_to_one_for_all(world: World) -> None:
    body = {"email": ANNE, "name": "Anne"}
    path = f"/lists/{world.ids['list']}/subscriptions"
    assert (await posts(world, path, body)).status_code == 201
    other = (await world.call("POST", "/lists", a_list(), expect=201))["id"]
    async with world.database.reading() as session:
        jazz = (await session.exec(select(MailingList).where(MailingList.uid == UUID(other)))).one()
    async with world.somebody_with(Scope.SUBSCRIBERS_WRITE, lists=[jazz.id]) as limited:
        assert (await posts(world, path, body, who=limited)).status_code == 404


async def test_a_secret_that_is_shown_once_is_not_kept(world: World) -> None:
    with_secret(world.app)

    shown = await posts(world, "/secrets")
    again = await posts(world, "/secrets")

    assert shown.json() == {"key": "nl_secret"}
    assert again.status_code == 409
    assert "shown once" in again.json()["detail"]
    assert [row.body for row in await kept(world)] == [None]


def with_secret(app: FastAPI) -> None:
    class Secret(ShownOnce):
        key: str

    @app.post("/api/v1/secrets")
    async def secrets(caller: Caller, session: Writing) -> Secret:
        return Secret(key="nl_secret")


def test_no_door_keeps_an_answer_that_shows_a_secret() -> None:
    showing = {
        str(route)
        for module in pkgutil.iter_modules(api.__path__, f"{api.__name__}.")
        for route in getattr(importlib.import_module(module.name), "router", APIRouter()).routes
        if (model := getattr(route, "response_model", None)) is not None
        and {"key", "secret", "token"} & set(getattr(model, "model_fields", ()))
        and not issubclass(model, ShownOnce)
    }

    assert showing == set()


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    answer = await posts(world, "/campaigns", draft(world), key=key)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"


async def test_many_sales_and_their_answer_can_be_asked_again(world: World) -> None:
    sales = {"sales": [{"email": ANNE, "kind": "single_purchase", "seller": "Kulturhuset Brygga AS"}]}

    first, again = [await posts(world, "/sales/batch", sales) for _ in range(2)]

    assert first.json()["data"][0]["outcome"] == "recorded"
    assert again.content == first.content


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Jazz", "Rock"])), max_size=12))
@tried(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_for_any_order_of_requests_each_key_does_its_first_request_once(
    world: World, asked: list[tuple[str, str]]
) -> None:
    first: dict[str, tuple[str, bytes]] = {}
    run, before = uuid4().hex, len((await world.call("GET", "/lists?limit=500"))["data"])
    for key, name in asked:
        answer = await posts(world, "/lists", a_list(name), key=f"{run} {key}")
        told = first.setdefault(key, (name, answer.content))
        assert answer.status_code == (201 if told[0] == name else 422)
        assert told[0] != name or told[1] == answer.content

    assert len((await world.call("GET", "/lists?limit=500"))["data"]) == before + len(first)


def a_list(name: str = "Jazz") -> dict[str, str]:
    return {"name": name, "language": "en", "sender_name": "Venue", "sender_email": "jazz@venue.example"}
