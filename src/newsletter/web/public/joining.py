"""The door in: the sign-up form, as a page, a plain HTML post from any website, or JSON; and the confirmation."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.datastructures import FormData

from newsletter import addresses, languages
from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord
from newsletter.errors import Invalid, NotFound, Problem
from newsletter.forms import asking
from newsletter.forms.asking import OpenForm, Typed
from newsletter.subscriptions.confirming import Confirmed, confirm, look_at_link, people_of
from newsletter.subscriptions.joining import sign_up
from newsletter.web.dependencies import ChosenSettings, LinkTokens, Now, Reading, Visitor, Writing, whole_body
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
    typed = Typed(_text(sent, "email"), _text(sent, "name"), _ticked(sent.get("consent")))
    language = _language(request, opened, _text(sent, "language"))
    speak = languages.translations(language).ugettext
    if wrong := {field: speak(message) for field, message in asking.mistakes(typed).items()}:
        if _is_json(request):
            raise Invalid(*(Problem(f"/{field}", f"{field}_wrong", message) for field, message in wrong.items()))
        return _form(request, opened, language, typed, wrong, status=422)
    address = addresses.parse(typed.email)
    if address is None:
        raise ValueError("an address that was found right cannot be read")
    where = asking.place(_text(sent, "page") or request.headers.get("referer", ""))
    signing_up = asking.request_of(opened, language, address, typed.name.strip(), where, visitor)
    await sign_up(session, settings, opened.organisation, opened.mailing_list, signing_up, now=now)
    if _is_json(request):
        told = [speak(words) for words in LOOK_IN_YOUR_MAILBOX]
        return JSONResponse({"title": told[0], "message": told[1]}, 202, headers=request.state.shared_with)
    return said(request, language, *LOOK_IN_YOUR_MAILBOX)


@router.api_route("/confirm/{token}", methods=["GET", "HEAD"])
async def show_confirmation(
    request: Request, token: str, session: Reading, settings: ChosenSettings, tokens: LinkTokens, now: Now
) -> HTMLResponse:
    """Looks, and changes nothing: mail scanners follow links."""
    asked = await _asked(session, tokens.confirming(token))
    outcome = await look_at_link(session, settings, asked, now=now)
    people = await people_of(session, asked)
    if outcome is Confirmed.OPEN and people is not None:
        list_name, sender = people.mailing_list.name, people.organisation.name
        return page(request, "public/confirm.html", _spoken(request, asked), list_name=list_name, sender=sender)
    return _outcome(request, _spoken(request, asked), outcome)


@router.post("/confirm/{token}")
async def post_confirmation(
    request: Request,
    token: str,
    session: Writing,
    settings: ChosenSettings,
    tokens: LinkTokens,
    visitor: Visitor,
    now: Now,
) -> HTMLResponse:
    asked = await _asked(session, tokens.confirming(token))
    outcome = await confirm(session, settings, asked.uid, details=visitor, now=now)
    return _outcome(request, _spoken(request, asked), outcome)


def _outcome(request: Request, language: str, outcome: Confirmed) -> HTMLResponse:
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
        case _:
            return said(
                request,
                language,
                "This link no longer works",
                "It is too old, or you have left the list since. You are on no list because of it.",
                "Do you want the mails? Fill in the form once more.",
                status=410,
            )


async def _asked(session: Reading, uid: UUID | None) -> ConsentRecord:
    found = await ledger.record(session, uid) if uid else None
    if found is None:
        raise NotFound("confirmation")
    return found


def _spoken(request: Request, asked: ConsentRecord) -> str:
    language = str(asked.facts.get("language", ""))
    return language if language in languages.LANGUAGES else preferred(request)


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
    if not urlsplit(origin).scheme or origin not in opened.form.origins:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
    }
