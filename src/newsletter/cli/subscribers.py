"""`newsletter subscriber`: the people we know, and what is known of them. Over the API."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from newsletter.cli.asking import asks, said
from newsletter.cli.naming import ListNamed, Person, list_called, person_called
from newsletter.cli.telling import Told, table, thing
from newsletter_client import Newsletter

cli = typer.Typer(no_args_is_help=True, help="People, by their mailboxes.")


@cli.command("add")
@asks
async def add_subscriber(
    api: Newsletter,
    email: Annotated[str, typer.Argument(help="The person's address.")],
    mailing_list: ListNamed,
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
) -> Told:
    """Bring in an address without proof of consent. It gets no marketing before it has confirmed."""
    made = await api.lists.create_subscription(
        (await list_called(api, mailing_list)).id, email=email, **said(name=name)
    )
    return thing(made, "subscriber_id", "state", "legal_basis")


@cli.command("list")
@asks
async def list_subscribers(api: Newsletter) -> Told:
    """Tell which people are known. `newsletter list people` tells who is on one list."""
    return table([one async for one in api.subscribers.list()], "id", "email", "name", "language", "country")


@cli.command("show")
@asks
async def show_subscriber(api: Newsletter, person: Person) -> Told:
    """Show one person, with the noes that stand."""
    return thing(await person_called(api, person))


@cli.command("change")
@asks
async def change_subscriber(
    api: Newsletter,
    person: Person,
    name: Annotated[str | None, typer.Option(help="The person's name. Empty: not known.")] = None,
    language: Annotated[str | None, typer.Option(help="nb or en.")] = None,
    country: Annotated[str | None, typer.Option(help="Its code, such as NO. Empty: not known.")] = None,
    born_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Their birthday.")] = None,
) -> Told:
    """Correct what is known of a person; what is left out stays."""
    changes = said(name=name, language=language, country=country, born_on=born_on.date() if born_on else None)
    return thing(await api.subscribers.change((await person_called(api, person)).id, **changes))


@cli.command("address")
@asks
async def change_address(
    api: Newsletter,
    person: Person,
    email: Annotated[str, typer.Argument(help="The new address.")],
    by: Annotated[
        Literal["email", "phone", "letter", "in_person", "other"], typer.Option(help="How the person told it.")
    ],
    note: Annotated[str | None, typer.Option(help="What was said.")] = None,
) -> Told:
    """Ask a person's new mailbox whether it is theirs. Nothing is changed before it has confirmed."""
    found = await person_called(api, person)
    return thing(await api.subscribers.create_address_change(found.id, email=email, channel=by, **said(note=note)))
