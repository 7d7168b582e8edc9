"""The operator's door: `newsletter serve`, `migrate`, `api-key create`, `ledger verify` and the rest."""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import structlog
import typer
import uvicorn
from pydantic import SecretStr, ValidationError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses, example, migrating
from newsletter.access.keys import create_key
from newsletter.addresses import fingerprint
from newsletter.app import create_app, utc_now
from newsletter.consent.seals import Head, check_key, newest
from newsletter.consent.verification import verify
from newsletter.database import Database
from newsletter.errors import Misconfigured, NewsletterError, NotFound
from newsletter.law.facts import Suppression
from newsletter.lines import is_one_line
from newsletter.organisations.models import Organisation
from newsletter.settings import Environment, Settings, with_development_keys
from newsletter.subscriptions.suppression import suppress

Answer = TypeVar("Answer")
GRACE = 10  # seconds a slow visitor may keep the service from ending what it sends
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]

cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
organisation_cli = typer.Typer(no_args_is_help=True, help="Who sends.")
key_cli = typer.Typer(no_args_is_help=True, help="API keys.")
ledger_cli = typer.Typer(no_args_is_help=True, help="The consent ledger.")
cli.add_typer(organisation_cli, name="organisation")
cli.add_typer(key_cli, name="api-key")
cli.add_typer(ledger_cli, name="ledger")


@cli.command()
def serve() -> None:
    """Answer requests, launch, send and seal, until told to stop."""
    settings = _settings()
    _reading(lambda session, settings: check_key(session, settings.fingerprint_secret))
    app = create_app(settings)
    # uvicorn ends in good order and then raises the signal once more; being told to stop is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # The access log would hold the tokens of links; it stays off.
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
    )


@cli.command()
def migrate() -> None:
    """Make the database, or bring it up to date. Safe to run again."""
    settings = _settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrating.migrate(settings.database)
    print("The database is up to date.")


@cli.command("example")
def make_example() -> None:
    """Furnish the database with an example venue, and say what to open. Safe to run again."""
    settings = _settings()
    if settings.environment is Environment.PRODUCTION:
        raise Misconfigured("The example is for development only.")
    key_file = settings.data_dir / "example-api-key"
    kept = key_file.read_text().strip() if key_file.exists() else ""
    key = _in_transaction(lambda session, _: example.furnish(session, kept=kept, now=utc_now()))
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

    made = _in_transaction(add)
    _say({"id": str(made.uid)}, str(made.uid), as_json)


@key_cli.command("create")
def create_api_key(
    organisation: Annotated[UUID, typer.Option(help="Id of the organisation.")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "",
    as_json: Json = False,
) -> None:
    """Make an API key. It is shown once."""

    async def make(session: AsyncSession, _: Settings) -> str:
        return await create_key(session, await _organisation(session, organisation), name, now=utc_now())

    key = _in_transaction(make)
    _say({"api_key": key}, key, as_json)


@ledger_cli.command("verify")
def verify_ledger(
    head: Annotated[str, typer.Option(help="A head noted earlier, as `ledger head` prints it.")] = "",
    as_json: Json = False,
) -> None:
    """Recompute every record and every seal; name the first that does not fit. Exit code 1 when one does not."""
    try:
        noted = Head.parse(head) if head else None
    except ValueError:
        raise typer.BadParameter("A head looks like 17:9f86d0…, as `newsletter ledger head` prints it.") from None

    async def check(session: AsyncSession, settings: Settings) -> tuple[bool, dict[str, int | str | None], str]:
        found = await verify(session, settings.fingerprint_secret, noted)
        told: dict[str, int | str | None] = {
            "whole": found.broken is None,
            "broken": found.broken,
            "records": found.records,
            "seals": found.seals,
            "unsealed": found.unsealed,
            "details_erased": found.details_erased,
            "head": str(found.head) if found.head else None,
        }
        counted = f"{found.records} records under {found.seals} seals, {found.unsealed} waiting for theirs"
        verdict = f"The ledger is whole: {counted}." if not found.broken else f"The ledger is broken: {found.broken}."
        return found.broken is None, told, f"{verdict}\nHead {found.head}"

    whole, told, said = _reading(check)
    _say(told, said, as_json)
    raise typer.Exit(0 if whole else 1)


@ledger_cli.command("head")
def print_head() -> None:
    """Print the newest seal. Note it down elsewhere: it vouches for everything before it."""

    async def look(session: AsyncSession, _: Settings) -> str:
        seal = await newest(session)
        return str(Head(seal.number, seal.digest)) if seal else ""

    print(_reading(look))


@cli.command("suppress")
def suppress_address(
    email: Annotated[str, typer.Argument(help="The address that gets nothing more.")],
    organisation: Annotated[UUID, typer.Option(help="Id of the organisation.")],
    block: Annotated[bool, typer.Option("--block", help="No mail at all, not only no marketing.")] = False,
    note: Annotated[str, typer.Option(help="How the no was said.")] = "",
) -> None:
    """Record a person's no to all marketing of an organisation, said by mail, telephone or letter."""
    address = addresses.parse(email)
    if address is None:
        raise typer.BadParameter("This is not an e-mail address.")

    async def record(session: AsyncSession, settings: Settings) -> None:
        await suppress(
            session,
            await _organisation(session, organisation),
            fingerprint(address, settings.fingerprint_secret),
            Suppression.BLOCK if block else Suppression.OBJECTION,
            channel="operator",
            details={"note": note} if note else {},
            now=utc_now(),
        )

    _in_transaction(record)
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


async def _organisation(session: AsyncSession, uid: UUID) -> Organisation:
    found = (await session.exec(select(Organisation).where(Organisation.uid == uid))).first()
    if found is None:
        raise NotFound("organisation")
    return found


def _settings() -> Settings:
    settings = Settings()
    renderer = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return with_development_keys(settings)


def _in_transaction(work: Callable[[AsyncSession, Settings], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_with_session(work, writing=True))


def _reading(work: Callable[[AsyncSession, Settings], Awaitable[Answer]]) -> Answer:
    return asyncio.run(_with_session(work, writing=False))


async def _with_session(work: Callable[[AsyncSession, Settings], Awaitable[Answer]], *, writing: bool) -> Answer:
    settings = _settings()
    database = Database(settings.database)
    try:
        await migrating.check_migrated(database)
        async with database.transaction() if writing else database.reading() as session:
            if writing:
                await check_key(session, settings.fingerprint_secret)
            return await work(session, settings)
    finally:
        await database.close()


def _say(as_data: object, as_words: str, as_json: bool) -> None:
    print(json.dumps(as_data) if as_json else as_words)


def main() -> None:
    """Run the command line; a refusal is one sentence, not a traceback."""
    try:
        cli()
    except (NewsletterError, ValidationError) as error:
        told = "; ".join(e["msg"] for e in error.errors()) if isinstance(error, ValidationError) else str(error)
        sys.exit(f"newsletter: {told}")
