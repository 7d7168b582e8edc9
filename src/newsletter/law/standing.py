"""What do the records of one person and one list add up to? The fold of the ledger, pure.

none ──registered──▶ registered ──asked──▶ asked ──granted──▶ granted
  └────────────────asked───────────────────▲│                    │
                                           ││withdrawn           │withdrawn, objected
                                           │▼                    ▼
                                           └───────asked──── withdrawn
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from newsletter.law.facts import Standing, Suppression


class Happening(StrEnum):
    """The kinds of record a ledger holds."""

    #: Somebody brought the address in, without the person's own act.
    REGISTERED = "registered"
    #: A form was sent with this mailbox in it.
    ASKED = "asked"
    #: The holder of the mailbox answered the confirmation.
    GRANTED = "granted"
    #: The person took a consent back.
    WITHDRAWN = "withdrawn"
    #: The person said no to all marketing of the sender.
    OBJECTED = "objected"
    #: Nothing more may go to the mailbox.
    BLOCKED = "blocked"


class Happened(Protocol):
    """As much of a ledger record as the fold looks at. `list_uid` is None where it reaches every list."""

    @property
    def uid(self) -> UUID: ...
    @property
    def kind(self) -> Happening: ...
    @property
    def list_uid(self) -> UUID | None: ...


@dataclass(frozen=True)
class Fold:
    """What the records say: the standing on one list, the asks that can still be answered, and any wider no."""

    standing: Standing = Standing.NONE
    open_asks: tuple[UUID, ...] = ()
    suppression: Suppression = Suppression.NONE


def fold(records: Iterable[Happened], list_uid: UUID) -> Fold:
    """Fold one person's records, in the ledger's order, as seen from one list."""
    state = Fold()
    for record in records:
        if record.list_uid is None or record.list_uid == list_uid:
            state = _after(state, record)
        elif record.kind is Happening.GRANTED:
            state = replace(state, suppression=_lifted(state.suppression))
    return state


def _after(state: Fold, record: Happened) -> Fold:
    match record.kind:
        case Happening.REGISTERED if state.standing is Standing.NONE:
            return replace(state, standing=Standing.REGISTERED)
        case Happening.ASKED if state.standing is not Standing.GRANTED:
            return replace(state, standing=Standing.ASKED, open_asks=(*state.open_asks, record.uid))
        case Happening.GRANTED:
            # An objection is lifted only by the person's own later, active consent (GDPR art. 21(3)).
            return Fold(Standing.GRANTED, (), _lifted(state.suppression))
        case Happening.WITHDRAWN:
            return Fold(Standing.WITHDRAWN, (), state.suppression)
        case Happening.OBJECTED:
            return Fold(_ended(state.standing), (), _wider(state.suppression, Suppression.OBJECTION))
        case Happening.BLOCKED:
            return Fold(_ended(state.standing), (), Suppression.BLOCK)
        case _:
            return state


def _ended(standing: Standing) -> Standing:
    return Standing.NONE if standing is Standing.NONE else Standing.WITHDRAWN


def _lifted(suppression: Suppression) -> Suppression:
    return Suppression.NONE if suppression is Suppression.OBJECTION else suppression


def _wider(one: Suppression, other: Suppression) -> Suppression:
    return one if one is Suppression.BLOCK else other
