"""What happened, and what does it add up to? Append to the ledger, read one person's history, fold it."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import ConsentDetails, ConsentRecord, Details, Facts
from newsletter.consent.seals import UnsealedRecord
from newsletter.consent.wording import ConsentText
from newsletter.law.standing import Fold, Happening, fold


async def append(
    session: AsyncSession,
    kind: Happening,
    *,
    organisation_uid: UUID,
    subject: bytes,
    now: datetime,
    list_uid: UUID | None = None,
    wording: ConsentText | None = None,
    answers: ConsentRecord | None = None,
    facts: Facts | None = None,
    details: Details | None = None,
    happened_at: datetime | None = None,
) -> ConsentRecord:
    """Append one record. `happened_at` is given where it lies before `now`, as with a letter that came in."""
    erasable = ConsentDetails(salt=secrets.token_bytes(32), body=details) if details else None
    record = ConsentRecord(
        organisation_uid=organisation_uid,
        subject=subject,
        kind=kind,
        list_uid=list_uid,
        wording_uid=wording.uid if wording else None,
        wording_digest=wording.digest if wording else None,
        answers_uid=answers.uid if answers else None,
        facts=facts or {},
        happened_at=happened_at or now,
        recorded_at=await _not_before(session, now),
        details_digest=erasable.computed_digest() if erasable else None,
        digest=b"",
    )
    record.digest = record.computed_digest()
    session.add(record)
    await session.flush()
    if erasable:
        erasable.record_id = record.id
        session.add(erasable)
    session.add(UnsealedRecord(record_id=record.id))
    await session.flush()
    return record


async def _not_before(session: AsyncSession, now: datetime) -> datetime:
    """Now, or the time of the newest record where a clock was set back since: what is written stays in order."""
    newest = select(ConsentRecord.recorded_at).order_by(col(ConsentRecord.id).desc()).limit(1)
    return max(now, (await session.exec(newest)).first() or now)


async def history(session: AsyncSession, organisation_uid: UUID, subject: bytes) -> list[ConsentRecord]:
    """All that happened with one person at one organisation, oldest first."""
    query = (
        select(ConsentRecord)
        .where(ConsentRecord.subject == subject, ConsentRecord.organisation_uid == organisation_uid)
        .order_by(col(ConsentRecord.id))
    )
    return list((await session.exec(query)).all())


async def followed(session: AsyncSession, organisation_uid: UUID, subject: bytes) -> list[bytes]:
    """This mailbox, and each that its holder's address has become since: a no from the first reaches them all."""
    found, here = [subject], subject
    while True:
        changes = (ConsentRecord.subject == here, ConsentRecord.kind == Happening.ADDRESS_CHANGED)
        query = select(ConsentRecord.facts).where(ConsentRecord.organisation_uid == organisation_uid, *changes)
        last = (await session.exec(query.order_by(col(ConsentRecord.id).desc()).limit(1))).first() or {}
        here = bytes.fromhex(str(last.get("to", "")))  # none where the holder never left, or has come back
        if not here or here in found:
            return found
        found.append(here)


async def standing_of(session: AsyncSession, organisation_uid: UUID, subject: bytes, list_uid: UUID) -> Fold:
    """What the ledger says now about one person and one list."""
    return fold(await history(session, organisation_uid, subject), list_uid)


async def record(session: AsyncSession, uid: UUID) -> ConsentRecord | None:
    return (await session.exec(select(ConsentRecord).where(ConsentRecord.uid == uid))).first()


async def details_of(session: AsyncSession, record: ConsentRecord) -> Details:
    """The erasable part of a record; empty when it had none or it was erased."""
    found = await session.get(ConsentDetails, record.id)
    return found.body if found else {}
