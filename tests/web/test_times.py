"""Times as they come in and go out: each names one instant, and none at the edge of the calendar is a fault of ours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import TZPATH, ZoneInfo, reset_tzpath

import pytest
from sqlmodel import select

from newsletter import jobs
from newsletter.access.keys import Scope
from newsletter.access.making import create_key
from newsletter.campaigns.scheduling import doubled, reckoned
from newsletter.organisations.models import Organisation
from tests.web.test_audited_doors import _with_ids
from tests.web.test_other_organisations import (
    A_CASE,
    A_CONSENT,
    A_DISCLOSURE,
    AN_ANSWER,
    OF_THE_API,
    OPERATIONS,
    tries,
)
from tests.world import ANNE, World

LOOKS_LIKE_A_TIME = re.compile(r"\d{4}-\d\d-\d\dT\S*")
IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def times_in(told: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text of an answer that is a time, with the name it goes by."""
    if isinstance(told, dict):
        for key, value in told.items():
            yield from times_in(value, key)
    elif isinstance(told, list):
        for value in told:
            yield from times_in(value, name)
    elif isinstance(told, str) and LOOKS_LIKE_A_TIME.fullmatch(told):
        yield name, told


async def test_every_time_in_an_answer_is_in_utc_and_says_so(quiet_world: World) -> None:
    seen = set()
    for name in OF_THE_API:
        if OPERATIONS[name][0] != "GET" or name == "list_audit_entries":
            continue
        answer = await tries(quiet_world.marketer, quiet_world, name)
        if answer.headers["content-type"] != "application/json":
            continue
        for field, time in times_in(answer.json()):
            seen.add(field)
            assert IN_UTC.fullmatch(time), (name, field, time)
    assert {"created_at", "changed_at", "recorded_at", "happened_at", "asked_at"} <= seen


EDGES = [
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:59Z",
    "2016-12-31T23:59:60Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T25:00:00Z",
    "+10000-01-01T00:00:00Z",
    "2026-11-20T09:00:00+25:00",
    "2026-11-20T09:00:00",
    "-1e400",
    "",
]
DOORS: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", "/campaigns/<campaign>/schedule", {}, "at"),
    ("POST", "/suppressions", {"email": "no@people.example", "kind": "objection", "channel": "letter"}, "happened_at"),
    ("POST", "/lists/<list>/consents", A_CONSENT | {"email": ANNE, "consent_text_id": "<consent_text>"}, "happened_at"),
    (
        "POST",
        "/subscribers/<subscriber>/tracking-consents",
        A_CONSENT | {"words": "Yes", "language": "en"},
        "happened_at",
    ),
    ("POST", "/subscribers/<subscriber>/disclosures", A_DISCLOSURE, "happened_at"),
    ("POST", "/reviews/<review>/answers", AN_ANSWER, "until"),
    ("POST", "/law/decide", A_CASE, "at"),
]


@pytest.mark.parametrize(("method", "path", "body", "field"), DOORS, ids=[f"{door[1]} {door[3]}" for door in DOORS])
async def test_a_time_at_the_edge_is_answered_and_one_without_offset_refused_with_the_reason(
    quiet_world: World, method: str, path: str, body: dict[str, Any], field: str
) -> None:
    async with quiet_world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        key = await create_key(session, venue, "Kari", scopes=set(Scope), now=quiet_world.now)
    async with World._client(quiet_world.app, key) as client:
        for time in EDGES:
            sent = _with_ids({**body, field: time}, quiet_world.ids)
            url = f"/api/v1{_with_ids(path, quiet_world.ids)}"
            answer = await client.request(method, url, json=sent)
            assert answer.status_code < 500, (time, answer.text)
            if time in ("", "2026-11-20T09:00:00", "2016-12-31T23:59:60Z", "2026-11-20T25:00:00Z"):
                assert answer.status_code == 422, (time, answer.text)
            if time == "2026-11-20T09:00:00":
                assert re.search("offset|timezone|time zone", answer.text), answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "0000-01-01", "2027-02-29", "2026-11-20T09:00"])
async def test_a_day_at_the_edge_is_no_fault_of_ours(quiet_world: World, day: str) -> None:
    sale = {"email": "edge@people.example", "kind": "single_purchase", "seller": "Kulturhuset Brygga AS"}
    for sent in (sale | {"made_on": day}, sale | {"ended_on": day}):
        assert (await quiet_world.marketer.post("/api/v1/sales", json=sent)).status_code < 500
    subscriber = f"/api/v1/subscribers/{quiet_world.ids['subscriber']}"
    assert (await quiet_world.marketer.patch(subscriber, json={"born_on": day})).status_code < 500
    assert (await quiet_world.marketer.get(subscriber)).status_code == 200


async def test_an_instant_is_scheduled_without_a_zone_and_a_time_alone_is_asked_for_one(world: World) -> None:
    campaign = await world.drafts()
    at = {"at": "2026-12-01T09:00:00+01:00"}
    told = (await world.call("POST", f"/campaigns/{campaign}/schedule", at))["schedule"]
    assert told == {"at": "2026-12-01T09:00+01:00", "zone": None, "instant": "2026-12-01T08:00:00Z", "note": None}

    problem = await world.call("POST", f"/campaigns/{campaign}/schedule", {"at": "2026-12-01T09:00"}, expect=422)
    assert problem["errors"][0]["pointer"] == "/zone"
    assert "2026-12-01T09:00+01:00" in problem["detail"]


@pytest.mark.parametrize(
    ("local", "zone", "means"),
    [
        ("2026-12-01T09:00", "Europe/Oslo", "2026-12-01T08:00:00+00:00"),
        ("2026-10-25T02:30", "Europe/Oslo", "2026-10-25T00:30:00+00:00"),
        ("2027-03-28T02:30", "Europe/Oslo", "2027-03-28T01:30:00+00:00"),
        ("2026-10-25T02:30+01:00", "Europe/Oslo", None),
        ("2026-12-01T09:00+01:00", None, None),
        ("2026-12-01T09:00", "Europe/Nowhere", None),
    ],
    ids=[
        "plain",
        "doubled: the first",
        "skipped by new rules",
        "an instant",
        "an instant alone",
        "the zone is no more",
    ],
)
def test_what_a_kept_time_means_by_the_rules_of_today(local: str, zone: str | None, means: str | None) -> None:
    assert reckoned(local, zone) == (datetime.fromisoformat(means) if means else None)


def test_only_a_time_that_comes_twice_has_a_note() -> None:
    noted = [f"2026-10-25T0{hour}:30" for hour in range(5) if doubled(f"2026-10-25T0{hour}:30", "Europe/Oslo")]
    assert noted == ["2026-10-25T02:30"]
    assert doubled("2027-03-28T02:30", "Europe/Oslo") is None
    assert doubled("2026-10-25T02:30+01:00", "Europe/Oslo") is None


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Path]:
    """A folder of time zones that comes before the machine's own."""
    place = tmp_path / "zones"
    place.mkdir()
    reset_tzpath([str(place), *TZPATH])
    yield place
    reset_tzpath()
    ZoneInfo.clear_cache()


def decree(rules: Path, zone: str, *, as_in: str) -> None:
    """From now on the clocks of a zone go as those of another."""
    file = next(found for place in TZPATH if (found := Path(place) / as_in).exists())
    (rules / zone).write_bytes(file.read_bytes())
    ZoneInfo.clear_cache()


@pytest.mark.parametrize(("after", "goes_at"), [("Africa/Lagos", 8), ("Europe/Istanbul", 6), ("Europe/London", 9)])
async def test_when_a_zone_changes_its_rules_the_campaign_goes_when_the_clocks_show_what_was_said(
    world: World, rules: Path, after: str, goes_at: int
) -> None:
    decree(rules, "Utopia", as_in="Africa/Lagos")
    await world.joins(ANNE)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/schedule", {"at": "2026-12-01T09:00", "zone": "Utopia"})

    decree(rules, "Utopia", as_in=after)
    await jobs.reckon_schedules(jobs.Work(world.database, world.settings), world.now)

    told = await world.call("GET", f"/campaigns/{campaign}")
    assert told["schedule"]["instant"] == f"2026-12-01T0{goes_at}:00:00Z"
    assert told["schedule"]["at"] == "2026-12-01T09:00"
    world.now = datetime(2026, 12, 1, goes_at - 1, 59, tzinfo=UTC)
    await world.works()
    assert (await world.call("GET", f"/campaigns/{campaign}"))["state"] == "scheduled"
    world.passes(minutes=1)
    await world.works()
    assert (await world.call("GET", f"/campaigns/{campaign}"))["state"] == "finished"


async def test_new_rules_are_kept_also_when_the_old_time_comes_before_anybody_looked(world: World, rules: Path) -> None:
    decree(rules, "Utopia", as_in="Africa/Lagos")
    await world.joins(ANNE)
    campaign = await world.drafts()
    await world.call("POST", f"/campaigns/{campaign}/schedule", {"at": "2026-12-01T09:00", "zone": "Utopia"})
    decree(rules, "Utopia", as_in="Europe/London")

    work = jobs.Work(world.database, world.settings)
    await jobs.launch_due_campaigns(work, datetime(2026, 12, 1, 8, 0, tzinfo=UTC))

    assert (await world.call("GET", f"/campaigns/{campaign}"))["schedule"]["instant"] == "2026-12-01T09:00:00Z"
