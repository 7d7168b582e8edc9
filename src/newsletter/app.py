"""How do the parts become one service? `create_app(settings)`: the only wiring."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, FastAPI, Response

from newsletter import languages
from newsletter.access.using import Uses
from newsletter.campaigns.watching import Looks
from newsletter.database import Database
from newsletter.development_keys import with_development_keys
from newsletter.relay import Relay, relay
from newsletter.settings import Settings
from newsletter.tokens import Tokens
from newsletter.web.api import (
    api_keys,
    audit,
    bringing_in,
    campaigns,
    checklist,
    consents,
    explanations,
    forms,
    launching,
    law,
    lists,
    mailboxes,
    notice_recipients,
    notice_templates,
    notices,
    organisations,
    processing,
    product_groups,
    proofs,
    results,
    reviews,
    sales,
    sending_again,
    subscribers,
    suppressions,
    watching,
    webhook_events,
    webhooks,
)
from newsletter.web.document import describe, showing
from newsletter.web.errors import BodyLimit, answer_errors
from newsletter.web.limiting import Limited
from newsletter.web.operating import Measured
from newsletter.web.operating import router as operating
from newsletter.web.paging import Linked
from newsletter.web.public import changing_address, confirming, joining, leaving
from newsletter.web.public import mailbox as mailbox_page
from newsletter.web.repeating import Repeatable
from newsletter.web.request_ids import Identified
from newsletter.web.versions import Versions
from newsletter.working import at_work, opened

DOORS = (
    organisations, lists, bringing_in, forms,
    subscribers, mailboxes, consents, suppressions, sales, product_groups,
    campaigns, launching, checklist, watching, results, sending_again, reviews, explanations, law, proofs, processing,
    api_keys, webhooks, audit,
    notices, notice_recipients, notice_templates,
)  # fmt: skip
"""The rooms of the API, in the order the document tells of them."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now, working: bool = True, mail_to: Relay | None = None
) -> FastAPI:
    """The service. With `working` it also launches, sends and seals; else workers do that, or tests by hand.

    Raises Misconfigured for settings it cannot start with; at start, for a database that is not theirs.
    """
    settings = with_development_keys(settings)
    app = _with_the_api(lifespan=_lifespan)
    app.state.settings = settings
    app.state.clock = clock
    app.state.working = working
    app.state.mail_to = mail_to or _mail_to(settings)
    app.state.database = Database(settings.database, settings.database_connections)
    app.state.uses = Uses(app.state.database)
    app.state.tokens = _tokens(settings)
    app.state.looks = Looks(app.state.database, timedelta(seconds=settings.tick_seconds))
    app.state.seats = asyncio.Semaphore(settings.progress_streams)
    app.state.stopping = asyncio.Event()
    answer_errors(app)
    describe(app)  # after the handler of problems, which has a document of its own
    app.add_middleware(Versions)
    app.add_middleware(Repeatable)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        Limited,
        key_requests=settings.key_requests_a_minute,
        address_requests=settings.address_requests_a_minute,
    )
    app.add_middleware(Linked)
    app.add_middleware(Measured)
    app.add_middleware(Identified)
    for page in (joining, confirming, changing_address, leaving):
        app.include_router(page.router)
    app.include_router(operating)
    app.include_router(showing.router)
    app.include_router(_house)
    if settings.own_mailbox:
        app.include_router(mailbox_page.router)
    return app


def document() -> dict[str, Any]:
    """What the service tells of its API at /openapi.json. It needs no settings and no database."""
    app = _with_the_api()
    describe(app)
    return app.openapi()


def _with_the_api(**more: Any) -> FastAPI:
    app = FastAPI(
        title="newsletter",
        summary="An e-mail list manager that can prove, for every message, why it was allowed to send it.",
        redirect_slashes=False,  # RFC 8058 forbids a redirect at one-click
        docs_url=None,
        redoc_url=None,
        **more,
    )
    api = APIRouter(prefix="/api/v1")
    for door in DOORS:
        api.include_router(door.router)
    app.include_router(api)
    app.webhooks.include_router(webhook_events.told)
    return app


async def work(settings: Settings, stopping: asyncio.Event, *, clock: Callable[[], datetime] = utc_now) -> None:
    """A worker: launches, sends and seals until told to stop, and answers nobody.

    Raises Misconfigured for settings or a database it cannot start with.
    """
    settings = with_development_keys(settings)
    database = Database(settings.database, settings.database_connections)
    mail_to, tokens = _mail_to(settings), _tokens(settings)
    async with opened(database, settings, clock), at_work(database, settings, tokens, mail_to, clock):
        await stopping.wait()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(opened(state.database, state.settings, state.clock))
        stack.push_async_callback(state.uses.written)
        if state.working:
            at = at_work(state.database, state.settings, state.tokens, state.mail_to, state.clock)
            await stack.enter_async_context(at)
        yield


def _mail_to(settings: Settings) -> Relay | None:
    return None if settings.own_mailbox else relay(settings.smtp_url.get_secret_value())


def _tokens(settings: Settings) -> Tokens:
    return Tokens([key.get_secret_value() for key in settings.secret_key])


_house = APIRouter(include_in_schema=False)


@_house.get("/style.css")
def style() -> Response:
    sheet = (languages.assets() / "templates" / "public" / "style.css").read_bytes()
    return Response(sheet, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
