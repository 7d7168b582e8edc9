"""Is the ledger whole? Recompute every record and every seal, and name the first that does not fit."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, exists, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import ConsentDetails, ConsentRecord
from newsletter.consent.seals import (
    NOTHING_BEFORE,
    Head,
    Seal,
    SealedRecord,
    UnsealedRecord,
    entry,
    seal_digest,
    signature,
)
from newsletter.consent.wording import ConsentText

CLOCK_TOLERANCE = timedelta(minutes=5)  # policy: how far the clocks of two machines may lie apart
AT_ONCE = 2_000
LONG_AGO = datetime.min.replace(tzinfo=UTC)

Line = tuple[SealedRecord, ConsentRecord | None, ConsentDetails | None]


@dataclass
class Verification:
    """What verifying found. `broken` names the first thing that does not fit; None means the ledger is whole."""

    seals: int = 0
    records: int = 0
    unsealed: int = 0
    details_erased: int = 0
    head: Head | None = None
    broken: str | None = None


@dataclass
class _Walk:
    """What is carried along the chain."""

    key: bytes
    noted: Head | None
    wordings: dict[UUID, bytes]
    result: Verification = field(default_factory=Verification)
    last: Seal | None = None
    #: How far in time the sealed records have come; what comes after them cannot be much older.
    reached: datetime = LONG_AGO


class _Broken(Exception):
    """Ends the walk; its text names the place."""


async def verify(session: AsyncSession, key: bytes, noted: Head | None = None) -> Verification:
    """Walk the whole ledger. `noted` is a head written down earlier, outside the database."""
    texts = (await session.exec(select(ConsentText))).all()
    walk = _Walk(key, noted, {text.uid: text.digest for text in texts})
    try:
        await _walk_seals(session, walk)
        await _look_beside_the_seals(session, walk)
    except _Broken as broken:
        walk.result.broken = str(broken)
    except (LookupError, TypeError, ValueError) as unreadable:  # a value that no code of ours can have written
        end = walk.last.number if walk.last else 0
        walk.result.broken = f"what stands after seal {end} cannot be read: {unreadable}"
    return walk.result


async def _walk_seals(session: AsyncSession, walk: _Walk) -> None:
    lines = _lines(session)
    line = await anext(lines, None)
    async for seal in _seals(session):
        held: list[ConsentRecord] = []
        while line is not None and line[0].seal_number == seal.number:
            held.append(_check_line(walk, line, len(held)))
            line = await anext(lines, None)
        _check_seal(walk, seal, held)
    if line is not None:
        raise _Broken(f"seal {line[0].seal_number} is gone, though record {line[0].record_id} was sealed by it")
    if walk.noted and (walk.last is None or walk.last.number < walk.noted.number):
        end = walk.last.number if walk.last else 0
        raise _Broken(f"the ledger ends at seal {end}, but head {walk.noted.number} was noted: its end was cut off")


async def _seals(session: AsyncSession) -> AsyncIterator[Seal]:
    number = 0
    while True:
        query = select(Seal).where(col(Seal.number) > number).order_by(col(Seal.number)).limit(AT_ONCE)
        seals = (await session.exec(query)).all()
        for seal in seals:
            yield seal
        if len(seals) < AT_ONCE:
            return
        number = seals[-1].number


async def _lines(session: AsyncSession) -> AsyncIterator[Line]:
    """Every sealed place in order, with its record and details where they are still there."""
    place = tuple_(col(SealedRecord.seal_number), col(SealedRecord.position))
    query = (
        select(SealedRecord, ConsentRecord, ConsentDetails)
        .outerjoin(ConsentRecord, col(ConsentRecord.id) == col(SealedRecord.record_id))
        .outerjoin(ConsentDetails, col(ConsentDetails.record_id) == col(ConsentRecord.id))
        .order_by(col(SealedRecord.seal_number), col(SealedRecord.position))
        .limit(AT_ONCE)
    )
    after = (0, -1)
    while True:
        rows = (await session.exec(query.where(place > after))).all()
        for row in rows:
            yield row
        if len(rows) < AT_ONCE:
            return
        after = (rows[-1][0].seal_number, rows[-1][0].position)


def _check_line(walk: _Walk, line: Line, position: int) -> ConsentRecord:
    sealed, record, details = line
    if record is None:
        raise _Broken(f"record {sealed.record_id} of seal {sealed.seal_number} is gone")
    if sealed.position != position:
        raise _Broken(
            f"record {record.id} stands at place {sealed.position} of seal {sealed.seal_number}, not {position}"
        )
    _check_record(walk, record, details)
    return record


def _check_record(walk: _Walk, record: ConsentRecord, details: ConsentDetails | None) -> None:
    if record.computed_digest() != record.digest:
        raise _Broken(f"record {record.id} was changed")
    if details and details.computed_digest() != record.details_digest:
        raise _Broken(f"the details of record {record.id} were changed")
    if record.wording_uid and walk.wordings.get(record.wording_uid) != record.wording_digest:
        raise _Broken(f"the words record {record.id} rests on were changed")
    if walk.last and walk.reached - record.recorded_at > CLOCK_TOLERANCE:
        raise _Broken(f"record {record.id} claims a time before seal {walk.last.number}, but came after it")
    walk.result.records += 1
    walk.result.details_erased += record.details_digest is not None and details is None


def _check_seal(walk: _Walk, seal: Seal, held: list[ConsentRecord]) -> None:
    number = walk.last.number + 1 if walk.last else 1
    if seal.number != number:
        raise _Broken(f"seal {number} is gone")
    if seal.previous != (walk.last.digest if walk.last else NOTHING_BEFORE):
        raise _Broken(f"seal {number} does not follow the seal before it")
    if len(held) != seal.count:
        raise _Broken(f"seal {number} was made over {seal.count} records, and {len(held)} are there")
    entries = [entry(record.id, record.digest) for record in held]
    if seal_digest(number, seal.sealed_at, seal.previous, entries) != seal.digest:
        raise _Broken(f"the records of seal {number} are not those it was made over, or not in that order")
    if not hmac.compare_digest(signature(seal.digest, walk.key), seal.signature):
        raise _Broken(f"seal {number} was not made with this service's key")
    if walk.noted and walk.noted.number == number and walk.noted.digest != seal.digest:
        raise _Broken(f"seal {number} is not the one that was noted: the ledger was sealed anew")
    walk.last = seal
    # Not the time of the seal: the sealer may have stood still, and then takes what waited in several seals.
    times = [min(record.recorded_at, seal.sealed_at) for record in held] or [seal.sealed_at]
    walk.reached = max(walk.reached, *times)
    walk.result.seals += 1
    walk.result.head = Head(number, seal.digest)


async def _look_beside_the_seals(session: AsyncSession, walk: _Walk) -> None:
    """Every record is in a seal of the chain or waits for one; those that wait must be sound too."""
    sealed = exists().where(col(SealedRecord.record_id) == col(ConsentRecord.id), col(SealedRecord.seal_number) > 0)
    query = (
        select(ConsentRecord, ConsentDetails, UnsealedRecord)
        .outerjoin(ConsentDetails, col(ConsentDetails.record_id) == col(ConsentRecord.id))
        .outerjoin(UnsealedRecord, col(UnsealedRecord.record_id) == col(ConsentRecord.id))
        .where(~sealed)
        .order_by(col(ConsentRecord.id))
    )
    for record, details, waiting in (await session.exec(query)).all():
        if waiting is None:
            raise _Broken(f"record {record.id} was put in beside the seals")
        _check_record(walk, record, details)
        walk.result.unsealed += 1
