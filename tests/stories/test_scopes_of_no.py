"""How far a no reaches: one list, all marketing, profiling, tracking, everything. However it was said, it counts."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from newsletter import cli
from newsletter.errors import NotFound
from newsletter.law.standing import Happening
from tests.stories.test_recorded_consent import keeps, records
from tests.world import ANNE, BART, MONDAY, World


async def says(world: World, kind: str, email: str = ANNE, *, expect: int = 201, **told: Any) -> Any:
    sent = {"email": email, "kind": kind, "channel": "phone", **told}
    return await world.call("POST", "/suppressions", sent, expect=expect)


async def subscriber(world: World, email: str = ANNE) -> Any:
    (found,) = (await world.call("GET", f"/subscribers?email={email}"))["data"]
    assert await world.call("GET", f"/subscribers/{found['id']}") == found
    return found


async def test_a_no_to_one_list_leaves_the_other(world: World) -> None:
    await world.joins(ANNE)
    other = await world.opens_form("Film", "film")
    world.passes(days=2)
    await world.visitor.post("/forms/film", data={"email": ANNE, "consent": "yes"})
    await world.works()
    assert (await world.visitor.post(world.newest_to(ANNE).confirm_link)).status_code == 200
    programme, film = await world.queues(), await world.queues(subject="Film", list_id=other)

    said = await says(world, "list", list_id=world.ids["list"], channel="letter", note="Ref. 12")
    await world.works()

    assert (said["kind"], said["list_id"]) == ("list", world.ids["list"])
    assert await world.tally(programme) == {"cancelled": 1, "why": {"cancelled": {"withdrawn": 1}}}
    assert await world.tally(film) == {"sent": 1, "why": {}}
    assert (await subscriber(world))["noes"] == [{"scope": "list", "list_id": world.ids["list"]}]
    record = (await world.ledger())[-1]
    assert (record.kind, record.facts["channel"]) == (Happening.WITHDRAWN, "letter")


@pytest.mark.parametrize(
    ("kind", "scope", "reason"), [("objection", "all_marketing", "objected"), ("block", "everything", "blocked")]
)
async def test_a_wider_no_calls_back_what_waits(world: World, kind: str, scope: str, reason: str) -> None:
    await world.all_join(ANNE, BART)
    campaign = await world.queues()
    await says(world, kind, channel="in_person")
    await world.works()
    assert await world.tally(campaign) == {"sent": 1, "cancelled": 1, "why": {"cancelled": {reason: 1}}}
    assert (await subscriber(world))["noes"][0] == {"scope": scope, "list_id": None}
    (standing,) = (await world.call("GET", "/suppressions"))["data"]
    assert standing["kind"] == kind


@pytest.mark.parametrize("kind", ["profiling", "tracking"])
async def test_a_narrower_no_is_recorded_and_the_mail_goes_on(world: World, kind: str) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    await says(world, kind)
    await world.works()
    assert await world.tally(campaign) == {"sent": 1, "why": {}}
    kinds = {"profiling": Happening.PROFILING_OBJECTED, "tracking": Happening.TRACKING_WITHDRAWN}
    assert (await world.ledger())[-1].kind is kinds[kind]
    noes = [{"scope": "profiling", "list_id": None}] if kind == "profiling" else []
    assert (await subscriber(world))["noes"] == noes
    assert (await world.call("GET", "/suppressions"))["data"] == []


async def test_a_no_to_profiling_stays_whoever_says_yes_to_the_mail(world: World) -> None:
    await says(world, "profiling")  # before we knew her
    await world.joins(ANNE)
    assert (await subscriber(world))["noes"] == [{"scope": "profiling", "list_id": None}]


async def test_a_no_to_a_list_one_is_not_on_holds_when_one_is_brought_in(world: World) -> None:
    await says(world, "list", list_id=world.ids["list"])
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": ANNE}, expect=201)
    assert await world.tally(await world.launches()) == {"withheld": 1, "why": {"withheld": {"withdrawn": 1}}}


async def tracked(world: World, **told: Any) -> bool:
    sent = {
        "act": "paper",
        "happened_at": world.now.isoformat(),
        "place": "The foyer",
        "words": "Yes, you may see which mails I open.",
        "language": "en",
        **told,
    }
    anne = (await subscriber(world))["id"]
    made = await world.call("POST", f"/subscribers/{anne}/tracking-consents", sent, expect=201)
    assert made["tracking_consented"] == (await subscriber(world))["tracking_consented"]
    return bool(made["tracking_consented"])


async def test_tracking_has_a_consent_of_its_own_and_ends_by_a_no_of_its_own(world: World) -> None:
    await world.joins(ANNE)
    assert not (await subscriber(world))["tracking_consented"], "a consent to mail is none to tracking"
    document = (await keeps(world))["id"]

    assert await tracked(world, document_id=document)
    record = (await world.ledger())[-1]
    assert record.kind is Happening.TRACKING_GRANTED
    assert record.facts["words"] == "Yes, you may see which mails I open."
    world.passes(days=1)
    await says(world, "tracking")

    assert not (await subscriber(world))["tracking_consented"]
    assert await world.tally(await world.launches()) == {"sent": 1, "why": {}}
    assert not await tracked(world, document_id=document, happened_at=MONDAY.isoformat()), "older than the no"
    world.passes(days=1)
    assert await tracked(world, document_id=document)


@pytest.mark.parametrize("told", [{}, {"act": "unticked_box"}, {"act": "preticked_box"}, {"act": "silence"}])
async def test_an_unproved_consent_to_tracking_counts_not(world: World, told: dict[str, str]) -> None:
    await world.joins(ANNE)
    assert not await tracked(world, **told)
    document = (await keeps(world))["id"]
    if told:
        assert not await tracked(world, document_id=document, **told)


async def test_nothing_that_others_do_lifts_a_no_to_tracking_or_to_marketing(world: World) -> None:
    await world.joins(ANNE)
    assert await tracked(world, document_id=(await keeps(world))["id"])
    world.passes(days=1)
    await says(world, "tracking")
    await says(world, "objection")
    world.passes(days=1)

    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": ANNE}, expect=201)
    await records(world, happened_at=world.now.isoformat(), act="condition_of_purchase")
    await records(world, happened_at=world.now.isoformat(), act="unticked_box")

    assert not await tracked(world)
    assert await world.tally(await world.launches()) == {"withheld": 1, "why": {"withheld": {"objected": 1}}}
    world.passes(days=1)
    await world.joins(ANNE)
    assert await world.tally(await world.launches()) == {"sent": 1, "why": {}}
    assert not (await subscriber(world))["tracking_consented"], "saying yes to mail says nothing of tracking"


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"kind": "list"}, "/list_id"),
        ({"kind": "objection", "list_id": "<list>"}, "/list_id"),
        ({"kind": "everything"}, "/kind"),
        ({"kind": "profiling", "happened_at": (MONDAY + timedelta(days=1)).isoformat()}, "/happened_at"),
        ({"kind": "tracking", "email": "nobody"}, "/email"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_a_no_that_cannot_be_meant_is_refused_at_the_door(
    world: World, told: dict[str, str], pointer: str
) -> None:
    sent = {field: world.ids["list"] if value == "<list>" else value for field, value in told.items()}
    answer = await says(world, expect=422, **sent)
    assert [problem["pointer"] for problem in answer["errors"]] == [pointer]
    assert await world.ledger() == []


def test_the_operator_says_how_far_a_no_reaches(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSLETTER_DATABASE_URL", database_url)
    monkeypatch.setenv("NEWSLETTER_DATA_DIR", str(tmp_path))

    def types(*words: str) -> Result:
        return CliRunner().invoke(cli.cli, list(words))

    sender = ("--name", "Bryggen AS", "--number", "999 888 777", "--postal-address", "Bryggegata 1")
    organisation = ("--organisation", types("organisation", "create", *sender).output.strip())
    for said in ((), ("--scope", "profiling"), ("--scope", "tracking"), ("--block",)):
        assert types("suppress", ANNE, *organisation, *said).output == "Recorded. It takes effect at once.\n"
    assert types("suppress", ANNE, *organisation, "--scope", "list").exit_code == 2
    assert types("suppress", ANNE, *organisation, "--list", str(UUID(int=1))).exit_code == 2
    assert isinstance(
        types("suppress", ANNE, *organisation, "--scope", "list", "--list", str(UUID(int=1))).exception, NotFound
    )
    assert json.loads(types("ledger", "verify", "--json").output)["records"] == 4
