"""`newsletter form`: what a visitor fills in to join a list. Over the API."""

from typing import Annotated
from uuid import UUID

import typer

from newsletter.cli.asking import asks, said
from newsletter.cli.naming import FormGiven, ListNamed, form_called, list_called
from newsletter.cli.telling import Told, table, thing
from newsletter_client import Newsletter
from newsletter_client.models import FormTextSent

cli = typer.Typer(no_args_is_help=True, help="Sign-up forms.")

Titles = Annotated[
    list[str],
    typer.Option("--title", help="LANGUAGE:TITLE, such as 'en:Jazz on Fridays'; one for each language of the form."),
]
Origins = Annotated[
    list[str] | None, typer.Option("--origin", help="A website whose scripts may post it; may be repeated.")
]


@cli.command("create")
@asks
async def create_form(
    api: Newsletter,
    slug: Annotated[str, typer.Argument(help="The end of its address.")],
    mailing_list: ListNamed,
    title: Titles,
    origin: Origins = None,
) -> Told:
    """Publish a form that shows the list's newest consent text in each language, and answer where it stands."""
    list_id = (await list_called(api, mailing_list)).id
    texts = await _texts(api, list_id, title)
    made = await api.forms.create(list_id=list_id, slug=slug, texts=texts, **said(origins=origin or None))
    return thing(made, "id", "url")


@cli.command("list")
@asks
async def list_forms(api: Newsletter) -> Told:
    """Tell which forms there are."""
    return table([one async for one in api.forms.list()], "id", "slug", "version", "url")


@cli.command("show")
@asks
async def show_form(api: Newsletter, named: FormGiven) -> Told:
    """Show one form."""
    return thing(await form_called(api, named))


@cli.command("change")
@asks
async def change_form(
    api: Newsletter,
    named: FormGiven,
    title: Annotated[list[str] | None, typer.Option("--title", help="LANGUAGE:TITLE; all of them anew.")] = None,
    origin: Origins = None,
) -> Told:
    """Make the next version of a form, with the newest consent texts where titles are given."""
    found = await form_called(api, named)
    texts = await _texts(api, found.list_id, title) if title else None
    return thing(await api.forms.change(found.id, **said(texts=texts, origins=origin or None)))


async def _texts(api: Newsletter, list_id: UUID, titles: list[str]) -> list[FormTextSent]:
    """The form in each language, with the newest words there are in it."""
    newest = {text.language: text.id async for text in api.lists.list_consent_texts(list_id)}  # oldest first
    texts = []
    for language, colon, title in (one.partition(":") for one in titles):
        if not colon or language not in newest:
            there = ", ".join(newest) or "none; `newsletter list text` adds one"
            raise typer.BadParameter(f"Write LANGUAGE:TITLE. Consent texts of this list are in: {there}.")
        texts.append(FormTextSent(title=title.strip(), consent_text_id=newest[language]))
    return texts
