"""What is to be sent, and what became of it? One delivery for each person considered, also for those withheld.

A delivery row is the queue, the record of sending and the report in one. Leaving cancels what is queued or
claimed in its own transaction, and a body goes out only after `claimed -> sending` succeeded: whoever commits
first wins, and after a person's 200 no message to that person begins.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult
from sqlmodel import Session, col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import within
from newsletter.deliveries import CANCELLABLE, NEXT, NOT_CAMPAIGN, WAITING, Delivery, DeliveryState
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import RULE_SET, Decision, Permitted
from newsletter.law.vocabulary import Purpose

SENT_AGAIN_BY_ITSELF = (Purpose.CONFIRMATION, Purpose.ADDRESS_CHANGE, Purpose.NOTICE)
"""What better comes twice than never."""
UNANSWERED = "no_answer"
"""Why something is uncertain that nobody has closed."""
TRIES_BY_ITSELF = 3  # policy: every uncertain one may have put a copy into the mailbox


async def enqueue(
    session: AsyncSession,
    purpose: Purpose,
    *,
    organisation_id: int,
    recipient: bytes,
    now: datetime,
    subscription: tuple[int, int] | None = None,
    campaign_id: int | None = None,
    answers_uid: UUID | None = None,
    email: str | None = None,
) -> Delivery:
    """Write a message that is to be sent beside its cause. `subscription` is its id and its subscriber's."""
    subscription_id, subscriber_id = subscription or (None, None)
    delivery = Delivery(
        organisation_id=organisation_id,
        purpose=purpose,
        campaign_id=campaign_id,
        subscriber_id=subscriber_id,
        subscription_id=subscription_id,
        recipient=recipient,
        email=email,
        answers_uid=answers_uid,
        state=DeliveryState.QUEUED,
        due_at=now,
        created_at=now,
    )
    session.add(delivery)
    await session.flush()
    return delivery


async def put_back(
    session: AsyncSession, delivery_ids: Collection[int], *, reason: str | None, due_at: datetime
) -> None:
    """Give claims back unsent: the mail server could not be reached, or the sender is shutting down."""
    chosen = col(Delivery.id).in_(delivery_ids)
    await move(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, chosen, reason=reason, due_at=due_at)


async def cancel(session: AsyncSession, *conditions: Any, reason: str, now: datetime) -> int:
    """Call back every delivery that has not begun and meets the conditions; answers how many."""
    return await move(session, CANCELLABLE, DeliveryState.CANCELLED, *conditions, reason=reason, settled_at=now)


async def redirect(
    session: AsyncSession, subscription_ids: Collection[int], *, recipient: bytes, now: datetime
) -> None:
    """A subscriber's mailbox is another now: what waits goes there; what was claimed for the old one is called back."""
    theirs = (col(Delivery.subscription_id).in_(subscription_ids), col(Delivery.purpose) == Purpose.CAMPAIGN)
    waiting = update(Delivery).where(*theirs, col(Delivery.state).in_(WAITING)).values(recipient=recipient)
    await session.exec(waiting.execution_options(synchronize_session=False))
    await move(
        session,
        {DeliveryState.CLAIMED},
        DeliveryState.CANCELLED,
        *theirs,
        reason="address_changed",
        settled_at=now,
    )
    confirmations = (theirs[0], col(Delivery.purpose) == Purpose.CONFIRMATION)
    await cancel(session, *confirmations, reason="address_changed", now=now)


def decide(
    session: Session, delivery_ids: Collection[int], situation_id: int, decision: Decision, now: datetime
) -> None:
    """Note on claimed deliveries what the law said at the door, and on which facts; withhold what it refused."""
    chosen, noted = col(Delivery.id).in_(delivery_ids), {"situation_id": situation_id, **decided(decision, now)}
    if isinstance(decision, Permitted):
        note = update(Delivery).where(chosen, col(Delivery.state) == DeliveryState.CLAIMED).values(**noted)
        session.exec(note.execution_options(synchronize_session=False))
        return
    refused = {"reason": decision.reason, "settled_at": now, **noted}
    moves(session, {DeliveryState.CLAIMED}, DeliveryState.WITHHELD, chosen, **refused)


def decided(decision: Decision, now: datetime) -> dict[str, Any]:
    """The columns that say why a delivery was permitted or refused, and when that was asked."""
    return {**grounds(decision), "rule_set": RULE_SET, "decided_at": now}


def grounds(decision: Decision) -> dict[str, str]:
    """The columns that say on which basis and by which rule."""
    basis = decision.basis if isinstance(decision, Permitted) else LegalBasis.UNKNOWN
    return {"legal_basis": basis, "rule": decision.rule.code}


async def release_lapsed(session: AsyncSession, *, now: datetime, before: datetime | None = None) -> int:
    """Deal with leases that ended `before` (now): their sender died. Claimed is queued again; sending is uncertain.

    An uncertain campaign message is left for a person to decide, since a second copy costs trust. A confirmation or a
    notice is sent again, a few times, since a lost one costs a subscriber, or somebody a journey to a closed door.
    """
    lapsed = col(Delivery.leased_until) < (before or now)
    released = await move(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, lapsed)
    uncertain = await move(
        session, {DeliveryState.SENDING}, DeliveryState.UNCERTAIN, lapsed, reason="no_answer", settled_at=now
    )
    await within(session, send_again_by_itself, now=now)
    return released + uncertain


def send_again_by_itself(session: Session, *, now: datetime) -> int:
    """Queue again what may arrive twice without harm, but not for ever."""
    few = col(Delivery.attempts) < TRIES_BY_ITSELF
    again = (NOT_CAMPAIGN, col(Delivery.purpose).in_(SENT_AGAIN_BY_ITSELF), few)
    return send_again(session, DeliveryState.UNCERTAIN, *again, due_at=now)


def send_again(session: Session, before: DeliveryState, *conditions: Any, due_at: datetime, **values: Any) -> int:
    """Queue again what is uncertain or failed, and keep in mind that an uncertain one may have arrived."""
    if before is DeliveryState.UNCERTAIN:
        values["unanswered_at"] = col(Delivery.settled_at)
    cleared = {"reason": None, "settled_at": None, "due_at": due_at}
    return moves(session, {before}, DeliveryState.QUEUED, *conditions, **cleared, **values)


def close(session: Session, *conditions: Any) -> int:
    """Leave what is uncertain as it is, for good: whether it arrived will never be known."""
    still_open = col(Delivery.reason) == UNANSWERED
    return moves(session, {DeliveryState.UNCERTAIN}, DeliveryState.UNCERTAIN, still_open, *conditions, reason="closed")


async def move(
    session: AsyncSession, before: Collection[DeliveryState], after: DeliveryState, *conditions: Any, **values: Any
) -> int:
    """`moves`, in the loop."""
    return await within(session, moves, before, after, *conditions, **values)


def moves(
    session: Session, before: Collection[DeliveryState], after: DeliveryState, *conditions: Any, **values: Any
) -> int:
    """Move the deliveries that meet the conditions and are in a state of `before`; answers how many did.

    Raises ValueError for a move that is not in NEXT. A lease is kept only while there is something to lose.
    """
    if any(after not in NEXT[state] for state in before):
        raise ValueError(f"no delivery goes from {sorted(before)} to {after}")
    if after not in (DeliveryState.CLAIMED, DeliveryState.SENDING):
        values["leased_until"] = None
    change = update(Delivery).where(*conditions, col(Delivery.state).in_(before)).values(state=after, **values)
    result: CursorResult[Any] = session.exec(change.execution_options(synchronize_session=False))
    return result.rowcount
