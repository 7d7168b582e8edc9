"""The development mailbox as a page. Mounted only where the mailbox is."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from newsletter import mailbox
from newsletter.errors import NotFound
from newsletter.web.pages import QUIET, page

router = APIRouter(include_in_schema=False)


@router.get("/mailbox")
def show_mailbox(request: Request) -> HTMLResponse:
    return page(request, "public/mailbox.html", "en", mails=mailbox.caught(_folder(request)))


@router.get("/mailbox/{key}")
def show_mail(request: Request, key: str) -> HTMLResponse:
    return page(request, "public/mail.html", "en", mail=_mail(request, key))


@router.get("/mailbox/{key}/html")
def show_html(request: Request, key: str) -> HTMLResponse:
    """The HTML part alone, shut into a sandbox: it is somebody else's text."""
    shut_in = "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; img-src data:; "
    headers = QUIET | {"Content-Security-Policy": shut_in + "style-src 'unsafe-inline'; frame-ancestors 'self'"}
    html = _mail(request, key).html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(html, headers=headers)


def _mail(request: Request, key: str) -> mailbox.Caught:
    if (found := mailbox.read(_folder(request), key)) is None:
        raise NotFound("mail")
    return found


def _folder(request: Request) -> Path:
    folder: Path = request.app.state.settings.data_dir / "mailbox"
    return folder
