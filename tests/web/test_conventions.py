"""What holds at every door of the API: a request has a name, a listing says where it goes on, nothing is ignored."""

import re
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from httpx2 import URL
from structlog.testing import capture_logs

from newsletter.web.request_ids import HEADER
from tests.world import ANNE, BART, CRIS, World

VENUE = "https://venue.example"


def with_a_faulty_door(app: FastAPI) -> None:
    @app.get("/api/v1/fault")
    async def fault() -> None:
        raise ValueError("INSERT INTO subscribers VALUES ('anne@people.example')")


# The name of a request


async def test_a_request_keeps_the_name_it_came_with(quiet_world: World) -> None:
    for path, status in (("/api/v1/lists", 200), ("/api/v1/nothing", 404), ("/healthz", 200)):
        answer = await quiet_world.marketer.get(path, headers={HEADER: "shop-2026.11_25"})
        assert (answer.status_code, answer.headers[HEADER]) == (status, "shop-2026.11_25")
        assert answer.headers.get_list(HEADER) == ["shop-2026.11_25"]


@pytest.mark.parametrize("sent", ["", "short", "a" * 101, "anne@people.example", "two words and more", "<b>bold</b>-1"])
async def test_a_name_that_could_mean_anything_else_is_replaced_by_ours(quiet_world: World, sent: str) -> None:
    answer = await quiet_world.marketer.get("/api/v1/nothing", headers={HEADER: sent})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers[HEADER])
    assert answer.json()["request_id"] == answer.headers[HEADER]


async def test_a_fault_of_ours_is_found_in_the_log_by_its_name_and_tells_nothing_of_anybody(world: World) -> None:
    with_a_faulty_door(world.app)
    structlog.reset_defaults()
    with capture_logs() as logged:
        answer = await world.visitor.get("/api/v1/fault", headers={HEADER: "the-one-i-mean"})
    assert answer.status_code == 500
    assert answer.headers[HEADER] == answer.json()["request_id"] == "the-one-i-mean"
    assert [line["request_id"] for line in logged if line["event"] == "unforeseen"] == ["the-one-i-mean"]
    assert answer.json()["type"].endswith("/problems/internal-error")
    assert "INSERT" not in answer.text
    assert "anne" not in answer.text


# Listings


async def test_a_listing_says_where_it_goes_on_until_its_end(world: World) -> None:
    await world.all_join(ANNE, BART, CRIS)
    path, seen = "/api/v1/subscribers?limit=2", []
    first = await world.marketer.get(path)
    assert first.headers["link"].startswith(f"<https://news.venue.example{path}&cursor=")
    assert URL(first.links["next"]["url"]).params["cursor"] == first.json()["next_cursor"]
    while path:
        answer = await world.marketer.get(path)
        seen += [each["email"] for each in answer.json()["data"]]
        path = answer.links.get("next", {}).get("url", "")
    assert seen == [ANNE, BART, CRIS]


async def test_campaigns_are_found_by_state_and_by_list(world: World) -> None:
    jazz = await world.opens_form("Jazz", "jazz")
    here, there = await world.drafts(), await world.drafts(list_id=jazz)
    await world.call("POST", f"/campaigns/{here}/launch", expect=202)

    async def found(query: str) -> list[str]:
        return [each["id"] for each in (await world.call("GET", f"/campaigns?{query}"))["data"]]

    assert await found("state=draft") == [there]
    assert await found(f"list_id={world.ids['list']}") == [here]
    assert await found(f"state=draft&list_id={world.ids['list']}") == []
    assert await found("list_id=00000000-0000-0000-0000-000000000000") == []


async def test_subscriptions_are_found_by_state_and_by_standing(world: World) -> None:
    await world.joins(ANNE)
    await world.signs_up(BART)
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": CRIS}, expect=201)

    async def found(query: str) -> list[str]:
        path = f"/lists/{world.ids['list']}/subscriptions?{query}"
        return [each["email"] for each in (await world.call("GET", path))["data"]]

    assert await found("state=active") == [ANNE, CRIS]
    assert await found("state=pending") == [BART]
    assert await found("standing=granted") == [ANNE]
    assert await found("state=pending&standing=granted") == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/organisations"),
        ("GET", "/lists/<list>"),
        ("GET", "/campaigns"),
        ("GET", "/campaigns/<campaign>/events"),
        ("POST", "/campaigns/<campaign>/launch"),
        ("DELETE", "/campaigns/<campaign>"),
    ],
)
async def test_a_parameter_that_is_not_offered_is_refused_and_not_ignored(
    quiet_world: World, method: str, path: str
) -> None:
    before = await quiet_world.everything_stored()
    for name, uid in quiet_world.ids.items():
        path = path.replace(f"<{name}>", uid)
    answer = await quiet_world.marketer.request(method, f"/api/v1{path}?stat=draft")
    assert answer.status_code == 422
    assert [wrong["pointer"] for wrong in answer.json()["errors"]] == ["?stat"]
    assert await quiet_world.everything_stored() == before


# Scripts of other websites (CORS)


def allowed(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("path", ["/api/v1/lists", "/forms/konsertprogrammet", "/openapi.json", "/docs", "/healthz"])
async def test_nothing_else_is_shared_with_scripts_of_other_websites(quiet_world: World, path: str) -> None:
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": VENUE, "Access-Control-Request-Method": "GET"}
        answer = await quiet_world.marketer.request(method, path, headers=asked)
        assert allowed(answer.headers) == {}
