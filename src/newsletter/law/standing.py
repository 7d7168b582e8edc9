"""What do the records of one person and one list add up to? The fold of the ledger, pure.

none ──registered──▶ registered ──asked──▶ asked ──granted──▶ granted
      ──a no to the list, or once on it to more──▶ withdrawn ──asked──▶ asked_again ──granted──▶ granted

A changed address leads from anywhere but a no back to none, under the old mailbox and under the new one; what was said
at the old one is then appended once more under the new. docs/states.md draws every move there is.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from newsletter.law.vocabulary import Standing, Suppression


class Happening(StrEnum):
    """The kinds of record a ledger holds."""

    #: Somebody brought the address in, without the person's own act.
    REGISTERED = "registered"
    #: A form was sent with this mailbox in it.
    ASKED = "asked"
    #: The person consented: confirmed from the mailbox, or recorded from paper, a call or another website.
    GRANTED = "granted"
    #: The person took a consent back.
    WITHDRAWN = "withdrawn"
    #: The person said no to all marketing of the sender.
    OBJECTED = "objected"
    #: Nothing more may go to the mailbox.
    BLOCKED = "blocked"
    #: The person said no to being profiled.
    PROFILING_OBJECTED = "profiling_objected"
    #: The person consented to being tracked, apart from all else.
    TRACKING_GRANTED = "tracking_granted"
    #: The person took that back.
    TRACKING_WITHDRAWN = "tracking_withdrawn"
    #: A sale was recorded, or an agreement, or what was no sale.
    SALE_RECORDED = "sale_recorded"
    #: A recorded agreement ended.
    SALE_ENDED = "sale_ended"
    #: It was found out whose mailbox it is.
    MAILBOX_DESCRIBED = "mailbox_described"
    #: The person's data went to a partner. It changes no standing.
    DISCLOSED = "disclosed"
    #: Somebody told that the person's address is another now. Nothing changes before that mailbox has confirmed.
    ADDRESS_CHANGE_ASKED = "address_change_asked"
    #: The new mailbox confirmed. Stands under both: what was said at the old one goes on under the new one.
    ADDRESS_CHANGED = "address_changed"


#: What a person takes back or refuses.
NOES = frozenset(
    {
        Happening.WITHDRAWN,
        Happening.OBJECTED,
        Happening.BLOCKED,
        Happening.PROFILING_OBJECTED,
        Happening.TRACKING_WITHDRAWN,
    }
)
#: What is said of a mailbox and not of the person.
_OF_THE_MAILBOX = frozenset({Happening.MAILBOX_DESCRIBED, Happening.ADDRESS_CHANGE_ASKED, Happening.ADDRESS_CHANGED})


class Happened(Protocol):
    """As much of a ledger record as the fold looks at.

    `list_uid` is None where it reaches every list. `own_act` is whether a grant is shown to be an active act of the
    mailbox's holder: only that takes a no back.
    """

    @property
    def uid(self) -> UUID: ...
    @property
    def kind(self) -> Happening: ...
    @property
    def list_uid(self) -> Hashable | None: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def own_act(self) -> bool: ...


@dataclass(frozen=True)
class Fold:
    """What the records say: the standing on one list, the asks that can still be answered, any wider no, tracking."""

    standing: Standing = Standing.NONE
    open_asks: tuple[UUID, ...] = ()
    #: The consents to this list that count: none from before the latest no.
    grants: tuple[UUID, ...] = ()
    suppression: Suppression = Suppression.NONE
    refuses_profiling: bool = False
    tracking_consented: bool = False
    #: When the latest no was said: no consent from before it counts, whenever that is brought in.
    said_no_at: datetime | None = None
    #: The same of being tracked.
    refused_tracking_at: datetime | None = None

    @property
    def no_stands(self) -> bool:
        """The person said no to this list. A form sent since, by whomever, does not take that back until confirmed."""
        return self.standing in (Standing.WITHDRAWN, Standing.ASKED_AGAIN)


Record = TypeVar("Record", bound=Happened)


def carried(records: Sequence[Record]) -> list[Record]:
    """Which of a person's records go along to a new address: those since an earlier change, and every no before it."""
    changes = [place for place, record in enumerate(records) if record.kind is Happening.ADDRESS_CHANGED]
    since = changes[-1] if changes else -1
    return [
        record
        for place, record in enumerate(records)
        if record.kind not in _OF_THE_MAILBOX and (place > since or record.kind in NOES)
    ]


def fold(records: Iterable[Happened], list_uid: Hashable) -> Fold:
    """Fold one person's records, in the ledger's order, as seen from one list."""
    state = Fold()
    for record in records:
        if record.list_uid is None or record.list_uid == list_uid:
            state = _after(state, record)
        elif record.kind is Happening.GRANTED:
            state = replace(state, suppression=_lifted(state, record))
    return state


def _after(state: Fold, record: Happened) -> Fold:
    match record.kind:
        case Happening.REGISTERED if state.standing is Standing.NONE:
            return replace(state, standing=Standing.REGISTERED)
        case Happening.ASKED if state.standing is not Standing.GRANTED:
            asked = Standing.ASKED if state.said_no_at is None else Standing.ASKED_AGAIN
            return replace(state, standing=asked, open_asks=(*state.open_asks, record.uid))
        case Happening.GRANTED if _comes_back(record, state):
            grants = (*state.grants, record.uid)
            suppression = _lifted(state, record)
            return replace(state, standing=Standing.GRANTED, open_asks=(), grants=grants, suppression=suppression)
        case Happening.GRANTED if state.standing in (Standing.NONE, Standing.REGISTERED):
            return replace(state, standing=Standing.WITHDRAWN)  # brought in late: the no has ended it already
        case Happening.WITHDRAWN:
            ended = replace(state, standing=Standing.WITHDRAWN, open_asks=(), grants=())
            return replace(ended, said_no_at=_latest(state, record))
        case _:
            return _beyond_the_list(state, record)


def _beyond_the_list(state: Fold, record: Happened) -> Fold:
    match record.kind:
        case Happening.OBJECTED:
            return _said_no(state, record, _wider(state.suppression, Suppression.OBJECTION))
        case Happening.BLOCKED:
            return _said_no(state, record, Suppression.BLOCK)
        case Happening.PROFILING_OBJECTED:
            return replace(state, refuses_profiling=True)
        case Happening.TRACKING_GRANTED if _may_be_tracked(record, state):
            return replace(state, tracking_consented=True)
        case Happening.TRACKING_WITHDRAWN:
            latest = max(state.refused_tracking_at or record.happened_at, record.happened_at)
            return replace(state, tracking_consented=False, refused_tracking_at=latest)
        case Happening.ADDRESS_CHANGED:
            return _begun_anew(state, record)
        case _:
            return state


def _said_no(state: Fold, record: Happened, suppression: Suppression) -> Fold:
    """A no that reaches over all lists ends each of them, and being tracked with them."""
    standing = Standing.NONE if state.standing is Standing.NONE else Standing.WITHDRAWN
    said_no_at = _latest(state, record)
    ended = replace(state, standing=standing, open_asks=(), grants=(), tracking_consented=False)
    return replace(ended, suppression=suppression, said_no_at=said_no_at)


def _begun_anew(state: Fold, change: Happened) -> Fold:
    """No consent from before the change counts under this mailbox any more, and each no stays.

    A no that stands here is said to whatever comes along: it is younger than all of that.
    """
    stands = state.no_stands or state.suppression is not Suppression.NONE
    return replace(
        state,
        standing=Standing.WITHDRAWN if state.no_stands else Standing.NONE,
        open_asks=(),
        grants=(),
        tracking_consented=False,
        said_no_at=_latest(state, change) if stands else state.said_no_at,
        refused_tracking_at=change.happened_at if state.refused_tracking_at else None,
    )


def _latest(state: Fold, record: Happened) -> datetime:
    return max(state.said_no_at or record.happened_at, record.happened_at)


def _is_later(grant: Happened, state: Fold) -> bool:
    return state.said_no_at is None or grant.happened_at > state.said_no_at


def _refused_since(grant: Happened, state: Fold) -> bool:
    return state.refused_tracking_at is not None and state.refused_tracking_at >= grant.happened_at


def _may_be_tracked(grant: Happened, state: Fold) -> bool:
    """Tracking needs a proved consent from the outset (ekomloven § 3-15): nothing unproved is left for review."""
    return grant.own_act and _is_later(grant, state) and not _refused_since(grant, state)


def _comes_back(grant: Happened, state: Fold) -> bool:
    """Who said no to the list comes back by an act of their own alone; anybody else's record of a consent is none."""
    return state.said_no_at is None or (grant.own_act and _is_later(grant, state))


def _lifted(state: Fold, grant: Happened) -> Suppression:
    """An objection is lifted only by the person's own later, active consent (GDPR art. 21(3))."""
    lifts = state.suppression is Suppression.OBJECTION and grant.own_act and _is_later(grant, state)
    return Suppression.NONE if lifts else state.suppression


def _wider(one: Suppression, other: Suppression) -> Suppression:
    return one if one is Suppression.BLOCK else other
