"""People, and the no of those who said it by other ways than a link."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col, select

from newsletter import addresses
from newsletter.addresses import fingerprint
from newsletter.errors import Invalid, Problem
from newsletter.law.facts import Suppression
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import Subscriber, SuppressedMailbox
from newsletter.subscriptions.suppression import suppress
from newsletter.web.api.fields import FilledMailbox, Line, Page, Sent, Shown, Window
from newsletter.web.dependencies import Caller, ChosenSettings, Now, Reading, Writing

router = APIRouter(tags=["subscribers"])

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # before it nobody said no to e-mail


class SubscriberShown(Shown):
    """A person we know by one mailbox."""

    email: str
    name: str
    language: str
    created_at: datetime


class SubscriberFilter(Window):
    """Which subscribers are asked for."""

    email: str | None = None


class SuppressionSent(Sent):
    """A no that reaches over all lists. `objection`: no marketing. `block`: nothing at all."""

    email: FilledMailbox
    kind: Literal["objection", "block"]
    channel: Literal["email", "phone", "letter", "in_person", "other"]
    note: Line = ""
    happened_at: datetime | None = None


class SuppressionShown(Shown):
    """A mailbox that gets nothing. It is named by fingerprint, since it outlives the subscriber."""

    fingerprint: str
    kind: Suppression
    since: datetime


def shown(found: Subscriber) -> SubscriberShown:
    return SubscriberShown(id=found.uid, **found.model_dump(include={"email", "name", "language", "created_at"}))


@router.get("/subscribers", operation_id="list_subscribers")
async def list_subscribers(
    caller: Caller, session: Reading, settings: ChosenSettings, wanted: Annotated[SubscriberFilter, Query()]
) -> Page[SubscriberShown]:
    """The organisation's subscribers; `email` finds one by address."""
    query = select(Subscriber).where(Subscriber.organisation_id == caller.id, col(Subscriber.id) > wanted.after)
    if wanted.email is not None:
        address = addresses.parse(wanted.email)
        subject = fingerprint(address, settings.fingerprint_secret) if address else b""
        query = query.where(Subscriber.fingerprint == subject)
    rows = (await session.exec(query.order_by(col(Subscriber.id)).limit(wanted.limit + 1))).all()
    return Page(**wanted.page([shown(row) for row in rows], [row.id for row in rows]))


@router.get("/subscribers/{subscriber_id}", operation_id="get_subscriber")
async def get_subscriber(subscriber_id: UUID, caller: Caller, session: Reading) -> SubscriberShown:
    """One subscriber."""
    return shown(await owned(session, Subscriber, subscriber_id, caller, "subscriber"))


@router.post("/suppressions", status_code=201, operation_id="create_suppression")
async def create_suppression(
    sent: SuppressionSent, caller: Caller, session: Writing, settings: ChosenSettings, now: Now
) -> SuppressionShown:
    """Record a no that was said by mail, telephone or letter. It counts like a click, from this moment."""
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    if sent.happened_at and (sent.happened_at.tzinfo is None or not EARLIEST < sent.happened_at <= now):
        raise Invalid(Problem("/happened_at", "time", "Give a time that is past, with its offset."))
    subject = fingerprint(address, settings.fingerprint_secret)
    await suppress(
        session,
        caller,
        subject,
        Suppression(sent.kind),
        channel=sent.channel,
        details={"note": sent.note} if sent.note else {},
        now=now,
        happened_at=sent.happened_at,
    )
    query = select(SuppressedMailbox).where(
        SuppressedMailbox.organisation_id == caller.id, SuppressedMailbox.fingerprint == subject
    )
    return suppression_shown((await session.exec(query)).one())


@router.get("/suppressions", operation_id="list_suppressions")
async def list_suppressions(
    caller: Caller, session: Reading, window: Annotated[Window, Query()]
) -> Page[SuppressionShown]:
    """Every mailbox that gets nothing from this organisation."""
    query = select(SuppressedMailbox).where(
        SuppressedMailbox.organisation_id == caller.id, col(SuppressedMailbox.id) > window.after
    )
    rows = (await session.exec(query.order_by(col(SuppressedMailbox.id)).limit(window.limit + 1))).all()
    return Page(**window.page([suppression_shown(row) for row in rows], [row.id for row in rows]))


def suppression_shown(found: SuppressedMailbox) -> SuppressionShown:
    return SuppressionShown(id=found.uid, fingerprint=found.fingerprint.hex(), kind=found.kind, since=found.since)
