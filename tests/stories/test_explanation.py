"""Why did I get this, and why did I not? The decision as it would fall now, its facts, and the records behind them."""

from typing import Any

import pytest

from newsletter.law import consents
from newsletter.law.facts import SITUATION_FACTS
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct
from newsletter.privacy.explanation import FACTS
from tests.stories.test_customers import CONCERTS, sells
from tests.world import ANNE, BART, World


async def explained(world: World, campaign: str, email: str, **more: str) -> Any:
    [person] = (await world.call("GET", f"/subscribers?email={email}"))["data"]
    query = "&".join(f"{name}={value}" for name, value in {"campaign_id": campaign, **more}.items())
    return await world.call("GET", f"/subscribers/{person['id']}/explanation?{query}")


def test_every_fact_has_its_words() -> None:
    assert tuple(FACTS) == SITUATION_FACTS


async def test_anne_is_told_on_which_records_her_mail_rests_and_later_why_she_gets_none(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.launches()

    told = await explained(world, campaign, ANNE)

    assert told["words"][0] == "The message may go to this person. It rests on: consent."
    assert told["decision"]["decision"] == "permitted"
    facts = {fact["name"]: fact for fact in told["facts"]}
    assert facts["standing"]["value"] == "granted"
    assert facts["consent"]["value"]["mailbox_confirmed"] is True
    granted = [record["id"] for record in told["records"] if record["kind"] == "granted"]
    assert facts["consent"]["records"] == granted
    ledger = {str(record.uid): record.digest.hex() for record in await world.ledger()}
    assert {record["id"]: record["digest"] for record in told["records"]} == ledger
    assert told["delivery"]["state"] == "sent"
    assert told["delivery"]["rule_set"] == told["decision"]["rule_set"]

    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})
    norwegian = await explained(world, campaign, ANNE, language="nb")
    assert norwegian["words"][0] == "Meldingen kan ikke gå til denne personen: har meldt seg av listen."
    assert norwegian["delivery"]["state"] == "sent", "what was sent stays on record"


@pytest.mark.parametrize(
    ("language", "permitted", "refused", "means"),
    [
        (
            "en",
            "The message may go to this person. It rests on: existing customer relationship.",
            "The message may not go to this person: the customer relationship has ended.",
            "What is kept of sales and agreements",
        ),
        (
            "nb",
            "Meldingen kan gå til denne personen. Den bygger på: eksisterende kundeforhold.",
            "Meldingen kan ikke gå til denne personen: avsluttet kundeforhold.",
            "Hva som er tatt vare på av salg og avtaler",
        ),
    ],
)
async def test_a_customer_is_told_on_which_sale_the_mail_rests_until_the_agreement_ends(
    world: World, language: str, permitted: str, refused: str, means: str
) -> None:
    await world.call("POST", "/product-groups", {"code": "concerts", "name": "Concerts"}, expect=201)
    sale = await sells(world)
    campaign = await world.drafts(**CONCERTS)

    told = await explained(world, campaign, ANNE, language=language)

    assert told["words"][0] == permitted
    facts = {fact["name"]: fact for fact in told["facts"]}
    assert facts["relationships"]["means"] == means
    assert facts["relationships"]["records"] == [sale["id"]]
    [kept] = facts["relationships"]["value"]
    assert (kept["sale"]["seller_is_sender"], kept["sale"]["product_groups"]) == (True, ["concerts"])
    assert facts["consent"]["value"] is None

    world.passes(days=1)
    await world.call("POST", f"/sales/{sale['id']}/end", {})
    told = await explained(world, campaign, ANNE, language=language)

    assert told["words"][0] == refused
    facts = {fact["name"]: fact for fact in told["facts"]}
    ended = [str(record.uid) for record in await world.ledger() if record.kind is Happening.SALE_ENDED]
    assert facts["relationships"]["records"] == [sale["id"], *ended]


async def test_looking_for_the_reason_changes_nothing(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.drafts()
    before = await world.everything_stored()
    await explained(world, campaign, ANNE)
    assert await world.everything_stored() == before


async def test_who_is_not_on_the_list_is_not_considered(world: World) -> None:
    folk = await world.opens_form("Folk", "folk")
    await world.joins(ANNE)
    campaign = await world.drafts(list_id=folk)
    told = await explained(world, campaign, ANNE)
    assert (told["considered"], told["decision"]) == (False, None)
    assert "not on the campaign's list" in told["words"][0]


async def test_flipping_one_rule_changes_launch_door_and_explanation_alike(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.all_join(ANNE, BART)
    queued = await world.queues(subject="December")
    assert (await explained(world, queued, ANNE))["decision"]["decision"] == "permitted"

    monkeypatch.setattr(consents, "VALID_ACTS", consents.VALID_ACTS - {ConsentAct.UNTICKED_BOX})

    assert (await explained(world, queued, ANNE))["decision"]["reason"] == "consent_act_unknown"
    await world.works()
    assert (await world.tally(queued))["why"] == {"withheld": {"consent_act_unknown": 2}}, "at the door"
    launched = await world.queues(subject="January")
    assert (await world.tally(launched))["why"] == {"withheld": {"consent_act_unknown": 2}}, "at the launch"
