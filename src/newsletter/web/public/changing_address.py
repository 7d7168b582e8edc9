"""The door behind the link that a new mailbox got: a page with one button. Looking changes nothing, pressing does."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord
from newsletter.errors import NotFound
from newsletter.subscriptions.changing_address import OpenChange, change_address, look_at_change
from newsletter.subscriptions.confirming import Confirmed
from newsletter.web.dependencies import ChosenSettings, LinkTokens, Now, Reading, Visitor, Writing
from newsletter.web.pages import page, said, spoken

router = APIRouter(include_in_schema=False)


async def asked(token: str, session: Reading, tokens: LinkTokens) -> ConsentRecord:
    """The record that a link answers. Raises NotFound for a link that is not ours."""
    uid = tokens.changing_address(token)
    found = await ledger.record(session, uid) if uid else None
    if found is None:
        raise NotFound("change of address")
    return found


AskedBy = Annotated[ConsentRecord, Depends(asked)]


@router.api_route("/address/{token}", methods=["GET", "HEAD"])
async def show_change(
    request: Request, asked: AskedBy, session: Reading, settings: ChosenSettings, now: Now
) -> HTMLResponse:
    """Looks, and changes nothing: mail scanners follow links."""
    match await look_at_change(session, settings, asked, now=now):
        case OpenChange(organisation=organisation):
            language = spoken(request, asked.facts.get("language"))
            return page(request, "public/address_change.html", language, sender=organisation.name)
        case outcome:
            return _told(request, asked, outcome)


@router.post("/address/{token}")  # noqa: FAST003 - `asked` takes the token
async def post_change(
    request: Request, asked: AskedBy, session: Writing, settings: ChosenSettings, visitor: Visitor, now: Now
) -> HTMLResponse:
    return _told(request, asked, await change_address(session, settings, asked, details=visitor, now=now))


def _told(request: Request, asked: ConsentRecord, outcome: Confirmed) -> HTMLResponse:
    language = spoken(request, asked.facts.get("language"))
    match outcome:
        case Confirmed.DONE:
            return said(
                request,
                language,
                "Your address is changed",
                "Thank you. From now on mail comes here, and none to the address before.",
            )
        case Confirmed.USED:
            return said(
                request, language, "Your address is changed already", "This link was used before. You need do nothing."
            )
        case Confirmed.EXPIRED:
            return said(
                request,
                language,
                "This link no longer works",
                "It is too old, or something has come in between. Nothing is changed because of it.",
                "Do you still want mail here? Tell the sender once more.",
                status=410,
            )
