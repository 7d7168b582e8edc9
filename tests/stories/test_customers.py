"""Customers of a venue: who may be written to without consent, about what, for how long, and how they are told."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from newsletter.campaigns.expecting import expect
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning
from newsletter.consent.record import ConsentRecord
from newsletter.law.standing import Happening
from tests.world import ANNE, BART, CRIS, DANA, World

VENUE = {"seller": "Kulturhuset Brygga AS", "seller_number": "999888777"}
PROMOTER: dict[str, Any] = {"seller": "Nattkonsert AS", "seller_number": "911222333"}
OFFER: dict[str, Any] = {"offered": True, "text": "No e-mail about coming concerts, please.", "opted_out": False}
SEASON_TICKET: dict[str, Any] = {
    "kind": "continuing_agreement",
    "completed": True,
    **VENUE,
    "reference": "S-1001",
    "made_on": "2026-09-01",
    "product_groups": ["concerts"],
    "address_given_by_customer": True,
    "marketing_use_told": True,
    "opt_out": OFFER,
}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
CONCERTS: dict[str, Any] = {"product_groups": ["concerts"], "own_products": True}
AN_AS: dict[str, Any] = {
    "kind": "role",
    "organisation_form": "AS",
    "organisation_number": "987654321",
    "verified_how": "On the organisation's own contact page",
    "verified_on": "2026-11-20",
}


@pytest.fixture
async def venue(world: World) -> World:
    """The venue sells concerts and plays."""
    for code, name in (("concerts", "Concerts"), ("plays", "Plays")):
        await world.call("POST", "/product-groups", {"code": code, "name": name}, expect=201)
    return world


async def sells(world: World, email: str = ANNE, *, expect: int = 201, **facts: Any) -> Any:
    """Record a sale, a season ticket unless told otherwise, of somebody on the list."""
    sale = {"email": email, "list_ids": [world.ids["list"]], **SEASON_TICKET, **facts}
    return await world.call("POST", "/sales", sale, expect=expect)


async def deliveries(world: World, campaign: str) -> list[Any]:
    found: list[Any] = (await world.call("GET", f"/campaigns/{campaign}/deliveries"))["data"]
    return found


async def withheld_for(world: World, campaign: str) -> str:
    """Why the one person on the list did not get it."""
    (delivery,) = await deliveries(world, campaign)
    assert delivery["state"] == "withheld", delivery
    return str(delivery["reason"])


async def standing(world: World) -> Any:
    """What the list shows of the one person on it."""
    (found,) = (await world.call("GET", f"/lists/{world.ids['list']}/subscriptions"))["data"]
    return found


async def happened(world: World) -> list[Happening]:
    return [record.kind for record in await world.ledger()]


async def test_a_season_ticket_holder_gets_what_corresponds_and_sees_at_once_that_it_is_marketing(venue: World) -> None:
    await sells(venue, name="Anne", country="NO")

    campaign = await venue.launches(subject="Winter concerts", **CONCERTS)

    (delivery,) = await deliveries(venue, campaign)
    assert (delivery["state"], delivery["legal_basis"]) == ("sent", "existing_customer")
    assert delivery["rule"] == "customer_by_sale"
    mail = venue.newest_to(ANNE)
    assert mail.subject == "Reklame fra Kulturhuset Brygga AS: Winter concerts"
    for part in (mail.text, mail.html):
        assert "Hello Anne!" in part
        assert "Du får dette som kunde hos Kulturhuset Brygga AS." in part
        assert "Du kan når som helst si nei til slik e-post, uten at det koster noe." in part
        assert "meldte deg på" not in part
    assert (await standing(venue))["legal_basis"] == "existing_customer"


async def test_who_consented_gets_the_same_campaign_without_the_label(venue: World) -> None:
    await sells(venue)
    await venue.joins(BART)

    await venue.launches(subject="Winter concerts", **CONCERTS)

    assert venue.newest_to(ANNE).subject.startswith("Reklame fra")
    assert venue.newest_to(BART).subject == "Winter concerts"
    assert "når som helst" not in venue.newest_to(BART).text


async def test_what_the_subject_or_the_name_holds_is_text_in_the_html_too(venue: World) -> None:
    organisation = (await venue.call("GET", "/organisations"))["data"][0]["id"]
    await venue.call("PATCH", f"/organisations/{organisation}", {"name": "Brygga <b>& Co</b>"})
    await sells(venue)

    await venue.launches(subject="A <i>& B</i>", **CONCERTS)

    mail = venue.newest_to(ANNE)
    assert mail.subject == "Reklame fra Brygga <b>& Co</b>: A <i>& B</i>"
    assert "kunde hos Brygga &lt;b&gt;&amp; Co&lt;/b&gt;." in mail.html
    assert "kunde hos Brygga <b>& Co</b>." in mail.text


async def test_the_link_of_such_a_mail_ends_the_list_and_a_new_purchase_does_not_bring_it_back(venue: World) -> None:
    await sells(venue)
    await venue.launches(**CONCERTS)

    assert (await venue.visitor.post(venue.newest_to(ANNE).one_click, data=ONE_CLICK)).status_code == 200
    await sells(venue, reference="S-1002")

    assert await withheld_for(venue, await venue.launches(subject="Next", **CONCERTS)) == "withdrawn"


async def test_the_day_the_agreement_ends_nothing_rests_on_it_any_more(venue: World) -> None:
    sale = await sells(venue)
    ended = await venue.call("POST", f"/sales/{sale['id']}/end", {"ended_on": "2026-11-25"})
    assert ended["ended_on"] == "2026-11-25"

    first = await venue.launches(subject="Still a customer", **CONCERTS)
    venue.passes(days=1, hours=13, minutes=59)  # 23:59 in Oslo
    second = await venue.launches(subject="The last minute", **CONCERTS)
    venue.passes(minutes=1)  # in UTC it is still the day before
    third = await venue.launches(subject="Too late", **CONCERTS)

    assert [(await deliveries(venue, campaign))[0]["state"] for campaign in (first, second, third)] == [
        "sent",
        "sent",
        "withheld",
    ]
    assert await withheld_for(venue, third) == "relationship_ended"


async def test_who_waits_in_the_outbox_when_the_agreement_ends_is_asked_about_again_at_the_door(venue: World) -> None:
    sale = await sells(venue)
    campaign = await venue.queues(**CONCERTS)

    await venue.call("POST", f"/sales/{sale['id']}/end", {})
    await venue.works()

    assert await withheld_for(venue, campaign) == "relationship_ended"


async def test_a_day_to_come_may_be_moved_and_one_that_passed_may_not(venue: World) -> None:
    sale = await sells(venue)
    end = f"/sales/{sale['id']}/end"
    for day in ("2027-06-30", "2027-12-31", "2027-12-31", "2026-11-23"):
        assert (await venue.call("POST", end, {"ended_on": day}))["ended_on"] == day
    assert (await happened(venue)).count(Happening.SALE_ENDED) == 3, "the same day again is not written"

    answer = await venue.marketer.post(f"/api/v1{end}", json={"ended_on": "2028-01-01"})

    assert answer.status_code == 409
    assert "It ended on 2026-11-23" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (PROMOTER, "wrong_entity"),
        ({"seller_number": "", "seller": "Brygga Holding AS"}, "wrong_entity"),
        ({"kind": "single_purchase"}, "relationship_insufficient"),
        ({"kind": "repeat_purchase"}, "relationship_unclear"),
        ({"kind": "capital_good", "made_on": "2024-11-23"}, "relationship_ended"),
        ({"kind": "none"}, "no_sale"),
        ({"completed": False}, "no_sale"),
        ({"ended_on": "2026-11-01"}, "relationship_ended"),
        ({"address_given_by_customer": False}, "address_not_from_sale"),
        ({"marketing_use_told": False}, "marketing_use_not_told"),
        ({"opt_out": {}}, "optout_not_offered_at_collection"),
        ({"opt_out": OFFER | {"opted_out": True}}, "objected"),
        ({"opt_out": OFFER | {"opted_out": None}}, "optout_answer_unknown"),
        ({"opt_out": OFFER | {"text": " "}}, "optout_text_missing"),
        ({"product_groups": ["plays"]}, "not_corresponding"),
        ({"product_groups": []}, "not_corresponding"),
        ({"reference": ""}, "sale_reference_missing"),
        ({"made_on": None}, "sale_date_missing"),
        ({"born_on": "2010-01-01"}, "minor_customer"),
        ({"born_on": "2012-01-01"}, "under_age"),
    ],
)
async def test_a_sale_that_lacks_one_condition_permits_nothing(venue: World, facts: Any, reason: str) -> None:
    await sells(venue, **facts)

    campaign = await venue.launches(**CONCERTS)

    assert await withheld_for(venue, campaign) == reason
    assert venue.mail_server.to(ANNE) == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({}, "not_own_products"),
        ({"own_products": False, "product_groups": ["concerts"]}, "not_own_products"),
        ({"own_products": True}, "not_corresponding"),
        ({"own_products": True, "product_groups": ["concerts", "plays"]}, "not_corresponding"),
        (CONCERTS | {"partners": ["Fjordlån AS"]}, "partner_content_out_of_scope"),
    ],
)
async def test_a_campaign_about_anything_else_does_not_reach_the_customer(
    venue: World, written: Any, reason: str
) -> None:
    await sells(venue)

    assert await withheld_for(venue, await venue.launches(**written)) == reason


async def test_plays_correspond_to_concerts_from_when_somebody_decides_so_until_it_is_revoked(venue: World) -> None:
    await sells(venue)
    plays: dict[str, Any] = {"product_groups": ["plays"], "own_products": True}
    before = await venue.launches(subject="Before", **plays)

    decision = {"to": "concerts", "decided_by": "The head of programme", "why": "One stage, one season, one audience"}
    made = await venue.call("POST", "/product-groups/plays/correspondences", decision, expect=201)
    while_it_holds = await venue.launches(subject="While it holds", **plays)
    waiting = await venue.queues(subject="Waiting", **plays)
    revoke = f"/product-groups/plays/correspondences/{made['id']}/revoke"
    revoked = await venue.call("POST", revoke)
    await venue.works()

    states = [(await deliveries(venue, each))[0]["state"] for each in (before, while_it_holds, waiting)]
    assert states == ["withheld", "sent", "withheld"]
    assert await withheld_for(venue, waiting) == "not_corresponding"
    assert revoked["revoked_at"]
    venue.passes(days=1)
    assert await venue.call("POST", revoke) == revoked, "revoked once, at its first moment"
    assert (await venue.call("GET", "/product-groups/plays/correspondences"))["data"] == [revoked]


async def test_a_correspondence_points_one_way(venue: World) -> None:
    await sells(venue, product_groups=["plays"])
    decision = {"to": "concerts", "decided_by": "Somebody", "why": "Because"}
    await venue.call("POST", "/product-groups/plays/correspondences", decision, expect=201)
    await venue.call("POST", "/product-groups/plays/correspondences", decision, expect=409)

    assert await withheld_for(venue, await venue.launches(**CONCERTS)) == "not_corresponding"


# A no


async def test_no_purchase_lifts_an_objection(venue: World) -> None:
    objection = {"email": ANNE, "kind": "objection", "channel": "phone"}
    await venue.call("POST", "/suppressions", objection, expect=201)

    await sells(venue)

    assert await withheld_for(venue, await venue.launches(**CONCERTS)) == "objected"


async def test_who_opts_out_at_the_till_ends_what_was_consented_before_and_waits_in_the_outbox(venue: World) -> None:
    await venue.joins(ANNE)
    campaign = await venue.queues(**CONCERTS)
    venue.passes(days=1)

    await sells(venue, opt_out=OFFER | {"opted_out": True}, made_on="2026-11-24")
    await venue.works()

    (delivery,) = await deliveries(venue, campaign)
    assert (delivery["state"], delivery["reason"]) == ("cancelled", "objected")
    (suppression,) = (await venue.call("GET", "/suppressions"))["data"]
    assert suppression["kind"] == "objection"
    assert (await standing(venue))["state"] == "ended"


async def test_a_consent_given_later_lifts_the_no_at_the_till(venue: World) -> None:
    await sells(venue, opt_out=OFFER | {"opted_out": True})
    assert await withheld_for(venue, await venue.launches(**CONCERTS)) == "objected"

    venue.passes(days=1)
    await venue.joins(ANNE)

    (delivery,) = await deliveries(venue, await venue.launches(subject="Welcome", **CONCERTS))
    assert (delivery["state"], delivery["legal_basis"]) == ("sent", "consent")


async def test_a_no_at_the_till_that_is_brought_in_late_ends_older_consents_and_leaves_the_later_one(
    venue: World,
) -> None:
    jazz = await venue.opens_form("Jazz", "jazz")
    await venue.joins(ANNE)
    venue.passes(days=10)
    await venue.visitor.post("/forms/jazz", data={"email": ANNE, "consent": "yes"})
    await venue.works()
    await venue.visitor.post(venue.newest_to(ANNE).confirm_link)
    venue.passes(days=1)

    await sells(venue, opt_out=OFFER | {"opted_out": True}, made_on="2026-11-30")

    older = await venue.launches(subject="Programme", **CONCERTS)
    later = await venue.launches(subject="Jazz", list_id=jazz, **CONCERTS)
    assert await withheld_for(venue, older) == "withdrawn"
    assert (await deliveries(venue, later))[0]["state"] == "sent"
    assert (await venue.call("GET", "/suppressions"))["data"] == []


async def test_of_a_consent_and_a_no_of_the_same_day_the_no_counts(venue: World) -> None:
    await venue.joins(ANNE)

    await sells(venue, opt_out=OFFER | {"opted_out": True}, made_on="2026-11-23")

    assert await withheld_for(venue, await venue.launches(**CONCERTS)) == "objected"


async def test_a_no_to_another_seller_is_no_no_to_us(venue: World) -> None:
    await venue.joins(ANNE)

    await sells(venue, **PROMOTER, opt_out=OFFER | {"opted_out": True}, made_on="2026-11-23")

    (delivery,) = await deliveries(venue, await venue.launches(**CONCERTS))
    assert (delivery["state"], delivery["legal_basis"]) == ("sent", "consent")


# Recorded once


async def test_the_same_sale_sent_again_is_one_sale(venue: World) -> None:
    first = await sells(venue)
    before = await venue.everything_stored()

    again = await sells(venue, expect=200)

    assert (first["already_recorded"], again["already_recorded"]) == (False, True)
    assert again["id"] == first["id"]
    assert await venue.everything_stored() == before
    (shown,) = (await venue.call("GET", f"/subscribers/{first['subscriber_id']}/sales"))["data"]
    assert {name: shown[name] for name in SEASON_TICKET} == SEASON_TICKET


async def test_of_one_sale_sent_five_times_at_once_one_is_recorded(venue: World) -> None:
    sale = {"email": ANNE, **SEASON_TICKET, "opt_out": OFFER | {"opted_out": True}}

    answers = await asyncio.gather(*(venue.marketer.post("/api/v1/sales", json=sale) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await happened(venue) == [Happening.SALE_RECORDED, Happening.OBJECTED]


async def test_who_has_sold_stays_the_legal_entity_it_was(venue: World) -> None:
    await sells(venue)
    organisation = (await venue.call("GET", "/organisations"))["data"][0]["id"]

    await venue.call("PATCH", f"/organisations/{organisation}", {"organisation_number": "911222333"}, expect=409)


async def test_without_a_reference_the_same_facts_are_the_same_sale(venue: World) -> None:
    await sells(venue, reference="")
    await sells(venue, reference="", expect=200)
    await sells(venue, reference="", made_on="2026-09-02")

    assert (await happened(venue)).count(Happening.SALE_RECORDED) == 2


async def test_a_reference_is_of_one_seller_and_one_person(venue: World) -> None:
    await sells(venue)
    await sells(venue, **PROMOTER)
    await sells(venue, BART)

    assert (await happened(venue)).count(Happening.SALE_RECORDED) == 3


async def test_what_was_recorded_is_not_edited(venue: World) -> None:
    await sells(venue, opt_out={})
    before = await venue.everything_stored()

    repaired = {"email": ANNE, **SEASON_TICKET, "kind": "capital_good"}
    answer = await venue.marketer.post("/api/v1/sales", json=repaired)

    assert answer.status_code == 409
    assert "another kind, opt_out_offered, opt_out_text, opted_out" in answer.json()["detail"]
    assert await venue.everything_stored() == before


async def test_what_identifies_a_sale_lies_where_it_can_be_erased(venue: World) -> None:
    await sells(venue, reference="Anne's seat 14", note="Rang on Tuesday")

    (sale,) = [record for record in await venue.ledger() if record.kind is Happening.SALE_RECORDED]

    assert sale.details_digest is not None
    assert "seat" not in str(sale.facts)
    assert "Tuesday" not in str(sale.facts)
    assert (await venue.verifies()).broken is None


async def test_a_customer_need_not_be_on_a_list_and_keeps_the_name_we_knew(venue: World) -> None:
    await venue.joins(ANNE, name="Anne")
    anne = await sells(venue, name="A. Customer", country="SE", born_on="1990-05-17", list_ids=[])
    bart = await sells(venue, BART, name="Bart", language="en", list_ids=[])

    shown = await venue.call("GET", f"/subscribers/{anne['subscriber_id']}")
    assert (shown["name"], shown["country"], shown["born_on"]) == ("Anne", "SE", "1990-05-17")
    shown = await venue.call("GET", f"/subscribers/{bart['subscriber_id']}")
    assert (shown["name"], shown["language"], shown["country"]) == ("Bart", "en", "")
    assert [r.kind for r in await venue.ledger() if r.kind is Happening.REGISTERED] == []


async def test_of_a_thousand_sales_each_is_looked_at_by_itself(venue: World) -> None:
    await sells(venue, CRIS)
    elsewhere = "00000000-0000-0000-0000-000000000000"
    sent = [
        {"email": ANNE, **SEASON_TICKET},
        {"email": "nobody", **SEASON_TICKET, "made_on": "yesterday"},
        {"email": CRIS, **SEASON_TICKET},
        {"email": CRIS, **SEASON_TICKET, "kind": "capital_good"},
        {"email": DANA, **SEASON_TICKET, "product_groups": ["opera"]},
        {"email": DANA, **SEASON_TICKET, "list_ids": [elsewhere]},
        "no sale at all",
        {"email": BART, **SEASON_TICKET, "opt_out": OFFER | {"opted_out": True}},
    ]

    outcomes = (await venue.call("POST", "/sales/batch", {"sales": sent}))["data"]

    assert [outcome["outcome"] for outcome in outcomes] == [
        "recorded", "refused", "already_recorded", "refused", "refused", "refused", "refused", "recorded",
    ]  # fmt: skip
    told = [[(error["pointer"], error["code"]) for error in outcome["errors"]] for outcome in outcomes]
    assert told[1] == [("/sales/1/email", "value_error"), ("/sales/1/made_on", "date_from_datetime_parsing")]
    assert told[3] == [("/sales/3", "conflict")]
    assert told[4] == [("/sales/4/product_groups", "unknown_product_group")]
    assert told[5] == [("/sales/5", "notfound")]
    assert told[6] == [("/sales/6", "model_type")]
    emails = [row["email"] for row in (await venue.call("GET", "/subscribers"))["data"]]
    assert emails == [CRIS, ANNE, BART]
    again = (await venue.call("POST", "/sales/batch", {"sales": sent}))["data"]
    assert [again[place]["sale"]["id"] for place in (0, 2, 7)] == [outcomes[p]["sale"]["id"] for p in (0, 2, 7)]
    assert (await happened(venue)).count(Happening.OBJECTED) == 1


# Whose mailbox it is


async def firm(world: World, **described: Any) -> str:
    """An address of an organisation on the list; answers the subscriber's id."""
    listed = {"email": "post@firma.example"}
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", listed, expect=201)
    (subscriber,) = (await world.call("GET", "/subscribers?email=post@firma.example"))["data"]
    await world.call("PUT", f"/subscribers/{subscriber['id']}/mailbox", AN_AS | described)
    return str(subscriber["id"])


async def test_the_impersonal_mailbox_of_a_company_may_be_written_to_and_is_told_why(venue: World) -> None:
    subscriber = await firm(venue)

    (delivery,) = await deliveries(venue, await venue.launches(subject="Rooms for your meeting"))

    assert (delivery["state"], delivery["legal_basis"]) == ("sent", "not_natural_person")
    mail = venue.newest_to("post@firma.example")
    assert mail.subject == "Reklame fra Kulturhuset Brygga AS: Rooms for your meeting"
    assert "adressen tilhører en virksomhet og ikke en person" in mail.text
    assert await venue.call("GET", f"/subscribers/{subscriber}/mailbox") == AN_AS


@pytest.mark.parametrize(
    ("described", "reason"),
    [
        ({"organisation_form": "ENK"}, "enk_natural_person"),
        ({"organisation_form": "enk"}, "enk_natural_person"),
        ({"kind": "work"}, "natural_person_no_basis"),
        ({"kind": "unclear"}, "mailbox_unclear"),
        ({"organisation_form": ""}, "organisation_form_unknown"),
        ({"organisation_number": ""}, "organisation_number_missing"),
        ({"verified_how": ""}, "mailbox_not_verified"),
        ({"verified_on": None}, "mailbox_not_verified"),
    ],
)
async def test_a_mailbox_of_which_less_is_known_may_not(venue: World, described: Any, reason: str) -> None:
    await firm(venue, **described)

    assert await withheld_for(venue, await venue.launches()) == reason


async def test_a_company_that_moves_to_denmark_is_protected_there(venue: World) -> None:
    subscriber = await firm(venue)
    campaign = await venue.queues()

    moved = await venue.call("PATCH", f"/subscribers/{subscriber}", {"country": "DK"})
    await venue.works()

    assert moved["country"] == "DK"
    assert await withheld_for(venue, campaign) == "country_protects_organisations"
    assert (await standing(venue))["legal_basis"] == "unknown"


async def test_what_is_found_out_later_about_a_mailbox_counts_and_the_same_again_is_not_written(venue: World) -> None:
    subscriber = await firm(venue)
    await venue.call("PUT", f"/subscribers/{subscriber}/mailbox", AN_AS)
    await venue.call("PUT", f"/subscribers/{subscriber}/mailbox", {"kind": "private"})

    def described(records: list[ConsentRecord]) -> list[Any]:
        return [record.facts["mailbox"] for record in records if record.kind is Happening.MAILBOX_DESCRIBED]

    assert described(await venue.ledger()) == ["role", "private"]
    assert "987654321" not in str([record.facts for record in await venue.ledger()])
    assert await withheld_for(venue, await venue.launches()) == "no_basis"


# Before it goes


async def test_the_checklist_tells_what_the_launch_will_say_and_what_customers_miss(venue: World) -> None:
    await venue.joins(ANNE)
    await sells(venue, BART)
    await sells(venue, CRIS, kind="repeat_purchase")
    await sells(venue, DANA, opt_out=OFFER | {"opted_out": True})
    campaign = await venue.drafts()
    before = await venue.everything_stored()

    found = await venue.call("GET", f"/campaigns/{campaign}/checklist")

    assert await venue.everything_stored() == before
    assert (found["ready"], found["problems"]) == (True, [])
    assert [(hint["pointer"], hint["code"]) for hint in found["hints"]] == [
        ("/own_products", "own_products_unknown"),
        ("/product_groups", "product_groups_missing"),
    ]
    assert "who cannot get it: 2." in found["hints"][0]["message"]
    assert found["expected"] == {
        "on_list": 4,
        "asked": 4,
        "permitted": {"consent": 1},
        "refused": {"not_own_products": 2, "objected": 1},
        "review": {},
    }

    await venue.call("PATCH", f"/campaigns/{campaign}", CONCERTS)
    found = await venue.call("GET", f"/campaigns/{campaign}/checklist")

    assert found["hints"] == []
    assert found["expected"]["permitted"] == {"consent": 1, "existing_customer": 1}
    assert found["expected"]["review"] == {"relationship_unclear": 1}
    tally = await venue.tally(await venue.launches(campaign))
    assert tally["why"]["withheld"] == {"relationship_unclear": 1, "objected": 1}
    assert tally["sent"] == 2


async def test_of_a_list_that_is_too_long_the_first_are_asked_about_and_the_answer_says_so(venue: World) -> None:
    for email in (ANNE, BART, CRIS):
        await sells(venue, email)
    campaign_id = await venue.drafts(**CONCERTS)
    at = Reckoning(venue.now, venue.settings.zone, venue.settings.law_policy)

    async with venue.database.reading() as session:
        campaign = (await session.exec(select(Campaign).where(Campaign.uid == UUID(campaign_id)))).one()
        whole = await expect(session, campaign, at, at_a_time=2)
        part = await expect(session, campaign, at, most=2, at_a_time=1)

    assert (whole.on_list, whole.asked, whole.permitted.total()) == (3, 3, 3)
    assert (part.on_list, part.asked, part.permitted.total()) == (3, 2, 2)


async def test_what_a_campaign_holds_is_fixed_once_it_was_launched(venue: World) -> None:
    campaign = await venue.drafts(**CONCERTS, content_types=["news"], partners=["Fjordlån AS"])
    shown = await venue.call("GET", f"/campaigns/{campaign}")
    assert (shown["product_groups"], shown["own_products"], shown["sells"]) == (["concerts"], True, True)
    assert (shown["content_types"], shown["partners"]) == (["news"], ["Fjordlån AS"])
    await venue.launches(campaign)

    await venue.call("PATCH", f"/campaigns/{campaign}", {"partners": []}, expect=409)


async def test_banned_content_keeps_the_campaign_from_going(venue: World) -> None:
    campaign = await venue.drafts(banned_content=["alcohol"])

    found = await venue.call("GET", f"/campaigns/{campaign}/checklist")

    assert [problem["code"] for problem in found["problems"]] == ["content_banned"]
    await venue.call("POST", f"/campaigns/{campaign}/launch", expect=422)


async def test_a_consent_that_names_a_partner_lets_the_partner_come_along_and_the_mail_says_so(venue: World) -> None:
    jazz = await venue.opens_form("Jazz", "jazz")
    told = {
        "language": "en",
        "words": "Yes, send me Jazz with offers of Fjordlån AS.",
        "content": "Jazz",
        "frequency": "At most once a week",
        "withdrawal": "One click",
        "partners": ["Fjordlån AS"],
        "content_types": ["offers"],
        "at_most": 1,
        "per": "week",
        "lasts_months": 36,
    }
    text = await venue.call("POST", f"/lists/{jazz}/consent-texts", told, expect=201)
    assert {name: text[name] for name in told} == told
    form = {"list_id": jazz, "slug": "jazz2", "texts": [{"title": "Jazz", "consent_text_id": text["id"]}]}
    await venue.call("POST", "/forms", form, expect=201)
    await venue.visitor.post("/forms/jazz2", data={"email": ANNE, "consent": "yes"})
    await venue.works()
    await venue.visitor.post(venue.newest_to(ANNE).confirm_link)

    holding: dict[str, Any] = {"list_id": jazz, "content_types": ["offers"], "partners": ["fjordlån as"]}
    first = await venue.launches(subject="Offers", **holding)
    second = await venue.launches(subject="More offers", **holding)

    assert (await deliveries(venue, first))[0]["state"] == "sent"
    mail = venue.newest_to(ANNE)
    assert mail.subject == "Offers"
    assert mail.text.startswith("Contains advertising for: fjordlån as")
    assert "Contains advertising for: fjordlån as" in mail.html
    assert await withheld_for(venue, second) == "frequency_exceeded"


async def test_an_organisation_that_sells_nothing_may_write_once_it_says_why(venue: World) -> None:
    organisation = (await venue.call("GET", "/organisations"))["data"][0]["id"]
    charity = {"in_business": False, "non_commercial_because": "A charity", "balancing_test": "Minutes 12/2026"}
    shown = await venue.call("PATCH", f"/organisations/{organisation}", charity | {"country": "NO"})
    assert {name: shown[name] for name in charity} == charity
    await venue.call("POST", f"/lists/{venue.ids['list']}/subscriptions", {"email": ANNE}, expect=201)

    (delivery,) = await deliveries(venue, await venue.launches(subject="Thank you", sells=False))

    assert (delivery["state"], delivery["legal_basis"]) == ("sent", "non_commercial")
    mail = venue.newest_to(ANNE)
    assert mail.subject == "Thank you"
    assert "Du kan når som helst si nei" in mail.text
    assert "står på listen Konsertprogrammet hos Kulturhuset Brygga AS" in mail.text


async def test_a_list_directed_at_children_asks_for_the_age(venue: World) -> None:
    changed = await venue.call("PATCH", f"/lists/{venue.ids['list']}", {"directed_at_children": True})
    assert changed["directed_at_children"]
    anne = await sells(venue)
    assert await withheld_for(venue, await venue.launches(**CONCERTS)) == "age_unknown"

    await venue.call("PATCH", f"/subscribers/{anne['subscriber_id']}", {"born_on": str(date(1990, 5, 17))})

    (delivery,) = await deliveries(venue, await venue.launches(subject="For the family", **CONCERTS))
    assert delivery["state"] == "sent"
