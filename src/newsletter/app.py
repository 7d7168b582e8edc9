"""How do the parts become one service? `create_app(settings)`: the only wiring."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from fastapi import APIRouter, FastAPI, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from newsletter import jobs, languages, mailbox, outbox
from newsletter.consent import noting
from newsletter.consent.seals import open_ledger
from newsletter.database import Database
from newsletter.delivery.sending import Sender
from newsletter.errors import Misconfigured
from newsletter.migrating import check_migrated
from newsletter.settings import TLS, Relay, Settings, relay, with_development_keys
from newsletter.tokens import Tokens
from newsletter.web.api import (
    campaigns,
    checklist,
    consents,
    explanations,
    forms,
    law,
    lists,
    mailboxes,
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
)
from newsletter.web.errors import BodyLimit, answer_errors
from newsletter.web.public import changing_address, confirming, joining, leaving
from newsletter.web.public import mailbox as mailbox_page

DOORS = (
    organisations, lists, forms,
    subscribers, mailboxes, consents, suppressions, sales, product_groups,
    campaigns, checklist, results, sending_again, reviews, explanations, law, proofs, processing,
)  # fmt: skip
"""The rooms of the API, in the order the document tells of them."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now, working: bool = True, mail_to: Relay | None = None
) -> FastAPI:
    """The service. With `working` it also launches, sends and seals; tests do that by hand, at times of their own.

    Raises Misconfigured for settings it cannot start with; at start, for a database that is not theirs.
    """
    settings = with_development_keys(settings)
    app = FastAPI(
        title="newsletter",
        summary="An e-mail list manager that can prove, for every message, why it was allowed to send it.",
        version="1",
        lifespan=_lifespan,
        redirect_slashes=False,  # RFC 8058 forbids a redirect at one-click
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.working = working
    app.state.mail_to = mail_to or (None if settings.own_mailbox else relay(settings.smtp_url.get_secret_value()))
    app.state.database = Database(settings.database)
    app.state.tokens = Tokens([key.get_secret_value() for key in settings.secret_key])
    answer_errors(app)
    app.add_middleware(BodyLimit)
    api = APIRouter(prefix="/api/v1")
    for door in DOORS:
        api.include_router(door.router)
    app.include_router(api)
    for page in (joining, confirming, changing_address, leaving):
        app.include_router(page.router)
    app.include_router(_house)
    if settings.own_mailbox:
        app.include_router(mailbox_page.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with AsyncExitStack() as stack:
        database: Database = app.state.database
        stack.push_async_callback(database.close)
        await check_migrated(database)
        async with database.transaction() as session:
            head = await open_ledger(session, settings.fingerprint_secret, app.state.clock())
        if settings.heads is not None:
            await asyncio.to_thread(noting.note, settings.heads, head, app.state.clock())
        if app.state.working:
            await stack.enter_async_context(_at_work(app, settings, database))
        yield


@asynccontextmanager
async def _at_work(app: FastAPI, settings: Settings, database: Database) -> AsyncIterator[None]:
    """The clock ticks and the sender sends; at the end what was begun is ended."""
    if database.one_writer:
        await _take_over(app, database)
    mail_to, catching = app.state.mail_to, None
    if mail_to is None:
        catching, port = await mailbox.catch_all(settings.data_dir / "mailbox")
        mail_to = Relay(host="127.0.0.1", port=port, tls=TLS.NONE)
    sender = Sender(database, settings, app.state.tokens, mail_to, app.state.clock)
    sending = asyncio.create_task(sender.run())
    clock = jobs.start(jobs.Work(database, settings), app.state.clock)
    try:
        yield
    finally:
        clock.shutdown(wait=False)
        sender.stopping.set()
        await sending
        if catching is not None:
            catching.close()


async def _take_over(app: FastAPI, database: Database) -> None:
    """Where one process serves at a time, whatever was claimed at the start was claimed by one that is gone."""
    now = app.state.clock()
    async with database.transaction() as session:
        await outbox.release_lapsed(session, before=now + outbox.LEASE, now=now)


_house = APIRouter(include_in_schema=False)


@_house.get("/style.css")
def style() -> Response:
    sheet = (languages.assets() / "templates" / "public" / "style.css").read_bytes()
    return Response(sheet, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


@_house.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@_house.get("/readyz")
async def ready(request: Request) -> Response:
    """The database answers, and is at this program's version."""
    try:
        await check_migrated(request.app.state.database)
    except (OSError, SQLAlchemyError, Misconfigured):
        return Response('{"status": "not ready"}', 503, media_type="application/json")
    return Response('{"status": "ready"}', media_type="application/json")
