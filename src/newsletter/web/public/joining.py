"""The door in: the sign-up form, as a page, as a plain HTML post from any website, or as JSON."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.datastructures import FormData

from newsletter import addresses, languages
from newsletter.errors import Invalid, Problem
from newsletter.forms import asking
from newsletter.forms.asking import OpenForm, Typed
from newsletter.subscriptions.joining import sign_up
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Visitor, Writing, whole_body
from newsletter.web.pages import page, preferred, said

router = APIRouter(include_in_schema=False)

LANGUAGE_NAMES = {"nb": "Norsk bokmål", "en": "English"}
YES = frozenset({"yes", "on", "true", "1", "ja"})
LOOK_IN_YOUR_MAILBOX = (
    "Look in your mailbox",
    "We have sent a mail to the address you gave, if it needs confirming. Open it and press the button.",
    "Nothing there after some minutes? Look among unwanted mail, or check the address and try again tomorrow.",
)


@router.api_route("/forms/{slug}", methods=["GET", "HEAD"])
async def show_form(request: Request, slug: str, session: Reading) -> HTMLResponse:
    opened = await asking.open_form(session, slug)
    return _form(request, opened, _language(request, opened, request.query_params.get("language")), Typed(), {})


@router.options("/forms/{slug}")
async def preflight(request: Request, slug: str, session: Reading) -> Response:
    opened = await asking.open_form(session, slug)
    return Response(status_code=204, headers=_cors(request, opened))


@router.post("/forms/{slug}", dependencies=[Depends(whole_body)])
async def post_form(
    request: Request, slug: str, session: Writing, settings: ChosenSettings, visitor: Visitor, now: Now
) -> Response:
    opened = await asking.open_form(session, slug)
    request.state.shared_with = _cors(request, opened)  # a script must be able to read a refusal too
    sent = await _sent(request)
    typed = Typed(
        email=_text(sent, "email"),
        name=_text(sent, "name"),
        consent=_ticked(sent.get("consent")),
        version=_text(sent, "version"),
        page=_text(sent, "page") or request.headers.get("referer", ""),
    )
    language = _language(request, opened, _text(sent, "language"))
    speak = languages.translations(language).ugettext
    wrong = {field: speak(message) for field, message in asking.mistakes(opened, typed).items()}
    address = addresses.parse(typed.email)
    if wrong or address is None:
        if _is_json(request):
            raise Invalid(*(Problem(f"/{field}", f"{field}_wrong", message) for field, message in wrong.items()))
        return _form(request, opened, language, typed, wrong, status=422)
    signing_up = asking.request_of(opened, language, address, typed, visitor)
    await sign_up(session, settings, opened.organisation, opened.mailing_list, signing_up, now=now)
    if _is_json(request):
        told = [speak(words) for words in LOOK_IN_YOUR_MAILBOX]
        return JSONResponse({"title": told[0], "message": told[1]}, 202, headers=request.state.shared_with)
    return said(request, language, *LOOK_IN_YOUR_MAILBOX)


def _form(
    request: Request, opened: OpenForm, language: str, typed: Typed, wrong: dict[str, str], *, status: int = 200
) -> HTMLResponse:
    text, consent = opened.texts[language]
    return page(
        request,
        "public/form.html",
        language,
        status=status,
        form=opened.form,
        text=text,
        consent=consent,
        organisation=opened.organisation,
        typed=typed,
        wrong={"email": "", "name": "", "consent": "", **wrong},
        languages=[other for other in opened.languages if other != language],
        language_names=LANGUAGE_NAMES,
    )


def _language(request: Request, opened: OpenForm, chosen: str | None) -> str:
    return chosen if chosen in opened.texts else preferred(request, opened.languages)


async def _sent(request: Request) -> dict[str, Any] | FormData:
    """The fields of the post, whichever way they came."""
    if not _is_json(request):
        return await request.form()
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Invalid(Problem("", "json", 'The body is not JSON. Send {"email": "…", "consent": true}.'))
    return body


def _is_json(request: Request) -> bool:
    return "json" in request.headers.get("content-type", "")


def _text(sent: dict[str, Any] | FormData, field: str) -> str:
    value = sent.get(field)
    # Half a surrogate pair, which only JSON can bring, is no letter, and nothing can keep it.
    return value.encode(errors="surrogatepass").decode(errors="replace") if isinstance(value, str) else ""


def _ticked(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.lower() in YES)


def _cors(request: Request, opened: OpenForm) -> dict[str, str]:
    """Exactly the form's own origins may post it by script; every website may by plain HTML."""
    origin = request.headers.get("origin", "")
    if origin not in opened.form.origins:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
    }
