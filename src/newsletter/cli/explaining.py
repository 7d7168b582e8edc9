"""`newsletter explain`: why somebody would get a campaign, or why not."""

from typing import Annotated
from uuid import UUID

import typer
from pydantic import TypeAdapter
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses, languages
from newsletter.addresses import fingerprint
from newsletter.app import utc_now
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning
from newsletter.cli.running import Json, answer, reading
from newsletter.errors import NotFound
from newsletter.privacy.explanation import Explanation, explain
from newsletter.settings import Settings
from newsletter.subscriptions.models import Subscriber

cli = typer.Typer()


@cli.command("explain")
def explain_address(
    email: Annotated[str, typer.Argument(help="The person's address.")],
    campaign: Annotated[UUID, typer.Option(help="Id of the campaign.")],
    language: Annotated[str, typer.Option(help="nb or en.")] = languages.SOURCE,
    as_json: Json = False,
) -> None:
    """Tell whether a person would get a campaign now, and why: the decision, its facts, the records behind them."""
    address = addresses.parse(email)
    if address is None or language not in languages.LANGUAGES:
        raise typer.BadParameter("Give an e-mail address, and nb or en as the language.")

    async def ask(session: AsyncSession, settings: Settings) -> Explanation:
        found = (await session.exec(select(Campaign).where(Campaign.uid == campaign))).first()
        if found is None:
            raise NotFound("campaign", "Check its id.")
        whose = fingerprint(address, settings.fingerprint_secret)
        theirs = (Subscriber.organisation_id == found.organisation_id, Subscriber.fingerprint == whose)
        subscriber = (await session.exec(select(Subscriber).where(*theirs))).first()
        if subscriber is None:
            raise NotFound(
                "subscriber",
                "Nothing is held about this address. Check its spelling, and that the campaign is one of the right "
                "organisation.",
            )
        at = Reckoning(utc_now(), settings.zone, settings.law_policy)
        return await explain(session, found, subscriber, at, language)

    explained = reading(ask)
    answer(TypeAdapter(Explanation).dump_python(explained, mode="json"), _in_words(explained), as_json)


def _in_words(explained: Explanation) -> str:
    lines = [explained.about.says, "", *explained.words, *([explained.delivery.says] if explained.delivery else []), ""]
    for fact in explained.facts:
        lines.append(f"{fact.means}: {fact.says}")
        lines += [f"    {one.says} ({one.id})" for one in explained.records if one.id in fact.records]
    return "\n".join(lines)
