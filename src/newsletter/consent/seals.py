"""Can anybody have changed what is written? Seals: hashes over new records and the seal before.

    seal n = SHA-256(n, time, seal n-1, ids and digests of its records in order), signed with the fingerprint key

Records are appended without waiting for one another and queue as unsealed; every few seconds the sealer takes
what is there. One published head vouches for everything before it. The signature finds a re-seal by somebody who
has the database but not the key; a head noted outside finds it even with the key, and finds a cut-off end.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import ConsentRecord, instant
from newsletter.database import BIGINT, IMPERSONAL, exclusively
from newsletter.errors import Misconfigured

MOST_IN_A_SEAL = 2_000
NOTHING_BEFORE = bytes(32)


class UnsealedRecord(SQLModel, table=True):
    """A record that waits for its seal."""

    __tablename__ = "consent_unsealed"

    record_id: int = Field(primary_key=True, foreign_key="consent_records.id", sa_type=BIGINT)


class Seal(SQLModel, table=True):
    """One link of the chain."""

    __tablename__ = "consent_seals"

    number: int = Field(primary_key=True, sa_type=BIGINT, sa_column_kwargs={"autoincrement": False})
    sealed_at: datetime
    count: int
    previous: bytes = Field(max_length=32, sa_column_kwargs=IMPERSONAL)
    digest: bytes = Field(max_length=32, sa_column_kwargs=IMPERSONAL)
    signature: bytes = Field(max_length=32, sa_column_kwargs=IMPERSONAL)

    @property
    def head(self) -> "Head":
        return Head(self.number, self.digest)

    @property
    def full(self) -> bool:
        """Whether more records may be waiting for the next."""
        return self.count == MOST_IN_A_SEAL


class SealedRecord(SQLModel, table=True):
    """Which seal holds a record, and where in it."""

    __tablename__ = "consent_sealed"
    __table_args__ = (UniqueConstraint("seal_number", "position"),)

    record_id: int = Field(primary_key=True, foreign_key="consent_records.id", sa_type=BIGINT)
    seal_number: int = Field(foreign_key="consent_seals.number", sa_type=BIGINT)
    position: int


@dataclass(frozen=True)
class Head:
    """The newest seal, as one notes it down: `number:digest`."""

    number: int
    digest: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.digest.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Raises ValueError when the text is no head."""
        number, _, digest = text.strip().partition(":")
        head = cls(int(number), bytes.fromhex(digest))
        if head.number < 1 or len(head.digest) != 32:
            raise ValueError("A head is a number, a colon and 64 hexadecimal digits.")
        return head


def entry(record_id: int, digest: bytes) -> bytes:
    """What a seal vouches for: a record, and its id, since the ledger is folded in the order of ids."""
    return record_id.to_bytes(8, signed=True) + digest


def seal_digest(number: int, sealed_at: datetime, previous: bytes, entries: list[bytes]) -> bytes:
    header = f"newsletter seal {number} {instant(sealed_at)} {len(entries)} ".encode()
    return hashlib.sha256(header + previous + b"".join(entries)).digest()


def signature(digest: bytes, key: bytes) -> bytes:
    """HMAC over a seal under a key derived from the fingerprint key, so that the two uses never meet."""
    return hmac.digest(hmac.digest(key, b"newsletter seals", "sha256"), digest, "sha256")


async def newest(session: AsyncSession) -> Seal | None:
    return (await session.exec(select(Seal).order_by(col(Seal.number).desc()).limit(1))).first()


async def head(session: AsyncSession) -> Head | None:
    """The newest seal as one notes it down."""
    last = await newest(session)
    return last.head if last else None


async def open_ledger(session: AsyncSession, key: bytes, now: datetime) -> Head:
    """Write the first seal of a new ledger, or check that this is the key the ledger was kept with.

    Raises Misconfigured with another key.
    """
    await exclusively(session, "seal")
    last = await check_key(session, key) or await _write(session, None, [], key, now)
    return last.head


async def check_key(session: AsyncSession, key: bytes) -> Seal | None:
    """The newest seal, if any. Raises Misconfigured when another key made it: every no would be forgotten."""
    last = await newest(session)
    if last is not None and not hmac.compare_digest(last.signature, signature(last.digest, key)):
        raise Misconfigured(
            "NEWSLETTER_FINGERPRINT_KEY is not the key this database was kept with. With another key every "
            "opt-out would be forgotten, so nothing is started. Restore the key from your backup."
        )
    return last


async def seal(session: AsyncSession, key: bytes, now: datetime) -> Seal | None:
    """Seal the records that wait, at most MOST_IN_A_SEAL of them. None when nothing waited."""
    await exclusively(session, "seal")
    waiting = (
        select(ConsentRecord.id, ConsentRecord.digest)
        .join(UnsealedRecord, col(UnsealedRecord.record_id) == col(ConsentRecord.id))
        .order_by(col(UnsealedRecord.record_id))  # along the few that wait, not along the ledger
        .limit(MOST_IN_A_SEAL)
    )
    rows = (await session.exec(waiting)).all()
    if not rows:
        return None
    made = await _write(session, await newest(session), [entry(*row) for row in rows], key, now)
    session.add_all(
        SealedRecord(record_id=record_id, seal_number=made.number, position=position)
        for position, (record_id, _) in enumerate(rows)
    )
    taken = [record_id for record_id, _ in rows]
    await session.exec(delete(UnsealedRecord).where(col(UnsealedRecord.record_id).in_(taken)))
    return made


async def _write(session: AsyncSession, before: Seal | None, entries: list[bytes], key: bytes, now: datetime) -> Seal:
    number = before.number + 1 if before else 1
    previous = before.digest if before else NOTHING_BEFORE
    digest = seal_digest(number, now, previous, entries)
    made = Seal(
        number=number,
        sealed_at=now,
        count=len(entries),
        previous=previous,
        digest=digest,
        signature=signature(digest, key),
    )
    session.add(made)
    await session.flush()
    return made
