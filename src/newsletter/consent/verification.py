"""Is the ledger whole? Recompute every record and every seal, and name the first that does not fit."""

import gc
import hmac
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, repeat

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import documents
from newsletter.consent.fitting import Held, fits
from newsletter.consent.reading import AT_ONCE, Line, lines_beside, plain_time, sealed_lines
from newsletter.consent.record import ConsentDetails, ConsentRecord
from newsletter.consent.seals import NOTHING_BEFORE, Head, Seal, entry, seal_digest, signature
from newsletter.consent.wording import ConsentText

CLOCK_TOLERANCE = timedelta(minutes=5)  # policy: how far the clocks of two machines may lie apart
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Verification:
    """What verifying found. `broken` names the first thing that does not fit; None means the ledger is whole."""

    seals: int = 0
    records: int = 0
    unsealed: int = 0
    details_erased: int = 0
    documents_erased: int = 0
    head: Head | None = None
    broken: str | None = None


@dataclass
class _Walk:
    """What is carried along the chain."""

    key: bytes
    #: The digests noted for a seal, by its number.
    noted: dict[int, set[bytes]]
    #: The digest of every consent text, by its id in hexadecimal.
    wordings: dict[str, bytes]
    result: Verification = field(default_factory=Verification)
    last: Seal | None = None
    #: How far in time the sealed records have come; what comes after them cannot be much older.
    reached: datetime = LONG_AGO


class _Broken(Exception):
    """Ends the walk; its text names the place."""


async def verify(session: AsyncSession, key: bytes, noted: Iterable[Head] = ()) -> Verification:
    """Walk the whole ledger. `noted` are heads written down earlier, outside the database."""
    digests: dict[int, set[bytes]] = {}
    for head in noted:
        digests.setdefault(head.number, set()).add(head.digest)
    texts = (await session.exec(select(ConsentText))).all()
    walk = _Walk(key, digests, {text.uid.hex: text.digest for text in texts})
    try:
        with _nothing_collected():
            await _walk_seals(session, walk)
            await _look_beside_the_seals(session, walk)
            await _look_at_documents(session, walk)
    except _Broken as broken:
        walk.result.broken = str(broken)
    except (
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as unreadable:  # a value that no code of ours can have written
        end = walk.last.number if walk.last else 0
        walk.result.broken = f"what stands after seal {end} cannot be read: {unreadable}"
    return walk.result


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Rows hold no cycles, yet Python's collector would go through them page after page, for a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


async def _walk_seals(session: AsyncSession, walk: _Walk) -> None:
    async with aclosing(sealed_lines(session)) as groups:
        lines: list[Line] = await anext(groups, [])
        async for seal in _seals(session):
            held: list[Held] = []
            if lines and lines[0][0] == seal.number:
                held = await _check_lines(session, walk, lines, count())
                lines = await anext(groups, [])
            _check_seal(walk, seal, held)
        if lines:
            raise _Broken(f"seal {lines[0][0]} is gone, though record {lines[0][2]} was sealed by it")
    end, noted = walk.last.number if walk.last else 0, max(walk.noted, default=0)
    if end < noted:
        raise _Broken(f"the ledger ends at seal {end}, but head {noted} was noted: its end was cut off")


async def _seals(session: AsyncSession) -> AsyncIterator[Seal]:
    number = 0
    query = select(Seal).order_by(col(Seal.number)).limit(AT_ONCE)
    while seals := (await session.exec(query.where(col(Seal.number) > number))).all():
        for seal in seals:
            yield seal
        number = seals[-1].number


async def _check_lines(session: AsyncSession, walk: _Walk, lines: list[Line], places: Iterable[int]) -> list[Held]:
    """What the records that stand in these places come to. Raises _Broken at the first that does not fit."""
    oldest = plain_time(walk.reached - CLOCK_TOLERANCE) if walk.last else ""
    held: list[Held] = []
    for position, line in zip(places, lines, strict=False):
        fitting = fits(line, position, walk.wordings, oldest)
        if fitting is None:
            raise _Broken(await _fault(session, walk, line, position))
        held.append(fitting)
    walk.result.records += len(held)
    walk.result.details_erased += sum(erased for *_, erased in held)
    return held


async def _fault(session: AsyncSession, walk: _Walk, line: Line, position: int) -> str:
    """What is wrong with a record that does not fit."""
    number, place, record_id = line[:3]
    record = (await session.exec(select(ConsentRecord).where(ConsentRecord.id == record_id))).first()
    if record is None:
        return f"record {record_id} of seal {number} is gone"
    if place is None:
        return f"record {record_id} was put in beside the seals"
    if place != position:
        return f"record {record_id} stands at place {place} of seal {number}, not {position}"
    details = await session.get(ConsentDetails, record_id)
    if record.computed_digest() != record.digest:
        return f"record {record_id} was changed"
    if details and details.computed_digest() != record.details_digest:
        return f"the details of record {record_id} were changed"
    if record.wording_uid and walk.wordings.get(record.wording_uid.hex) != record.wording_digest:
        return f"the words record {record_id} rests on were changed"
    if walk.last and walk.reached - record.recorded_at > CLOCK_TOLERANCE:
        return f"record {record_id} claims a time before seal {walk.last.number}, but came after it"
    return f"record {record_id} was written in another form"  # it says the same, and may no longer be found


def _check_seal(walk: _Walk, seal: Seal, held: list[Held]) -> None:
    number = walk.last.number + 1 if walk.last else 1
    if seal.number != number:
        raise _Broken(f"seal {number} is gone")
    if seal.previous != (walk.last.digest if walk.last else NOTHING_BEFORE):
        raise _Broken(f"seal {number} does not follow the seal before it")
    if len(held) != seal.count:
        raise _Broken(f"seal {number} was made over {seal.count} records, and {len(held)} are there")
    entries = [entry(record_id, digest) for record_id, digest, _, _ in held]
    if seal_digest(number, seal.sealed_at, seal.previous, entries) != seal.digest:
        raise _Broken(f"the records of seal {number} are not those it was made over, or not in that order")
    if not hmac.compare_digest(signature(seal.digest, walk.key), seal.signature):
        raise _Broken(f"seal {number} was not made with this service's key")
    if walk.noted.get(number, {seal.digest}) != {seal.digest}:
        raise _Broken(f"seal {number} is not the one that was noted: the ledger was sealed anew")
    walk.last = seal
    # Not the time of the seal: the sealer may have stood still, and then takes what waited in several seals.
    newest = [datetime.fromisoformat(f"{max(recorded_at for _, _, recorded_at, _ in held)}Z")] if held else []
    walk.reached = max(walk.reached, min([seal.sealed_at, *newest]))
    walk.result.seals += 1
    walk.result.head = Head(number, seal.digest)


async def _look_beside_the_seals(session: AsyncSession, walk: _Walk) -> None:
    """Every record is in a seal of the chain or waits for one; those that wait must be sound too."""
    async with aclosing(lines_beside(session)) as pages:
        async for lines in pages:
            walk.result.unsealed += len(await _check_lines(session, walk, lines, repeat(0)))


async def _look_at_documents(session: AsyncSession, walk: _Walk) -> None:
    """What records name by digest is unchanged or was erased."""
    if (number := await documents.first_altered(session)) is not None:
        raise _Broken(f"document {number} was changed")
    walk.result.documents_erased = await documents.erased(session)
