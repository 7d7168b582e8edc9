"""A lawyer asks on what the mail to one person rested: a sale, a paper, a former address, an answer of a person."""

import hashlib
import re
from typing import Any

import pytest
from sqlmodel import select

from newsletter.consent import documents
from newsletter.organisations.models import Organisation
from tests.privacy.test_proof import lacks, paper, proof_of, subscriber
from tests.stories.test_changed_address import NEW, moves
from tests.stories.test_customers import AN_AS, CONCERTS, OFFER, sells
from tests.stories.test_recorded_consent import SCAN, keeps, records
from tests.stories.test_reviews import KARI, lawyer, questions, was_brought_in
from tests.world import ANNE, BART, World


@pytest.fixture
async def venue(world: World) -> World:
    """The venue sells concerts."""
    await world.call("POST", "/product-groups", {"code": "concerts", "name": "Concerts"}, expect=201)
    return world


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "The sender states a sale of Kulturhuset Brygga AS to the person, or an agreement, of 1 Sep 2026",
                "The sender states (recorded on 23 Nov 2026 09:00:00): a continuing agreement",
                "The agreement runs: no end date is recorded",
                "Seller Kulturhuset Brygga AS, org. no. 999888777",
                "Reference S-1001",
                "Made on 1 Sep 2026",
                "No e-mail about coming concerts, please.",
                "A way to say no was offered yes",
                "The customer said no no",
                "existing customer relationship",
            ),
        ),
        (
            "nb",
            (
                "Avsenderen opplyser (protokollført 23. nov. 2026 09:00:00): en løpende avtale",
                "Avtalen løper: ingen sluttdato er protokollført",
                "Selger Kulturhuset Brygga AS, org.nr. 999888777",
                "Referanse S-1001",
                "Inngått 1. sep. 2026",
                "No e-mail about coming concerts, please.",
                "Reservasjon ble tilbudt ja",
                "Kunden reserverte seg nei",
            ),
        ),
    ],
)
async def test_the_proof_of_a_customer_tells_seller_reference_date_the_offer_and_the_answer(
    venue: World, language: str, told: tuple[str, ...]
) -> None:
    await sells(venue, name="Anne", country="NO", born_on="1990-05-17")
    await venue.launches(subject="Winter concerts", **CONCERTS)

    person = await proof_of(venue, ANNE)

    (kept,) = person["sales"]
    sale = kept["sale"]
    assert (sale["seller"], sale["seller_number"]) == ("Kulturhuset Brygga AS", "999888777")
    assert (sale["reference"], sale["made_on"], sale["product_groups"]) == ("S-1001", "2026-09-01", ["concerts"])
    assert sale["opt_out"] == OFFER
    assert (person["country"], person["born_on"]) == ("NO", "1990-05-17")
    assert {field for field, _ in lacks(person)}.isdisjoint({11, 12}), "age and sale are on record"
    (mail,) = person["mails"]
    assert (mail["state"], mail["legal_basis"]) == ("sent", "existing_customer")
    text = await paper(venue, ANNE, language)
    assert [part for part in told if part not in text] == []


async def test_of_a_sale_that_is_kept_in_part_it_is_said_what_is_not(venue: World) -> None:
    await sells(venue, reference="", opt_out={"offered": True, "text": "", "opted_out": None})

    person = await proof_of(venue, ANNE)

    assert [lack["says"] for lack in person["lacking"] if lack["field"] == 12] == [
        "The reference of a sale is not kept.",
        "The words in which a way to say no was offered are not kept.",
        "The customer's answer to that is not kept.",
    ]


async def test_an_impersonal_mailbox_is_told_with_how_it_was_found_out(venue: World) -> None:
    await venue.call("POST", f"/lists/{venue.ids['list']}/subscriptions", {"email": BART}, expect=201)
    await venue.call("PUT", f"/subscribers/{await subscriber(venue, BART)}/mailbox", AN_AS)

    person = await proof_of(venue, BART)

    assert person["mailbox"] == AN_AS
    text = await paper(venue, BART, "en")
    assert "an impersonal one of a business" in text
    assert "On the organisation's own contact page" in text
    assert "987654321" in text


async def test_a_consent_on_paper_is_shown_with_its_document_and_when_that_was_erased(world: World) -> None:
    document = await keeps(world)
    await records(
        world, document_id=document["id"], collected_by="Billettpartner AS", collector_contract="Avtale 7 av 2026"
    )

    person = await proof_of(world, ANNE)

    (consent,) = person["consents"]
    assert consent["in_force"] is True
    assert consent["document"] == {"digest": hashlib.sha256(SCAN).hexdigest(), "held": "kept"}
    assert consent["place"] == "The box office"
    assert (consent["collected_by"], consent["collector_contract"]) == ("Billettpartner AS", "Avtale 7 av 2026")
    assert not {(9, "missing"), (10, "missing")} <= lacks(person)
    text = await paper(world, ANNE, "nb")
    assert hashlib.sha256(SCAN).hexdigest() in text.replace(" ", "")
    assert "Hvem som samlet det inn Billettpartner AS" in text

    await erases_documents(world)

    person = await proof_of(world, ANNE)
    assert person["consents"][0]["document"]["held"] == "erased"
    assert (9, "erased") in lacks(person)


async def erases_documents(world: World) -> None:
    anne = (await world.ledger())[0].subject
    async with world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        await documents.erase_documents_of(session, venue, anne)


async def test_who_has_another_address_now_is_proved_with_what_was_said_under_the_one_before(world: World) -> None:
    await world.joins(ANNE, name="Anne", page="https://venue.example/jazz")
    await world.launches(subject="Before")
    world.passes(days=1)
    await moves(world)
    await world.launches(subject="After")

    person = await proof_of(world, NEW)

    before = (await world.ledger())[0].subject.hex()
    (change,) = person["address_changes"]
    assert (change["before"], change["after"]) == (before, person["fingerprint"])
    kinds = [record["kind"] for record in person["records_before"]]
    assert kinds == ["asked", "granted", "address_change_asked", "address_changed"]
    (consent,) = person["consents"]
    assert consent["in_force"] is True
    assert consent["given"]["ip"] == "192.0.2.7", "from the record that is said again"
    assert consent["page"] == "https://venue.example/jazz"
    assert [mail["subject"] for mail in person["mails"] if mail["subject"]] == ["Before", "After"]
    text = await paper(world, NEW, "en")
    assert "The person's address was another before" in text
    assert before in text.replace(" ", "")


async def test_an_answer_that_a_mail_rested_on_is_told_with_who_gave_it_and_why(world: World) -> None:
    await world.joins(ANNE)
    await was_brought_in(world, BART)
    await world.queues()
    async with lawyer(world) as client:
        [question] = await questions(client)
        answered = await client.post(f"/api/v1/reviews/{question['id']}/answers", json=KARI)
        assert answered.status_code == 201
    await world.works()
    await world.launches(subject="January")

    mails = [mail for mail in (await proof_of(world, BART))["mails"] if mail["state"] == "sent"]

    expected: dict[str, Any] = {
        "reason": "mailbox_not_confirmed",
        "permitted": True,
        "by": "Kari Nordmann (legal)",
        "why": "The signed lists lie in the cupboard.",
        "answered_at": "2026-11-23T09:00:00Z",
        "until": "2027-01-01T00:00:00Z",
    }
    assert [mail["answers"] for mail in mails] == [[expected], [expected]]
    text = await paper(world, BART, "nb")
    assert "Kari Nordmann (legal)" in text
    assert "The signed lists lie in the cupboard." in text


async def test_a_no_to_being_profiled_ends_no_consent_in_the_summary(world: World) -> None:
    await world.joins(ANNE)
    await world.call("POST", "/suppressions", {"email": ANNE, "kind": "profiling", "channel": "phone"}, expect=201)

    person = await proof_of(world, ANNE)

    assert [no["kind"] for no in person["noes"]] == ["profiling_objected"]
    assert "No withdrawal of it is recorded." in await paper(world, ANNE, "en")


async def test_the_proof_of_a_customer_never_says_that_no_marketing_may_go_to_them(venue: World) -> None:
    await sells(venue)
    text = await paper(venue, ANNE, "en")
    assert "for which no consent is required, is judged for each" in text
    assert "The sender states a sale of Kulturhuset Brygga AS to the person, or an agreement" in text
    assert "may go to it" not in text


async def test_a_consent_that_was_taken_back_is_told_so_and_not_as_one_that_ended(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})
    assert "The person withdrew it on" in await paper(world, ANNE, "en")


def points(person: Any) -> dict[int, str]:
    return {point["field"]: point["held"] for point in person["points"]}


async def test_a_customers_proof_does_not_ask_for_a_consent(venue: World) -> None:
    await sells(venue, name="Anne", born_on="1990-05-17")
    await venue.launches(subject="Winter concerts", **CONCERTS)

    proof = await venue.call("GET", f"/subscribers/{await subscriber(venue, ANNE)}/proof")

    assert proof["title"] == "Proof of a customer relationship"
    [person] = proof["people"]
    found = points(person)
    assert list(found) == list(range(1, 17)), "each point is shown"
    assert {number for number, held in found.items() if held == "not_applicable"} == {2, 3, 4, 5, 6, 8, 10}
    assert {field for field, _ in lacks(person)} == {7, 9, 13, 15}
    assert (found[9], found[12]) == ("partly", "kept"), "whose mailbox it is, is the sender's statement alone"
    assert found[7] == "partly", "a customer too is told how to opt out"
    told = {point["field"]: point["says"] for point in person["points"]}
    assert told[7].startswith("The sender states that a way to opt out was offered in the sale. Each campaign")
    [source] = [point["says"] for point in person["points"] if point["field"] == 15]
    assert source == "The sender states that the customer gave the address in the sale."
    assert not any("first collected" in lack["says"] for lack in person["lacking"])
    text = await paper(venue, ANNE, "nb")
    assert text.startswith("Bevis for kundeforhold")
    assert "Bevis for samtykke" not in text
    assert "ikke aktuelt" in text


async def test_the_proof_of_who_consented_does_not_ask_for_a_sale(world: World) -> None:
    await world.joins(ANNE)

    person = await proof_of(world, ANNE)

    assert {number for number, held in points(person).items() if held == "not_applicable"} == {12}
    assert (points(person)[2], points(person)[4]) == ("kept", "partly")


async def test_where_the_customer_did_not_give_the_address_it_is_not_known_whence_it_came(venue: World) -> None:
    await sells(venue, address_given_by_customer=False)

    person = await proof_of(venue, ANNE)

    assert any("first collected" in lack["says"] for lack in person["lacking"])
    assert points(person)[9] == "missing"


async def test_a_customer_relationship_that_does_not_suffice_is_told_so(venue: World) -> None:
    await sells(venue, kind="single_purchase")
    await venue.launches(subject="Winter concerts", **CONCERTS)

    [place] = (await proof_of(venue, ANNE))["lists"]

    assert (place["legal_basis"], place["unmet"]) == ("unknown", "relationship_insufficient")
    text = await paper(venue, ANNE, "nb")
    assert "Et kundeforhold er protokollført, men er ikke tilstrekkelig: ett kjøp, eller noen få billige" in text
    assert "eksisterende kundeforhold" not in text
    assert text.startswith("Dokumentasjon av utsendelsesgrunnlag")


async def test_a_customer_whose_last_campaign_was_withheld_is_told_why(venue: World) -> None:
    await venue.call("POST", "/product-groups", {"code": "plays", "name": "Plays"}, expect=201)
    await sells(venue)
    await venue.launches(subject="Winter plays", product_groups=["plays"], own_products=True)

    [place] = (await proof_of(venue, ANNE))["lists"]

    assert (place["legal_basis"], place["unmet"]) == ("existing_customer", "not_corresponding")
    text = await paper(venue, ANNE, "en")
    assert "“Winter plays” was withheld on 23 Nov 2026 09:00:00: nothing shows that what it promotes" in text


async def test_a_customer_who_has_left_has_a_customer_relationship_that_does_not_suffice(venue: World) -> None:
    await sells(venue)
    await venue.call("POST", "/suppressions", {"email": ANNE, "kind": "objection", "channel": "phone"}, expect=201)

    [place] = (await proof_of(venue, ANNE))["lists"]

    assert (place["legal_basis"], place["unmet"]) == ("unknown", "objected")


async def test_on_norwegian_paper_rules_answers_goods_and_countries_are_in_words(venue: World) -> None:
    await sells(venue, name="Anne", country="NO")
    await venue.launches(subject="Winter concerts", **CONCERTS)

    text = await paper(venue, ANNE, "nb")

    assert "enkelt og gratis, da adressen ble samlet inn" in text
    assert "customer by sale" not in text
    assert "Avsenderens e-postserver svarte: «250 Taken»" in text
    assert "viser ikke at den er lest" in text
    assert "Varegrupper Concerts" in text
    assert "Land Norge" in text
    assert "mangler" not in text, "what was never recorded is told so"


async def test_a_form_on_another_page_is_told_as_no_more_than_that(world: World) -> None:
    await world.joins(ANNE)

    norwegian, english = await paper(world, ANNE, "nb"), await paper(world, ANNE, "en")

    assert "avsenderens eget nettsted" not in norwegian
    assert "Hvor skjemaet ble vist en annen side enn programmets egen" in norwegian
    assert "website of the sender's own" not in english
    assert "By which way" not in english


async def test_how_often_mail_came_is_told_beside_what_was_promised(world: World) -> None:
    await world.joins(ANNE)
    await world.launches(subject="Long ago")
    world.passes(days=40)
    await world.launches(subject="Lately")

    text = await paper(world, ANNE, "nb")

    assert "Samtykket sier «Omtrent én gang i måneden.» Ingen øvre grense er satt som tall" in text
    assert "Kampanjer sendt til personen på denne listen de siste 30 dagene: 1." in text


async def test_the_proof_claims_no_more_of_its_times_than_its_seals_show(world: World) -> None:
    await world.joins(ANNE)
    await world.works()
    await world.call("POST", "/suppressions", {"email": ANNE, "kind": "profiling", "channel": "phone"}, expect=201)

    text = await paper(world, ANNE, "nb")

    assert "Tidspunktene er fra tjenestens egen klokke. Et segl viser at innførselen fantes" in text
    assert "går god for" not in text
    assert "venter på segl" in text
    assert "Innførsler som venter på segl: 1." in text
    [*sealed, _] = (await proof_of(world, ANNE))["records"]
    assert [record["seal"]["sealed_at"] for record in sealed] == ["2026-11-23T09:00:00Z"] * 2
    assert "når det ble forseglet" in text


async def test_each_mail_to_a_customer_is_told_with_its_own_basis_its_goods_and_what_was_assumed(venue: World) -> None:
    await venue.call("POST", "/product-groups", {"code": "plays", "name": "Plays"}, expect=201)
    await sells(venue)
    await venue.launches(subject="Winter concerts", **CONCERTS)
    await venue.launches(subject="Winter plays", product_groups=["plays"], own_products=True)

    concerts, plays = (await proof_of(venue, ANNE))["mails"]

    assert (concerts["promotes"], concerts["own_products"], plays["promotes"]) == (["Concerts"], True, ["Plays"])
    assert concerts["assumptions"] == ["adult", "content_as_promised", "country_of_sender"]
    assert concerts["assumptions_say"][0] == "that the person is of age"
    text = await paper(venue, ANNE, "nb")
    assert "«Winter concerts» ble sendt 23. nov. 2026 09:00:00 på grunnlag av: eksisterende kundeforhold." in text
    assert "«Winter plays» ble holdt tilbake 23. nov. 2026 09:00:00: ingenting viser" in text
    assert "Markedsfører: Concerts oppgitt å være avsenderens egne varer eller tjenester" in text
    assert "Forutsatt, ikke kontrollert: at personen er myndig" in text
    assert concerts["content_digest"] in text.replace(" ", "")


async def test_of_a_confirmation_mail_no_digest_is_claimed(world: World) -> None:
    await world.joins(ANNE)

    person = await proof_of(world, ANNE)

    [confirmation] = person["mails"]
    assert (confirmation["content_digest"], confirmation["subject"]) == ("", "")
    told = {lack["says"]: lack["held_says"] for lack in person["lacking"] if lack["field"] == 13}
    assert told["Of mails that are no campaigns neither subject nor digest is kept."] == "not recorded"


async def test_a_confirmation_is_told_as_the_button_behind_the_link(world: World) -> None:
    await world.joins(ANNE)
    text = await paper(world, ANNE, "en")
    assert "with the link that was sent to the mailbox" in text
    assert "pressed the button on the page behind the link; opening the link alone changes nothing" in text
    assert "the holder of the mailbox confirmed" not in text


async def test_a_no_that_came_by_a_mail_names_the_mail_and_took_effect_at_once(world: World) -> None:
    await world.joins(ANNE)
    await world.launches(subject="December")
    await world.visitor.post(world.newest_to(ANNE).one_click, data={"List-Unsubscribe": "One-Click"})

    [point] = [one for one in (await proof_of(world, ANNE))["points"] if one["field"] == 14]

    assert point["says"] == "Each no took effect at once, at the time at which it was recorded."
    text = await paper(world, ANNE, "en")
    assert re.search(r"By the mail with the number: [0-9a-f-]+ ?[0-9a-f-]* «December»", text)
