"""`newsletter proof` and `newsletter processing-record`: what the sender must be able to show."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from pydantic import TypeAdapter
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.addresses import fingerprint
from newsletter.app import utc_now
from newsletter.cli.running import Json, organisation_of, reading
from newsletter.consent.seals import check_key
from newsletter.languages import LANGUAGES, SOURCE
from newsletter.privacy.gathering import Named, gather
from newsletter.privacy.processing import ProcessingRecord, processing_record
from newsletter.privacy.proof import Proof
from newsletter.privacy.telling.account import account
from newsletter.privacy.telling.document import markdown
from newsletter.privacy.telling.printing import print_document
from newsletter.privacy.telling.register import register
from newsletter.privacy.telling.translating import in_language
from newsletter.settings import Settings

cli = typer.Typer()

ForOrganisation = Annotated[UUID, typer.Option(help="Id of the organisation.")]
InLanguage = Annotated[str, typer.Option(help=f"The language it is written in: {', '.join(LANGUAGES)}.")]


@cli.command("proof")
def prove(
    addresses_asked: Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="Whom the proof is about.")],
    organisation: ForOrganisation,
    pdf: Annotated[Path | None, typer.Option(help="Write it as PDF to this file.")] = None,
    language: Annotated[
        str | None, typer.Option(help=f"The language: {', '.join(LANGUAGES)}. Without it nb, and en in JSON.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show all consents, noes and mails of one or several addresses, and what is lacking. Works after erasure too."""
    parsed = {text: addresses.parse(text) for text in addresses_asked}
    if wrong := [text for text, address in parsed.items() if address is None]:
        raise typer.BadParameter(f"This is not an e-mail address: {', '.join(wrong)}.")

    async def look(session: AsyncSession, settings: Settings) -> Proof:
        # Another key would find nobody, and the proof would say that nothing is recorded.
        await check_key(session, settings.fingerprint_secret)
        asked = [
            Named(text, fingerprint(address, settings.fingerprint_secret))
            for text, address in parsed.items()
            if address
        ]
        return await gather(session, await organisation_of(session, organisation), asked, now=utc_now())

    proof = reading(look)
    told = account(proof, _spoken(language or LANGUAGES[0]))
    if pdf is not None:
        pdf.touch(mode=0o600)
        pdf.write_bytes(print_document(told))
    if as_json:
        print(TypeAdapter(Proof).dump_json(in_language(proof, language or SOURCE), indent=2).decode())
    elif pdf is not None:
        print(f"Written to {pdf}.")
    else:
        print(markdown(told), end="")


@cli.command("processing-record")
def print_processing_record(
    organisation: ForOrganisation, language: InLanguage = LANGUAGES[0], as_json: Json = False
) -> None:
    """Print the record of processing activities (GDPR art. 30), from what the program holds."""

    async def look(session: AsyncSession, settings: Settings) -> ProcessingRecord:
        asked_by = await organisation_of(session, organisation)
        return await processing_record(session, settings, asked_by, now=utc_now())

    record = reading(look)
    if as_json:
        print(TypeAdapter(ProcessingRecord).dump_json(record, indent=2).decode())
    else:
        print(markdown(register(record, _spoken(language))), end="")


def _spoken(language: str) -> str:
    if language not in LANGUAGES:
        raise typer.BadParameter(f"There is no such language here. There are: {', '.join(LANGUAGES)}.")
    return language
