"""Who did what to which thing, and when? Entries that are only added to, and let go when they are old."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult
from sqlmodel import JSON, Field, Index, SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import BIGINT, IMPERSONAL, NOT_AUDITED, new_uid, words

CHUNK = 2_000  # entries let go in one transaction
YEAR = timedelta(days=366)


class Door(StrEnum):
    """By which door somebody came."""

    #: With an API key.
    API = "api"
    #: At the machine itself.
    COMMAND_LINE = "command_line"


class AuditEntry(SQLModel, table=True):
    """One thing that one request, or one command, has changed. Written in the same transaction; never changed.

    The database refuses to delete what is not old.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_organisation_id", "organisation_id", "id"),
        Index("ix_audit_entries_object_uid", "object_uid"),
        Index("ix_audit_entries_at", "at"),
        NOT_AUDITED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    #: None: it is no single organisation's.
    organisation_id: int | None = Field(default=None, foreign_key="organisations.id", sa_type=BIGINT)
    at: datetime
    door: Door = Field(sa_type=words(Door))
    #: The key's name, or the name of the operating system's user.
    who: str = Field(sa_column_kwargs=IMPERSONAL)
    #: Of the key; empty at the command line.
    hint: str = Field(max_length=16, sa_column_kwargs=IMPERSONAL)
    #: The operation_id of the OpenAPI document, or the command.
    operation: str = Field(max_length=100, sa_column_kwargs=IMPERSONAL)
    object_kind: str = Field(max_length=64, sa_column_kwargs=IMPERSONAL)
    object_uid: UUID
    #: The fields that changed; None before it was made, and after it was deleted.
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: Fields that changed and hold what is not told here: a person's data, or a secret.
    untold: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    request_id: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)


async def entries(session: AsyncSession, *conditions: Any, before: int = 0, most: int) -> Sequence[AuditEntry]:
    """The entries that meet the conditions, newest first; with `before` those older than that one."""
    older = (col(AuditEntry.id) < before,) if before else ()
    query = select(AuditEntry).where(*conditions, *older).order_by(col(AuditEntry.id).desc()).limit(most)
    return (await session.exec(query)).all()


def wanted(
    *,
    thing: UUID | None = None,
    kind: str | None = None,
    operation: str | None = None,
    hint: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Any]:
    """The conditions that stand for what somebody looks for."""
    equal = {
        AuditEntry.object_uid: thing,
        AuditEntry.object_kind: kind,
        AuditEntry.operation: operation,
        AuditEntry.hint: hint,
    }
    found: list[Any] = [column == value for column, value in equal.items() if value is not None]
    found += [col(AuditEntry.at) >= since] if since else []
    return found + ([col(AuditEntry.at) < until] if until else [])


async def let_go(session: AsyncSession, *, years: int, now: datetime) -> int:
    """Delete the oldest of the entries that have been kept long enough; answers how many."""
    old = select(AuditEntry.id).where(col(AuditEntry.at) < now - years * YEAR).order_by(col(AuditEntry.id))
    done: CursorResult[Any] = await session.exec(delete(AuditEntry).where(col(AuditEntry.id).in_(old.limit(CHUNK))))
    return done.rowcount
