"""Which one is meant? Lists by name or id, forms by slug or id, people by address or id."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from newsletter_client import Newsletter
from newsletter_client.models import FormShown, ListShown, SubscriberShown

ListNamed = Annotated[str, typer.Option("--list", help="Name or id of the list.")]
ListGiven = Annotated[str, typer.Argument(metavar="LIST", help="Its name or id.")]
FormGiven = Annotated[str, typer.Argument(metavar="FORM", help="Its slug or id.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="Their address or id.")]
CampaignGiven = Annotated[UUID, typer.Argument(metavar="CAMPAIGN", help="Its id.")]
NoticeGiven = Annotated[UUID, typer.Argument(metavar="NOTICE", help="Its id.")]
WebhookGiven = Annotated[UUID, typer.Argument(metavar="WEBHOOK", help="Its id.")]

Found = TypeVar("Found", ListShown, FormShown)


async def list_called(api: Newsletter, named: str) -> ListShown:
    return await _the_one(api.lists.list(), named, "list", lambda one: one.name)


async def form_called(api: Newsletter, named: str) -> FormShown:
    return await _the_one(api.forms.list(), named, "form", lambda one: one.slug)


async def person_called(api: Newsletter, named: str) -> SubscriberShown:
    if "@" not in named:
        return await api.subscribers.get(named)
    async for person in api.subscribers.list(email=named):
        return person
    raise typer.BadParameter("Nothing is held about this address. Check its spelling.")


async def _the_one(all_of_them: AsyncIterator[Found], named: str, kind: str, name_of: Callable[[Found], str]) -> Found:
    """The one of this id or name; the case of its letters does not matter."""
    known = [one async for one in all_of_them]
    meant = [one for one in known if named == str(one.id) or named.casefold() == name_of(one).casefold()]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise typer.BadParameter(f"{len(meant)} have the name {named!r}. Give the id: `newsletter {kind} list`.")
    names = ", ".join(name_of(one) for one in known) or "none yet"
    raise typer.BadParameter(f"There is no {kind} {named!r}. There are: {names}.")
