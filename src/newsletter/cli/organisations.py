"""`newsletter organisation show` and `change`: who sends, as every mail tells it. Over the API."""

from typing import Annotated

import typer

from newsletter.cli.asking import asks, said
from newsletter.cli.telling import Told, thing
from newsletter_client import Newsletter
from newsletter_client.models import OrganisationShown

cli = typer.Typer()


async def own(api: Newsletter) -> OrganisationShown:
    """The organisation the key belongs to."""
    return await anext(api.organisations.list())


@cli.command("show")
@asks
async def show_organisation(api: Newsletter) -> Told:
    """Show the sender that the key belongs to."""
    return thing(await own(api))


@cli.command("change")
@asks
async def change_organisation(
    api: Newsletter,
    name: Annotated[str | None, typer.Option(help="The legal entity's registered name.")] = None,
    number: Annotated[str | None, typer.Option(help="Its organisation number.")] = None,
    postal_address: Annotated[str | None, typer.Option(help="Its postal address, as every mail will tell it.")] = None,
    email: Annotated[str | None, typer.Option(help="Its e-mail address.")] = None,
    website: Annotated[str | None, typer.Option(help="Its website.")] = None,
    privacy_policy_url: Annotated[str | None, typer.Option(help="Where its privacy policy stands.")] = None,
    country: Annotated[str | None, typer.Option(help="The code of its country, such as NO.")] = None,
) -> Told:
    """Change what mails tell about the sender; what is left out stays."""
    changes = said(
        name=name,
        organisation_number=number,
        postal_address=postal_address,
        email=email,
        website=website,
        privacy_policy_url=privacy_policy_url,
        country=country,
    )
    return thing(await api.organisations.change((await own(api)).id, **changes))
