"""`newsletter campaign launch`, `pause`, `report` and the rest: what becomes of a campaign. Over the API."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import TypeAdapter

from newsletter.campaigns.watching import Progress
from newsletter.cli.asking import Key, Url, asked, asks, opened, refusals_told, said
from newsletter.cli.naming import CampaignGiven, person_called
from newsletter.cli.running import Json, answer
from newsletter.cli.telling import Told, counts, table, thing
from newsletter.cli.watching import follow, moves
from newsletter_client import Newsletter
from newsletter_client.models import CampaignShown, DeliveryState, ReportShown

cli = typer.Typer()

SHOWN = ("id", "subject", "state", "schedule", "launched_at", "finished_at", "paused_because", "product_groups")


@cli.command("list")
@asks
async def list_campaigns(api: Newsletter) -> Told:
    """Tell which campaigns there are."""
    return table([one async for one in api.campaigns.list()], "id", "state", "subject", "launched_at", "finished_at")


@cli.command("show")
@asks
async def show_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Show one campaign; with --json also its body."""
    return thing(await api.campaigns.get(campaign), *SHOWN)


@cli.command("preview")
@asks
async def preview_campaign(
    api: Newsletter,
    campaign: CampaignGiven,
    person: Annotated[str, typer.Option("--for", help="Whose mail it would be: an address or id.")],
) -> Told:
    """Print a campaign as one person would read it."""
    seen = await api.campaigns.preview(campaign, subscriber_id=(await person_called(api, person)).id)
    return Told(seen.model_dump(mode="json"), f"{seen.subject}\n\n{seen.text}".rstrip())


@cli.command("test")
@asks
async def test_campaign(
    api: Newsletter,
    campaign: CampaignGiven,
    to: Annotated[list[str], typer.Argument(help="Addresses of yours, five at most.")],
) -> Told:
    """Send a campaign to some addresses of yours, marked as a test."""
    found = await api.campaigns.test(campaign, to=to)
    return Told(found.model_dump(mode="json"), f"A test of “{found.subject}” is on its way.")


@cli.command("launch")
def launch_campaign(
    campaign: CampaignGiven,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and show how far it is, as `watch` does.")] = False,
    url: Url = "",
    api_key: Key = "",
    as_json: Json = False,
) -> None:
    """Let a campaign go now. With --watch the command ends as `campaign watch` does, with its exit codes."""
    told = asked(_launched, url, api_key, campaign=campaign)
    if not watch:
        return answer(told.data, told.words, as_json)
    with refusals_told():
        follow(campaign, _looks(url, api_key, campaign), as_json)


async def _launched(api: Newsletter, campaign: UUID) -> Told:
    return _moved(await api.campaigns.launch(campaign))


async def _looks(url: str, api_key: str, campaign: UUID) -> AsyncIterator[Progress]:
    """Each look the service tells of, until nothing more moves without a person."""
    shape = TypeAdapter(Progress)
    async with opened(url, api_key) as api:
        async for event in api.campaigns.watch(campaign):
            yield (seen := shape.validate_json(event.data))
            if not moves(seen):
                return


@cli.command("pause")
@asks
async def pause_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Hold a campaign. A message whose body is on the wire ends; nothing more begins."""
    return _moved(await api.campaigns.pause(campaign))


@cli.command("resume")
@asks
async def resume_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Go on with a paused campaign."""
    return _moved(await api.campaigns.resume(campaign))


@cli.command("cancel")
@asks
async def cancel_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Call a campaign off for good."""
    return _moved(await api.campaigns.cancel(campaign))


@cli.command("delete")
@asks
async def delete_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Delete a campaign that is not on its way. What was sent stays on record."""
    await api.campaigns.delete(campaign)
    return Told({"deleted": str(campaign)}, "Deleted.")


@cli.command("report")
@asks
async def report_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Count everybody a campaign considered, also those it withheld, and why."""
    report = await api.campaigns.report(campaign)
    return Told(report.model_dump(mode="json"), "\n".join(_counted(report)))


@cli.command("deliveries")
@asks
async def list_deliveries(
    api: Newsletter,
    campaign: CampaignGiven,
    state: Annotated[str | None, typer.Option(help="Only those in this state, such as withheld.")] = None,
) -> Told:
    """Tell of each person what became of the campaign's message, and on what it rested."""
    only: dict[str, Any] = said(state=DeliveryState(state) if state else None)
    rows = [one async for one in api.campaigns.list_deliveries(campaign, **only)]
    return table(rows, "id", "subscriber_id", "state", "reason", "legal_basis", "rule")


def _moved(campaign: CampaignShown) -> Told:
    return Told(campaign.model_dump(mode="json"), f"“{campaign.subject}” is {campaign.state} now.")


def _counted(report: ReportShown) -> list[str]:
    lines = [f"{report.state}: {report.considered} considered", *counts(report.deliveries, report.reasons)]
    return lines + ([report.paused_because] if report.paused_because else [])
