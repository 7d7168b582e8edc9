"""The operator's door to API keys: `newsletter api-key create`, `list`, `revoke`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access import keys
from newsletter.access.keys import MARKETING, ApiKey, Scope
from newsletter.access.making import create_key
from newsletter.app import utc_now
from newsletter.cli.running import Json, answer, in_transaction, organisation_meant, reading
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.settings import Settings
from newsletter.subscriptions.models import MailingList

cli = typer.Typer(no_args_is_help=True, help="API keys.")

SCOPES = f"What it may do; may be repeated. {MARKETING} (all that sending takes), {', '.join(Scope)}."
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day from which it opens nothing, in the time zone of the settings."),
]


@cli.command("create")
def create_api_key(
    organisation: Annotated[UUID | None, typer.Option(help="Id of the organisation. (the only one)")] = None,
    name: Annotated[str, typer.Option(help="What the key is for.")] = "",
    scope: Annotated[list[str], typer.Option(help=SCOPES)] = [MARKETING],  # noqa: B006  (read by typer, once)
    mailing_list: Annotated[
        list[UUID] | None, typer.Option("--list", help="Id of a list it is limited to; may be repeated. (all)")
    ] = None,
    expires: Day = None,
    as_json: Json = False,
) -> None:
    """Make an API key. It is shown once."""

    async def make(session: AsyncSession, settings: Settings) -> str:
        owner = await organisation_meant(session, organisation)
        lists = [(await owned(session, MailingList, each, owner, "list")).id for each in mailing_list or ()]
        end = expires.replace(tzinfo=settings.zone).astimezone(UTC) if expires else None
        return await create_key(session, owner, name, scopes=scope, lists=lists or None, expires_at=end, now=utc_now())

    key = in_transaction(make)
    answer({"api_key": key}, key, as_json)


@cli.command("list")
def list_api_keys(as_json: Json = False) -> None:
    """Tell which keys open something: hint, scopes, lists, end, last use, name, whose. They themselves are not kept."""

    async def ask(session: AsyncSession, _: Settings) -> tuple[list[tuple[ApiKey, Organisation]], dict[int, str]]:
        found = await keys.keys_in_force(session, utc_now())
        return found, await _lists_named(session, [key for key, _ in found])

    found, lists = reading(ask)
    told = [
        {
            "hint": key.hint,
            "scopes": key.scopes,
            "lists": None if key.list_ids is None else [lists[each] for each in key.list_ids],
            "expires_at": _written(key.expires_at),
            "last_used_at": _written(key.last_used_at),
            "name": key.name,
            "organisation": str(owner.uid),
        }
        for key, owner in found
    ]
    answer(told, "\n".join(_line(key, owner, lists) for key, owner in found), as_json)


@cli.command("revoke")
def revoke_api_key(hint: Annotated[str, typer.Argument(help="Its first eleven characters.")]) -> None:
    """Let a key open nothing from this moment on."""
    if not in_transaction(lambda session, _: keys.revoke(session, hint, now=utc_now())):
        raise typer.BadParameter("No key begins so. `newsletter api-key list` shows them.")
    print("Revoked. It opens nothing any more.")


async def _lists_named(session: AsyncSession, found: Sequence[ApiKey]) -> dict[int, str]:
    limits = {each for key in found for each in key.list_ids or ()}
    query = select(MailingList.id, MailingList.uid).where(col(MailingList.id).in_(limits))
    return {number: str(uid) for number, uid in (await session.exec(query)).all()}


def _line(key: ApiKey, owner: Organisation, lists: dict[int, str]) -> str:
    limited = "all lists" if key.list_ids is None else ",".join(lists[each] for each in key.list_ids)
    ends = f"until {_written(key.expires_at)}" if key.expires_at else "without end"
    used = f"used {_written(key.last_used_at)}" if key.last_used_at else "not used yet"
    return "  ".join([key.hint, ",".join(key.scopes), limited, ends, used, str(owner.uid), key.name])


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
