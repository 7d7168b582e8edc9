"""What is a key for? Who writes, who lets mail go, and who answers for the law may hold different ones."""

from typing import Annotated

from fastapi import FastAPI

from newsletter.access.keys import SENDING, Asker, Scope, keys_in_force, revoke
from newsletter.organisations.models import Organisation
from newsletter.web.dependencies import asker_with, caller_with
from tests.world import World


def with_doors(app: FastAPI) -> None:
    """Two doors that tell who came through: one for deciding, one that concerns all of the organisation."""

    @app.get("/api/v1/deciding")
    async def deciding(asker: Annotated[Asker, asker_with(Scope.LAW_DECIDE)]) -> tuple[str, str, str]:
        return asker.organisation.name, asker.name, asker.hint

    @app.get("/api/v1/whole")
    async def whole(caller: Annotated[Organisation, caller_with(Scope.LISTS_READ)]) -> str:
        return caller.name


async def test_a_door_learns_by_which_key_it_was_opened(world: World) -> None:
    with_doors(world.app)
    async with world.somebody_with(Scope.LAW_DECIDE) as client:
        hint = client.headers["authorization"].removeprefix("Bearer ")[:11]
        assert (await client.get("/api/v1/deciding")).json() == ["Kulturhuset Brygga AS", "Kari", hint]


async def test_who_lacks_a_scope_is_told_which_and_how_to_make_such_a_key(world: World) -> None:
    async with world.somebody_with(Scope.CAMPAIGNS_WRITE, Scope.CAMPAIGNS_READ) as client:
        answer = await client.post(f"/api/v1/campaigns/{await world.drafts()}/launch")

    assert answer.status_code == 403
    told = answer.json()
    assert told["title"] == "This API key is not for this."
    assert "the scope campaigns:launch; the scopes of this one: campaigns:read, campaigns:write" in told["detail"]
    organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
    assert f"newsletter api-key create --organisation {organisation} --scope campaigns:launch" in told["detail"]


async def test_marketing_is_a_word_for_all_that_sending_takes(world: World) -> None:
    async with world.somebody_with("marketing", Scope.LAW_DECIDE), world.database.reading() as session:
        newest = (await keys_in_force(session, world.now))[-1][0]
    assert newest.scopes == sorted(SENDING | {Scope.LAW_DECIDE})


async def test_the_document_tells_which_scope_a_door_asks_for(world: World) -> None:
    with_doors(world.app)

    paths = world.app.openapi()["paths"]

    assert paths["/api/v1/deciding"]["get"]["security"] == [{"HTTPBearer": ["law:decide"]}]
    assert paths["/api/v1/whole"]["get"]["security"] == [{"HTTPBearer": ["lists:read"]}]


async def test_a_door_for_the_whole_organisation_refuses_a_key_for_some_lists_unless_it_says_otherwise(
    world: World,
) -> None:
    with_doors(world.app)
    async with world.somebody_with(Scope.LISTS_READ, lists=[1]) as limited:
        assert (await limited.get("/api/v1/whole")).status_code == 403
        assert (await limited.get("/api/v1/lists")).status_code == 200
    async with world.somebody_with(Scope.LISTS_READ) as free:
        assert (await free.get("/api/v1/whole")).status_code == 200


async def test_a_key_is_revoked_by_its_hint_and_once(world: World) -> None:
    async with world.somebody_with(Scope.LISTS_READ) as client:
        hint = client.headers["authorization"].removeprefix("Bearer ")[:11]
        assert (await client.get("/api/v1/lists")).status_code == 200

        async with world.database.transaction() as session:
            assert await revoke(session, hint, now=world.now)
        async with world.database.transaction() as session:
            assert not await revoke(session, hint, now=world.now)
            assert hint not in {kept.hint for kept, _ in await keys_in_force(session, world.now)}

        assert (await client.get("/api/v1/lists")).status_code == 401
    assert (await world.marketer.get("/api/v1/lists")).status_code == 200
