"""What is a key for? Who sends and who answers for the law may hold different ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlmodel import select

from newsletter.access.keys import Scope, create_key, keys_in_force, revoke
from newsletter.organisations.models import Organisation
from newsletter.web.dependencies import AnyAsker, Caller, Decider
from tests.world import World


def with_doors(app: FastAPI) -> None:
    """Three doors that tell who came through: with a key for sending, one for deciding, and any."""

    @app.get("/api/v1/sending")
    async def sending(caller: Caller) -> str:
        return caller.name

    @app.get("/api/v1/deciding")
    async def deciding(asker: Decider) -> tuple[str, str, str]:
        return asker.organisation.name, asker.name, asker.hint

    @app.get("/api/v1/reading")
    async def reading(asker: AnyAsker) -> list[str]:
        return sorted(asker.scopes)


@asynccontextmanager
async def holder_of(world: World, *scopes: Scope) -> AsyncIterator[tuple[str, AsyncClient]]:
    """Somebody at the venue with a key of these scopes."""
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        key = await create_key(session, venue, "Kari, legal", scopes=scopes, now=world.now)
    async with World._client(world.app, key) as client:
        yield key, client


async def test_a_key_opens_the_doors_of_its_scopes_alone(world: World) -> None:
    with_doors(world.app)
    opened = {}
    for scopes in ((), (Scope.MARKETING,), (Scope.LAW_DECIDE,), tuple(Scope)):
        async with holder_of(world, *scopes) as (_, client):
            answers = [(await client.get(f"/api/v1/{door}")).status_code for door in ("sending", "deciding", "reading")]
            opened[scopes] = answers

    assert opened == {
        (): [403, 403, 200],
        (Scope.MARKETING,): [200, 403, 200],
        (Scope.LAW_DECIDE,): [403, 200, 200],
        tuple(Scope): [200, 200, 200],
    }
    assert (await world.visitor.get("/api/v1/reading")).status_code == 401


async def test_a_door_learns_by_which_key_it_was_opened(world: World) -> None:
    with_doors(world.app)
    async with holder_of(world, Scope.LAW_DECIDE) as (key, client):
        assert (await client.get("/api/v1/deciding")).json() == ["Kulturhuset Brygga AS", "Kari, legal", key[:11]]


async def test_who_lacks_a_scope_is_told_which_and_how_to_make_such_a_key(world: World) -> None:
    with_doors(world.app)

    answer = await world.marketer.get("/api/v1/deciding")

    assert answer.status_code == 403
    told = answer.json()
    assert told["title"] == "This API key is not for this."
    assert "the scope law:decide; the scopes of this one: marketing" in told["detail"]
    organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
    assert f"newsletter api-key create --organisation {organisation} --scope law:decide" in told["detail"]


async def test_the_document_tells_which_scope_a_door_asks_for(world: World) -> None:
    with_doors(world.app)

    paths = world.app.openapi()["paths"]

    asked = {path: paths[f"/api/v1/{path}"]["get"]["security"] for path in ("sending", "deciding", "reading")}
    assert asked == {
        "sending": [{"HTTPBearer": ["marketing"]}],
        "deciding": [{"HTTPBearer": ["law:decide"]}],
        "reading": [{"HTTPBearer": []}],
    }


async def test_a_key_is_revoked_by_its_hint_and_once(world: World) -> None:
    async with holder_of(world, Scope.MARKETING) as (key, client):
        assert (await client.get("/api/v1/lists")).status_code == 200

        async with world.database.transaction() as session:
            assert await revoke(session, key[:11], now=world.now)
        async with world.database.transaction() as session:
            assert not await revoke(session, key[:11], now=world.now)
            assert key[:11] not in {kept.hint for kept, _ in await keys_in_force(session)}

        assert (await client.get("/api/v1/lists")).status_code == 401
    assert (await world.marketer.get("/api/v1/lists")).status_code == 200
