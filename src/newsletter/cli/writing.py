"""`newsletter campaign create` and `change`: a letter from a file, to a list, at a time. Over the API."""

from datetime import datetime
from typing import Annotated, Any

import typer
from markdown_it import MarkdownIt

from newsletter.cli.asking import REFUSED, asks, fail, said
from newsletter.cli.naming import CampaignGiven, ListNamed, list_called
from newsletter.cli.telling import Told
from newsletter_client import Newsletter, Refused
from newsletter_client.models import BodyFormat, CampaignShown, ChecklistShown

cli = typer.Typer()

Markdown = Annotated[typer.FileText | None, typer.Option(help="The letter, in Markdown. -: read it from the input.")]
Html = Annotated[typer.FileText | None, typer.Option(help="The letter, in HTML.")]
Groups = Annotated[list[str] | None, typer.Option("--product-group", help="What it promotes; may be repeated.")]
OwnProducts = Annotated[bool | None, typer.Option(help="All that it promotes is sold by the sender itself.")]
At = Annotated[
    datetime | None, typer.Option("--send-at", formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="When it is to go.")
]
Zone = Annotated[str, typer.Option(envvar="NEWSLETTER_TIME_ZONE", help="The time zone that is meant in.")]


@cli.command("create")
@asks
async def create_campaign(
    api: Newsletter,
    mailing_list: ListNamed,
    markdown: Markdown = None,
    html: Html = None,
    subject: Annotated[str | None, typer.Option(help="Its subject. (the first heading of the letter)")] = None,
    product_group: Groups = None,
    own_products: OwnProducts = None,
    send_at: At = None,
    zone: Zone = "Europe/Oslo",
) -> Told:
    """Write a campaign; with --send-at, schedule it. Answers its id, when it goes, and what is missing."""
    letter = _letter(markdown, html)
    if not letter:
        raise typer.BadParameter("Give the letter with --markdown or --html.")
    if not (subject := subject or (first_heading(letter["body"]) if markdown else "")):
        raise typer.BadParameter("Give --subject: the letter has no heading to take it from.")
    more = said(product_groups=product_group or None, own_products=own_products)
    made = await api.campaigns.create(
        list_id=(await list_called(api, mailing_list)).id, subject=subject, **letter, **more
    )
    if send_at:
        made = await _scheduled(api, made, send_at, zone)
    return _told(made, await api.campaigns.check(made.id))


@cli.command("change")
@asks
async def change_campaign(
    api: Newsletter,
    campaign: CampaignGiven,
    markdown: Markdown = None,
    html: Html = None,
    subject: Annotated[str | None, typer.Option(help="Its subject.")] = None,
    product_group: Groups = None,
    own_products: OwnProducts = None,
) -> Told:
    """Change a campaign that was not launched; what is left out stays. Answers what is missing."""
    changes = said(subject=subject, product_groups=product_group or None, own_products=own_products)
    changed = await api.campaigns.change(campaign, **_letter(markdown, html), **changes)
    return _told(changed, await api.campaigns.check(campaign))


@cli.command("schedule")
@asks
async def schedule_campaign(
    api: Newsletter,
    campaign: CampaignGiven,
    at: Annotated[
        datetime, typer.Argument(formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"], help="When, such as '2026-12-01 09:00'.")
    ],
    zone: Zone = "Europe/Oslo",
) -> Told:
    """Let a campaign go at a time."""
    found = await api.campaigns.schedule(campaign, at=at.isoformat(timespec="minutes"), zone=zone)
    return _told(found, await api.campaigns.check(campaign))


@cli.command("checklist")
@asks
async def check_campaign(api: Newsletter, campaign: CampaignGiven) -> Told:
    """Tell what is missing before a campaign may go, and how many would get it."""
    checked = await api.campaigns.check(campaign)
    return Told(checked.model_dump(mode="json"), "\n".join(_in_words(checked)))


async def _scheduled(api: Newsletter, made: CampaignShown, at: datetime, zone: str) -> CampaignShown:
    """The campaign with its time. When it may not go, the command ends, and tells the id of the draft there is now."""
    try:
        return await api.campaigns.schedule(made.id, at=at.isoformat(timespec="minutes"), zone=zone)
    except Refused as refused:
        then = f"`newsletter campaign schedule {made.id} '{at:%Y-%m-%d %H:%M}'`"
        fail(f"{refused} The letter is kept as a draft; when it is ready: {then}.", REFUSED)


def _letter(markdown: typer.FileText | None, html: typer.FileText | None) -> dict[str, Any]:
    if markdown and html:
        raise typer.BadParameter("Give --markdown or --html, not both.")
    if file := markdown or html:
        return {"body": file.read(), "body_format": BodyFormat.MARKDOWN if markdown else BodyFormat.HTML}
    return {}


def first_heading(markdown: str) -> str:
    """The first heading of a letter in Markdown, in plain words; empty when there is none."""
    tokens = MarkdownIt().parse(markdown)
    inline = next((tokens[at + 1] for at, token in enumerate(tokens) if token.type == "heading_open"), None)
    return "".join(part.content for part in inline.children or ()) if inline else ""


def _told(campaign: CampaignShown, checked: ChecklistShown) -> Told:
    goes = f"{campaign.schedule.at} {campaign.schedule.zone}" if campaign.schedule else "when it is launched"
    lines = [str(campaign.id), f"Goes: {goes}", *_in_words(checked)]
    data = {"campaign": campaign.model_dump(mode="json"), "checklist": checked.model_dump(mode="json")}
    return Told(data, "\n".join(lines))


def _in_words(checked: ChecklistShown) -> list[str]:
    """A checklist as lines: whether it may go, what is missing, what to think of, and who would get it."""
    expected = checked.expected
    lines = ["Ready." if checked.ready else "Not ready:"]
    lines += [f"  {one.pointer} {one.message}".replace("  /", "  ") for one in checked.problems]
    lines += [f"Hint: {one.message}" for one in checked.hints]
    gets = _counted(expected.permitted)
    return [*lines, f"On the list: {expected.on_list}. Would get it: {gets}. Would not: {_counted(expected.refused)}."]


def _counted(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    return f"{total} ({', '.join(f'{name} {count}' for name, count in sorted(counts.items()))})" if total else "0"
