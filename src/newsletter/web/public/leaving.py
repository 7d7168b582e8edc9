"""The door out: one-click (RFC 8058) and the page with one button. Never refused, never redirected."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from newsletter.errors import NotFound
from newsletter.subscriptions.leaving import leave, list_of
from newsletter.web.dependencies import LinkTokens, Now, Reading, Visitor, Writing
from newsletter.web.pages import page, said, spoken

router = APIRouter(include_in_schema=False)


@router.api_route("/unsubscribe/{token}", methods=["GET", "HEAD"])
@router.api_route("/unsubscribe/{token}/", methods=["GET", "HEAD"])
async def show_button(request: Request, token: str, session: Reading, tokens: LinkTokens) -> HTMLResponse:
    """Changes nothing: mail scanners follow links."""
    right = tokens.unsubscribing(token)
    mailing_list = await list_of(session, right) if right else None
    if mailing_list is None:
        raise NotFound("subscription")
    language = spoken(request, mailing_list.language)
    return page(request, "public/unsubscribe.html", language, list_name=mailing_list.name)


@router.post("/unsubscribe/{token}")
@router.post("/unsubscribe/{token}/")
async def post_one_click(
    request: Request, token: str, session: Writing, tokens: LinkTokens, visitor: Visitor, now: Now
) -> HTMLResponse:
    """Any body and any content type will do: the address alone says who leaves what."""
    right = tokens.unsubscribing(token)
    channel = "unsubscribe_page" if "page" in request.query_params else "one_click"
    left = await leave(session, right, channel=channel, details=visitor, now=now) if right else None
    if left is None:
        raise NotFound("subscription")
    return said(
        request,
        spoken(request, left.language),
        "You have left the list",
        "You get nothing more from it. It took effect at once.",
    )
