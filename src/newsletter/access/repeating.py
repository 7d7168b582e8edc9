"""Was this asked before? A request that names itself by an Idempotency-Key is done once, and its answer is kept.

The answer is written in the transaction of what it tells, so neither is there without the other. It may hold what is
known of a person, and is forgotten after some hours (draft-ietf-httpapi-idempotency-key-header-07).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import BIGINT, IMPERSONAL, PERSONAL, insert_new, nobody_else
from newsletter.errors import Conflict, KeyReused, StillRunning
from newsletter.organisations.ownership import Reach

CHUNK = 500
"""How many answers are forgotten in one transaction; each may be some hundred kilobytes."""


class KeptAnswer(SQLModel, table=True):
    """What was answered to a request. Key and request are kept as digests: a client may have put anything in them."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    key: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    request: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    status: int
    headers: dict[str, str] = Field(sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: None where it showed a secret that is shown once.
    body: bytes | None = Field(default=None, sa_column_kwargs=PERSONAL)
    answered_at: datetime = Field(index=True)


@dataclass(frozen=True)
class Asked:
    """A request that can be repeated: whose, under which key, and exactly what."""

    organisation_id: int
    key: bytes
    request: bytes

    @classmethod
    def by(cls, asker: Reach, key: str, *request: bytes) -> "Asked":
        """Who reaches other lists has keys of their own: an answer tells only what its asker may see."""
        reach = "*" if asker.lists is None else ",".join(map(str, sorted(asker.lists)))
        named = hashlib.sha256(f"{reach} {key}".encode()).digest()
        whole = b"".join(len(part).to_bytes(8) + part for part in request)
        return cls(asker.organisation.id, named, hashlib.sha256(whole).digest())


async def answered(session: AsyncSession, asked: Asked, lasting: timedelta, *, now: datetime) -> KeptAnswer | None:
    """The answer that was given, if any. Raises KeyReused for another request under this key."""
    query = select(KeptAnswer).where(
        KeptAnswer.organisation_id == asked.organisation_id,
        KeptAnswer.key == asked.key,
        col(KeptAnswer.answered_at) > now - lasting,
    )
    kept = (await session.exec(query)).first()
    if kept is None:
        return None
    if kept.request != asked.request:
        raise KeyReused("This Idempotency-Key was sent with another request. Make a new one for each thing to do.")
    if kept.body is None:
        raise Conflict(
            "This was done when it was first asked, and the secret in its answer is shown once. "
            "If the answer was lost, revoke what was made and make another, with a new Idempotency-Key."
        )
    return kept


async def claim(session: AsyncSession, asked: Asked, lasting: timedelta, *, now: datetime) -> KeptAnswer | None:
    """Let nobody else do it until this transaction ends; the answer, if somebody has. Raises StillRunning."""
    if not await nobody_else(session, f"answer {asked.organisation_id} {asked.key.hex()}"):
        raise StillRunning("The first request with this Idempotency-Key is not answered yet. Ask again for its answer.")
    return await answered(session, asked, lasting, now=now)


async def keep(
    session: AsyncSession, asked: Asked, status: int, headers: dict[str, str], body: bytes | None, *, now: datetime
) -> None:
    """Keep what is answered, in place of an answer whose time is over."""
    whose = col(KeptAnswer.organisation_id) == asked.organisation_id
    await session.exec(delete(KeptAnswer).where(whose, col(KeptAnswer.key) == asked.key))
    told = {"status": status, "headers": headers, "body": body, "answered_at": now}
    await insert_new(session, KeptAnswer, [{**vars(asked), **told}])


async def forget(session: AsyncSession, lasting: timedelta, *, now: datetime) -> bool:
    """Delete answers whose time is over; whether there may be more of them."""
    over = select(KeptAnswer.id).where(col(KeptAnswer.answered_at) <= now - lasting).limit(CHUNK)
    ids = (await session.exec(over)).all()
    await session.exec(delete(KeptAnswer).where(col(KeptAnswer.id).in_(ids)))
    return len(ids) == CHUNK
