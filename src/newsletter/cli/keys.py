"""The operator's door to API keys: `newsletter api-key create`, `list`, `revoke`."""

from typing import Annotated
from uuid import UUID

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access import keys
from newsletter.access.keys import Scope
from newsletter.app import utc_now
from newsletter.cli.running import Json, answer, in_transaction, organisation_of, reading
from newsletter.settings import Settings

cli = typer.Typer(no_args_is_help=True, help="API keys.")


@cli.command("create")
def create_api_key(
    organisation: Annotated[UUID, typer.Option(help="Id of the organisation.")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "",
    scope: Annotated[list[Scope] | None, typer.Option(help="What it may do; may be repeated. [marketing]")] = None,
    as_json: Json = False,
) -> None:
    """Make an API key. It is shown once."""

    async def make(session: AsyncSession, _: Settings) -> str:
        owner = await organisation_of(session, organisation)
        return await keys.create_key(session, owner, name, scopes=scope or (Scope.MARKETING,), now=utc_now())

    key = in_transaction(make)
    answer({"api_key": key}, key, as_json)


@cli.command("list")
def list_api_keys(as_json: Json = False) -> None:
    """Tell which keys there are: hint, scopes, name, and whose. The keys themselves are not kept."""

    found = reading(lambda session, _: keys.keys_in_force(session))
    told = [
        {"hint": key.hint, "scopes": key.scopes, "name": key.name, "organisation": str(owner.uid)}
        for key, owner in found
    ]
    lines = (f"{key.hint}  {','.join(key.scopes)}  {owner.uid}  {key.name}" for key, owner in found)
    answer(told, "\n".join(lines), as_json)


@cli.command("revoke")
def revoke_api_key(hint: Annotated[str, typer.Argument(help="Its first eleven characters.")]) -> None:
    """Let a key open nothing from this moment on."""
    if not in_transaction(lambda session, _: keys.revoke(session, hint, now=utc_now())):
        raise typer.BadParameter("No key begins so. `newsletter api-key list` shows them.")
    print("Revoked. It opens nothing any more.")
