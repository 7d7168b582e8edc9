"""`newsletter notice preview`, `submit`, `approve`, `report` and the rest: what becomes of a notice. Over the API."""

import sys
from typing import Annotated, Any

import typer

from newsletter.cli.asking import asks, said
from newsletter.cli.composing import missing
from newsletter.cli.naming import NoticeGiven
from newsletter.cli.telling import Told, counts, table, thing
from newsletter_client import Newsletter
from newsletter_client.models import DeliveryState, NoticePreviewShown, NoticeShown

cli = typer.Typer(no_args_is_help=True, help="Mail that is no marketing, to those it concerns.")

SHOWN = ("id", "class", "concerns", "because", "subject", "state", "recipients", "approved_by", "finished_at")


@cli.command("list")
@asks
async def list_notices(api: Newsletter) -> Told:
    """Tell which notices and templates there are."""
    rows = [one async for one in api.notices.list()]
    return table(rows, "id", "state", "subject", "concerns", "recipients", "is_template")


@cli.command("show")
@asks
async def show_notice(api: Newsletter, notice: NoticeGiven) -> Told:
    """Show one notice; with --json also its body and what was declared."""
    return thing(await api.notices.get(notice), *SHOWN)


@cli.command("preview")
@asks
async def preview_notice(api: Newsletter, notice: NoticeGiven) -> Told:
    """Print a notice as its first recipient reads it, what is in its way, and the digest to approve it by."""
    seen, found = await api.notices.preview(notice), await api.notices.get(notice)
    return Told(seen.model_dump(mode="json"), "\n".join([_read(seen), *missing(seen, found)]))


@cli.command("submit")
@asks
async def submit_notice(api: Newsletter, notice: NoticeGiven) -> Told:
    """Hand a notice in. It goes once somebody with another key has approved it."""
    found = await api.notices.submit(notice)
    then = f"With another key: `newsletter notice approve {notice} --by NAME`."
    return _moved(found, then if found.state == "awaiting_approval" else "")


@cli.command("approve")
@asks
async def approve_notice(
    api: Newsletter,
    notice: NoticeGiven,
    by: Annotated[str, typer.Option(help="Who has read it: a person.")],
    digest: Annotated[
        str, typer.Option(help="Of what was read, as `preview` tells it. (asked for at a terminal)")
    ] = "",
) -> Told:
    """Let a notice go as you have read it, with a key that neither wrote it nor handed it in."""
    return _moved(await api.notices.approve(notice, digest=digest or await _agreed(api, notice), by=by))


async def _agreed(api: Newsletter, notice: NoticeGiven) -> str:
    """The digest of what somebody reads here and says yes to."""
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"Give --digest, of what was read: `newsletter notice preview {notice}` tells it.")
    seen = await api.notices.preview(notice)
    typer.echo(_read(seen), err=True)
    typer.confirm("Is it right, and no marketing?", err=True, abort=True)
    return seen.digest


@cli.command("cancel")
@asks
async def cancel_notice(api: Newsletter, notice: NoticeGiven) -> Told:
    """Call a notice off for good. What has not begun is called back."""
    return _moved(await api.notices.cancel(notice))


@cli.command("report")
@asks
async def report_notice(api: Newsletter, notice: NoticeGiven) -> Told:
    """Count what became of the message to everybody it is for, and why."""
    report = await api.notices.report(notice)
    lines = [f"{report.state}: {report.recipients} recipients", *counts(report.deliveries, report.reasons)]
    return Told(report.model_dump(mode="json"), "\n".join(lines))


@cli.command("recipients")
@asks
async def list_recipients(
    api: Newsletter,
    notice: NoticeGiven,
    state: Annotated[str | None, typer.Option(help="Only those in this state, such as withheld.")] = None,
) -> Told:
    """Tell of each recipient what became of the message. `change --recipients` adds some."""
    only: dict[str, Any] = said(state=DeliveryState(state) if state else None)
    rows = [one async for one in api.notices.list_notice_recipients(notice, **only)]
    return table(rows, "id", "email", "reference", "state", "reason", "rule")


def _read(seen: NoticePreviewShown) -> str:
    return f"{seen.subject}\n\n{seen.text.rstrip()}\n\nRecipients: {seen.recipients}. Digest:\n{seen.digest}"


def _moved(notice: NoticeShown, then: str = "") -> Told:
    state = str(notice.state).replace("_", " ")
    return Told(notice.model_dump(mode="json", by_alias=True), f"“{notice.subject}” is {state} now. {then}".rstrip())
