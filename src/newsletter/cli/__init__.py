"""The operator's door: `newsletter serve`, `migrate`, `api-key create`, `ledger verify` and the rest."""

import sys
from functools import partial
from typing import Annotated
from uuid import UUID

import typer
from pydantic import SecretStr, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses, example, migrating
from newsletter.addresses import fingerprint
from newsletter.app import utc_now
from newsletter.cli import (
    auditing,
    campaigns,
    composing,
    describing,
    examining,
    explaining,
    forms,
    keys,
    law,
    lists,
    notices,
    organisations,
    proving,
    serving,
    subscribers,
    uncertain,
    watching,
    webhooks,
    writing,
)
from newsletter.cli.running import Json, answer, in_transaction, organisation_of, reading, started_settings
from newsletter.consent import noting
from newsletter.consent.seals import Head, newest
from newsletter.consent.verification import verify
from newsletter.errors import Misconfigured, NewsletterError
from newsletter.law.vocabulary import NoScope
from newsletter.lines import is_one_line
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned
from newsletter.settings import Environment, Settings
from newsletter.subscriptions.models import MailingList
from newsletter.subscriptions.rebuilding import rebuild
from newsletter.subscriptions.suppression import say_no

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
organisation_cli = typer.Typer(no_args_is_help=True, help="Who sends.")
ledger_cli = typer.Typer(no_args_is_help=True, help="The consent ledger.")
campaign_cli = typer.Typer(no_args_is_help=True, help="Campaigns: written, sent, and accounted for.")
organisation_cli.add_typer(organisations.cli)
campaign_cli.add_typer(writing.cli)
campaign_cli.add_typer(campaigns.cli)
campaign_cli.add_typer(uncertain.cli)
campaign_cli.add_typer(watching.cli)
notices.cli.add_typer(composing.cli)
cli.add_typer(serving.cli)
cli.add_typer(organisation_cli, name="organisation")
cli.add_typer(lists.cli, name="list")
cli.add_typer(forms.cli, name="form")
cli.add_typer(subscribers.cli, name="subscriber")
cli.add_typer(campaign_cli, name="campaign")
cli.add_typer(notices.cli, name="notice")
cli.add_typer(webhooks.cli, name="webhook")
cli.add_typer(keys.cli, name="api-key")
cli.add_typer(ledger_cli, name="ledger")
cli.add_typer(examining.cli)
cli.add_typer(proving.cli)
cli.add_typer(explaining.cli)
cli.add_typer(law.cli, name="law")
cli.add_typer(describing.cli)
cli.add_typer(auditing.cli, name="audit")


@cli.command()
def migrate() -> None:
    """Make the database, or bring it up to date. Safe to run again."""
    settings = started_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrating.migrate(settings.database)
    after: int | None = 0
    while after is not None:
        after = in_transaction(partial(_fold_anew, after=after))
    print("The database is up to date.")


async def _fold_anew(session: AsyncSession, _: Settings, *, after: int) -> int | None:
    return await rebuild(session, after=after, now=utc_now())


@cli.command("example")
def make_example() -> None:
    """Furnish the database with an example venue, and say what to open. Safe to run again."""
    settings = started_settings()
    if settings.environment is Environment.PRODUCTION:
        raise Misconfigured("The example is for development only.")
    key_file = settings.data_dir / "example-api-key"
    kept = key_file.read_text().strip() if key_file.exists() else ""
    key = in_transaction(lambda session, _: example.furnish(session, kept=kept, now=utc_now()))
    key_file.touch(mode=0o600)
    key_file.write_text(f"{key}\n")
    print(f"\n  Sign-up form   {settings.base_url}/forms/{example.SLUG}")
    if settings.own_mailbox:
        print(f"  Mailbox        {settings.base_url}/mailbox")
    print(f"  API            {settings.base_url}/api/v1   (described at {settings.base_url}/openapi.json)")
    print(f"  API key        {key}\n", flush=True)


@cli.command("settings")
def print_settings() -> None:
    """Print every setting as a Markdown table, as the README shows it."""
    print(settings_table())


@organisation_cli.command("create")
def create_organisation(
    name: Annotated[str, typer.Option(help="The legal entity's registered name.")],
    number: Annotated[str, typer.Option(help="Its organisation number.")],
    postal_address: Annotated[str, typer.Option(help="Its postal address, as every mail will tell it.")],
    email: Annotated[str, typer.Option(help="Its e-mail address.")] = "",
    as_json: Json = False,
) -> None:
    """Add a sender, and answer its id."""
    if not all(map(is_one_line, (name, number, postal_address, email))):
        raise typer.BadParameter("Each of these is one line of text.")

    async def add(session: AsyncSession, _: Settings) -> Organisation:
        made = Organisation(
            name=name, organisation_number=number, postal_address=postal_address, email=email, created_at=utc_now()
        )
        session.add(made)
        await session.flush()
        return made

    made = in_transaction(add)
    answer({"id": str(made.uid)}, str(made.uid), as_json)


@ledger_cli.command("verify")
def verify_ledger(
    head: Annotated[str, typer.Option(help="A head noted earlier, as `ledger head` prints it.")] = "",
    as_json: Json = False,
) -> None:
    """Recompute every record and every seal, compare with each head noted, and name the first thing that does not fit.

    Exit code 1 when something does not.
    """
    try:
        given = [Head.parse(head)] if head else []
    except ValueError:
        raise typer.BadParameter("A head looks like 17:9f86d0…, as `newsletter ledger head` prints it.") from None

    async def check(session: AsyncSession, settings: Settings) -> tuple[bool, dict[str, int | str | None], str]:
        kept = noting.noted(settings.heads)  # before the ledger is looked at, which may grow meanwhile
        found = await verify(session, settings.fingerprint_secret, given + kept.heads)
        broken = found.broken or kept.unreadable
        told: dict[str, int | str | None] = {
            "whole": broken is None,
            "broken": broken,
            "records": found.records,
            "seals": found.seals,
            "unsealed": found.unsealed,
            "details_erased": found.details_erased,
            "documents_erased": found.documents_erased,
            "head": str(found.head) if found.head else None,
            "compared": len(given + kept.heads),
        }
        counted = f"{found.records} records under {found.seals} seals, {found.unsealed} waiting for theirs"
        verdict = f"The ledger is whole: {counted}." if not broken else f"The ledger is broken: {broken}."
        compared = f"Compared with {len(given)} heads given and {len(kept.heads)} in {settings.heads or 'no file'}."
        return broken is None, told, f"{verdict}\n{compared}\nHead {found.head}"

    whole, told, said = reading(check)
    answer(told, said, as_json)
    raise typer.Exit(0 if whole else 1)


@ledger_cli.command("head")
def print_head() -> None:
    """Print the newest seal. Note it down elsewhere: it vouches for everything before it."""

    async def look(session: AsyncSession, _: Settings) -> str:
        seal = await newest(session)
        return str(seal.head) if seal else ""

    print(reading(look))


@cli.command("suppress")
def suppress_address(
    email: Annotated[str, typer.Argument(help="The address whose holder said no.")],
    organisation: Annotated[UUID, typer.Option(help="Id of the organisation.")],
    scope: Annotated[NoScope, typer.Option(help="How far the no reaches.")] = NoScope.ALL_MARKETING,
    mailing_list: Annotated[UUID | None, typer.Option("--list", help="With scope list: id of the list.")] = None,
    block: Annotated[bool, typer.Option("--block", help="The same as --scope everything: no mail at all.")] = False,
    note: Annotated[str, typer.Option(help="How the no was said.")] = "",
) -> None:
    """Record a person's no to an organisation's mail, said by mail, telephone or letter."""
    address = addresses.parse(email)
    if address is None:
        raise typer.BadParameter("This is not an e-mail address.")
    scope = NoScope.EVERYTHING if block else scope
    if (mailing_list is not None) != (scope is NoScope.LIST):
        raise typer.BadParameter("Give --list with --scope list, and with no other.")

    async def record(session: AsyncSession, settings: Settings) -> None:
        owner = await organisation_of(session, organisation)
        await say_no(
            session,
            owner,
            fingerprint(address, settings.fingerprint_secret),
            scope,
            mailing_list=await owned(session, MailingList, mailing_list, owner, "list") if mailing_list else None,
            facts={"channel": "operator"},
            details={"note": note} if note else {},
            now=utc_now(),
        )

    in_transaction(record)
    print("Recorded. It takes effect at once.")


def settings_table() -> str:
    """Every setting with its default and what it does, from the class itself."""
    rows = ["| Setting | Default | What it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{_as_typed(field.default)}`" if _as_typed(field.default) else ""
        told = (field.description or "").replace("|", "\\|")
        rows.append(f"| `NEWSLETTER_{name.upper()}` | {default} | {told} |")
    return "\n".join(rows)


def _as_typed(default: object) -> str:
    """A default as one would write it in the environment; empty for none and for secrets."""
    if isinstance(default, SecretStr | tuple):
        return ""
    return f"{default:g}" if isinstance(default, float) else str(default)


def main() -> None:
    """Run the command line; a refusal is one sentence, not a traceback."""
    try:
        cli()
    except (NewsletterError, ValidationError) as error:
        told = "; ".join(e["msg"] for e in error.errors()) if isinstance(error, ValidationError) else str(error)
        sys.exit(f"newsletter: {told}")
