"""What wakes up when? Each job is one line of `clock`.

A job finds what is due in our tables, so a missed tick is harmless. Every worker has a clock, on each machine: what one
is at is locked in the database, by its row or by its name, and the others pass by (docs/decisions/0024).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.access import audit, repeating
from newsletter.campaigns import launching, sending_again
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.pacing import Pace
from newsletter.campaigns.situations import Reckoning
from newsletter.consent import notices, noting, seals
from newsletter.database import Database, nobody_else
from newsletter.notices import erasing, spreading
from newsletter.settings import Settings
from newsletter.webhooks import keeping as webhooks

log = structlog.get_logger()


@dataclass(frozen=True)
class Work:
    """What a job needs."""

    database: Database
    settings: Settings
    interned: Interned = field(default_factory=Interned)


Job = Callable[[Work, datetime], Awaitable[None]]


async def launch_due_campaigns(work: Work, now: datetime) -> None:
    grace = timedelta(minutes=work.settings.launch_grace_minutes)
    async with work.database.transaction(behind=True) as session:
        await launching.launch_due(session, grace=grace, now=now)


async def reckon_schedules(work: Work, now: datetime) -> None:
    async with work.database.transaction(behind=True) as session:
        await launching.reckon_schedules(session)


async def advance_launches(work: Work, now: datetime) -> None:
    """Decide everybody of the campaigns being launched, a chunk to a transaction."""
    at = Reckoning(now, work.settings.zone, work.settings.law_policy)
    async with work.database.reading() as session:
        campaigns = await launching.launching(session)
    for campaign_id in campaigns:
        pace, decided = Pace.on(work.database), True
        while decided:
            began = perf_counter()
            advanced = await work.database.work(launching.advance, campaign_id, at, work.interned, most=pace.people)
            decided = bool(advanced)
            pace.took(perf_counter() - began, most=launching.CHUNK)


async def release_lapsed_claims(work: Work, now: datetime) -> None:
    async with work.database.transaction(behind=True) as session:
        released = await outbox.release_lapsed(session, now=now) if await nobody_else(session, "release") else 0
    if released:
        log.warning("a sender died; its deliveries were taken over", deliveries=released)


async def finish_campaigns(work: Work, now: datetime) -> None:
    async with work.database.transaction(behind=True) as session:
        if await nobody_else(session, "finish"):
            await sending_again.by_policy(session, work.settings.uncertain, now=now)
            await launching.finish(session, now=now)


async def finish_notices(work: Work, now: datetime) -> None:
    async with work.database.transaction(behind=True) as session:
        await spreading.finish(session, now=now)


async def forget_recipients(work: Work, now: datetime) -> None:
    """Erase whom notices went to."""
    await _in_chunks(work, "recipients", partial(erasing.forget, days=work.settings.notice_kept_days, now=now))


async def seal_ledger(work: Work, now: datetime) -> None:
    more = True
    while more:
        async with work.database.transaction(behind=True) as session:
            made = await seals.seal(session, work.settings.fingerprint_secret, now)
            more = made is not None and made.full


async def note_head(work: Work, now: datetime) -> None:
    """Once a day the newest head goes into the file outside the database; into that of each machine."""
    file = work.settings.heads
    if file is None or noting.noted_on(file, now.date()):
        return
    async with work.database.reading() as session:
        head = await seals.head(session)
    if head is not None:
        await asyncio.to_thread(noting.note, file, head, now)


async def give_notice_of_head(work: Work, now: datetime) -> None:
    if work.settings.head_mails:
        async with work.database.transaction(behind=True) as session:
            await notices.give_notice(session, work.settings.fingerprint_secret, now=now)


async def forget_what_webhooks_were_told(work: Work, now: datetime) -> None:
    before = now - timedelta(days=work.settings.webhook_log_days)
    await _in_chunks(work, "webhook log", partial(webhooks.purge, before=before))


async def let_go_of_old_audit_entries(work: Work, now: datetime) -> None:
    async with work.database.transaction(behind=True) as session:
        await audit.let_go(session, years=work.settings.audit_years, now=now)


async def forget_answers(work: Work, now: datetime) -> None:
    """Answers kept for who asks twice may hold what is known of people, and go when their time is over."""
    lasting = timedelta(hours=work.settings.answer_hours)
    await _in_chunks(work, "kept answers", partial(repeating.forget, lasting=lasting, now=now))


async def _in_chunks(work: Work, what: str, forget: Callable[[AsyncSession], Awaitable[bool]]) -> None:
    """Forget that of which the time is over, a chunk to a transaction, until there is no more or another is at it."""
    more = True
    while more:
        async with work.database.transaction(behind=True) as session:
            more = await nobody_else(session, f"forget {what}") and await forget(session)


def clock(settings: Settings) -> dict[Job, float]:
    """Every job and the seconds between two runs of it."""
    return {
        launch_due_campaigns: settings.tick_seconds,
        reckon_schedules: 60 * settings.tick_seconds,
        advance_launches: settings.tick_seconds,
        finish_campaigns: settings.tick_seconds,
        finish_notices: settings.tick_seconds,
        release_lapsed_claims: 5 * settings.tick_seconds,
        forget_recipients: 60 * settings.tick_seconds,
        seal_ledger: settings.seal_seconds,
        forget_answers: 60 * settings.tick_seconds,
        note_head: 60 * settings.tick_seconds,
        let_go_of_old_audit_entries: 60 * settings.tick_seconds,
        give_notice_of_head: 60 * settings.tick_seconds,
        forget_what_webhooks_were_told: 60 * settings.tick_seconds,
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
