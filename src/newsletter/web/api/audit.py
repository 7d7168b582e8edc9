"""Who did what, and when?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from newsletter.access.audit import AuditEntry, Door, entries, wanted
from newsletter.access.keys import Scope
from newsletter.organisations.models import Organisation
from newsletter.web.api.fields import Instant, Line, Page, Shown, Window
from newsletter.web.dependencies import Reading, caller_with

router = APIRouter(tags=["audit"])

Auditor = Annotated[Organisation, caller_with(Scope.AUDIT_READ)]


class AuditEntryShown(Shown):
    """One thing that one request, or one command, has changed."""

    at: datetime
    door: Door
    who: str = Field(description="The key's name, or the operating system's name of who typed the command.")
    key_hint: str | None = Field(description="The first letters of the API key; null at the command line.")
    operation: str = Field(description="The operationId, or the command.")
    object_kind: str
    object_id: UUID
    before: dict[str, Any] | None = Field(description="The changed fields as they were; null: it was made.")
    after: dict[str, Any] | None = Field(
        description="The changed fields as they are, and what was done; null: it was deleted."
    )
    untold: list[str] = Field(description="Fields that changed and are not told: of a person, or a secret.")
    request_id: str | None = Field(description="The X-Request-Id that was sent along.")


class AuditFilter(Window):
    """Which entries are asked for."""

    object_id: UUID | None = None
    object_kind: Line | None = None
    operation: Line | None = None
    key_hint: Line | None = None
    since: Instant | None = Field(default=None, alias="from", description="From then on, with its offset.")
    until: Instant | None = Field(default=None, description="Before then, with its offset.")


def entry_shown(found: AuditEntry) -> AuditEntryShown:
    told = found.model_dump(include=set(AuditEntryShown.model_fields) - {"id"})
    return AuditEntryShown(id=found.uid, object_id=found.object_uid, key_hint=found.hint or None, **told)


@router.get("/audit", operation_id="list_audit_entries")
async def list_audit_entries(
    asker: Auditor, session: Reading, sought: Annotated[AuditFilter, Query()]
) -> Page[AuditEntryShown]:
    """Who changed what, newest first, by API key or command line. What people did themselves is in the ledger."""
    which = wanted(
        thing=sought.object_id,
        kind=sought.object_kind,
        operation=sought.operation,
        hint=sought.key_hint,
        since=sought.since,
        until=sought.until,
    )
    theirs = AuditEntry.organisation_id == asker.id
    rows = await entries(session, theirs, *which, before=sought.after, most=sought.limit + 1)
    return Page(**sought.page([entry_shown(row) for row in rows], [row.id for row in rows]))
