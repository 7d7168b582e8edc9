"""What happened is appended, sealed, and never changed; what identifies can be erased, and all stays whole."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, cast
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, delete, func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger, reading, seals
from newsletter.consent.evidence import EvidenceProfile, intern
from newsletter.consent.record import ConsentDetails, ConsentRecord, canonical
from newsletter.consent.seals import Head, Seal, SealedRecord, UnsealedRecord, open_ledger, seal
from newsletter.consent.verification import CLOCK_TOLERANCE, Verification, verify
from newsletter.database import Database
from newsletter.errors import Misconfigured
from newsletter.law.evidence import Consent, Mailbox
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct, Per, Standing
from tests.consent.conftest import ANNE, BART, HOUR, KEY, LIST, VENUE, Kept, append
from tests.world import MONDAY

KEPT = ("consent_records", "consent_seals", "consent_sealed", "consent_texts", "evidence_profiles")
DETAILS = {"ip": "192.0.2.7", "user_agent": "Mozilla/5.0", "name": "Anne Ånonsen"}

only_on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def verified(database: Database) -> Verification:
    async with database.reading() as session:
        return await verify(session, KEY)


async def test_an_empty_ledger_is_whole(database: Database) -> None:
    assert await verified(database) == Verification()


async def test_a_ledger_that_was_only_opened_is_whole(database: Database) -> None:
    async with database.transaction() as session:
        head = await open_ledger(session, KEY, MONDAY)
    assert await verified(database) == Verification(seals=1, head=head)


async def test_a_ledger_that_was_kept_is_whole(kept: Kept) -> None:
    assert await kept.verified() == Verification(seals=3, records=5, unsealed=1, head=kept.head)


async def test_what_is_appended_reads_back_as_it_was(database: Database) -> None:
    async with database.transaction() as session:
        letter = await append(
            session, Happening.OBJECTED, list_uid=None, facts={"channel": "letter", "pages": 2, "signed": True},
            details=DETAILS, happened_at=MONDAY - HOUR,
        )  # fmt: skip
    async with database.reading() as session:
        found = await ledger.record(session, letter.uid)
        assert found is not None
        assert found == letter
        assert found.computed_digest() == found.digest == letter.digest
        assert (found.happened_at, found.recorded_at) == (MONDAY - HOUR, MONDAY)
        assert found.facts == {"channel": "letter", "pages": 2, "signed": True}
        assert await ledger.details_of(session, found) == DETAILS


moments = st.datetimes(datetime(1000, 1, 1), timezones=st.timezones())  # noqa: DTZ001 - the zones are given beside
bytes_32 = st.binary(min_size=32, max_size=32)
letters = st.characters(exclude_categories=["Cs"])


@given(
    st.builds(
        ConsentRecord, uid=st.uuids(), organisation_uid=st.uuids(), subject=bytes_32, kind=st.sampled_from(Happening),
        list_uid=st.none() | st.uuids(), wording_uid=st.none() | st.uuids(), wording_digest=st.none() | bytes_32,
        answers_uid=st.none() | st.uuids(), happened_at=moments, recorded_at=moments,
        facts=st.dictionaries(st.text(letters), st.text(letters) | st.integers() | st.booleans()),
        details_digest=st.none() | bytes_32,
    )
)  # fmt: skip
@settings(max_examples=200, deadline=None, database=None)
def test_a_record_is_hashed_as_canonical_json(record: ConsentRecord) -> None:
    """So that anybody can check the digest of one record, with any program."""

    def hexed(value: Any) -> Any:
        return None if value is None else value.hex() if isinstance(value, bytes) else value.hex

    def utc(moment: datetime) -> str:
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    envelope = {
        "uid": hexed(record.uid),
        "organisation": hexed(record.organisation_uid),
        "subject": hexed(record.subject),
        "kind": record.kind.value,
        "list": hexed(record.list_uid),
        "wording": hexed(record.wording_uid),
        "wording_digest": hexed(record.wording_digest),
        "answers": hexed(record.answers_uid),
        "facts": record.facts,
        "happened_at": utc(record.happened_at),
        "recorded_at": utc(record.recorded_at),
        "details": hexed(record.details_digest),
    }
    written = json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert record.computed_digest() == hashlib.sha256(written.encode()).digest()


async def test_what_is_hashed_is_stored_as_it_is_hashed(database: Database) -> None:
    async with database.transaction() as session:
        made = await append(session, Happening.ASKED, facts={"form": "Ønsker", "act": "paper"}, details=DETAILS)
    async with database.reading() as session:
        facts = (await session.exec(select(cast(ConsentRecord.facts, Text)))).one()
        salt, body = (await session.exec(select(ConsentDetails.salt, cast(ConsentDetails.body, Text)))).one()
    assert facts == '{"act":"paper","form":"Ønsker"}'
    assert hashlib.sha256(salt + body.encode()).digest() == made.details_digest


async def test_a_record_without_a_time_of_its_own_happened_when_it_was_recorded(database: Database) -> None:
    async with database.transaction() as session:
        asked = await append(session, Happening.ASKED)
    assert asked.happened_at == asked.recorded_at == MONDAY


async def test_a_history_is_one_persons_at_one_organisation_oldest_first(database: Database) -> None:
    async with database.transaction() as session:
        asked = await append(session, Happening.ASKED)
        await append(session, Happening.ASKED, BART)
        await append(session, Happening.ASKED, organisation_uid=LIST)
        granted = await append(session, Happening.GRANTED, answers=asked)
        history = await ledger.history(session, VENUE, ANNE)
        state = await ledger.standing_of(session, VENUE, ANNE, LIST)
    assert [record.uid for record in history] == [asked.uid, granted.uid]
    assert state.standing is Standing.GRANTED


async def test_the_same_details_leave_digests_that_differ_and_cannot_be_guessed(database: Database) -> None:
    async with database.transaction() as session:
        records = [await append(session, Happening.ASKED, details=DETAILS) for _ in range(2)]
        salts = [row.salt for row in (await session.exec(select(ConsentDetails))).all()]
    one, other = (record.details_digest for record in records)
    assert one is not None
    assert one != other
    assert hashlib.sha256(canonical(DETAILS)).digest() not in (one, other)
    assert [len(salt) for salt in salts] == [32, 32]
    assert salts[0] != salts[1]
    # The salt goes with the details: nothing of what stays can be hashed into the digest.
    for record, salt in zip(records, salts, strict=True):
        assert hashlib.sha256(salt + canonical(DETAILS)).digest() == record.details_digest
        assert salt not in record.model_dump().values()


async def test_erased_details_leave_the_ledger_whole_and_are_counted(kept: Kept) -> None:
    async with kept.database.transaction() as session:
        await session.exec(delete(ConsentDetails).where(col(ConsentDetails.record_id) == 1))
    assert await kept.verified(kept.head) == Verification(
        seals=3, records=5, unsealed=1, details_erased=1, head=kept.head
    )
    async with kept.database.reading() as session:
        asked = (await session.exec(select(ConsentRecord).where(ConsentRecord.id == 1))).one()
        assert await ledger.details_of(session, asked) == {}


def changing(table: str, dialect: str) -> Iterator[str]:
    """Every way there is to change or delete what stands in a table."""
    key = {"consent_seals": "number", "consent_sealed": "record_id"}.get(table, "id")
    yield f"UPDATE {table} SET {key} = {key}"
    yield f"DELETE FROM {table}"
    again = f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
    yield f"{again} ON CONFLICT ({key}) DO UPDATE SET {key} = excluded.{key}"
    yield f"TRUNCATE {table} CASCADE" if dialect == "postgresql" else f"REPLACE INTO {table} SELECT * FROM {table}"


async def test_the_database_refuses_to_change_or_delete_what_was_written(kept: Kept, subtests: pytest.Subtests) -> None:
    async with kept.database.transaction() as session:
        await intern(session, Consent())  # so that every table has something to keep
    dialect = kept.database.engine.dialect.name
    statements = [statement for table in KEPT for statement in changing(table, dialect)]
    for statement in (*statements, "UPDATE consent_details SET salt = salt"):
        with subtests.test(statement), pytest.raises(DBAPIError, match="is append-only"):
            async with kept.database.engine.begin() as connection:
                await connection.execute(text(statement))
    assert await kept.verified() == Verification(seals=3, records=5, unsealed=1, head=kept.head)


async def test_where_nothing_waits_no_seal_is_made(kept: Kept) -> None:
    async with kept.database.transaction() as session:
        assert await seal(session, KEY, MONDAY + 4 * HOUR) is not None
    async with kept.database.transaction() as session:
        assert await seal(session, KEY, MONDAY + 5 * HOUR) is None
    assert (await kept.verified()).seals == 4


async def sealed_until_done(database: Database) -> int:
    """Seal what waits, as the clock's job does; answers in how many seals."""
    made = 0
    while True:
        async with database.transaction() as session:
            if await seal(session, KEY, MONDAY + HOUR) is None:
                return made
        made += 1


async def test_more_records_than_one_seal_takes_go_into_several(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "MOST_IN_A_SEAL", 3)
    async with database.transaction() as session:
        for _ in range(8):
            await append(session, Happening.ASKED, now=MONDAY + HOUR)
    assert await sealed_until_done(database) == 3
    async with database.reading() as session:
        assert list(await session.exec(select(Seal.count).order_by(col(Seal.number)))) == [3, 3, 2]
        assert (await session.exec(select(func.count()).select_from(UnsealedRecord))).one() == 0
        places = await session.exec(select(SealedRecord).order_by(col(SealedRecord.record_id)))
        assert [(place.seal_number, place.position) for place in places] == [
            (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (3, 0), (3, 1),
        ]  # fmt: skip
    found = await verified(database)
    assert (found.broken, found.records, found.seals, found.unsealed) == (None, 8, 3, 0)


async def test_what_waited_long_for_a_sealer_that_stood_still_is_no_back_dating(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second seal takes records that are older than the first seal by an hour; they came before it all the same."""
    monkeypatch.setattr(seals, "MOST_IN_A_SEAL", 2)
    async with database.transaction() as session:
        await open_ledger(session, KEY, MONDAY)
        for _ in range(5):
            await append(session, Happening.ASKED, now=MONDAY)
    assert await sealed_until_done(database) == 3
    assert (await verified(database)).broken is None


@pytest.mark.parametrize("behind", [CLOCK_TOLERANCE, 50 * HOUR], ids=["a little", "by days"])
async def test_a_clock_that_is_set_back_leaves_the_ledger_whole(kept: Kept, behind: timedelta) -> None:
    async with kept.database.engine.connect() as connection, AsyncSession(bind=connection) as session:
        late = await append(session, Happening.ASKED, BART, now=MONDAY + 2 * HOUR - behind)
        assert (await verify(session, KEY)).broken is None
        assert late.happened_at == MONDAY + 2 * HOUR - behind
        assert late.recorded_at >= MONDAY + 2 * HOUR - CLOCK_TOLERANCE
        await connection.rollback()


async def test_a_machine_whose_clock_runs_ahead_does_not_make_the_others_look_back_dated(database: Database) -> None:
    async with database.transaction() as session:
        await append(session, Happening.ASKED, now=MONDAY + 1000 * HOUR)
        await seal(session, KEY, MONDAY)
    async with database.transaction() as session:
        await append(session, Happening.ASKED, BART, now=MONDAY)
    assert (await verified(database)).broken is None


async def test_a_ledger_longer_than_a_page_is_walked_to_its_end(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(reading, "AT_ONCE", size)
        assert await kept.verified() == Verification(seals=3, records=5, unsealed=1, head=kept.head)


async def test_the_ledger_opens_once_and_keeps_its_first_seal(database: Database) -> None:
    async def opens() -> Head:
        async with database.transaction() as session:
            return await open_ledger(session, KEY, MONDAY)

    assert len(set(await asyncio.gather(*(opens() for _ in range(5))))) == 1
    assert (await verified(database)).seals == 1


async def test_a_ledger_kept_with_another_fingerprint_key_is_not_opened(kept: Kept) -> None:
    async with kept.database.transaction() as session:
        assert await open_ledger(session, KEY, MONDAY + 4 * HOUR) == kept.head
    with pytest.raises(Misconfigured, match="FINGERPRINT_KEY is not the key this database was kept with"):
        async with kept.database.transaction() as session:
            await open_ledger(session, KEY + b"!", MONDAY + 4 * HOUR)
    assert (await kept.verified()).seals == 3


async def test_many_who_append_and_seal_at_once_leave_one_whole_ledger(database: Database) -> None:
    async def appends(number: int) -> None:
        async with database.transaction() as session:
            await append(session, Happening.ASKED, bytes([number]) * 32, details=DETAILS)
            await append(session, Happening.WITHDRAWN, bytes([number]) * 32)

    async def seals_what_waits() -> None:
        async with database.transaction() as session:
            await seal(session, KEY, MONDAY)

    await asyncio.gather(*(work for number in range(30) for work in (appends(number), seals_what_waits())))
    async with database.transaction() as session:
        await seal(session, KEY, MONDAY)

    found = await verified(database)
    assert (found.broken, found.records, found.unsealed) == (None, 60, 0)
    async with database.reading() as session:
        assert (await session.exec(select(func.sum(Seal.count)))).one() == 60


@only_on_postgresql
async def test_a_record_that_is_committed_late_comes_under_a_later_seal_than_its_successors(
    database: Database,
) -> None:
    async with database.transaction() as slow:
        await append(slow, Happening.ASKED, ANNE)
        async with database.transaction() as session:
            await append(session, Happening.ASKED, BART)
        async with database.transaction() as session:
            await seal(session, KEY, MONDAY)
    async with database.transaction() as session:
        await seal(session, KEY, MONDAY)
    async with database.reading() as session:
        places = await session.exec(select(SealedRecord).order_by(col(SealedRecord.seal_number)))
        assert [(place.seal_number, place.record_id) for place in places] == [(1, 2), (2, 1)]
    assert (await verified(database)).broken is None


async def test_who_verifies_while_the_ledger_grows_sees_one_moment_of_it(kept: Kept) -> None:
    async with kept.database.reading() as session:
        before = await verify(session, KEY)
        async with kept.database.transaction() as other:
            await append(other, Happening.ASKED, BART, now=MONDAY + 4 * HOUR)
            await seal(other, KEY, MONDAY + 4 * HOUR)
        assert await verify(session, KEY) == before
    grown = await kept.verified()
    assert (grown.broken, grown.records, grown.seals) == (None, 6, 4)


async def test_people_with_the_same_kind_of_proof_share_one_profile(database: Database) -> None:
    paper = Consent(act=ConsentAct.PAPER, place_kept=True, partners=frozenset({"a", "b"}), at_most=1, per=Per.MONTH)

    async def interns(evidence: Consent | Mailbox) -> EvidenceProfile:
        async with database.transaction() as session:
            return await intern(session, evidence)

    one, other, third = await asyncio.gather(interns(paper), interns(paper), interns(Mailbox()))
    assert one.id == other.id != third.id
    assert (one.evidence, third.evidence) == (paper, Mailbox())


@given(st.integers(1, 2**62), st.binary(min_size=32, max_size=32))
@settings(max_examples=20, deadline=None, database=None)
def test_a_head_reads_back_from_what_was_noted(number: int, digest: bytes) -> None:
    head = Head(number, digest)
    assert Head.parse(f" {head}\n") == head


@pytest.mark.parametrize(
    "noted", ["", "3", "3:", "3:abcd", "x:" + "0" * 64, "0:" + "0" * 64, ":" + "0" * 64, "3:" + "g" * 64]
)
def test_what_is_no_head_is_not_taken_for_one(noted: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Head.parse(noted)
