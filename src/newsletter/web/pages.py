"""What does a page carry besides its words? Headers that keep it quiet: no script, no frame, no referrer, no store."""

from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse

from newsletter import languages

QUIET = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def page(request: Request, name: str, language: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """One of our pages, in one language."""
    root = urlsplit(request.app.state.settings.base_url).path
    return HTMLResponse(languages.page(name, language, root=root, **values), status_code=status, headers=QUIET)


def said(request: Request, language: str, title: str, *paragraphs: str, status: int = 200) -> HTMLResponse:
    """A page that only says something. The words are message ids of the catalogue."""
    speak = languages.translations(language).ugettext
    told = [speak(paragraph) for paragraph in paragraphs]
    return page(request, "public/message.html", language, status=status, title=speak(title), paragraphs=told)


def preferred(request: Request, offered: tuple[str, ...] = languages.LANGUAGES) -> str:
    """The first of the visitor's languages that is offered, or the first offered."""
    header = request.headers.get("accept-language", "")
    wanted = [part.partition(";")[0].strip() for part in header.split(",")]
    found = languages.negotiate(wanted)
    return found if found in offered else offered[0]


def spoken(request: Request, language: object) -> str:
    """The language that was used with this person before where we speak it, or what the visitor prefers."""
    return str(language) if language in languages.LANGUAGES else preferred(request)


def message_page(request: Request, status: int) -> HTMLResponse:
    """What a person sees when something cannot be answered."""
    language = preferred(request)
    if status == 404:
        return said(
            request,
            language,
            "There is nothing at this address",
            "Perhaps the link was cut off. Copy the whole of it from the mail.",
            status=status,
        )
    return said(
        request, language, "That did not work", "Nothing was changed. Please try again in a while.", status=status
    )
