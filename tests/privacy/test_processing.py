"""The record of processing says what is there, and what it does not know."""

import pytest

from newsletter import tables
from newsletter.languages import LANGUAGES
from newsletter.organisations.models import Organisation
from newsletter.privacy.processing import COLUMNS, RETENTION, personal_columns, processing_record
from newsletter.privacy.safeguards import CAUGHT, DEVELOPMENT, ENCRYPTED, IN_THE_CLEAR, PRODUCTION, measures
from newsletter.privacy.telling.document import markdown
from newsletter.privacy.telling.register import register
from newsletter.settings import Settings
from tests.privacy.test_disclosing import PRINTER
from tests.privacy.test_proof import subscriber
from tests.world import ANNE, BART, CRIS, World


async def a_full_house(world: World) -> None:
    await world.joins(ANNE)
    await world.signs_up(BART)
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": CRIS}, expect=201)
    await world.launches()
    no = {"email": "no@people.example", "kind": "objection", "channel": "letter"}
    await world.call("POST", "/suppressions", no, expect=201)
    await world.call("POST", f"/subscribers/{await subscriber(world, ANNE)}/disclosures", PRINTER, expect=201)


async def test_purposes_bases_people_and_recipients_are_those_the_program_holds(world: World) -> None:
    await a_full_house(world)

    record = await world.call("GET", "/processing-record")

    assert record["controller"]["organisation_number"] == "999 888 777"
    (purpose,) = record["purposes"]
    assert purpose["name"] == "Konsertprogrammet"
    assert purpose["people"] == {"active": 2, "pending": 1}
    assert purpose["contents"][0].startswith("Konsertprogrammet:")
    assert "About once a month." in purpose["frequencies"]
    assert {(one["basis"], one["gdpr"], one["subscriptions"]) for one in record["bases"]} == {
        ("consent", "GDPR art. 6(1)(a)", 1),
        ("requested_reply", "GDPR art. 6(1)(f)", 0),
        ("unknown", "", 2),
    }
    assert record["people"] == {"subscribers": 3, "suppressed": 1}
    assert [one["partner"] for one in record["disclosures"]] == ["Trykkeriet AS"]


async def test_where_no_limit_is_set_it_is_said(world: World) -> None:
    record = await world.call("GET", "/processing-record")

    limits = {limit["says"]: (limit["setting"], limit["value"]) for limit in record["retention"]}
    assert limits["Details of consents and noes"] == ("", None)
    assert limits["A confirmation link can be used, in days"] == ("NEWSLETTER_CONFIRMATION_LINK_DAYS", 7)
    page = await world.marketer.get("/api/v1/processing-record?language=en", headers={"Accept": "text/html"})
    assert page.text.count("No limit is set.") == sum(value is None for _, value in limits.values())


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Record of processing activities", "No mail server is set", "Trykkeriet AS, 912 345 678")),
        ("nb", ("Protokoll over behandlingsaktiviteter", "Ingen e-postserver er satt opp", "på listen: 2")),
    ],
)
async def test_people_read_it_as_a_page(world: World, language: str, told: tuple[str, ...]) -> None:
    await a_full_house(world)

    page = await world.marketer.get(f"/api/v1/processing-record?language={language}", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-store"
    assert f'<html lang="{language}">' in page.text
    assert [part for part in told if part not in page.text] == []
    assert ANNE not in page.text


def test_every_column_with_personal_data_is_told_in_words() -> None:
    columns = {f"{table.name}.{column.name}" for table in tables.metadata.sorted_tables for column in table.columns
               if column.info.get("personal")}  # fmt: skip

    assert {category.column for category in personal_columns()} == columns
    assert set(COLUMNS) == columns, "write in privacy/processing what the column holds"


def test_every_limit_is_a_setting() -> None:
    assert {name for name in RETENTION.values() if name} <= set(Settings.model_fields)


KEYS = {"secret_key": "s" * 40, "fingerprint_key": "f" * 40, "base_url": "https://news.venue.example"}
RELAY = "smtp://user:password@mail.venue.example:587"


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, {DEVELOPMENT, CAUGHT}),
        ({"smtp_url": "smtp://127.0.0.1:25?tls=none"}, {DEVELOPMENT, IN_THE_CLEAR}),
        ({"smtp_url": RELAY}, {DEVELOPMENT, ENCRYPTED}),
        ({"smtp_url": RELAY, "environment": "production", **KEYS}, {PRODUCTION, ENCRYPTED}),
    ],
    ids=["development", "relay without TLS", "relay with TLS", "production"],
)
def test_only_security_measures_that_are_true_are_claimed(chosen: dict[str, str], said: set[str]) -> None:
    told = set(measures(Settings(**chosen)))  # type: ignore[arg-type]

    assert told & {DEVELOPMENT, PRODUCTION, CAUGHT, IN_THE_CLEAR, ENCRYPTED} == said


async def test_the_mail_server_is_named_as_processor_without_its_password(world: World) -> None:
    settings = world.settings.model_copy(update={"smtp_url": Settings(smtp_url=RELAY).smtp_url})  # type: ignore[arg-type]
    async with world.database.reading() as session:
        organisation = await session.get_one(Organisation, 1)
        record = await processing_record(session, settings, organisation, now=world.now)

    assert record.mail_server == "mail.venue.example"
    for language in LANGUAGES:
        told = markdown(register(record, language))
        assert "mail.venue.example" in told
        assert "password" not in told
