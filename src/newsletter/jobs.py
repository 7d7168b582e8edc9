"""What wakes up when? Each job is one line of `clock`.

A job finds what is due in our tables, so a missed tick is harmless.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from newsletter import outbox
from newsletter.campaigns import launching
from newsletter.consent import seals
from newsletter.database import Database
from newsletter.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class Work:
    """What a job needs."""

    database: Database
    settings: Settings


Job = Callable[[Work, datetime], Awaitable[None]]


async def launch_due_campaigns(work: Work, now: datetime) -> None:
    grace = timedelta(minutes=work.settings.launch_grace_minutes)
    async with work.database.transaction() as session:
        await launching.launch_due(session, grace=grace, now=now)


async def advance_launches(work: Work, now: datetime) -> None:
    """Decide everybody of the campaigns being launched, a chunk to a transaction."""
    async with work.database.reading() as session:
        campaigns = await launching.launching(session)
    for campaign_id in campaigns:
        decided = True
        while decided:
            async with work.database.transaction() as session:
                decided = bool(await launching.advance(session, campaign_id, now=now))


async def release_lapsed_claims(work: Work, now: datetime) -> None:
    async with work.database.transaction() as session:
        released = await outbox.release_lapsed(session, now=now)
    if released:
        log.warning("a sender died; its deliveries were taken over", deliveries=released)


async def finish_campaigns(work: Work, now: datetime) -> None:
    async with work.database.transaction() as session:
        await launching.finish(session, now=now)


async def seal_ledger(work: Work, now: datetime) -> None:
    sealed = True
    while sealed:
        async with work.database.transaction() as session:
            sealed = await seals.seal(session, work.settings.fingerprint_secret, now) is not None


def clock(settings: Settings) -> dict[Job, float]:
    """Every job and the seconds between two runs of it."""
    return {
        launch_due_campaigns: settings.tick_seconds,
        advance_launches: settings.tick_seconds,
        finish_campaigns: settings.tick_seconds,
        release_lapsed_claims: 10 * settings.tick_seconds,
        seal_ledger: settings.seal_seconds,
    }


def start(work: Work, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """Start the clock. Nothing is stored in it; a job that is late or still running is simply run once, later."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job, seconds in clock(work.settings).items():
        scheduler.add_job(
            _run, "interval", seconds=seconds, args=[job, work, now], name=job.__name__, coalesce=True, max_instances=1,
            misfire_grace_time=None,
        )  # fmt: skip
    scheduler.start()
    return scheduler


async def _run(job: Job, work: Work, now: Callable[[], datetime]) -> None:
    try:
        await job(work, now())
    except Exception:
        log.exception("job stumbled; the next tick tries again", job=job.__name__)
