"""`newsletter list`: what people are asked to join, the words that ask, and who is on it. Over the API."""

from typing import Annotated

import typer

from newsletter.cli.asking import asks, said
from newsletter.cli.naming import ListGiven, list_called
from newsletter.cli.telling import Told, table, thing
from newsletter_client import Newsletter

cli = typer.Typer(no_args_is_help=True, help="Lists, the words that ask for consent, and who is on them.")

SenderName = Annotated[str | None, typer.Option(help="Who mails are from, as people read it.")]
SenderEmail = Annotated[str | None, typer.Option(help="From which address.")]
ReplyTo = Annotated[str | None, typer.Option(help="Where answers go. Without it a list cannot send.")]
Description = Annotated[str | None, typer.Option(help="What comes.")]


@cli.command("create")
@asks
async def create_list(
    api: Newsletter,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    language: Annotated[str, typer.Option(help="nb or en.")],
    sender_name: Annotated[str, typer.Option(help="Who mails are from, as people read it.")],
    sender_email: Annotated[str, typer.Option(help="From which address.")],
    reply_to: ReplyTo = None,
    description: Description = None,
) -> Told:
    """Make a list, and answer its id."""
    more = said(reply_to=reply_to, description=description)
    made = await api.lists.create(
        name=name, language=language, sender_name=sender_name, sender_email=sender_email, **more
    )
    return thing(made, "id")


@cli.command("list")
@asks
async def list_lists(api: Newsletter) -> Told:
    """Tell which lists there are."""
    return table([one async for one in api.lists.list()], "id", "name", "language", "sender_email")


@cli.command("show")
@asks
async def show_list(api: Newsletter, named: ListGiven) -> Told:
    """Show one list."""
    return thing(await list_called(api, named))


@cli.command("change")
@asks
async def change_list(
    api: Newsletter,
    named: ListGiven,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    sender_name: SenderName = None,
    sender_email: SenderEmail = None,
    reply_to: ReplyTo = None,
    description: Description = None,
) -> Told:
    """Change a list; what is left out stays."""
    changes = said(
        name=name, sender_name=sender_name, sender_email=sender_email, reply_to=reply_to, description=description
    )
    return thing(await api.lists.change((await list_called(api, named)).id, **changes))


@cli.command("delete")
@asks
async def delete_list(api: Newsletter, named: ListGiven) -> Told:
    """Retire a list: nobody can join it or be mailed by it. Its evidence stays."""
    found = await list_called(api, named)
    await api.lists.delete(found.id)
    return Told({"deleted": str(found.id)}, f"{found.name} is retired.")


@cli.command("people")
@asks
async def list_people(api: Newsletter, named: ListGiven) -> Told:
    """Tell who is on a list, and on what legal basis."""
    found = await list_called(api, named)
    people = [one async for one in api.lists.list_subscriptions(found.id)]
    return table(people, "subscriber_id", "email", "state", "legal_basis", "changed_at")


@cli.command("text")
@asks
async def create_text(
    api: Newsletter,
    named: ListGiven,
    language: Annotated[str, typer.Option(help="nb or en.")],
    words: Annotated[str, typer.Option(help="The words beside the box.")],
    content: Annotated[str, typer.Option(help="What comes, as the words tell it.")],
    frequency: Annotated[str, typer.Option(help="How often, as the words tell it.")],
    withdrawal: Annotated[str, typer.Option(help="How one gets off again.")],
) -> Told:
    """Add the next version of the words that ask for consent, and answer its id."""
    made = await api.lists.create_consent_text(
        (await list_called(api, named)).id,
        language=language,
        words=words,
        content=content,
        frequency=frequency,
        withdrawal=withdrawal,
    )
    return thing(made, "id", "version", "language")


@cli.command("texts")
@asks
async def list_texts(api: Newsletter, named: ListGiven) -> Told:
    """Tell each version of the words that asked for consent."""
    found = await list_called(api, named)
    texts = [one async for one in api.lists.list_consent_texts(found.id)]
    return table(texts, "id", "language", "version", "words")
