"""Who is asking? API keys: shown once, kept as a hash, each for one organisation."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import BIGINT, IMPERSONAL, new_uid
from newsletter.errors import NotAllowed
from newsletter.organisations.models import Organisation

PREFIX = "nl_"  # by which people and secret scanners know what it is


class ApiKey(SQLModel, table=True):
    """A key. Its 256 random bits need no slow hash; `hint` is how a person tells keys apart."""

    __tablename__ = "api_keys"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    name: str = Field(sa_column_kwargs=IMPERSONAL)
    hint: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    digest: bytes = Field(max_length=32, unique=True, sa_column_kwargs=IMPERSONAL)
    created_at: datetime
    revoked_at: datetime | None = None


async def create_key(session: AsyncSession, organisation: Organisation, name: str, *, now: datetime) -> str:
    """Make a key and answer it: the only time it is seen."""
    key = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiKey(organisation_id=organisation.id, name=name, hint=key[:11], digest=_digest(key), created_at=now))
    await session.flush()
    return key


async def owner(session: AsyncSession, key: str) -> Organisation:
    """The organisation a key belongs to. Raises NotAllowed for a key that is unknown or revoked."""
    query = (
        select(Organisation).join(ApiKey).where(ApiKey.digest == _digest(key), ApiKey.revoked_at == None)  # noqa: E711
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise NotAllowed("Send a valid API key as `Authorization: Bearer nl_…`. `newsletter api-key create` makes one.")
    return found


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
