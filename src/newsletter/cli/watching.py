"""`newsletter campaign watch`: how far a campaign is, until it has gone or only a person can move it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from newsletter.app import utc_now
from newsletter.campaigns.models import CampaignState
from newsletter.campaigns.watching import GONE, Looks, Progress
from newsletter.cli.running import Json, campaign_of, opened_database
from newsletter.deliveries import DeliveryState

cli = typer.Typer()

PAUSED, WAITS_FOR_YOU, CANCELLED, INTERRUPTED = 3, 4, 5, 130
TOLD = (
    DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNCERTAIN,
    DeliveryState.WITHHELD, DeliveryState.CANCELLED,
)  # fmt: skip


@cli.command("watch")
def watch_campaign(
    campaign: Annotated[UUID, typer.Argument(help="Id of the campaign.")], as_json: Json = False
) -> None:
    """Show how far a campaign is, until it has gone or is paused; with --json one object a line.

    Exit code 0 when it is finished, 3 when it is paused, 4 when nobody has launched it, 5 when it is cancelled, 130
    after Ctrl-C.
    """
    follow(campaign, _looks(campaign), as_json)


def follow(campaign: UUID, looks: AsyncIterator[Progress], as_json: bool) -> NoReturn:
    """Show each look, and end the command as the campaign ended."""
    try:
        last = asyncio.run(_show(looks, as_json))
    except KeyboardInterrupt:
        print("You have stopped watching. The campaign goes on.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    if last.state is CampaignState.PAUSED:
        why = last.paused_because or "Somebody paused it."
        print(f"{why} `newsletter campaign resume {campaign}` lets it go on.", file=sys.stderr)
    codes = {CampaignState.FINISHED: 0, CampaignState.PAUSED: PAUSED, CampaignState.CANCELLED: CANCELLED}
    raise typer.Exit(codes.get(last.state, WAITS_FOR_YOU))


async def _show(looks: AsyncIterator[Progress], as_json: bool) -> Progress:
    if as_json or not sys.stdout.isatty():
        async for seen in looks:
            print(seen.as_json() if as_json else in_words(seen), flush=True)
        return seen
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Bar(*columns, console=Console()) as bar:
        task = bar.add_task("")
        async for seen in looks:
            gone = sum(seen.deliveries[state] for state in GONE)
            bar.update(task, description=in_words(seen), completed=gone, total=(gone + seen.waiting) or None)
    return seen


async def _looks(campaign: UUID) -> AsyncIterator[Progress]:
    """Each look that shows something new, to the last."""
    async with opened_database() as (database, settings):
        async with database.reading() as session:
            campaign_id = (await campaign_of(session, campaign)).id
        looks = Looks(database, timedelta(seconds=settings.tick_seconds))
        told: Progress | None = None
        while told is None or moves(told):
            seen = await looks.look(campaign_id, utc_now())
            if seen != told:
                yield seen
            told = seen
            if moves(told):
                await asyncio.sleep(settings.tick_seconds)


def moves(seen: Progress) -> bool:
    """Whether more will come without a person."""
    return seen.may_move and seen.state is not CampaignState.PAUSED


def in_words(seen: Progress) -> str:
    """One line: `running: 120 sent, 30 waiting, 14 withheld (withdrawn 14); 85 a second, 3 minutes left`."""
    counts = [f"{seen.waiting - seen.deliveries[DeliveryState.DEFERRED]} waiting"]
    for state in TOLD:
        if number := seen.deliveries[state]:
            why = ", ".join(f"{reason} {count}" for reason, count in sorted(seen.reasons.get(state, {}).items()))
            counts.append(f"{number} {state}" + (f" ({why})" if why else ""))
    pace = f"; {seen.rate:g} a second" if seen.rate is not None else ""
    left = f", {timedelta(seconds=seen.seconds_left)} left" if seen.seconds_left else ""
    return f"{seen.state}: {', '.join(counts)}{pace}{left}"
