"""API keys by API key: seen, made with no more than the maker has, and revoked."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access import making
from newsletter.access.keys import ApiKey, Asker, Scope, end
from newsletter.errors import Invalid, Problem
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import MailingList
from newsletter.web.api.fields import FilledLine, Page, Sent, Shown, Window
from newsletter.web.dependencies import Now, Reading, Writing, asker_with
from newsletter.web.repeating import ShownOnce

router = APIRouter(tags=["api-keys"])

Keeper = Annotated[Asker, asker_with(Scope.KEYS_WRITE)]


class ApiKeySent(Sent):
    """A key to be made. It may have no more scopes, lists or time than the key that makes it."""

    name: FilledLine = Field(description="What it is for, or whose it is.")
    scopes: list[Scope | Literal["marketing"]] = Field(
        min_length=1,
        max_length=50,
        description="What it may be used for. `marketing` stands for all that sending takes.",
    )
    list_ids: list[UUID] | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="The lists it is limited to. Null: all of the organisation.",
    )
    expires_at: datetime | None = Field(default=None, description="It opens nothing from then on. Null: it stays good.")


class ApiKeyShown(Shown):
    """A key, without itself. `hint` is how it begins; `last_used_at` is true to the minute."""

    name: str
    hint: str
    scopes: list[str]
    list_ids: list[UUID] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class ApiKeyMade(ApiKeyShown, ShownOnce):
    """A new key. `key` is shown this once, and kept as a hash."""

    key: str


SHOWN = {"name", "hint", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"}


async def shown(session: AsyncSession, found: Sequence[ApiKey]) -> list[ApiKeyShown]:
    limits = {number for key in found for number in key.list_ids or ()}
    named = select(MailingList.id, MailingList.uid).where(col(MailingList.id).in_(limits))
    uids = dict((await session.exec(named)).all()) if limits else {}
    return [
        ApiKeyShown(
            id=key.uid,
            list_ids=None if key.list_ids is None else [uids[number] for number in key.list_ids],
            **key.model_dump(include=SHOWN),
        )
        for key in found
    ]


@router.post("/api-keys", status_code=201, operation_id="create_api_key")
async def create_api_key(sent: ApiKeySent, keeper: Keeper, session: Writing, now: Now) -> ApiKeyMade:
    """Make a key and answer it, this once. Nobody can give another key what their own has not."""
    if sent.expires_at is not None and sent.expires_at.tzinfo is None:
        raise Invalid(Problem("/expires_at", "time", "Give a time with its offset."))
    lists = None
    if sent.list_ids is not None:
        lists = [(await owned(session, MailingList, each, keeper, "list")).id for each in sent.list_ids]
    kept, key = await making.make_by(
        session,
        keeper,
        sent.name,
        scopes=sent.scopes,
        lists=lists,
        expires_at=sent.expires_at.astimezone(UTC) if sent.expires_at else None,
        now=now,
    )
    (made,) = await shown(session, [kept])
    return ApiKeyMade(key=key, **made.model_dump())


@router.get("/api-keys", operation_id="list_api_keys")
async def list_api_keys(keeper: Keeper, session: Reading, window: Annotated[Window, Query()]) -> Page[ApiKeyShown]:
    """Every key the organisation has or had; with a key for some lists, those for no others."""
    found = await making.keys_of(session, keeper, after=window.after)
    return Page(**window.page(await shown(session, found), [key.id for key in found]))


@router.get("/api-keys/{api_key_id}", operation_id="get_api_key")
async def get_api_key(api_key_id: UUID, keeper: Keeper, session: Reading) -> ApiKeyShown:
    """One key, without itself."""
    return (await shown(session, [await making.key_of(session, keeper, api_key_id)]))[0]


@router.delete("/api-keys/{api_key_id}", status_code=204, operation_id="revoke_api_key")
async def revoke_api_key(api_key_id: UUID, keeper: Keeper, session: Writing, now: Now) -> None:
    """Let a key open nothing from this moment on. It stays on record. Revoked again, it is as it was."""
    end(session, await making.key_of(session, keeper, api_key_id), now=now)
