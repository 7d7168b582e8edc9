"""What is to be sent, and what became of it? One delivery for each person considered, also for those withheld.

    queued ──▶ claimed ──▶ sending ──▶ sent ──▶ bounced | complained
      ▲ │         │  │        ├──▶ failed
      │ │         │  │        ├──▶ uncertain ──▶ queued
      │ │         │  ▼        └──▶ deferred ──▶ claimed | cancelled
      │ │         │ withheld
      │ └─────────┼──▶ cancelled
      └───────────┘ (lapsed, put back)

A delivery row is the queue, the record of sending and the report in one. Leaving cancels what is queued or
claimed in its own transaction, and a body goes out only after `claimed -> sending` succeeded: whoever commits
first wins, and after a person's 200 no message to that person begins.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Index, text
from sqlmodel import Field, SQLModel, col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import BIGINT, IMPERSONAL, PERSONAL, new_uid, words
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import RULE_SET, Decision, Permitted, Refused, Review
from newsletter.law.facts import Purpose

LEASE = timedelta(minutes=2)  # longer than one message may take, so that only the dead lose a lease
CONFIRMATION_TRIES = 3  # policy: every uncertain one may have put a copy into the mailbox


class DeliveryState(StrEnum):
    """Where one message to one person stands."""

    #: Waits for its turn.
    QUEUED = "queued"
    #: A sender has taken it and asked the law.
    CLAIMED = "claimed"
    #: Its body may be on the wire.
    SENDING = "sending"
    #: The mail server took it.
    SENT = "sent"
    #: The server said later; it is tried again.
    DEFERRED = "deferred"
    #: The server said never, or time ran out.
    FAILED = "failed"
    #: Sent off, and no answer came: perhaps it arrived.
    UNCERTAIN = "uncertain"
    #: The law said no.
    WITHHELD = "withheld"
    #: Called back before it began: the person left, or the campaign was cancelled.
    CANCELLED = "cancelled"
    #: Came back.
    BOUNCED = "bounced"
    #: Reported as spam.
    COMPLAINED = "complained"


NEXT: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.QUEUED: frozenset({DeliveryState.CLAIMED, DeliveryState.CANCELLED}),
    DeliveryState.CLAIMED: frozenset(
        {DeliveryState.SENDING, DeliveryState.QUEUED, DeliveryState.WITHHELD, DeliveryState.CANCELLED}
    ),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.DEFERRED, DeliveryState.FAILED, DeliveryState.UNCERTAIN}
    ),
    DeliveryState.DEFERRED: frozenset({DeliveryState.CLAIMED, DeliveryState.CANCELLED}),
    DeliveryState.UNCERTAIN: frozenset({DeliveryState.QUEUED}),
    DeliveryState.SENT: frozenset({DeliveryState.BOUNCED, DeliveryState.COMPLAINED}),
    DeliveryState.FAILED: frozenset(),
    DeliveryState.WITHHELD: frozenset(),
    DeliveryState.CANCELLED: frozenset(),
    DeliveryState.BOUNCED: frozenset(),
    DeliveryState.COMPLAINED: frozenset(),
}
"""The only moves there are. `docs/states.md` draws them; a test compares."""

WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.DEFERRED})
CANCELLABLE = WAITING | {DeliveryState.CLAIMED}
OPEN = CANCELLABLE | {DeliveryState.SENDING}


class Delivery(SQLModel, table=True):
    """One message to one person, from before to after."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "uq_deliveries_campaign_subscriber",
            "campaign_id",
            "subscriber_id",
            unique=True,
            sqlite_where=text("purpose = 'campaign'"),
            postgresql_where=text("purpose = 'campaign'"),
        ),
        Index("ix_deliveries_due", "state", "due_at"),
        Index("ix_deliveries_campaign_state", "campaign_id", "state", "id"),
        Index("ix_deliveries_subscription", "subscription_id"),
        Index("ix_deliveries_recipient", "recipient", "purpose"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    purpose: Purpose = Field(sa_type=words(Purpose))
    campaign_id: int | None = Field(default=None, foreign_key="campaigns.id", sa_type=BIGINT)
    subscriber_id: int | None = Field(default=None, foreign_key="subscribers.id", sa_type=BIGINT)
    subscription_id: int | None = Field(default=None, foreign_key="subscriptions.id", sa_type=BIGINT)
    #: The fingerprint of the mailbox, for limits that reach over all lists and forms.
    recipient: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    #: Only where there is no subscriber: the address a test goes to.
    email: str | None = Field(default=None, sa_column_kwargs=PERSONAL)
    #: The ledger record this delivery answers.
    answers_uid: UUID | None = None
    state: DeliveryState = Field(sa_type=words(DeliveryState))
    #: Why it is where it is: a reason of the law, or what the mail server's answer meant.
    reason: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)
    #: On what it was permitted, at the last asking.
    legal_basis: LegalBasis | None = Field(default=None, sa_type=words(LegalBasis))
    rule: str | None = Field(default=None, max_length=64, sa_column_kwargs=IMPERSONAL)
    rule_set: str | None = Field(default=None, max_length=16, sa_column_kwargs=IMPERSONAL)
    decided_at: datetime | None = None
    due_at: datetime
    leased_until: datetime | None = None
    attempts: int = 0
    #: The mail server's last words, which may repeat the address.
    reply: str | None = Field(default=None, max_length=500, sa_column_kwargs=PERSONAL)
    created_at: datetime
    settled_at: datetime | None = None


async def take(session: AsyncSession, *, running: Collection[int], limit: int, now: datetime) -> list[Delivery]:
    """Claim up to `limit` deliveries that are due, oldest due first. `running` are the campaigns that may send."""
    due = (
        select(Delivery.id)
        .where(
            col(Delivery.state).in_(WAITING),
            col(Delivery.due_at) <= now,
            _may_go(running),
        )
        .order_by(col(Delivery.due_at), col(Delivery.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = (await session.exec(due)).all()
    await move(session, WAITING, DeliveryState.CLAIMED, col(Delivery.id).in_(ids), leased_until=now + LEASE)
    taken = select(Delivery).where(col(Delivery.id).in_(ids)).order_by(col(Delivery.due_at), col(Delivery.id))
    return list((await session.exec(taken.execution_options(populate_existing=True))).all())


async def begin(session: AsyncSession, delivery_id: int, *, running: Collection[int], now: datetime) -> bool:
    """Turn claimed into sending.

    False when meanwhile the person left, the campaign was paused, or the lease was lost: nothing may be sent.
    """
    begun = await move(
        session,
        {DeliveryState.CLAIMED},
        DeliveryState.SENDING,
        Delivery.id == delivery_id,
        _may_go(running),
        leased_until=now + LEASE,
        attempts=Delivery.attempts + 1,
    )
    return begun == 1


def _may_go(running: Collection[int]) -> ColumnElement[bool]:
    """Whatever answers a request may; a campaign's messages, while it runs."""
    return or_(col(Delivery.purpose) != Purpose.CAMPAIGN, col(Delivery.campaign_id).in_(running))


async def settle(
    session: AsyncSession,
    delivery_id: int,
    state: DeliveryState,
    *,
    now: datetime,
    reason: str | None = None,
    reply: str = "",
    due_at: datetime | None = None,
) -> None:
    """Write what became of a delivery whose body was on the wire. `due_at` is when a deferred one is tried again."""
    values: dict[str, Any] = {"reason": reason, "reply": reply[:500], "settled_at": now}
    if due_at is not None:
        values["due_at"] = due_at
    await move(session, {DeliveryState.SENDING}, state, Delivery.id == delivery_id, **values)


async def put_back(
    session: AsyncSession, delivery_ids: Collection[int], *, reason: str | None, due_at: datetime
) -> None:
    """Give claims back unsent: the mail server could not be reached, or the sender is shutting down."""
    chosen = col(Delivery.id).in_(delivery_ids)
    await move(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, chosen, reason=reason, due_at=due_at)


async def cancel(session: AsyncSession, *conditions: Any, reason: str, now: datetime) -> int:
    """Call back every delivery that has not begun and meets the conditions; answers how many."""
    return await move(session, CANCELLABLE, DeliveryState.CANCELLED, *conditions, reason=reason, settled_at=now)


async def permit(session: AsyncSession, delivery_ids: Collection[int], permitted: Permitted, now: datetime) -> None:
    """Note on claimed deliveries why they may be sent."""
    claimed = (col(Delivery.id).in_(delivery_ids), col(Delivery.state) == DeliveryState.CLAIMED)
    note = update(Delivery).where(*claimed).values(**decided(permitted, now))
    await session.exec(note.execution_options(synchronize_session=False))


async def withhold(
    session: AsyncSession, delivery_ids: Collection[int], refused: Refused | Review, now: datetime
) -> None:
    """The law said no at the door."""
    await move(
        session,
        {DeliveryState.CLAIMED},
        DeliveryState.WITHHELD,
        col(Delivery.id).in_(delivery_ids),
        reason=refused.reason,
        settled_at=now,
        **decided(refused, now),
    )


def decided(decision: Decision, now: datetime) -> dict[str, Any]:
    """The columns that say why a delivery was permitted or refused, and when that was asked."""
    basis = decision.basis if isinstance(decision, Permitted) else LegalBasis.UNKNOWN
    return {"legal_basis": basis, "rule": decision.rule.code, "rule_set": RULE_SET, "decided_at": now}


async def release_lapsed(session: AsyncSession, *, now: datetime) -> int:
    """Deal with leases whose sender died: claimed is queued again; sending is uncertain.

    An uncertain campaign message is left for a person to decide, since a second copy costs trust. A confirmation
    is sent again, a few times, since a lost one costs a subscriber.
    """
    lapsed = col(Delivery.leased_until) < now
    released = await move(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, lapsed)
    uncertain = await move(
        session, {DeliveryState.SENDING}, DeliveryState.UNCERTAIN, lapsed, reason="no_answer", settled_at=now
    )
    await send_confirmations_again(session, now=now)
    return released + uncertain


async def send_confirmations_again(session: AsyncSession, *, now: datetime) -> int:
    """Queue again what may arrive twice without harm, but not for ever."""
    again = (col(Delivery.purpose) == Purpose.CONFIRMATION, col(Delivery.attempts) < CONFIRMATION_TRIES)
    return await move(session, {DeliveryState.UNCERTAIN}, DeliveryState.QUEUED, *again, due_at=now)


async def move(
    session: AsyncSession, before: Collection[DeliveryState], after: DeliveryState, *conditions: Any, **values: Any
) -> int:
    """Move the deliveries that meet the conditions and are in a state of `before`; answers how many did.

    Raises ValueError for a move that is not in NEXT. A lease is kept only while there is something to lose.
    """
    if any(after not in NEXT[state] for state in before):
        raise ValueError(f"no delivery goes from {sorted(before)} to {after}")
    if after not in (DeliveryState.CLAIMED, DeliveryState.SENDING):
        values["leased_until"] = None
    change = update(Delivery).where(*conditions, col(Delivery.state).in_(before)).values(state=after, **values)
    result: CursorResult[Any] = await session.exec(change.execution_options(synchronize_session=False))
    return result.rowcount
