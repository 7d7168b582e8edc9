"""A consent on paper or in a recorded call: written down by a marketer, with what shows it, and judged by the law."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from newsletter.consent import documents
from newsletter.consent.documents import ConsentDocument
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from tests.world import ANNE, BART, MONDAY, World

SCAN = b"%PDF-1.7 Anne Hansen signed here"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
LAST_SPRING = MONDAY - timedelta(days=200)


async def consent_text(world: World) -> str:
    texts = (await world.call("GET", f"/lists/{world.ids['list']}/consent-texts"))["data"]
    return str(next(text["id"] for text in texts if text["language"] == "nb"))


async def keeps(world: World, content: bytes = SCAN, media_type: str = "application/pdf", *, expect: int = 201) -> Any:
    headers = {"Content-Type": media_type}
    answer = await world.marketer.post("/api/v1/consent-documents", content=content, headers=headers)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def records(world: World, email: str = ANNE, *, expect: int = 201, **told: Any) -> Any:
    sent = {
        "email": email,
        "consent_text_id": await consent_text(world),
        "act": "paper",
        "happened_at": LAST_SPRING.isoformat(),
        "place": "The box office",
        **told,
    }
    return await world.call("POST", f"/lists/{world.ids['list']}/consents", sent, expect=expect)


async def why(world: World) -> Any:
    return (await world.tally(await world.launches()))["why"]


async def test_who_signed_on_paper_gets_the_campaign_and_nobody_was_written_to_before(world: World) -> None:
    document = await keeps(world)
    made = await records(world, document_id=document["id"], name="Anne")
    await world.works()
    assert world.mail_server.mails == []

    campaign = await world.launches()

    assert await world.tally(campaign) == {"sent": 1, "why": {}}
    assert "Hello Anne!" in world.newest_to(ANNE).text
    assert (made["state"], made["legal_basis"], made["act"]) == ("active", "consent", "paper")
    (record,) = await world.ledger()
    assert (record.kind, record.happened_at, record.recorded_at) == (Happening.GRANTED, LAST_SPRING, MONDAY)
    assert record.answers_uid is None
    assert record.wording_digest is not None
    assert record.facts == {
        "act": "paper",
        "channel": "recorded",
        "place": True,
        "document": hashlib.sha256(SCAN).hexdigest(),
        "language": "nb",
    }
    assert (await world.visitor.post(world.newest_to(ANNE).one_click, data=ONE_CLICK)).status_code == 200
    assert await why(world) == {"withheld": {"withdrawn": 1}}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"act": "paper"}, "mailbox_not_confirmed"),
        ({"act": "recorded_call"}, "mailbox_not_confirmed"),
        ({"act": "unticked_box", "place": "https://partner.example/join"}, "mailbox_not_confirmed"),
        ({"act": "single_purpose_form"}, "mailbox_not_confirmed"),
        ({"act": "preticked_box"}, "consent_preticked"),
        ({"act": "terms_clause"}, "consent_bundled"),
        ({"act": "silence"}, "consent_by_silence"),
        ({"act": "condition_of_purchase"}, "consent_condition_of_purchase"),
        ({"act": "none"}, "consent_act_unknown"),
    ],
    ids=lambda value: value["act"] if isinstance(value, dict) else "",
)
async def test_what_shows_too_little_or_is_no_consent_is_recorded_as_it_was_and_permits_nothing(
    world: World, told: dict[str, Any], reason: str
) -> None:
    await records(world, **told)
    assert await why(world) == {"withheld": {reason: 1}}
    assert world.mail_server.mails == []


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"place": ""}, "consent_place_unknown"),
        ({"collected_by": "Billettpartner AS"}, "collector_not_documented"),
    ],
    ids=["no place", "collected without a contract"],
)
async def test_what_is_missing_beside_the_document_is_for_review(
    world: World, told: dict[str, Any], reason: str
) -> None:
    await records(world, document_id=(await keeps(world))["id"], **told)
    assert await why(world) == {"withheld": {reason: 1}}


async def test_a_collector_under_contract_counts(world: World) -> None:
    contract: dict[str, Any] = {"collected_by": "Billettpartner AS", "collector_contract": "Avtale 2026/14"}
    await records(world, document_id=(await keeps(world))["id"], **contract)
    assert await why(world) == {}
    assert (await world.ledger())[0].facts["collector_contract"] == "Avtale 2026/14"


async def test_a_consent_from_before_the_person_left_brings_nobody_back(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    assert (await world.visitor.post(world.newest_to(ANNE).one_click, data=ONE_CLICK)).status_code == 200

    made = await records(world, document_id=(await keeps(world))["id"])

    assert (made["state"], made["legal_basis"]) == ("ended", "unknown")
    assert await why(world) == {"withheld": {"withdrawn": 1}}


@pytest.mark.parametrize("no", ["objection", "list"])
async def test_after_a_no_only_the_persons_own_documented_act_counts(world: World, no: str) -> None:
    said = {"email": ANNE, "kind": no, "channel": "phone"}
    await world.call(
        "POST", "/suppressions", {**said, "list_id": world.ids["list"]} if no == "list" else said, expect=201
    )
    world.passes(days=1)
    later, reason = world.now.isoformat(), {"objection": "objected", "list": "withdrawn"}[no]
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": ANNE}, expect=201)
    await records(world, happened_at=later)  # paper, but nobody has seen it
    await records(world, happened_at=later, act="silence", document_id=(await keeps(world))["id"])
    assert await why(world) == {"withheld": {reason: 1}}

    await records(world, happened_at=later, document_id=(await keeps(world))["id"])

    assert await why(world) == {}


async def test_a_block_stays_whatever_is_recorded(world: World) -> None:
    await world.call("POST", "/suppressions", {"email": ANNE, "kind": "block", "channel": "letter"}, expect=201)
    world.passes(days=1)
    await records(world, happened_at=world.now.isoformat(), document_id=(await keeps(world))["id"])
    assert await why(world) == {"withheld": {"blocked": 1}}


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/pdf", SCAN),
        ("image/png", b"\x89PNG\r\n\x1a\n..."),
        ("image/jpeg", b"\xff\xd8\xff\xe0..."),
        ("audio/wav", b"RIFF....WAVE"),
        ("audio/mpeg", b"ID3\x04..."),
        ("audio/ogg", b"OggS..."),
        ("text/plain; charset=utf-8", "Ja takk, hilsen Åse".encode()),
    ],
)
async def test_a_document_is_given_back_as_it_came(world: World, media_type: str, content: bytes) -> None:
    kept = await keeps(world, content, media_type)
    again = await keeps(world, content, media_type)

    answer = await world.marketer.get(f"/api/v1/consent-documents/{kept['id']}")

    assert again == kept
    assert answer.content == content
    assert answer.headers["content-type"].startswith(media_type.partition(";")[0])
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["cache-control"] == "no-store"
    assert kept["digest"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("media_type", "content", "told"),
    [
        ("application/pdf", b"", "empty"),
        ("application/pdf", b"MZ\x90", "is no application/pdf"),
        ("text/plain", b"\xff\xfe", "is no text/plain"),
        ("text/plain", b"a\x00b", "is no text/plain"),
        ("text/html", b"<script>", "Content-Type"),
        ("", SCAN, "Content-Type"),
    ],
)
async def test_what_is_no_document_is_not_kept(world: World, media_type: str, content: bytes, told: str) -> None:
    assert told in (await keeps(world, content, media_type, expect=422))["detail"]


async def test_a_document_may_be_ten_mebibytes_and_no_more_and_nothing_else_may(world: World) -> None:
    largest = SCAN + bytes(documents.MOST_BYTES - len(SCAN))
    await keeps(world, largest)
    assert "over 10 MiB" in (await keeps(world, largest + b"x", expect=413))["detail"]
    sent = b'{"x": "' + bytes(2 * 1024 * 1024) + b'"}'
    answer = await world.marketer.post("/api/v1/lists", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert "over 1 MiB" in answer.json()["detail"]


async def test_a_document_cannot_be_changed_and_a_changed_one_is_found(world: World) -> None:
    await keeps(world)
    with pytest.raises(DBAPIError, match="append-only"):
        async with world.database.transaction() as session:
            connection = await session.connection()
            await connection.execute(text("UPDATE consent_documents SET media_type = 'text/plain'"))

    async with world.database.transaction() as session:  # by somebody who first takes the trigger away
        on = " ON consent_documents" if world.database.engine.dialect.name == "postgresql" else ""
        await (await session.connection()).execute(text(f"DROP TRIGGER consent_documents_no_update{on}"))
        row = (await session.exec(select(ConsentDocument))).one()
        row.content, kept = b"%PDF-1.7 somebody else", row.content
        session.add(row)
    assert (await world.verifies()).broken == "document 1 was changed"
    async with world.database.transaction() as session:
        row.content = kept
        session.add(row)


async def test_an_erased_document_is_missed_and_the_ledger_stays_whole(world: World) -> None:
    sheet, own = await keeps(world), await keeps(world, b"a note of Anne's", "text/plain")
    for email, document in ((ANNE, own), (ANNE, sheet), (BART, sheet)):
        await records(world, email, document_id=document["id"])
    await world.ticks()
    assert (await world.verifies()).documents_erased == 0
    anne = (await world.ledger())[0].subject

    async with world.database.transaction() as session:
        organisation = (await session.exec(select(Organisation))).one()
        await documents.erase_documents_of(session, organisation, anne)

    assert (await world.marketer.get(f"/api/v1/consent-documents/{own['id']}")).status_code == 404
    assert (await world.marketer.get(f"/api/v1/consent-documents/{sheet['id']}")).content == SCAN  # Bart's too
    found = await world.verifies()
    assert (found.broken, found.documents_erased) == (None, 1)


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"happened_at": (MONDAY + timedelta(seconds=1)).isoformat()}, "/happened_at"),
        ({"happened_at": "2026-01-01T12:00:00"}, "/happened_at"),
        ({"happened_at": "1950-01-01T12:00:00Z"}, "/happened_at"),
        ({"happened_at": None}, "/happened_at"),
        ({"act": "nodded"}, "/act"),
        ({"email": "nobody"}, "/email"),
        ({"place": "a\nb"}, "/place"),
        ({"document_id": "01a2105a-1ebd-7774-a1db-da952ae84b58"}, "/document_id"),
        ({"consent_text_id": "01a2105a-1ebd-7774-a1db-da952ae84b58"}, "/consent_text_id"),
        ({"proof": "yes"}, "/proof"),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_what_cannot_have_been_is_refused_at_the_door(world: World, told: dict[str, Any], pointer: str) -> None:
    before = await world.everything_stored()
    answer = await records(world, expect=422, **told)
    assert [problem["pointer"] for problem in answer["errors"]] == [pointer]
    assert await world.everything_stored() == before


async def test_the_words_of_another_list_are_no_words_of_this_one(world: World) -> None:
    other = await world.opens_form("Film", "film")
    text_id = (await world.call("GET", f"/lists/{other}/consent-texts"))["data"][0]["id"]
    answer = await records(world, expect=422, consent_text_id=text_id)
    assert answer["errors"][0]["pointer"] == "/consent_text_id"
