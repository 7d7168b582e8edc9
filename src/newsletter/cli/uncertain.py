"""`newsletter campaign uncertain`: of whom nobody knows whether a campaign arrived, and what is to become of them."""

from typing import Annotated
from uuid import UUID

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.app import utc_now
from newsletter.campaigns import sending_again
from newsletter.campaigns.results import unanswered
from newsletter.cli.running import Json, answer, campaign_of, in_transaction, reading
from newsletter.deliveries import DeliveryState
from newsletter.settings import Settings

cli = typer.Typer()


@cli.command("uncertain")
def settle_uncertain(
    campaign: Annotated[UUID, typer.Argument(help="Id of the campaign.")],
    send_again: Annotated[
        bool, typer.Option("--send-again", help="Send to them again; some may get it twice.")
    ] = False,
    close: Annotated[bool, typer.Option("--close", help="Leave it at that; some may never get it.")] = False,
    as_json: Json = False,
) -> None:
    """Name those of whom nobody knows whether a campaign arrived; with an option, send to them again or close them."""
    if send_again and close:
        raise typer.BadParameter("Give --send-again or --close, not both.")

    async def name(session: AsyncSession, _: Settings) -> list[dict[str, str]]:
        rows = await unanswered(session, await campaign_of(session, campaign), most=10_000)
        return [{"delivery_id": str(delivery), "subscriber_id": str(subscriber)} for delivery, subscriber in rows]

    async def settle(session: AsyncSession, _: Settings) -> int:
        found = await campaign_of(session, campaign)
        await session.refresh(found, with_for_update=True)
        if close:
            return await sending_again.close(session, found, None)
        return await sending_again.send_again(session, found, DeliveryState.UNCERTAIN, None, now=utc_now())

    if send_again or close:
        moved = in_transaction(settle)
        done = "closed" if close else "queued to be sent again"
        answer({"deliveries": moved}, f"{moved} {done}.", as_json)
        return
    named = reading(name)
    lines = [f"delivery {row['delivery_id']}  subscriber {row['subscriber_id']}" for row in named]
    advice = "--send-again sends to them once more, --close leaves it at that." if named else ""
    answer(named, "\n".join([*lines, f"{len(named)} uncertain. {advice}".strip()]), as_json)
