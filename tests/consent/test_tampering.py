"""Whoever has the database can write in it what they like. What they cannot do is go unnoticed."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, delete, insert, select, text, update

from newsletter import example
from newsletter.consent import documents, reading
from newsletter.consent.documents import ConsentDocument
from newsletter.consent.record import ConsentDetails, ConsentRecord
from newsletter.consent.seals import (
    NOTHING_BEFORE,
    Head,
    Seal,
    SealedRecord,
    UnsealedRecord,
    entry,
    open_ledger,
    seal,
    seal_digest,
    signature,
)
from newsletter.consent.verification import verify
from newsletter.consent.wording import ConsentText
from newsletter.database import Database, new_uid
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Per
from newsletter.organisations.models import Organisation
from tests.consent.conftest import ANNE, BART, HOUR, KEY, LIST, VENUE, Attack, Kept, append
from tests.world import MONDAY

#: Another value for every column of a record, and of the words it rests on.
OF_A_RECORD: Mapping[str, Any] = {
    "uid": UUID(int=99),
    "organisation_uid": UUID(int=99),
    "subject": BART,
    "kind": Happening.GRANTED,
    "list_uid": UUID(int=99),
    "wording_uid": UUID(int=99),
    "wording_digest": bytes(32),
    "answers_uid": UUID(int=99),
    "facts": {"form": "another"},
    "happened_at": MONDAY - HOUR,
    "recorded_at": MONDAY - HOUR,
    "details_digest": bytes(32),
    "digest": bytes(32),
}
OF_THE_WORDS: Mapping[str, Any] = {
    "uid": UUID(int=99),
    "list_id": 99,
    "language": "se",
    "version": 99,
    "words": "Yes please, send me whatever you like.",
    "list_name": "Another list",
    "postal_address": "Elsewhere 1",
    "privacy_policy_url": "https://elsewhere.example",
    "sender": "Somebody Else AS",
    "sender_number": "111 111 111",
    "content": "Everything.",
    "frequency": "Daily.",
    "withdrawal": "By letter.",
    "content_types": ["restaurant"],
    "partners": ["Somebody Else AS"],
    "at_most": 5,
    "per": Per.DAY,
    "lasts_months": 120,
    "created_at": MONDAY - HOUR,
}
OF_A_SEAL: Mapping[str, tuple[Any, str]] = {
    "sealed_at": (MONDAY, "the records of seal 2 are not those it was made over, or not in that order"),
    "count": (3, "seal 2 was made over 3 records, and 2 are there"),
    "previous": (bytes(32), "seal 2 does not follow the seal before it"),
    "digest": (bytes(32), "the records of seal 2 are not those it was made over, or not in that order"),
    "signature": (bytes(32), "seal 2 was not made with this service's key"),
    "number": (99, "seal 2 is gone"),
}


def changes(model: Any, key: int, **values: Any) -> Attack:
    """An attack that writes other values into one row."""
    (first,) = model.__table__.primary_key.columns
    return lambda session: _run(session, update(model).where(first == key).values(**values))


def deletes(model: Any, *keys: int) -> Attack:
    (first,) = model.__table__.primary_key.columns
    return lambda session: _run(session, delete(model).where(first.in_(keys)))


def all_of(*attacks: Attack) -> Attack:
    def attack(session: Session) -> None:
        for step in attacks:
            step(session)

    return attack


def _run(session: Session, statement: Any) -> None:
    result: Any = session.execute(statement)
    assert result.rowcount != 0  # an attack that touches nothing would prove nothing


def changes_and_hashes_anew(key: int, **values: Any) -> Attack:
    """Change a record and give it the digest that fits."""

    def attack(session: Session) -> None:
        changes(ConsentRecord, key, **values)(session)
        record = session.exec(select(ConsentRecord).where(ConsentRecord.id == key)).one()
        changes(ConsentRecord, key, digest=record.computed_digest())(session)

    return attack


def inserts(key: int, *, at: datetime = MONDAY + 3 * HOUR, kind: Happening = Happening.GRANTED) -> Attack:
    """Insert a record that never was, with the digest that fits."""

    def attack(session: Session) -> None:
        record = ConsentRecord(
            id=key, uid=new_uid(), organisation_uid=VENUE, subject=ANNE, kind=kind, list_uid=LIST,
            happened_at=at, recorded_at=at, digest=b"",
        )  # fmt: skip
        record.digest = record.computed_digest()
        session.add(record)
        session.flush()

    return attack


def puts(model: Any, **values: Any) -> Attack:
    return lambda session: _run(session, insert(model).values(**values))


def seals_anew(key: bytes, *, through: int = 5) -> Attack:
    """Build the whole chain over whatever records there are, as the sealer would have."""

    def attack(session: Session) -> None:
        for table in (SealedRecord, Seal, UnsealedRecord):
            session.execute(delete(table))
        previous = NOTHING_BEFORE
        query = select(ConsentRecord).where(col(ConsentRecord.id) <= through).order_by(col(ConsentRecord.id))
        every = list(session.exec(query))
        for number, records in enumerate(([], every[:2], every[2:]), start=1):
            at = MONDAY + number * HOUR
            digest = seal_digest(number, at, previous, [entry(record.id, record.digest) for record in records])
            session.add(
                Seal(
                    number=number, sealed_at=at, count=len(records), previous=previous, digest=digest,
                    signature=signature(digest, key),
                )
            )  # fmt: skip
            session.flush()
            for position, record in enumerate(records):
                session.add(SealedRecord(record_id=record.id, seal_number=number, position=position))
            previous = digest

    return attack


def swaps_ids(one: int, other: int) -> Attack:
    """Let two records change places in the order the ledger is folded in, each still where its seal has it."""
    spare = 1_000

    def renumbers(old: int, new: int) -> Attack:
        return all_of(changes(ConsentRecord, old, id=new), changes(SealedRecord, old, record_id=new))

    def attack(session: Session) -> None:
        all_of(renumbers(one, spare), renumbers(other, one), renumbers(spare, other))(session)
        session.execute(delete(ConsentDetails))  # they hang on the ids, and may be gone

    return attack


def swaps_places(one: int, other: int) -> Attack:
    return all_of(
        changes(SealedRecord, one, position=99),
        changes(SealedRecord, other, position=0),
        changes(SealedRecord, one, position=1),
    )


NOT_THOSE = "the records of seal {} are not those it was made over, or not in that order"

#: By what was done, the attack and what verifying says of it.
ATTACKS: dict[str, tuple[Attack, str]] = {
    "a withdrawal made a grant, digest and all": (
        changes_and_hashes_anew(4, kind=Happening.GRANTED), NOT_THOSE.format(3),
    ),
    "a record given to somebody else, digest and all": (
        changes_and_hashes_anew(1, subject=BART), NOT_THOSE.format(2),
    ),
    "a record made older, digest and all": (
        changes_and_hashes_anew(3, recorded_at=MONDAY), "record 3 claims a time before seal 2, but came after it",
    ),
    "a waiting record changed": (
        changes(ConsentRecord, 5, subject=ANNE), "record 5 was changed",
    ),
    "a record given a kind there is none of": (
        lambda session: _run(session, text("UPDATE consent_records SET kind = 'sold' WHERE id = 1")),
        # The library cuts a long value off.
        "what stands after seal 1 cannot be read: 'sold' is not among the defined enum values. "
        f"Enum name: happening. Possible values: registered, asked, granted, ..., {list(Happening)[-1][:11]}..",
    ),
    "a record deleted": (
        deletes(ConsentRecord, 4), "record 4 of seal 3 is gone",
    ),
    "a record deleted with its place": (
        all_of(deletes(ConsentRecord, 4), deletes(SealedRecord, 4)),
        "seal 3 was made over 2 records, and 1 are there",
    ),
    "the first of a seal deleted with its place": (
        all_of(deletes(ConsentRecord, 3), deletes(SealedRecord, 3)),
        "record 4 stands at place 1 of seal 3, not 0",
    ),
    "a record deleted with its place, and the seal counted anew": (
        all_of(deletes(ConsentRecord, 4), deletes(SealedRecord, 4), changes(Seal, 3, count=1)), NOT_THOSE.format(3),
    ),
    "a seal deleted": (
        deletes(Seal, 2), "seal 2 is gone",
    ),
    "the last seal deleted": (
        deletes(Seal, 3), "seal 3 is gone, though record 3 was sealed by it",
    ),
    "the last seal deleted with its places": (
        all_of(deletes(SealedRecord, 3, 4), deletes(Seal, 3)), "record 3 was put in beside the seals",
    ),
    "a seal deleted and the later ones moved up": (
        all_of(
            deletes(SealedRecord, 1, 2), deletes(Seal, 2), changes(Seal, 3, number=2),
            changes(SealedRecord, 3, seal_number=2), changes(SealedRecord, 4, seal_number=2),
        ),
        "seal 2 does not follow the seal before it",
    ),
    "a record taken out of the queue": (
        deletes(UnsealedRecord, 5), "record 5 was put in beside the seals",
    ),
    "a record put in beside the seals": (
        inserts(6), "record 6 was put in beside the seals",
    ),
    "a record put in under a seal that is outside the chain": (
        all_of(inserts(6), puts(SealedRecord, record_id=6, seal_number=-1, position=0)),
        "record 6 was put in beside the seals",
    ),
    "a record put in under a seal that never was": (
        all_of(inserts(6), puts(SealedRecord, record_id=6, seal_number=7, position=0)),
        "seal 7 is gone, though record 6 was sealed by it",
    ),
    "a record put in between": (
        all_of(inserts(6, at=MONDAY + HOUR), puts(SealedRecord, record_id=6, seal_number=2, position=2)),
        "seal 2 was made over 2 records, and 3 are there",
    ),
    "a record put in between, and the seal counted anew": (
        all_of(
            inserts(6, at=MONDAY + HOUR), puts(SealedRecord, record_id=6, seal_number=2, position=2),
            changes(Seal, 2, count=3),
        ),
        NOT_THOSE.format(2),
    ),
    "a back-dated record put in the queue": (
        all_of(inserts(6, at=MONDAY + HOUR), puts(UnsealedRecord, record_id=6)),
        "record 6 claims a time before seal 3, but came after it",
    ),
    "a record from before the ledger put in the queue": (
        all_of(inserts(6, at=MONDAY - timedelta(days=400)), puts(UnsealedRecord, record_id=6)),
        "record 6 claims a time before seal 3, but came after it",
    ),
    "two records of one seal swapped in their places": (
        swaps_places(3, 4), NOT_THOSE.format(3),
    ),
    "two records of one seal swapped in their ids": (
        swaps_ids(3, 4), NOT_THOSE.format(3),
    ),
    "two records of two seals swapped in their ids": (
        swaps_ids(1, 4), NOT_THOSE.format(2),
    ),
    "two records of two seals swapped in their places": (
        all_of(
            changes(SealedRecord, 1, seal_number=99), changes(SealedRecord, 3, seal_number=2),
            changes(SealedRecord, 1, seal_number=3),
        ),
        NOT_THOSE.format(2),
    ),
    "details changed": (
        changes(ConsentDetails, 1, body={"ip": "203.0.113.1"}), "the details of record 1 were changed",
    ),
    "details given another salt": (
        changes(ConsentDetails, 1, salt=bytes(32)), "the details of record 1 were changed",
    ),
    "details put in where there were none": (
        puts(ConsentDetails, record_id=3, salt=bytes(32), body={"ip": "203.0.113.1"}),
        "the details of record 3 were changed",
    ),
    "the words deleted": (
        deletes(ConsentText, 1), "the words record 1 rests on were changed",
    ),
    "everything sealed anew without the key": (
        seals_anew(b"another key"), "seal 1 was not made with this service's key",
    ),
    "a record changed and everything sealed anew without the key": (
        all_of(changes_and_hashes_anew(4, kind=Happening.GRANTED), seals_anew(b"another key")),
        "seal 1 was not made with this service's key",
    ),
}  # fmt: skip


async def test_every_attack_is_found_and_its_place_is_named(kept: Kept, subtests: pytest.Subtests) -> None:
    for done, (attack, says) in ATTACKS.items():
        with subtests.test(done):
            assert (await kept.after(attack)).broken == says


@pytest.mark.parametrize("at_once", [1, 2])
async def test_an_attack_is_found_whatever_page_it_stands_on(
    kept: Kept, at_once: int, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "AT_ONCE", at_once)
    for done, (attack, says) in ATTACKS.items():
        with subtests.test(done):
            assert (await kept.after(attack)).broken == says


def writes(statement: str) -> Attack:
    return lambda session: _run(session, text(statement))


#: What SQLite takes into a column of any type. By what was done, the statement and what verifying says of it.
OTHER_FORMS: dict[str, tuple[str, str]] = {
    "a person's fingerprint as a text of the same bytes": (
        "UPDATE consent_records SET subject = CAST(subject AS TEXT) WHERE id = 1",
        "what stands after seal 1 cannot be read: 'str' object has no attribute 'hex'",
    ),
    "an id in capitals": (
        "UPDATE consent_records SET uid = upper(uid) WHERE id = 1", "record 1 was written in another form",
    ),
    "a list's id in capitals": (
        "UPDATE consent_records SET list_uid = '0000000000000000000000000000000A' WHERE id = 1", "record 1 was changed",
    ),
    "an empty text for no answer": (
        "UPDATE consent_records SET answers_uid = '' WHERE id = 1",
        "what stands after seal 1 cannot be read: badly formed hexadecimal UUID string",
    ),
    "empty bytes for no details": (
        "UPDATE consent_records SET details_digest = x'' WHERE id = 3", "record 3 was changed",
    ),
    "a text for no words": (
        "UPDATE consent_records SET wording_digest = '' WHERE id = 4",
        "what stands after seal 2 cannot be read: 'str' object has no attribute 'hex'",
    ),
    "a time with a T in it": (
        "UPDATE consent_records SET happened_at = replace(happened_at, ' ', 'T') WHERE id = 1",
        "record 1 was written in another form",
    ),
    "a time without its end": (
        "UPDATE consent_records SET happened_at = substr(happened_at, 1, 19) WHERE id = 1",
        "record 1 was written in another form",
    ),
    "one column grown into the next": (
        """UPDATE consent_records SET list_uid = list_uid || '","organisation":"' || organisation_uid WHERE id = 1""",
        "what stands after seal 1 cannot be read: badly formed hexadecimal UUID string",
    ),
    "facts that are no JSON": (
        "UPDATE consent_records SET facts = '{' WHERE id = 1",
        "what stands after seal 1 cannot be read: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)",
    ),
    "a salt that has grown by what the details lost": (
        """UPDATE consent_details SET salt = CAST(salt || x'7b' AS BLOB), body = substr(body, 2) WHERE record_id = 1""",
        "what stands after seal 1 cannot be read: Extra data: line 1 column 5 (char 4)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_no_code_of_ours_writes_is_found_though_it_may_say_the_same(
    kept: Kept, subtests: pytest.Subtests
) -> None:
    for done, (statement, says) in OTHER_FORMS.items():
        with subtests.test(done):
            assert (await kept.after(writes(statement))).broken == says


async def test_facts_and_details_that_were_stored_in_another_form_of_json_say_the_same(kept: Kept) -> None:
    """As they were before they were stored in the form they are hashed in."""
    rewritten = all_of(
        writes("""UPDATE consent_records SET facts = '{ "form" : "progr\\u0061mme" }' WHERE id = 1"""),
        writes("""UPDATE consent_details SET body = '{ "ip": "192.0.2.7"}' WHERE record_id = 1"""),
    )

    assert (await kept.after(rewritten)).broken is None


async def test_a_document_that_is_not_the_one_its_digest_was_taken_of_is_found(kept: Kept) -> None:
    content = b"Anne signed here"
    document = {"uid": UUID(int=99), "organisation_id": 1, "media_type": "text/plain", "created_at": MONDAY}

    whole = puts(ConsentDocument, **document, content=content, digest=hashlib.sha256(content).digest())
    forged = puts(ConsentDocument, **document, content=b"Bart signed here", digest=hashlib.sha256(content).digest())

    assert (await kept.after(whole)).broken is None
    found = (await kept.after(forged)).broken
    assert found is not None
    assert re.fullmatch(r"document \d+ was changed", found)


async def test_a_document_that_a_record_names_and_is_gone_counts_as_erased(database: Database) -> None:
    content = b"Anne signed here"
    async with database.transaction() as session:
        await example.furnish(session, now=MONDAY)
        venue = (await session.exec(select(Organisation))).one()
        document = await documents.keep(session, venue, content, "text/plain", now=MONDAY)
        named = {"document": document.digest.hex()}
        await open_ledger(session, KEY, MONDAY)
        await append(session, Happening.GRANTED, ANNE, organisation_uid=venue.uid, facts=named)
    found = []
    for erasing in (False, True):
        async with database.transaction() as session:
            if erasing:
                await documents.erase_documents_of(session, venue, ANNE)
        async with database.reading() as session:
            verified = await verify(session, KEY, [])
        found.append((verified.broken, verified.documents_erased))

    assert found == [(None, 0), (None, 1)]


async def test_no_column_of_a_record_can_be_changed(kept: Kept) -> None:
    assert set(OF_A_RECORD) == set(ConsentRecord.model_fields) - {"id"}
    for column, value in OF_A_RECORD.items():
        found = await kept.after(changes(ConsentRecord, 1, **{column: value}))
        assert (column, found.broken) == (column, "record 1 was changed")


async def test_no_column_of_a_record_can_be_changed_though_its_digest_is_made_to_fit(kept: Kept) -> None:
    elsewhere = {
        "wording_uid": "the words record 1 rests on were changed",
        "wording_digest": "the words record 1 rests on were changed",
        "details_digest": "the details of record 1 were changed",
        "recorded_at": "record 1 claims a time before seal 1, but came after it",
    }
    for column, value in OF_A_RECORD.items():
        if column != "digest":
            found = await kept.after(changes_and_hashes_anew(1, **{column: value}))
            assert (column, found.broken) == (column, elsewhere.get(column, NOT_THOSE.format(2)))


async def test_no_column_of_a_seal_can_be_changed(kept: Kept) -> None:
    assert set(OF_A_SEAL) == set(Seal.model_fields)
    for column, (value, says) in OF_A_SEAL.items():
        found = await kept.after(changes(Seal, 2, **{column: value}))
        assert (column, found.broken) == (column, says)


async def test_no_column_of_the_words_a_record_rests_on_can_be_changed(kept: Kept) -> None:
    assert set(OF_THE_WORDS) == set(ConsentText.model_fields) - {"id"}
    for column, value in OF_THE_WORDS.items():
        found = await kept.after(changes(ConsentText, 1, **{column: value}))
        assert (column, found.broken) == (column, "the words record 1 rests on were changed")


async def test_words_no_record_rests_on_prove_nothing_and_break_nothing(kept: Kept) -> None:
    assert (await kept.after(changes(ConsentText, 2, words="Something else."))).broken is None


async def test_a_back_dated_record_is_found_also_once_the_sealer_has_taken_it_for_its_own(kept: Kept) -> None:
    back_dates = all_of(inserts(6, at=MONDAY + HOUR), puts(UnsealedRecord, record_id=6))
    async with kept.broken_into(back_dates) as session:
        sealed = await seal(session, KEY, MONDAY + 4 * HOUR)
        found = await verify(session, KEY)
    assert sealed is not None
    assert sealed.number == 4
    assert found.broken == "record 6 claims a time before seal 3, but came after it"


FORGES_WITH_THE_KEY: dict[str, Attack] = {
    "a record changed": all_of(changes_and_hashes_anew(4, kind=Happening.GRANTED), seals_anew(KEY)),
    "a record deleted": all_of(deletes(ConsentDetails, 4), deletes(ConsentRecord, 4), seals_anew(KEY)),
    "a record put in": all_of(inserts(6), seals_anew(KEY, through=6)),
    "two records swapped": all_of(
        changes(ConsentRecord, 3, id=1_000), changes(ConsentRecord, 4, id=3), changes(ConsentRecord, 1_000, id=4),
        deletes(ConsentDetails, 4), seals_anew(KEY),
    ),
}  # fmt: skip


async def test_who_seals_everything_anew_with_the_key_is_found_by_a_head_noted_before(
    kept: Kept, subtests: pytest.Subtests
) -> None:
    for done, attack in FORGES_WITH_THE_KEY.items():
        with subtests.test(done):
            assert (await kept.after(attack)).broken is None  # the ledger alone cannot tell
            found = await kept.after(attack, kept.head)
            assert found.broken == "seal 3 is not the one that was noted: the ledger was sealed anew"


CUTS_OFF_THE_END = all_of(
    deletes(SealedRecord, 3, 4), deletes(UnsealedRecord, 5), deletes(Seal, 3),
    deletes(ConsentDetails, 4), deletes(ConsentRecord, 3, 4, 5),
)  # fmt: skip


async def test_an_end_that_was_cut_off_is_found_by_a_head_noted_before(kept: Kept) -> None:
    assert (await kept.after(CUTS_OFF_THE_END)).broken is None  # the ledger alone cannot tell
    found = await kept.after(CUTS_OFF_THE_END, kept.head)
    assert found.broken == "the ledger ends at seal 2, but head 3 was noted: its end was cut off"


async def test_an_emptied_ledger_is_found_by_a_head_noted_before(kept: Kept) -> None:
    tables = (ConsentDetails, SealedRecord, UnsealedRecord, Seal, ConsentRecord)
    empties = all_of(*(lambda session, table=table: _run(session, delete(table)) for table in tables))
    found = await kept.after(empties, kept.head)
    assert found.broken == "the ledger ends at seal 0, but head 3 was noted: its end was cut off"


async def test_the_head_that_was_noted_vouches_for_the_ledger_as_it_grows(kept: Kept) -> None:
    assert (await kept.verified(kept.head)).broken is None
    async with kept.database.transaction() as session:
        await seal(session, KEY, MONDAY + 4 * HOUR)
    found = await kept.verified(kept.head)
    assert (found.broken, found.seals) == (None, 4)


async def test_a_noted_head_with_another_digest_is_not_taken_for_ours(kept: Kept) -> None:
    found = await kept.verified(Head(2, bytes(32)))
    assert found.broken == "seal 2 is not the one that was noted: the ledger was sealed anew"


async def test_every_head_that_was_noted_must_fit_and_not_the_last_alone(kept: Kept) -> None:
    async with kept.database.reading() as session:
        heads = [Head(seal.number, seal.digest) for seal in (await session.exec(select(Seal))).all()]
    assert (await kept.verified(*heads)).broken is None
    assert (await kept.verified(*heads, kept.head)).broken is None

    for wrong in heads:
        other = Head(wrong.number, bytes(32))
        found = await kept.verified(*(other if head == wrong else head for head in heads))
        assert found.broken == f"seal {wrong.number} is not the one that was noted: the ledger was sealed anew"
        assert (await kept.verified(*heads, other)).broken == found.broken, "two heads of one number cannot both fit"
