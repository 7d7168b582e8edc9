"""Two people edit the same thing: who names the version they saw, overwrites nobody unseen."""

import asyncio
from typing import Any

import pytest
from httpx2 import Response

from tests.world import ANNE, World


async def asks(world: World, method: str, path: str, body: Any = None, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await world.marketer.request(method, f"/api/v1{path}", json=body, headers=named)


async def things(world: World) -> dict[str, dict[str, Any]]:
    """Everything that can be edited, by its path, with a change to it."""
    await world.joins(ANNE)
    (form,) = (await world.call("GET", "/forms"))["data"]
    (person,) = (await world.call("GET", "/subscribers"))["data"]
    (organisation,) = (await world.call("GET", "/organisations"))["data"]
    return {
        f"/organisations/{organisation['id']}": {"website": "https://venue.example"},
        f"/lists/{world.ids['list']}": {"description": "Concerts"},
        f"/forms/{form['id']}": {"origins": ["https://venue.example"]},
        f"/campaigns/{await world.drafts()}": {"subject": "January"},
        f"/subscribers/{person['id']}": {"country": "SE"},
    }


async def test_an_edit_of_another_version_is_refused_and_changes_nothing(world: World) -> None:
    for path, change in (await things(world)).items():
        seen = await asks(world, "GET", path)
        edited = await asks(world, "PATCH", path, change, If_Match=seen.headers["etag"])
        late = await asks(world, "PATCH", path, change, If_Match=seen.headers["etag"] + ', "*"')
        shown = await asks(world, "GET", path)

        assert (edited.status_code, late.status_code) == (200, 412), path
        assert late.json()["type"] == "https://news.venue.example/problems/outdated"
        assert shown.headers["etag"] == edited.headers["etag"] != seen.headers["etag"]
        assert shown.content == edited.content
        again = await asks(world, "PATCH", path, change, If_Match=f'"another", {shown.headers["etag"]}')
        anyhow = [await asks(world, "PATCH", path, change, **named) for named in ({}, {"If_Match": "*"})]
        assert [again.status_code, *(answer.status_code for answer in anyhow)] == [200, 200, 200]


async def test_what_somebody_has_already_is_not_sent_again(world: World) -> None:
    for path, change in (await things(world)).items():
        tag = (await asks(world, "GET", path)).headers["etag"]
        same = [await asks(world, "GET", path, If_None_Match=tags) for tags in (tag, f'"x", W/{tag}', "*")]
        other = await asks(world, "GET", path, If_None_Match='"x"')

        assert [(answer.status_code, answer.content, answer.headers["etag"]) for answer in same] == [
            (304, b"", tag)
        ] * 3
        assert other.status_code == 200
        await asks(world, "PATCH", path, change)
        assert (await asks(world, "GET", path, If_None_Match=tag)).status_code == 200


async def test_of_two_who_edit_the_same_version_at_once_one_is_refused(world: World) -> None:
    for path, change in (await things(world)).items():
        tag = (await asks(world, "GET", path)).headers["etag"]

        answers = await asyncio.gather(*(asks(world, "PATCH", path, change, If_Match=tag) for _ in range(8)))

        assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7, path


async def test_what_is_made_tells_its_version(world: World) -> None:
    made = await asks(world, "POST", "/campaigns", {"list_id": world.ids["list"], "subject": "December", "body": "Hi"})

    assert made.headers["etag"] == (await asks(world, "GET", f"/campaigns/{made.json()['id']}")).headers["etag"]
    assert "etag" not in (await asks(world, "GET", "/campaigns")).headers


@pytest.mark.parametrize(
    ("method", "below", "status"),
    [("POST", "/launch", 202), ("POST", "/test", 202), ("DELETE", "", 204)],
    ids=["launch", "test", "delete"],
)
async def test_who_launches_or_deletes_can_say_what_they_read(
    world: World, method: str, below: str, status: int
) -> None:
    await world.joins(ANNE)
    campaign = f"/campaigns/{await world.drafts()}"
    read = (await asks(world, "GET", campaign)).headers["etag"]
    now = (await asks(world, "PATCH", campaign, {"subject": "Something else"})).headers["etag"]
    body = {"to": ["me@venue.example"]} if below == "/test" else None

    late = await asks(world, method, campaign + below, body, If_Match=read)
    assert (late.status_code, (await asks(world, "GET", campaign)).json()["state"]) == (412, "draft")
    assert (await asks(world, method, campaign + below, body, If_Match=now)).status_code == status


async def test_whose_mailbox_it_is_is_put_in_place_of_what_was_seen(world: World) -> None:
    await world.joins(ANNE)
    mailbox = f"/subscribers/{(await world.call('GET', '/subscribers'))['data'][0]['id']}/mailbox"
    seen = (await asks(world, "GET", mailbox)).headers["etag"]

    put = [await asks(world, "PUT", mailbox, {"kind": kind}, If_Match=seen) for kind in ("work", "role")]

    assert [answer.status_code for answer in put] == [200, 412]


async def test_an_edit_of_what_is_not_there_or_not_ours_is_told_so_before_its_version(world: World) -> None:
    nothing = await asks(world, "PATCH", "/lists/00000000-0000-0000-0000-000000000000", {"name": "x"}, If_Match='"x"')
    no_id = await asks(world, "PATCH", "/lists/first", {"name": "x"}, If_Match="*")
    stranger = await world.visitor.patch(f"/api/v1/lists/{world.ids['list']}", json={}, headers={"If-Match": '"x"'})

    assert (nothing.status_code, no_id.status_code, stranger.status_code) == (404, 422, 401)
