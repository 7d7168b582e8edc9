"""Who may make which key, what a key looks like, when it ends, and how it is known when it was used."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from sqlmodel import select

from newsletter.access import secret
from newsletter.access.keys import ApiKey, Scope, asker, revoke
from newsletter.access.making import make_by
from newsletter.access.secret import looks_like_one, new_secret
from newsletter.access.using import AT_MOST_EVERY
from newsletter.errors import NotAllowed
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList
from tests.world import ANNE, BART, World

KEYS = "/api/v1/api-keys"


async def makes(client: AsyncClient, **wanted: Any) -> Response:
    return await client.post(KEYS, json={"name": "Website", **wanted})


async def uses(world: World, key: str) -> int:
    async with World._client(world.app, key) as client:
        return (await client.get("/api/v1/lists")).status_code


async def test_a_key_is_made_shown_once_used_and_revoked(world: World) -> None:
    async with world.somebody_with(Scope.KEYS_WRITE, Scope.LISTS_READ) as keeper:
        made = await makes(keeper, scopes=["lists:read"], expires_at="2027-01-01T00:00:00+01:00")
        assert made.status_code == 201
        assert made.headers["cache-control"] == "no-store"
        told = made.json()
        key = told.pop("key")
        assert (told["scopes"], told["list_ids"], told["expires_at"]) == (["lists:read"], None, "2026-12-31T23:00:00Z")
        assert await uses(world, key) == 200
        await world.app.state.uses.written()

        shown = await keeper.get(f"{KEYS}/{told['id']}")
        assert shown.json() == told | {"last_used_at": "2026-11-23T09:00:00Z"}
        assert key not in (await keeper.get(KEYS)).text
        assert told["hint"] == key[:11]

        assert (await keeper.delete(f"{KEYS}/{told['id']}")).status_code == 204
        assert await uses(world, key) == 401
        first = (await keeper.get(f"{KEYS}/{told['id']}")).json()["revoked_at"]
        world.passes(hours=1)
        assert (await keeper.delete(f"{KEYS}/{told['id']}")).status_code == 204
        assert (await keeper.get(f"{KEYS}/{told['id']}")).json()["revoked_at"] == first


async def test_nobody_makes_a_key_with_more_scopes_lists_or_time_than_their_own(world: World) -> None:
    jazz = await world.opens_form("Jazz", "jazz")
    mine, end = world.ids["list"], "2026-12-01T00:00:00Z"
    async with world.database.reading() as session:
        own = (await session.exec(select(MailingList.id).where(MailingList.name == "Konsertprogrammet"))).one()
    limits = {"lists": [own], "expires_at": world.now + timedelta(days=30)}
    async with world.somebody_with(Scope.KEYS_WRITE, Scope.LISTS_READ, **limits) as keeper:
        fair = {"scopes": ["lists:read"], "list_ids": [mine], "expires_at": end}
        more: dict[str, tuple[dict[str, Any], int]] = {
            "campaigns:launch": ({"scopes": ["lists:read", "campaigns:launch"]}, 403),
            "organisation:write": ({"scopes": ["marketing"]}, 403),
            "limited to some lists": ({"list_ids": None}, 403),
            "no such list": ({"list_ids": [mine, jazz]}, 404),
            "ends at": ({"expires_at": None}, 403),
            "that end by then": ({"expires_at": "2030-01-01T00:00:00Z"}, 403),
            "to come": ({"expires_at": "2026-01-01T00:00:00Z"}, 422),
            "with its offset": ({"expires_at": "2026-12-01T00:00:00"}, 422),
        }
        before = await world.everything_stored()
        for why, (wanted, status) in more.items():
            answer = await makes(keeper, **fair | wanted)
            assert (answer.status_code, why in answer.json()["detail"]) == (status, True), answer.text
        assert await world.everything_stored() == before
        assert (await makes(keeper, **fair)).status_code == 201


async def test_a_key_for_some_lists_sees_and_revokes_keys_for_no_others(world: World) -> None:
    await world.opens_form("Jazz", "jazz")
    async with world.database.reading() as session:
        lists = (await session.exec(select(MailingList.id).order_by(MailingList.name))).all()
        jazz, programme = lists
    async with (
        world.somebody_with(Scope.KEYS_WRITE) as keeper,
        world.somebody_with(Scope.KEYS_WRITE, lists=[jazz]) as of_jazz,
        world.somebody_with(Scope.LISTS_READ, lists=[jazz, programme]),
    ):
        every = {each["id"]: each["list_ids"] for each in (await keeper.get(KEYS)).json()["data"]}
        reached = [each["id"] for each in (await of_jazz.get(KEYS)).json()["data"]]
        assert [len(limit or ()) for limit in every.values()] == [0, 0, 1, 2]
        assert reached == [uid for uid, limit in every.items() if limit and len(limit) == 1]
        for uid in set(every) - set(reached):
            assert (await of_jazz.get(f"{KEYS}/{uid}")).status_code == 404
            assert (await of_jazz.delete(f"{KEYS}/{uid}")).status_code == 404
        assert (await keeper.get("/api/v1/lists")).status_code == 403
        pages = (await keeper.get(f"{KEYS}?limit=3")).json()
        rest = (await keeper.get(f"{KEYS}?limit=3&cursor={pages['next_cursor']}")).json()
        assert [each["id"] for each in pages["data"] + rest["data"]] == list(every)


async def test_what_a_person_said_to_other_lists_is_not_told_to_a_key_for_one(world: World) -> None:
    jazz = await world.opens_form("Jazz", "jazz")
    await world.all_join(ANNE, BART)
    for email in (ANNE, BART):
        no = {"email": email, "kind": "list", "list_id": jazz, "channel": "phone"}
        await world.call("POST", f"/lists/{jazz}/subscriptions", {"email": email}, expect=201)
        await world.call("POST", "/suppressions", no, expect=201)
    async with world.database.reading() as session:
        numbers = dict((await session.exec(select(MailingList.name, MailingList.id))).all())
    async with world.somebody_with(*Scope, lists=[numbers["Konsertprogrammet"]]) as limited:
        people = (await limited.get("/api/v1/subscribers")).json()["data"]
        assert [(each["email"], each["noes"]) for each in people] == [(ANNE, []), (BART, [])]
        theirs = await limited.post("/api/v1/suppressions", json=no)
        assert theirs.status_code == 404
        wider = await limited.post("/api/v1/suppressions", json={"email": ANNE, "kind": "block", "channel": "phone"})
        assert wider.status_code == 403
        own = await limited.post("/api/v1/suppressions", json=no | {"list_id": world.ids["list"]})
        assert own.status_code == 201
    everybody = await world.call("GET", "/subscribers")
    assert [no["list_id"] for no in everybody["data"][0]["noes"]] == [jazz]
    await world.call("DELETE", f"/lists/{jazz}", expect=204)
    assert everybody == await world.call("GET", "/subscribers"), "a no to a list that is gone stands"


async def test_a_key_ends_at_its_time_and_says_so(world: World) -> None:
    async with world.somebody_with(Scope.LISTS_READ, expires_at=world.now + timedelta(hours=1)) as client:
        world.passes(minutes=59, seconds=59)
        assert (await client.get("/api/v1/lists")).status_code == 200
        world.passes(seconds=1)
        answer = await client.get("/api/v1/lists")
    assert (answer.status_code, "has expired" in answer.json()["detail"]) == (401, True)


async def test_the_last_use_is_written_behind_and_once_a_minute(world: World) -> None:
    uses = world.app.state.uses

    async def last_used(client: AsyncClient) -> Any:
        await uses.written()
        hint = client.headers["authorization"].removeprefix("Bearer ")[:11]
        async with world.database.reading() as session:
            return (await session.exec(select(ApiKey.last_used_at).where(ApiKey.hint == hint))).one()

    async with world.somebody_with(Scope.LISTS_READ) as client:
        assert await last_used(client) is None
        async with world.database.transaction():  # the one writer is busy: nobody who only asks waits for it
            answers = await asyncio.gather(*(client.get("/api/v1/lists") for _ in range(5)))
        first = world.now
        assert {answer.status_code for answer in answers} == {200}
        assert await last_used(client) == first

        world.passes(seconds=AT_MOST_EVERY.total_seconds() - 1)
        await client.get("/api/v1/lists")
        assert await last_used(client) == first
        world.passes(seconds=1)
        assert (await client.get("/api/v1/forms")).status_code == 403  # a refused use is one too
        assert await last_used(client) == world.now


async def test_a_use_that_is_written_after_a_revocation_leaves_it(world: World) -> None:
    async with (
        world.somebody_with(Scope.LISTS_READ) as client,
        world.somebody_with(Scope.KEYS_WRITE) as keeper,
    ):
        hint = client.headers["authorization"].removeprefix("Bearer ")[:11]
        (uid,) = [each["id"] for each in (await keeper.get(KEYS)).json()["data"] if each["hint"] == hint]
        await world.app.state.uses.written()
        used, revoked = await asyncio.gather(client.get("/api/v1/lists"), keeper.delete(f"{KEYS}/{uid}"))
        await world.app.state.uses.written()
        assert (revoked.status_code, used.status_code in (200, 401)) == (204, True)
        assert (await client.get("/api/v1/lists")).status_code == 401


def test_a_key_can_be_told_from_noise_without_asking_anybody() -> None:
    key = new_secret()
    assert re.fullmatch(r"nl_[0-9A-Za-z]{49}", key)
    assert looks_like_one(key)
    for place in range(len(key)):
        other = "a" if key[place] != "a" else "b"
        assert not looks_like_one(key[:place] + other + key[place + 1 :])
    assert not looks_like_one(key[:-1])
    assert looks_like_one("nl_" + "-_a" * 14 + "b"), "keys from before"
    assert len({new_secret() for _ in range(1000)}) == 1000


def test_the_check_is_the_crc_32_of_all_before_it_in_base_62() -> None:
    assert secret._check("nl_" + "0" * 43) == "3HOmlg"


async def test_a_key_from_before_the_check_goes_on_opening_its_doors(world: World) -> None:
    older = "nl_" + "A-_z" * 10 + "Abc"
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        session.add(
            ApiKey(
                organisation_id=venue.id,
                name="older",
                scopes=[Scope.LISTS_READ],
                hint=older[:11],
                digest=secret.digest(older),
                created_at=world.now,
            )
        )
    assert await uses(world, older) == 200
    assert await uses(world, older[:-1] + "d") == 401, "it begins alike"


@pytest.mark.parametrize("text", ["", "nl_", "nl_\x00" + "a" * 42, "nl_" + "å" * 49, "x" * 5000])
async def test_what_is_no_key_is_refused_like_any_other(world: World, text: str) -> None:
    async with world.database.reading() as session:
        with pytest.raises(NotAllowed):
            await asker(session, text, now=world.now)


async def test_a_key_that_is_revoked_while_it_waits_makes_none_and_none_makes_one_that_approves(world: World) -> None:
    async with world.somebody_with(Scope.KEYS_WRITE, Scope.NOTICES_APPROVE) as keeper:
        hint = keeper.headers["authorization"].removeprefix("Bearer ")[:11]
        approving = {"name": "Second", "scopes": [Scope.NOTICES_APPROVE]}
        assert (await keeper.post("/api/v1/api-keys", json=approving)).status_code == 403
        async with world.database.reading() as session:
            maker = await asker(session, keeper.headers["authorization"].removeprefix("Bearer "), now=world.now)
        async with world.database.transaction() as session:
            await revoke(session, hint, now=world.now)
        async with world.database.transaction() as session:
            with pytest.raises(NotAllowed):
                await make_by(
                    session, maker, "Heir", scopes=[Scope.KEYS_WRITE], lists=None, expires_at=None, now=world.now
                )
