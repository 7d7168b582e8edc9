"""What does the operator's machinery ask? Whether the process lives, whether it can work, and its numbers."""

import secrets
from datetime import datetime, timedelta
from ipaddress import ip_address
from time import perf_counter

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsletter import measuring
from newsletter.database import Database
from newsletter.delivery.waiting import firsts, lengths, stands_still
from newsletter.errors import Misconfigured
from newsletter.migrating import check_migrated
from newsletter.settings import Settings
from newsletter.web.dependencies import ChosenSettings, Now, Opened
from newsletter.web.doors import door

router = APIRouter(include_in_schema=False)

FORWARDING = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
"""By any of these we know a proxy: RFC 7239 § 4, RFC 9110 § 7.6.3, and what came before them."""


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def ready(request: Request, opened: Opened, settings: ChosenSettings, now: Now) -> JSONResponse:
    """The database answers and is at this program's version; and what is due leaves, if it is ours to send it."""
    patience = timedelta(minutes=settings.standstill_minutes)
    try:
        await check_migrated(opened)
        async with opened.reading() as session:
            still = await stands_still(session, settings, patience=patience, now=now)
    except Misconfigured as error:
        return JSONResponse({"status": "not ready", "reason": str(error)}, 503)
    except (OSError, SQLAlchemyError):
        return JSONResponse({"status": "not ready", "reason": "The database does not answer."}, 503)
    queue = "standing still" if still else "moving"
    if still and request.app.state.working:
        reason = f"Mail has been due for over {settings.standstill_minutes:g} minutes, and nobody is at it."
        return JSONResponse({"status": "not ready", "reason": reason, "queue": queue}, 503)
    return JSONResponse({"status": "ready", "queue": queue})


@router.get("/metrics")
async def metrics(request: Request, opened: Opened, settings: ChosenSettings, now: Now) -> Response:
    """This process's counters, and the queue as the database knows it."""
    if not _may_read(request, settings):
        refused = "Send NEWSLETTER_METRICS_KEY as `Authorization: Bearer …`; if none is set, ask from this machine.\n"
        return Response(refused, 403, media_type="text/plain")
    queue = CollectorRegistry()
    up = Gauge("newsletter_database_up", "1 when the database answered this time.", registry=queue)
    try:
        await _look_at_queue(opened, queue, now)
        up.set(1)
    except (OSError, SQLAlchemyError):
        pass
    told = generate_latest(measuring.REGISTRY) + generate_latest(queue)
    return Response(told, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})


async def _look_at_queue(opened: Database, registry: CollectorRegistry, now: datetime) -> None:
    async with opened.reading() as session:
        waiting, counted = await firsts(session), await lengths(session)
    length = Gauge("newsletter_queue_deliveries", "Deliveries not settled.", ["purpose", "state"], registry=registry)
    for (purpose, state), number in counted.items():
        length.labels(purpose.value, state.value).set(number)
    told = "How long the first in turn has been due and in nobody's hands."
    age = Gauge("newsletter_queue_age_seconds", told, ["kind"], registry=registry)
    for kind, of_campaigns in (("campaign", True), ("other", False)):
        since = [first.waits_since for first in waiting if (first.campaign_id is not None) is of_campaigns]
        age.labels(kind).set(max(0.0, (now - min(since, default=now)).total_seconds()))


def _may_read(request: Request, settings: Settings) -> bool:
    """Whoever has the key; without one, who asks from this machine and not for another, as a proxy does."""
    if key := settings.metrics_key.get_secret_value():
        sent = request.headers.get("authorization", "")
        return secrets.compare_digest(sent.encode(), f"Bearer {key}".encode())
    for_itself = FORWARDING.isdisjoint(request.headers.keys())
    return for_itself and request.client is not None and _loopback(request.client.host)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Measured:
    """Counts each answer by the template of its path, so that no id and nobody's token becomes a label."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, begun = perf_counter(), False

        async def heard(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and not begun:
                begun = True
                measuring.answered(*door(scope), message["status"], perf_counter() - began)
            await send(message)

        try:
            await self.app(scope, receive, heard)
        except Exception:  # it is answered further out
            if not begun:
                measuring.answered(*door(scope), 500, perf_counter() - began)
            raise
