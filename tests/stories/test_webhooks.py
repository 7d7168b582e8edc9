"""Another program is told what happens here: signed, by id alone, at least once, and nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from newsletter.access.keys import MARKETING, Scope
from newsletter.access.making import create_key
from newsletter.campaigns import launching
from newsletter.campaigns.models import Campaign
from newsletter.database import Database, within
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.delivery.bouncing import bounce
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.web.api.webhook_events import BODIES
from newsletter.webhooks import settling
from newsletter.webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from newsletter.webhooks.settling import DELAYS
from newsletter.webhooks.telling import Teller
from tests.webhooks.receiver import Receiver, Request
from tests.world import ANNE, BART, World

EVERYTHING = [event.value for event in WebhookEvent if event is not WebhookEvent.PING]
SHAPES = {body.model_fields["type"].annotation.__args__[0]: body for body in BODIES}  # type: ignore[union-attr]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The operator vouches for this machine, and is soon out of patience."""
    return settings.model_copy(update={"webhook_hosts": "127.0.0.1", "webhook_disabled_after": 2, "webhook_seconds": 5})


@dataclass
class Partner:
    """The venue's CRM, with a webhook that is told everything."""

    world: World
    receiver: Receiver
    webhook: str = ""
    secret: str = ""

    async def call(self, method: str, path: str = "", body: Any = None, *, expect: int = 200) -> Any:
        return await self.world.call(method, f"/webhooks/{self.webhook}{path}".rstrip("/"), body, expect=expect)

    async def listens(self, **more: Any) -> Any:
        """Make a webhook; answers it with its secret."""
        sent = {"url": f"http://127.0.0.1:{self.receiver.port}/in", "events": EVERYTHING, **more}
        return await self.world.call("POST", "/webhooks", sent, expect=201)

    @property
    def teller(self) -> Teller:
        return Teller(self.world.database, self.world.settings, lambda: self.world.now)

    async def hears(self) -> list[Request]:
        """Let everything that is due be told; answers what came."""
        before = len(self.receiver.told)
        await self.teller.empty()
        return self.receiver.told[before:]

    async def log(self) -> list[Any]:
        """Newest first."""
        data: list[Any] = (await self.call("GET", "/deliveries"))["data"]
        return data


@pytest.fixture
async def partner(world: World) -> AsyncIterator[Partner]:
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        scopes = (MARKETING, Scope.WEBHOOKS_WRITE)
        key = await create_key(session, venue, "crm", scopes=scopes, now=world.now)
    async with World._client(world.app, key) as world.marketer, Receiver(None) as receiver:
        partner = Partner(world, receiver)
        made = await partner.listens()
        partner.webhook, partner.secret = made["id"], made["secret"]
        yield partner


def told(requests: list[Request]) -> list[str]:
    """What happened, in the order it happened; the order of telling is not promised."""
    return [event["type"] for event in sorted((r.event for r in requests), key=lambda event: event["timestamp"])]


async def rows(database: Database) -> list[WebhookDelivery]:
    async with database.reading() as session:
        return list((await session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id)))).all())


async def test_a_partner_is_told_who_joined_and_left_by_id_alone(world: World, partner: Partner) -> None:
    await world.joins(ANNE, name="Anne")
    world.passes(hours=1)
    await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})

    heard = await partner.hears()

    anne = (await world.call("GET", "/subscribers"))["data"][0]["id"]
    assert sorted(told(heard)) == [
        "campaign.finished",
        "campaign.launched",
        "subscriber.confirmed",
        "subscriber.left",
        "subscriber.subscribed",
    ]
    for request in heard:
        SHAPES[WebhookEvent(request.event["type"])].model_validate(request.event)
        assert request.is_signed_by(partner.secret)
        assert request.event["data"]["list_id"] == world.ids["list"]
        assert request.event["data"].get("subscriber_id", anne) == anne
        assert request.event["data"].keys() <= {"subscriber_id", "list_id", "campaign_id"}
        assert b"@" not in request.body
        assert b"Anne" not in request.body
    log = await partner.log()
    assert {entry["id"] for entry in log} == {request.headers["webhook-id"] for request in heard}
    assert {(entry["state"], entry["status"], entry["attempts"], entry["next_try_at"]) for entry in log} == {
        ("delivered", 204, 1, None)
    }
    assert await partner.hears() == []


async def test_addresses_go_where_what_for_is_on_record_and_nowhere_else(world: World, partner: Partner) -> None:
    because = {"include_email": True, "email_because": "The CRM knows people by address."}
    await partner.listens(events=["subscriber.subscribed"], **because)
    await world.signs_up(ANNE)

    heard = await partner.hears()

    assert sorted(request.event["data"].get("email", "") for request in heard) == ["", ANNE]
    shown = (await world.call("GET", "/webhooks"))["data"][-1]
    assert because.items() <= shown.items()
    elsewhere = {"url": f"http://127.0.0.1:{partner.receiver.port}/other"}
    await world.call("PATCH", f"/webhooks/{shown['id']}", elsewhere, expect=409)


@pytest.mark.parametrize("half", [{"include_email": True}, {"email_because": "I like them."}])
async def test_addresses_and_their_purpose_are_asked_for_together(partner: Partner, half: dict[str, Any]) -> None:
    sent = {"url": "http://127.0.0.1/", "events": ["subscriber.left"], **half}

    refused = await partner.world.call("POST", "/webhooks", sent, expect=422)

    assert "include_email and email_because together" in refused["detail"]


async def test_a_no_to_all_marketing_is_told_and_how_far_it_reaches(world: World, partner: Partner) -> None:
    await world.all_join(ANNE, BART)
    await partner.hears()
    for email, kind in ((ANNE, "objection"), (BART, "block"), ("nobody@people.example", "objection")):
        await world.call("POST", "/suppressions", {"email": email, "kind": kind, "channel": "phone"}, expect=201)

    heard = await partner.hears()

    assert told(heard) == ["subscriber.objected", "subscriber.objected"], "of nobody we know, nothing is told"
    assert {request.event["data"]["scope"] for request in heard} == {"all_marketing", "everything"}
    for request in heard:
        SHAPES[WebhookEvent.OBJECTED].model_validate(request.event)


async def test_a_campaign_that_pauses_says_why(world: World, partner: Partner) -> None:
    await world.joins(ANNE)
    campaign = await world.queues()
    await world.call("POST", f"/campaigns/{campaign}/pause")
    await world.call("POST", f"/campaigns/{campaign}/resume")
    async with world.database.transaction() as session:
        held = (await session.exec(select(Campaign))).one()
        await within(session, launching.hold, held, because="The mail server refuses us.", now=world.now)

    paused = [request.event for request in await partner.hears() if request.event["type"] == "campaign.paused"]

    assert {event["data"]["because"] for event in paused} == {None, "The mail server refuses us."}
    assert {event["data"]["campaign_id"] for event in paused} == {campaign}
    for event in paused:
        SHAPES[WebhookEvent.PAUSED].model_validate(event)


async def test_what_came_back_is_told_once(world: World, partner: Partner) -> None:
    await world.joins(ANNE)
    campaign = await world.launches()
    await partner.hears()
    async with world.database.reading() as session:
        sent = (await session.exec(select(Delivery).where(Delivery.state == DeliveryState.SENT))).all()[-1]

    assert await world.database.work(bounce, sent.id, "mailbox_unknown", now=world.now)
    assert not await world.database.work(bounce, sent.id, "mailbox_unknown", now=world.now)

    (bounced,) = await partner.hears()
    SHAPES[WebhookEvent.BOUNCED].model_validate(bounced.event)
    assert bounced.event["data"]["delivery_id"] == str(sent.uid)
    assert bounced.event["data"]["campaign_id"] == campaign


class Stumbled(Exception):
    """Something went wrong at the last moment."""


async def test_what_is_rolled_back_is_told_to_nobody(world: World, partner: Partner) -> None:
    await world.joins(ANNE)
    await partner.hears()
    await world.drafts()
    with pytest.raises(Stumbled):
        async with world.database.transaction() as session:
            draft = (await session.exec(select(Campaign))).one()
            await launching.launch(session, draft, now=world.now)
            assert len((await session.exec(select(WebhookDelivery).where(WebhookDelivery.attempts == 0))).all()) == 1
            raise Stumbled

    assert await partner.hears() == []


async def test_where_nobody_listens_nothing_is_written(world: World, partner: Partner) -> None:
    await partner.call("PATCH", body={"events": ["campaign.paused"]})
    await world.joins(ANNE)
    await partner.call("PATCH", body={"events": EVERYTHING, "enabled": False})
    await world.launches()
    await partner.call("DELETE", expect=204)
    await world.launches(subject="January")

    assert await rows(world.database) == []


async def test_who_does_not_take_it_is_told_again_ever_later_under_the_same_id(world: World, partner: Partner) -> None:
    partner.receiver.status, partner.receiver.said = 503, b"Back soon, says anne@people.example"
    await world.signs_up(ANNE)
    await partner.hears()

    (entry,) = await partner.log()
    assert (entry["state"], entry["status"], entry["said"]) == ("waiting", 503, "Back soon, says [address]")
    assert entry["next_try_at"] > entry["tried_at"]
    assert await partner.hears() == [], "it is not due yet"
    world.passes(seconds=6)
    assert len(await partner.hears()) == 1
    partner.receiver.status = 204
    world.passes(minutes=6)
    assert len(await partner.hears()) == 1

    assert {request.headers["webhook-id"] for request in partner.receiver.told} == {entry["id"]}
    assert len({request.body for request in partner.receiver.told}) == 1
    assert len({request.headers["webhook-timestamp"] for request in partner.receiver.told}) == 3
    assert all(request.is_signed_by(partner.secret) for request in partner.receiver.told)
    (entry,) = await partner.log()
    assert (entry["state"], entry["attempts"], entry["next_try_at"]) == ("delivered", 3, None)


async def gives_up(world: World, partner: Partner) -> None:
    """Let some three days pass in which nothing is taken."""
    for delay in (timedelta(), *DELAYS):
        world.now += delay * 1.1 + timedelta(seconds=1)
        await partner.hears()


async def test_in_three_days_it_is_given_up_and_after_some_the_webhook_is_disabled(
    world: World, partner: Partner
) -> None:
    assert timedelta(days=3) <= sum(DELAYS, timedelta()) <= timedelta(days=3.5)
    partner.receiver.status = 500
    await world.signs_up(ANNE)
    await gives_up(world, partner)
    (entry,) = await partner.log()
    assert (entry["state"], entry["attempts"]) == ("given_up", len(DELAYS) + 1)
    assert (await partner.call("GET"))["disabled_at"] is None

    await world.signs_up(BART)
    await gives_up(world, partner)

    disabled = await partner.call("GET")
    assert "2 events in a row were given up" in disabled["disabled_because"]
    assert "it answered 500" in disabled["disabled_because"]
    await partner.call("POST", "/test", expect=409)
    await partner.call("POST", f"/deliveries/{entry['id']}/replay", expect=409)

    partner.receiver.status = 204
    enabled = await partner.call("PATCH", body={"enabled": True})
    assert (enabled["disabled_at"], enabled["disabled_because"]) == (None, None)
    await partner.call("POST", f"/deliveries/{entry['id']}/replay", expect=202)
    (again,) = await partner.hears()
    assert again.headers["webhook-id"] == entry["id"]


async def test_who_says_gone_is_told_nothing_more(world: World, partner: Partner) -> None:
    partner.receiver.status = 410
    await world.signs_up(ANNE)
    await partner.hears()

    assert "410" in (await partner.call("GET"))["disabled_because"]


async def test_both_secrets_sign_for_a_day(world: World, partner: Partner) -> None:
    rotated = await partner.call("POST", "/rotate")
    assert rotated["secret"] != partner.secret
    await partner.call("POST", "/test", expect=202)
    world.passes(hours=25)
    (ping,) = await partner.hears()
    assert not ping.is_signed_by(partner.secret)

    rotated_again = await partner.call("POST", "/rotate")
    world.passes(hours=23)
    await partner.call("POST", "/test", expect=202)
    (ping,) = await partner.hears()

    assert ping.is_signed_by(rotated["secret"])
    assert ping.is_signed_by(rotated_again["secret"])
    SHAPES[WebhookEvent.PING].model_validate(ping.event)


async def test_the_secret_is_shown_once_and_stored_for_nobody_to_read(world: World, partner: Partner) -> None:
    assert partner.secret.startswith("whsec_")
    for path in ("", "/deliveries"):
        assert "whsec_" not in str(await partner.call("GET", path))
    assert "whsec_" not in str(await world.call("GET", "/webhooks"))


async def test_of_two_workers_one_tells_and_if_it_dies_the_other(world: World, partner: Partner) -> None:
    for _ in range(8):
        await partner.call("POST", "/test", expect=202)
    await asyncio.gather(*(partner.teller.empty() for _ in range(2)))
    assert len(partner.receiver.told) == 8

    await partner.call("POST", "/test", expect=202)
    (lost,) = await world.database.work(settling.take, 5, {}, lease=timedelta(seconds=40), now=world.now)
    assert await partner.hears() == [], "somebody is at it"
    world.passes(seconds=41)
    (request,) = await partner.hears()
    assert request.headers["webhook-id"] == str(lost.uid)


async def test_a_silent_receiver_holds_up_nobody_elses(world: World, partner: Partner) -> None:
    async with Receiver(None, silent=True) as silent:
        await partner.listens(url=f"http://127.0.0.1:{silent.port}/", events=["subscriber.subscribed"])
        for person in range(9):
            await world.signs_up(f"p{person}@people.example")
        teller = partner.teller
        telling = asyncio.create_task(teller.run())
        async with asyncio.timeout(4):
            while len(partner.receiver.told) < 9:
                await asyncio.to_thread(lambda: None)
        assert silent.connects <= settling.EACH
        teller.stopping.set()
    async with asyncio.timeout(10):
        await telling


async def test_what_was_told_is_forgotten_in_time(world: World, partner: Partner) -> None:
    await world.signs_up(ANNE)
    await partner.hears()
    world.passes(days=29)
    await world.ticks()
    assert len(await rows(world.database)) == 1

    world.passes(days=2)
    await world.ticks()

    assert await rows(world.database) == []


async def test_a_deleted_webhook_leaves_its_purpose_and_nothing_of_people(world: World, partner: Partner) -> None:
    await world.signs_up(ANNE)
    await partner.call("DELETE", expect=204)

    await partner.call("GET", expect=404)
    assert await partner.hears() == []
    async with world.database.reading() as session:
        kept = (await session.exec(select(Webhook))).one()
    assert (kept.secret, await rows(world.database)) == ("", [])


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://169.254.169.254/latest/meta-data/", "is no host of the open internet"),
        ("https://localhost/", "is no host of the open internet"),
        ("http://93.184.215.14/", "must begin with https://"),
        ("https://user:word@93.184.215.14/", "without user, password"),
    ],
)
async def test_an_address_that_may_not_be_called_is_refused_when_it_is_given(
    partner: Partner, url: str, why: str
) -> None:
    sent = {"url": url, "events": ["subscriber.left"]}

    made = await partner.world.call("POST", "/webhooks", sent, expect=422)
    changed = await partner.call("PATCH", body={"url": url}, expect=422)

    for refused in (made, changed):
        assert why in refused["detail"]
        assert refused["errors"][0]["pointer"] == "/url"


async def test_nobody_chooses_ping_or_what_there_is_not(partner: Partner) -> None:
    for events in (["ping"], ["subscriber.born"], []):
        await partner.call("PATCH", body={"events": events}, expect=422)


async def test_there_is_an_end_to_webhooks(partner: Partner) -> None:
    for _ in range(19):
        await partner.listens()

    sent = {"url": "http://127.0.0.1/", "events": ["subscriber.left"]}
    assert "Delete one" in (await partner.world.call("POST", "/webhooks", sent, expect=409))["detail"]


async def test_the_log_is_read_page_by_page_newest_first(partner: Partner) -> None:
    made = [(await partner.call("POST", "/test", expect=202))["id"] for _ in range(3)]

    first = await partner.call("GET", "/deliveries?limit=2")
    second = await partner.call("GET", f"/deliveries?limit=2&cursor={first['next_cursor']}")

    assert [entry["id"] for entry in first["data"] + second["data"]] == made[::-1]
    assert second["next_cursor"] is None
