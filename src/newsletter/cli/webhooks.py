"""`newsletter webhook`: which other programs are told what happens, and what they answered. Over the API."""

from typing import Annotated
from uuid import UUID

import typer

from newsletter.cli.asking import asks, said
from newsletter.cli.naming import WebhookGiven
from newsletter.cli.telling import Told, table, thing
from newsletter_client import Newsletter
from newsletter_client.models import WebhookEvent

cli = typer.Typer(no_args_is_help=True, help="Other programs that are told what happens.")

EVENTS = ", ".join(event for event in WebhookEvent if event is not WebhookEvent.PING)
Events = Annotated[list[str] | None, typer.Option("--event", help=f"May be repeated. {EVENTS}.")]


@cli.command("create")
@asks
async def create_webhook(
    api: Newsletter,
    receiver: Annotated[str, typer.Argument(metavar="URL", help="Where to tell it, by https.")],
    event: Annotated[list[str], typer.Option(help=f"What is told; may be repeated. {EVENTS}.")],
    description: Annotated[str | None, typer.Option(help="Whose it is, for people.")] = None,
    email_because: Annotated[
        str | None, typer.Option(help="Tell it e-mail addresses too, which it needs for this.")
    ] = None,
) -> Told:
    """Tell another program what happens from now on. Answers its id, and the secret that signs it, this once."""
    more = said(description=description, email_because=email_because, include_email=True if email_because else None)
    return thing(await api.webhooks.create(url=receiver, events=_events(event), **more), "id", "secret")


@cli.command("list")
@asks
async def list_webhooks(api: Newsletter) -> Told:
    """Tell which webhooks there are."""
    rows = [one async for one in api.webhooks.list()]
    return table(rows, "id", "url", "events", "include_email", "disabled_because")


@cli.command("show")
@asks
async def show_webhook(api: Newsletter, webhook: WebhookGiven) -> Told:
    """Show one webhook. Its secret is not shown again."""
    return thing(await api.webhooks.get(webhook))


@cli.command("change")
@asks
async def change_webhook(
    api: Newsletter,
    webhook: WebhookGiven,
    receiver: Annotated[str | None, typer.Option(metavar="URL", help="Its new address.")] = None,
    event: Events = None,
    description: Annotated[str | None, typer.Option(help="Whose it is, for people.")] = None,
    enabled: Annotated[bool | None, typer.Option("--enable/--disable", help="Whether it is told anything.")] = None,
) -> Told:
    """Change a webhook, disable it, or enable it again; what is left out stays, and of events all are given anew."""
    events = _events(event) if event else None
    changes = said(url=receiver, events=events, description=description, enabled=enabled)
    return thing(await api.webhooks.change(webhook, **changes))


@cli.command("test")
@asks
async def test_webhook(api: Newsletter, webhook: WebhookGiven) -> Told:
    """Send it a ping, to see whether it comes."""
    ping = await api.webhooks.test(webhook)
    told = f"A ping is on its way. `newsletter webhook deliveries {webhook}` tells what came of it."
    return Told(ping.model_dump(mode="json"), told)


@cli.command("delete")
@asks
async def delete_webhook(api: Newsletter, webhook: WebhookGiven) -> Told:
    """Tell it nothing more, and forget what it was told."""
    await api.webhooks.delete(webhook)
    return Told({"deleted": str(webhook)}, "Deleted.")


@cli.command("rotate")
@asks
async def rotate_secret(api: Newsletter, webhook: WebhookGiven) -> Told:
    """Make it a new secret, shown this once. The old one signs as well until the time that is told."""
    return thing(await api.webhooks.rotate_webhook_secret(webhook), "id", "secret", "old_secret_until")


@cli.command("deliveries")
@asks
async def list_deliveries(api: Newsletter, webhook: WebhookGiven) -> Told:
    """Tell what it was told and what it answered, newest first."""
    rows = [one async for one in api.webhooks.list_webhook_deliveries(webhook)]
    return table(rows, "id", "event", "happened_at", "state", "attempts", "status", "said", "next_try_at")


@cli.command("replay")
@asks
async def replay_delivery(
    api: Newsletter,
    webhook: WebhookGiven,
    delivery: Annotated[UUID, typer.Argument(help="Its id, as `deliveries` tells it.")],
) -> Told:
    """Tell it one thing once more, under the same id."""
    return thing(await api.webhooks.replay_webhook_delivery(webhook, delivery), "id", "event", "state", "next_try_at")


def _events(given: list[str]) -> list[WebhookEvent]:
    return [WebhookEvent(one) for one in given]
