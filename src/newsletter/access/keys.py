"""Who is asking, and what for? API keys: shown once, kept as a hash, each for one organisation and some scopes."""

import hashlib
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult
from sqlmodel import JSON, Field, SQLModel, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import BIGINT, IMPERSONAL, new_uid
from newsletter.errors import NotAllowed, NotPermitted
from newsletter.organisations.models import Organisation

PREFIX = "nl_"  # by which people and secret scanners know what it is


class Scope(StrEnum):
    """What a key may be used for. Who sends and who answers for the law can so be kept apart."""

    #: Lists, forms, subscribers and campaigns: all that sending takes.
    MARKETING = "marketing"
    #: Answer what the law left for a person to decide.
    LAW_DECIDE = "law:decide"
    #: Write and hand in mail that is no marketing, and send by approved templates.
    NOTICES_WRITE = "notices:write"
    #: Let such mail go, once another wrote it.
    NOTICES_APPROVE = "notices:approve"


class ApiKey(SQLModel, table=True):
    """A key. Its 256 random bits need no slow hash; `hint` is how a person tells keys apart."""

    __tablename__ = "api_keys"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    name: str = Field(sa_column_kwargs=IMPERSONAL)
    scopes: list[str] = Field(sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    hint: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    digest: bytes = Field(max_length=32, unique=True, sa_column_kwargs=IMPERSONAL)
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Asker:
    """Who asks: an organisation, by a key that `name` and `hint` tell from its others."""

    organisation: Organisation
    name: str
    hint: str
    scopes: frozenset[str]

    def may(self, needed: Iterable[str]) -> None:
        """Raises NotPermitted when the key lacks one of these scopes."""
        for scope in needed:
            if scope not in self.scopes:
                has = ", ".join(sorted(self.scopes)) or "none"
                raise NotPermitted(
                    f"This needs an API key with the scope {scope}; the scopes of this one: {has}. Make one with: "
                    f"newsletter api-key create --organisation {self.organisation.uid} --scope {scope}"
                )


async def create_key(
    session: AsyncSession,
    organisation: Organisation,
    name: str,
    *,
    scopes: Collection[Scope] = (Scope.MARKETING,),
    now: datetime,
) -> str:
    """Make a key and answer it: the only time it is seen."""
    key = PREFIX + secrets.token_urlsafe(32)
    kept = ApiKey(
        organisation_id=organisation.id,
        name=name,
        scopes=sorted({scope.value for scope in scopes}),
        hint=key[:11],
        digest=_digest(key),
        created_at=now,
    )
    session.add(kept)
    await session.flush()
    return key


async def asker(session: AsyncSession, key: str) -> Asker:
    """Who asks with this key. Raises NotAllowed for a key that is unknown or revoked."""
    query = select(ApiKey, Organisation).join(Organisation).where(ApiKey.digest == _digest(key), _in_force())
    found = (await session.exec(query)).first()
    if found is None:
        raise NotAllowed("Send a valid API key as `Authorization: Bearer nl_…`. `newsletter api-key create` makes one.")
    kept, organisation = found
    return Asker(organisation, kept.name, kept.hint, frozenset(kept.scopes))


async def keys_in_force(session: AsyncSession) -> list[tuple[ApiKey, Organisation]]:
    """Every key that opens anything, oldest first, with whose it is."""
    query = select(ApiKey, Organisation).join(Organisation).where(_in_force()).order_by(col(ApiKey.id))
    return list((await session.exec(query)).all())


async def revoke(session: AsyncSession, hint: str, *, now: datetime) -> bool:
    """Let a key open nothing from now on; False when no key in force has this hint."""
    change = update(ApiKey).where(col(ApiKey.hint) == hint, _in_force()).values(revoked_at=now)
    result: CursorResult[Any] = await session.exec(change)
    return result.rowcount > 0


def _in_force() -> ColumnElement[bool]:
    return col(ApiKey.revoked_at).is_(None)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
