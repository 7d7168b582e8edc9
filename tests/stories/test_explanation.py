"""Why did I get this, and why did I not? The decision as it would fall now, its facts, and the records behind them."""

import re
from typing import Any

import pytest

from newsletter.law import consents
from newsletter.law.facts import SITUATION_FACTS
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct
from newsletter.privacy.behind import FACTS
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

    assert told["words"][0] == (
        "“December” was sent to anne@people.example on 23 Nov 2026 09:00:00 UTC, because it rested on consent "
        "(markedsføringsloven § 15 first paragraph)."
    )
    assert told["words"][1].startswith("It was permitted on 23 Nov 2026 09:00:00 UTC by this rule: In business")
    assert "was confirmed on 23 Nov 2026 09:00:00 UTC with the link" in told["words"][2]
    assert told["words"][3] == "As far as the program checks, it could be sent now as well. It rests on: consent."
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
    assert norwegian["words"][0] == (
        "«December» ble sendt til anne@people.example 23. nov. 2026 09:00:00 UTC, fordi den hvilte på samtykke "
        "(markedsføringsloven § 15 første ledd)."
    )
    assert norwegian["words"][3] == (
        "Etter dette: personen har meldt seg av listen. Derfor ville den ikke bli sendt nå."
    ), "what was sent lawfully is told before what holds now"
    assert "påvirker ikke lovligheten" in norwegian["words"][4]
    assert norwegian["delivery"]["state"] == "sent", "what was sent stays on record"
    [left] = [record["says"] for record in norwegian["records"] if record["kind"] == "withdrawn"]
    assert left.endswith("Det skjedde fra e-posten «December».")


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
            "Meldingen kan sendes til denne personen. Den hviler på: eksisterende kundeforhold.",
            "Meldingen kan ikke sendes til denne personen: kundeforholdet er avsluttet.",
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


async def test_a_refusal_says_what_is_unmet_for_each_basis_and_what_would_settle_it(world: World) -> None:
    await world.call("POST", "/product-groups", {"code": "concerts", "name": "Konserter"}, expect=201)
    await sells(world, kind="single_purchase", country="NO")
    campaign = await world.launches(**CONCERTS)

    told = await explained(world, campaign, ANNE, language="nb")

    assert told["words"][0] == (
        "Meldingen kan ikke sendes til denne personen: ett kjøp, eller noen få billige, er ikke et kundeforhold."
    )
    assert told["words"][1].endswith("(Forbrukertilsynets veiledning om § 15, punkt 3.3.1)")
    assert told["decision"]["rule"]["code"] == "single_purchase_is_not_enough"
    assert told["decision"]["rule"]["says"].startswith("Et enkelt kjøp er som hovedregel ikke et kundeforhold")
    assert {(one["basis"], one["reason"]) for one in told["unmet"]} == {
        ("consent", "no_basis"),
        ("existing_customer", "relationship_insufficient"),
        ("not_natural_person", "natural_person_no_basis"),
    }
    for one in told["unmet"]:
        assert any(one["basis_says"] in words and one["reason_says"] in words for words in told["words"])
        assert any(one["settled_by"] in words for words in told["words"])
    assert told["unmet"][0]["settled_by"].startswith(
        "Be personen om et samtykke på nettstedet, i kassen eller på papir"
    )
    assert told["delivery"]["says"].startswith("Hva det ble av denne kampanjens melding: holdt tilbake: ett kjøp")


async def test_facts_and_records_are_told_in_words_with_their_date_and_zone(world: World) -> None:
    await world.call("POST", "/product-groups", {"code": "concerts", "name": "Konserter"}, expect=201)
    await sells(world, country="NO")
    campaign = await world.drafts(**CONCERTS)

    told = await explained(world, campaign, ANNE, language="nb")

    facts = {fact["name"]: fact["says"] for fact in told["facts"]}
    assert "en løpende avtale. Hva som ble solgt: Konserter." in facts["relationships"]
    assert (facts["country"], facts["age"], facts["refuses_profiling"]) == ("Norge", "ikke protokollført", "ingen")
    assert not [value for value in facts.values() if re.search(r"True|False|None|[{}_]|\[", value)]
    sale = next(record for record in told["records"] if record["kind"] == "sale_recorded")
    assert (
        sale["says"]
        == "23. nov. 2026 09:00:00 UTC: Avsenderen protokollførte et salg til personen eller en avtale med personen."
    )
    assert all(record["says"].split(": ")[0].endswith("UTC") for record in told["records"])


async def test_where_no_number_of_mails_was_promised_nothing_is_told_to_be_reached(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.launches()

    told = await explained(world, campaign, ANNE, language="nb")

    [frequency] = [fact for fact in told["facts"] if fact["name"] == "frequency_reached"]
    assert (frequency["value"], frequency["says"]) == (
        False,
        "Samtykket sier «Omtrent én gang i måneden.» Ingen øvre grense er satt som tall, så programmet kontrollerer "
        "det ikke. Kampanjer sendt til personen på denne listen de siste 30 dagene: 1.",
    )


async def test_who_has_left_is_brought_back_by_their_own_later_consent_alone(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})

    told = await explained(world, campaign, ANNE)

    [unmet] = told["unmet"]
    assert (unmet["basis"], unmet["reason"]) == (None, "withdrawn")
    assert unmet["settled_by"].startswith("Only the person can lift it, by consenting actively later on")
    facts = {fact["name"]: fact["says"] for fact in told["facts"]}
    assert facts["consent"] == "no consent is in force"


async def test_an_explanation_says_what_it_is_about_and_what_was_taken_for_true(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.drafts()

    told = await explained(world, campaign, ANNE, language="nb")

    assert told["about"]["says"] == (
        "Om anne@people.example og kampanjen «December» til listen «Konsertprogrammet», fra Kulturhuset Brygga AS, "
        "org.nr. 999 888 777. Spurt 23. nov. 2026 09:00:00 UTC."
    )
    assert told["words"][-1] == (
        "Forutsatt, ikke kontrollert: at personen er myndig; at meldingen holder seg til det listen lover; "
        "at personen er i avsenderens land."
    )
    assert told["words"][-2].startswith("Dette følger med: meldingen oppgir avsenderens navn")
    assert told["decision"]["assumptions"] == ["adult", "content_as_promised", "country_of_sender"]
    assert len(told["decision"]["assumptions_say"]) == 3


async def test_of_a_form_on_another_page_no_more_is_claimed_than_is_known(world: World) -> None:
    await world.joins(ANNE)
    campaign = await world.drafts()

    told = await explained(world, campaign, ANNE)

    [consent] = [fact["says"] for fact in told["facts"] if fact["name"] == "consent"]
    assert "ticked a box that was empty (as that form is set up; it stood on another website" in consent
    assert "Recorded: when it was given, which form, in which version, the words that belong to the form" in consent
    assert consent.endswith("That the page where the form stood showed these words is not recorded.")
    [confirmed] = [record["says"] for record in told["records"] if record["kind"] == "granted"]
    assert "the button was pressed on the page behind the link" in confirmed
    assert "Opening the link alone changes nothing." in confirmed


async def test_goods_that_do_not_correspond_are_named_beside_those_that_were_sold(world: World) -> None:
    for code, name in (("concerts", "Konserter"), ("plays", "Teater")):
        await world.call("POST", "/product-groups", {"code": code, "name": name}, expect=201)
    await sells(world)
    campaign = await world.drafts(product_groups=["plays"], own_products=True)

    told = await explained(world, campaign, ANNE)

    [unmet] = [one for one in told["unmet"] if one["reason"] == "not_corresponding"]
    assert unmet["settled_by"].startswith(
        "The campaign promotes: Teater. What was sold: Konserter. No decision that they correspond is on record."
    )
    facts = {fact["name"]: fact["says"] for fact in told["facts"]}
    assert facts["consent"] == "no consent is recorded"


async def test_of_a_customer_every_condition_that_was_met_is_named_and_a_sale_that_did_not_meet_them_is_not(
    world: World,
) -> None:
    await world.call("POST", "/product-groups", {"code": "concerts", "name": "Concerts"}, expect=201)
    await sells(world, reference="S-1", opt_out={})
    await sells(world, reference="S-2")
    campaign = await world.launches(**CONCERTS)

    told = await explained(world, campaign, ANNE, language="en")

    met = [line for line in told["words"] if line.startswith("That was met so")]
    assert len(met) == 1, "the sale without an offer is not told as one that suffices"
    assert "gave the address, was offered to opt out and did not" in met[0]
    assert "goods of the sender's own that correspond to it" in met[0]
