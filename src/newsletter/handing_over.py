"""What does a sender do with what is due? Take some, begin each before its body goes out, settle what became of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, String, bindparam, cast, column, func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from newsletter.database import json_text
from newsletter.deliveries import DEFERRED, NEXT, NOT_CAMPAIGN, WAITING, Delivery, DeliveryState
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose

LEASE = timedelta(minutes=2)  # unless a setting says otherwise; so long that only the dead lose one
_DELIVERIES: Any = Delivery.__table__  # type: ignore[attr-defined]
_LEASED = bindparam("leased", type_=_DELIVERIES.c.leased_until.type)


class Taken(NamedTuple):
    """What a sender has to know of a delivery that it claimed."""

    id: int
    uid: UUID
    organisation_id: int
    purpose: Purpose
    recipient: bytes
    campaign_id: int | None = None
    subscriber_id: int | None = None
    subscription_id: int | None = None
    email: str | None = None
    answers_uid: UUID | None = None
    attempts: int = 0
    situation_id: int | None = None
    legal_basis: LegalBasis | None = None
    rule: str | None = None
    rule_set: str | None = None


def take(
    session: Session, *, running: Mapping[int, int], limit: int, now: datetime, lease: timedelta = LEASE
) -> list[Taken]:
    """Claim up to `limit` deliveries that are due: what answers somebody first, then the campaigns in their order.

    `running` are the campaigns that may send, and how many each may claim. What was deferred and is due again goes
    before what is new. The law is to be asked about them in the same transaction: when that was is written here.
    """
    ids: list[int] = []
    for due, most in _due(running, limit, now):
        if (room := min(most, limit - len(ids))) > 0:
            ids += session.exec(due.limit(room).with_for_update(skip_locked=True)).all()
    if not ids:
        return []
    told = {"taking": ids, "leased": now + lease, "asked": now}
    taken = {row.id: Taken(*row) for row in session.connection().execute(_TAKE, told)}
    return [taken[delivery_id] for delivery_id in ids if delivery_id in taken]


def _due(running: Mapping[int, int], limit: int, now: datetime) -> Iterator[tuple[SelectOfScalar[int], int]]:
    """What may be claimed in turn, and how many of it: each along one index in its order, however many wait behind."""
    due = select(Delivery.id).where(col(Delivery.due_at) <= now)
    soonest = (col(Delivery.due_at), col(Delivery.id))
    for state in (DeliveryState.DEFERRED, DeliveryState.QUEUED):
        yield due.where(NOT_CAMPAIGN, Delivery.state == state).order_by(*soonest), limit
    for campaign_id, most in running.items():
        theirs = due.where(Delivery.campaign_id == campaign_id, Delivery.purpose == Purpose.CAMPAIGN)
        yield theirs.where(DEFERRED).order_by(*soonest), most
        yield theirs.where(Delivery.state == DeliveryState.QUEUED).order_by(col(Delivery.id)), most


def begin(
    session: Session,
    delivery_ids: Collection[int],
    *,
    running: SelectOfScalar[int],
    now: datetime,
    lease: timedelta = LEASE,
) -> set[int]:
    """Turn claimed into sending; answers which did. `running` asks for the campaigns that may send.

    The others may not be sent: meanwhile the person left, the campaign was paused, or the lease was lost.
    """
    if not delivery_ids:
        return set()
    beginning = json_text([{"id": delivery_id} for delivery_id in delivery_ids])
    statement = _beginning(session.get_bind().dialect.name, running)
    return set(session.connection().execute(statement, {"beginning": beginning, "leased": now + lease}).scalars())


@lru_cache(maxsize=8)
def _beginning(dialect: str, running: SelectOfScalar[int]) -> Any:
    beginning = _listed(dialect, "beginning", "id")
    return (
        _DELIVERIES.update()
        .where(
            _DELIVERIES.c.id == beginning.c.id,
            _DELIVERIES.c.state == DeliveryState.CLAIMED,
            or_(_DELIVERIES.c.purpose != Purpose.CAMPAIGN, _DELIVERIES.c.campaign_id.in_(running)),
        )
        .values(state=DeliveryState.SENDING, leased_until=_LEASED, attempts=_DELIVERIES.c.attempts + 1)
        .returning(_DELIVERIES.c.id)
    )


class Settlement(NamedTuple):
    """What became of a delivery whose body was on the wire. `due_at` is when a deferred one is tried again."""

    delivery_id: int
    state: DeliveryState
    settled_at: datetime
    reason: str | None = None
    reply: str = ""
    due_at: datetime | None = None


def settle(session: Session, settlements: Sequence[Settlement]) -> None:
    """Write what became of deliveries on the wire, all in one statement."""
    if any(one.state not in NEXT[DeliveryState.SENDING] for one in settlements):
        raise ValueError(f"sending does not end in {sorted({one.state for one in settlements})}")
    if not settlements:
        return
    dialect = session.get_bind().dialect
    stored = _DELIVERIES.c.due_at.type.bind_processor(dialect) or (lambda moment: moment)
    rows = [
        {
            "id": one.delivery_id,
            "state": one.state,
            "reason": one.reason,
            "reply": one.reply[:500],
            "settled_at": str(stored(one.settled_at)),
            "due_at": one.due_at and str(stored(one.due_at)),
        }
        for one in settlements
    ]
    session.connection().execute(_settling(dialect.name), {"settled": json_text(rows)})


@lru_cache
def _settling(dialect: str) -> Any:
    settled = _listed(dialect, "settled", "id", "state", "reason", "reply", "settled_at", "due_at")
    return (
        _DELIVERIES.update()
        .where(_DELIVERIES.c.id == settled.c.id, _DELIVERIES.c.state == DeliveryState.SENDING)
        .values(
            state=settled.c.state,
            reason=settled.c.reason,
            reply=settled.c.reply,
            settled_at=settled.c.settled_at,
            due_at=func.coalesce(settled.c.due_at, _DELIVERIES.c.due_at),
            leased_until=None,
        )
    )


def _listed(dialect: str, name: str, *columns: str) -> Any:
    """Rows with these columns of a delivery, out of a parameter that lists them in JSON.

    One statement for a group costs a third of one for each: what is told has one form however many they are.
    """
    told = bindparam(name, type_=String)
    if dialect == "postgresql":
        typed = (column(one, _DELIVERIES.c[one].type) for one in columns)
        return func.json_to_recordset(cast(told, JSON)).table_valued(*typed).render_derived(name, with_types=True)
    each = func.json_each(told).table_valued("value")
    return select(*(func.json_extract(each.c.value, f"$.{one}").label(one) for one in columns)).subquery(name)


def put_off(session: Session, again_at: Mapping[int, datetime], *, reason: str) -> None:
    """Let claims wait until some time, for a reason of our own: it is no try, and no answer of anybody's."""
    rows = [{"which": delivery_id, "why": reason, "at": at} for delivery_id, at in again_at.items()]
    if rows:
        session.connection().execute(_PUT_OFF, rows)


_TAKE = (
    _DELIVERIES.update()
    .where(_DELIVERIES.c.id.in_(bindparam("taking", expanding=True)), _DELIVERIES.c.state.in_(WAITING))
    .values(
        state=DeliveryState.CLAIMED,
        leased_until=_LEASED,
        decided_at=bindparam("asked", type_=_DELIVERIES.c.decided_at.type),
    )
    .returning(*(_DELIVERIES.c[name] for name in Taken._fields))
)
_PUT_OFF = (
    _DELIVERIES.update()
    .where(_DELIVERIES.c.id == bindparam("which"), _DELIVERIES.c.state == DeliveryState.CLAIMED)
    .values(
        {
            "state": DeliveryState.DEFERRED,
            "reason": bindparam("why"),
            "due_at": bindparam("at", type_=_DELIVERIES.c.due_at.type),
            "leased_until": None,
        }
    )
)
