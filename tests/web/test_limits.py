"""How often may one ask? As often as promised, and whoever is refused is told truly when to come back."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient, Response
from hypothesis import given
from hypothesis import strategies as st

from newsletter.settings import Settings
from newsletter.web.limiting import Buckets, network
from tests.mail_server import MailServer
from tests.world import ANNE, World


@pytest.fixture
async def strict_world(settings: Settings, mail_server: MailServer) -> AsyncIterator[World]:
    strict = settings.model_copy(update={"key_requests_a_minute": 30, "address_requests_a_minute": 60})
    async with World.begin(strict, mail_server) as world:
        world.passes(minutes=1)
        yield world


async def until_refused(client: AsyncClient, method: str, path: str) -> tuple[int, Response]:
    """Ask until it is too often; answers how many were let through, and the refusal."""
    for asked in range(100):
        answer = await client.request(method, path)
        if answer.status_code == 429:
            return asked, answer
    raise AssertionError("never refused")


async def test_a_key_that_asks_too_often_is_told_when_it_may(strict_world: World) -> None:
    first = await strict_world.marketer.get("/api/v1/lists")
    asked, refused = await until_refused(strict_world.marketer, "GET", "/api/v1/lists")

    assert first.headers["ratelimit-policy"] == '"address";q=60;w=60, "key";q=30;w=60'
    assert first.headers["ratelimit"] == '"address";r=59;t=1, "key";r=29;t=2'
    assert asked == 29
    assert refused.json()["type"] == "https://news.venue.example/problems/too-many"
    assert refused.headers["retry-after"] == "2"
    assert refused.headers["ratelimit"].endswith('"key";r=0;t=60')
    strict_world.passes(seconds=1)
    assert (await strict_world.marketer.get("/api/v1/lists")).status_code == 429
    strict_world.passes(seconds=1)
    assert (await strict_world.marketer.get("/api/v1/lists")).status_code == 200


async def test_a_second_authorization_header_is_no_other_key(strict_world: World) -> None:
    own = strict_world.marketer.headers["authorization"]
    statuses = []
    for number in range(31):
        twice = [("Authorization", own.replace("Bearer", "bEaReR ")), ("Authorization", f"Bearer {number}")]
        statuses.append((await strict_world.visitor.get("/api/v1/lists", headers=twice)).status_code)
    assert statuses == [200] * 30 + [429]


async def test_who_tries_keys_or_forms_from_one_address_is_refused_and_others_are_not(strict_world: World) -> None:
    asked, refused = await until_refused(strict_world.visitor, "POST", "/forms/konsertprogrammet")

    assert (asked, refused.headers["retry-after"]) == (60, "1")
    assert (await strict_world.visitor.get("/forms/konsertprogrammet")).status_code == 200
    assert (await strict_world.visitor.get("/healthz")).status_code == 200
    assert (await strict_world.visitor.get("/api/v1/lists")).status_code == 429


async def test_a_thousand_leave_from_one_address_within_a_moment(strict_world: World) -> None:
    await strict_world.joins(ANNE)
    await strict_world.launches()
    path = strict_world.newest_to(ANNE).one_click
    await until_refused(strict_world.visitor, "POST", "/forms/konsertprogrammet")

    answers = [await strict_world.visitor.post(path, content="List-Unsubscribe=One-Click") for _ in range(1000)]

    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


async def test_without_limits_nobody_is_told_of_any(settings: Settings, mail_server: MailServer) -> None:
    none = settings.model_copy(update={"key_requests_a_minute": 0, "address_requests_a_minute": 0})
    async with World.begin(none, mail_server) as world:
        assert "ratelimit" not in (await world.marketer.get("/api/v1/lists")).headers


@given(st.integers(1, 50), st.lists(st.floats(0, 30), max_size=80))
def test_nobody_gets_more_than_promised_and_the_wait_that_is_told_is_true(quota: int, pauses: list[float]) -> None:
    buckets, now, taken = Buckets("key", quota), 1_000.0, list[float]()
    for pause in pauses:
        now += pause
        left = buckets.take("a", now)
        if left.wait:
            assert Buckets("key", quota, _full_at=buckets._full_at.copy()).take("a", now + left.wait * 0.9).wait > 0
            now += left.retry_after
            left = buckets.take("a", now)
        assert not left.wait
        taken.append(now)
        # within any minute: a full bucket, and what fills it meanwhile
        assert sum(1 for moment in taken if moment > now - 60) <= 2 * quota
        assert 0 <= left.requests < quota


def test_a_million_addresses_take_bounded_memory_and_old_ones_none() -> None:
    buckets = Buckets("address", 60, most=1_000)
    for number in range(1_000_000):
        buckets.take(str(number), 1_000.0)
    assert len(buckets) == 1_000

    buckets.take("later", 2_000.0)
    assert len(buckets) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8::1", "2001:db8::2:3"), ("::ffff:192.0.2.7", "192.0.2.7"), ("192.0.2.7", "192.0.2.7")],
)
def test_a_household_is_one_network(one: str, other: str) -> None:
    assert network(one) == network(other)


def test_networks_are_told_apart() -> None:
    assert len({network(a) for a in ("2001:db8::1", "2001:db8:0:1::1", "192.0.2.7", "192.0.2.8", "unix:")}) == 5


def test_a_clock_that_is_set_back_keeps_nobody_out() -> None:
    buckets = Buckets("key", 60)
    for _ in range(60):
        buckets.take("one", 1_000_000.0)

    assert buckets.take("one", 10.0).wait == 1.0
    assert buckets.take("one", 11.0).wait == 0.0
