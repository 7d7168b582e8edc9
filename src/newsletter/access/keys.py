"""Who is asking, and what for? API keys: shown once, kept as a hash, each for one organisation and some scopes."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import JSON, Field, SQLModel, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access.secret import HINT, digest, looks_like_one
from newsletter.database import BIGINT, IMPERSONAL, new_uid
from newsletter.errors import NotAllowed, NotPermitted
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import Reach


class Scope(StrEnum):
    """What a key may be used for: a thing and an act. To write gives no right to read."""

    #: Who sends, as every mail tells.
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_WRITE = "organisation:write"
    #: Lists, and the words they ask for consent with.
    LISTS_READ = "lists:read"
    LISTS_WRITE = "lists:write"
    FORMS_READ = "forms:read"
    FORMS_WRITE = "forms:write"
    #: People: who is on which list, whose mailbox it is, their consents and their noes.
    SUBSCRIBERS_READ = "subscribers:read"
    SUBSCRIBERS_WRITE = "subscribers:write"
    #: What customers bought, product groups, and which correspond.
    SALES_READ = "sales:read"
    SALES_WRITE = "sales:write"
    #: Campaigns, what they would and did come to; to write is also to test, pause and cancel.
    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    #: Let mail go to people: launch, schedule, resume, send again.
    CAMPAIGNS_LAUNCH = "campaigns:launch"
    #: What the law says, and what it left for a person.
    LAW_READ = "law:read"
    #: Answer what the law left for a person to decide.
    LAW_DECIDE = "law:decide"
    #: What can be shown about a person: proofs, explanations, documents, disclosures; and the record of processing.
    PRIVACY_READ = "privacy:read"
    #: Make, see and revoke API keys.
    KEYS_WRITE = "keys:write"
    #: Choose which other programs are told what happens.
    WEBHOOKS_WRITE = "webhooks:write"
    #: Read who did what.
    AUDIT_READ = "audit:read"
    #: Mail that is no marketing: who gets it, and what became of it.
    NOTICES_READ = "notices:read"
    #: Write and hand in mail that is no marketing, and send by approved templates.
    NOTICES_WRITE = "notices:write"
    #: Let such mail go, once another wrote it.
    NOTICES_APPROVE = "notices:approve"


MARKETING = "marketing"
"""The word for all that sending takes. A key gets the scopes it stands for when it is made, and keeps those."""

SENDING = frozenset(
    {
        Scope.ORGANISATION_READ, Scope.ORGANISATION_WRITE, Scope.LISTS_READ, Scope.LISTS_WRITE, Scope.FORMS_READ,
        Scope.FORMS_WRITE, Scope.SUBSCRIBERS_READ, Scope.SUBSCRIBERS_WRITE, Scope.SALES_READ, Scope.SALES_WRITE,
        Scope.CAMPAIGNS_READ, Scope.CAMPAIGNS_WRITE, Scope.CAMPAIGNS_LAUNCH, Scope.LAW_READ, Scope.PRIVACY_READ,
    }
)  # fmt: skip


class ApiKey(SQLModel, table=True):
    """A key. `hint` is how a person tells keys apart, and how the service finds one."""

    __tablename__ = "api_keys"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    name: str = Field(sa_column_kwargs=IMPERSONAL)
    scopes: list[str] = Field(sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: The inner keys of the lists it is limited to; null: everything of the organisation. Lists are never deleted.
    list_ids: list[int] | None = Field(default=None, sa_type=JSON(none_as_null=True), sa_column_kwargs=IMPERSONAL)
    hint: str = Field(max_length=16, index=True, sa_column_kwargs=IMPERSONAL)
    digest: bytes = Field(max_length=32, unique=True, sa_column_kwargs=IMPERSONAL)
    created_at: datetime
    expires_at: datetime | None = None
    #: To the minute, and written behind.
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def reaches(self) -> frozenset[int] | None:
        """The lists it is limited to, or None for everything."""
        return None if self.list_ids is None else frozenset(self.list_ids)


@dataclass(frozen=True)
class Asker(Reach):
    """Who asks: an organisation, or of it some lists, by a key that `name` and `hint` tell from its others."""

    name: str = ""
    hint: str = ""
    scopes: frozenset[str] = frozenset()
    key_id: int = 0
    expires_at: datetime | None = None
    last_used_at: datetime | None = None

    def may(self, needed: Iterable[str]) -> None:
        """Raises NotPermitted when the key lacks one of these scopes."""
        for scope in needed:
            if scope not in self.scopes:
                has = ", ".join(sorted(self.scopes)) or "none"
                raise NotPermitted(
                    f"This needs an API key with the scope {scope}; the scopes of this one: {has}. Make one with: "
                    f"newsletter api-key create --organisation {self.organisation.uid} --scope {scope}"
                )


async def asker(session: AsyncSession, key: str, *, now: datetime) -> Asker:
    """Who asks with this key. Raises NotAllowed for one that is unknown, revoked or expired."""
    kept = await _kept(session, key)
    if kept is None or kept[0].revoked_at is not None:
        raise NotAllowed("Send a valid API key as `Authorization: Bearer nl_…`. `newsletter api-key create` makes one.")
    found, organisation = kept
    if found.expires_at is not None and found.expires_at <= now:
        raise NotAllowed("This API key has expired. Have another one made, as by `newsletter api-key create`.")
    scopes = frozenset(found.scopes)
    return Asker(
        organisation, found.reaches, found.name, found.hint, scopes, found.id, found.expires_at, found.last_used_at
    )


async def _kept(session: AsyncSession, key: str) -> tuple[ApiKey, Organisation] | None:
    """The row of this key. Looked up by what is no secret, and then compared in constant time."""
    if not looks_like_one(key):
        return None
    query = select(ApiKey, Organisation).join(Organisation).where(ApiKey.hint == key[:HINT])
    alike = (await session.exec(query)).all()
    return next((row for row in alike if hmac.compare_digest(row[0].digest, digest(key))), None)


async def keys_in_force(session: AsyncSession, now: datetime) -> list[tuple[ApiKey, Organisation]]:
    """Every key that opens anything, oldest first, with whose it is."""
    query = select(ApiKey, Organisation).join(Organisation).where(_in_force(now)).order_by(col(ApiKey.id))
    return list((await session.exec(query)).all())


async def revoke(session: AsyncSession, hint: str, *, now: datetime) -> bool:
    """Let a key open nothing from now on; False when no key in force has this hint."""
    known = select(ApiKey).where(ApiKey.hint == hint, _in_force(now)).with_for_update()
    return any([end(session, key, now=now) for key in (await session.exec(known)).all()])


def end(session: AsyncSession, key: ApiKey, *, now: datetime) -> bool:
    """`revoke` for a key that was found; False when it was revoked before."""
    if key.revoked_at is not None:
        return False
    key.revoked_at = now
    session.add(key)
    return True


def _in_force(now: datetime) -> ColumnElement[bool]:
    return col(ApiKey.revoked_at).is_(None) & or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now)
