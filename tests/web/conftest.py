"""One world for all the requests of a file that must change nothing."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from newsletter.access.keys import Scope
from newsletter.organisations.models import Organisation
from newsletter.webhooks import keeping
from newsletter.webhooks.models import WebhookEvent
from tests.conftest import BOTH, fresh_database, settings_for
from tests.mail_server import MailServer
from tests.stories.test_notices import CANCELLED
from tests.stories.test_reviews import was_brought_in
from tests.world import ANNE, BART, World


@pytest.fixture(scope="module", params=BOTH)
async def quiet_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A venue with somebody on its list, a draft, a form, a sale and a no. Tests look, knock, and leave it as it is."""
    place, mail_server = tmp_path_factory.mktemp("quiet"), MailServer()
    await mail_server.start()
    with fresh_database(request, place) as url:
        async with World.begin(settings_for(url, place), mail_server) as world:
            await furnished(world)
            yield world
    await mail_server.stop()


async def tells_a_partner(world: World) -> dict[str, str]:
    """A webhook that was told something; answers their ids. Nobody calls it here."""
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        events = [WebhookEvent.LAUNCHED]
        webhook = await keeping.make(session, venue.id, "https://93.184.215.14/in", events, now=world.now)
        pinged = await keeping.ping(session, webhook, now=world.now)
    return {"webhook": str(webhook.uid), "delivery": str(pinged.uid)}


async def furnished(world: World) -> None:
    """Put one of everything into the world, and the ids of it."""
    await world.joins(ANNE, name="Anne")
    draft = await world.drafts()
    form = (await world.call("GET", "/forms"))["data"][0]
    subscriber = (await world.call("GET", "/subscribers"))["data"][0]["id"]
    organisation = (await world.call("GET", "/organisations"))["data"][0]["id"]
    objection = {"email": "no@people.example", "kind": "objection", "channel": "letter"}
    await world.call("POST", "/suppressions", objection, expect=201)
    plain = {"Content-Type": "text/plain"}
    kept = await world.marketer.post("/api/v1/consent-documents", content="Yes, Anne", headers=plain)
    world.ids |= {
        "document": kept.json()["id"],
        "campaign": draft,
        "form": form["id"],
        "consent_text": form["texts"][0]["consent_text_id"],
        "subscriber": subscriber,
        "organisation": organisation,
    }
    await sells_season_tickets(world)
    world.ids["review"] = await leaves_a_question(world)
    world.ids["api_key"] = await has_another_key(world)
    world.ids |= await tells_a_partner(world)
    await writes_a_notice(world)


async def leaves_a_question(world: World) -> str:
    """Somebody on the list of whom the law asks a person; answers the question's id."""
    await was_brought_in(world, BART)
    await world.queues(subject="November")
    return str((await world.call("GET", "/reviews"))["data"][0]["id"])


async def has_another_key(world: World) -> str:
    """A key that opens little; answers its id."""
    async with world.somebody_with(Scope.KEYS_WRITE) as keeper:
        made = await keeper.post("/api/v1/api-keys", json={"name": "Another", "scopes": [Scope.KEYS_WRITE]})
    return str(made.json()["id"])


async def writes_a_notice(world: World) -> None:
    """A draft that is no marketing, to somebody with a ticket, with their ids."""
    async with world.somebody_with(Scope.NOTICES_READ, Scope.NOTICES_WRITE) as writer:
        to = [{"email": ANNE, "reference": "T-1", "name": "Anne"}]
        sent = {**CANCELLED, "list_id": world.ids["list"], "recipients": to}
        made = await writer.post("/api/v1/notices", json=sent)
        assert made.status_code == 201, made.text
        world.ids["notice"] = made.json()["id"]
        listed = await writer.get(f"/api/v1/notices/{world.ids['notice']}/recipients")
        world.ids["recipient"] = listed.json()["data"][0]["id"]


async def sells_season_tickets(world: World) -> None:
    """Two product groups, a decision about them, and a sale, with their ids."""
    for code in ("season-tickets", "theatre-shows"):
        await world.call("POST", "/product-groups", {"code": code, "name": code}, expect=201)
    decision = {"to": "season-tickets", "decided_by": "The board", "why": "One stage"}
    decided = await world.call("POST", "/product-groups/theatre-shows/correspondences", decision, expect=201)
    sale = {"email": ANNE, "kind": "continuing_agreement", "seller": "Kulturhuset Brygga AS", "made_on": "2026-09-01"}
    sold = await world.call("POST", "/sales", sale, expect=201)
    world.ids |= {"code": "season-tickets", "correspondence": decided["id"], "sale": sold["id"]}
