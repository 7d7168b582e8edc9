"""The door behind a confirmation link: a page with one button. Looking changes nothing, pressing confirms."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord
from newsletter.errors import NotFound
from newsletter.subscriptions.confirming import Confirmed, Open, confirm, look_at_link
from newsletter.web.dependencies import ChosenSettings, LinkTokens, Now, Reading, Visitor, Writing
from newsletter.web.pages import page, said, spoken

router = APIRouter(include_in_schema=False)


async def asked(token: str, session: Reading, tokens: LinkTokens) -> ConsentRecord:
    """The record that a link answers. Raises NotFound for a link that is not ours."""
    uid = tokens.confirming(token)
    found = await ledger.record(session, uid) if uid else None
    if found is None:
        raise NotFound("confirmation")
    return found


AskedBy = Annotated[ConsentRecord, Depends(asked)]


@router.api_route("/confirm/{token}", methods=["GET", "HEAD"])
async def show_confirmation(
    request: Request, asked: AskedBy, session: Reading, settings: ChosenSettings, now: Now
) -> HTMLResponse:
    """Looks, and changes nothing: mail scanners follow links."""
    match await look_at_link(session, settings, asked, now=now):
        case Open(organisation=organisation, mailing_list=mailing_list):
            language, name = spoken(request, asked.facts.get("language")), mailing_list.name
            return page(request, "public/confirm.html", language, list_name=name, sender=organisation.name)
        case outcome:
            return _told(request, asked, outcome)


@router.post("/confirm/{token}")  # noqa: FAST003 - `asked` takes the token
async def post_confirmation(
    request: Request, asked: AskedBy, session: Writing, settings: ChosenSettings, visitor: Visitor, now: Now
) -> HTMLResponse:
    return _told(request, asked, await confirm(session, settings, asked, details=visitor, now=now))


def _told(request: Request, asked: ConsentRecord, outcome: Confirmed) -> HTMLResponse:
    language = spoken(request, asked.facts.get("language"))
    match outcome:
        case Confirmed.DONE:
            return said(
                request,
                language,
                "You are on the list",
                "Thank you. Every mail carries a link by which you can leave again.",
            )
        case Confirmed.USED:
            return said(
                request, language, "You are on the list already", "This link was used before. You need do nothing."
            )
        case Confirmed.EXPIRED:
            return said(
                request,
                language,
                "This link no longer works",
                "It is too old, or you have left the list since. You are on no list because of it.",
                "Do you want the mails? Fill in the form once more.",
                status=410,
            )
