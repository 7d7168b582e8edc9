"""Which facts does the law get? The only SELECT that gathers them, for launch, door, checklist and explanation alike.

It gathers and buckets; it never judges. Its columns are `law.facts.Situation`, and a test compares them. Evidence comes
as the number of the profile that holds it; `interning` reads those back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlmodel import col

from newsletter.consent.evidence import EvidenceProfile
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.law.times import ADULT_FROM, CHILD_UNTIL, YEAR, Policy, months_before, period_start
from newsletter.law.vocabulary import Age, Per, Purpose, Standing, Suppression
from newsletter.subscriptions.models import Relationship, Subscriber, Subscription, SuppressedMailbox

WENT_OUT = (DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED, DeliveryState.COMPLAINED)
_OTHER: Any = Subscription.__table__.alias("other")  # type: ignore[attr-defined]
_EARLIER: Any = Delivery.__table__.alias("earlier")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Reckoning:
    """From when facts that pass with time are reckoned: the moment, the zone in which days begin, the policy."""

    now: datetime
    zone: ZoneInfo
    policy: Policy

    @property
    def local(self) -> datetime:
        return self.now.astimezone(self.zone)

    def told(self) -> dict[str, Any]:
        """What the statements here are told when they are run: every moment and day they compare with."""
        local = self.local
        moments = {_moment(months).key: months_before(local, months) for months in self.policy.cuts}
        days = {_day(months).key: months_before(local, months).date() for months in _days(self.policy)}
        return moments | days | {_began(per).key: period_start(local, per) for per in Per}


def _days(policy: Policy) -> tuple[int, ...]:
    return 0, policy.capital_good_counts_for, CHILD_UNTIL * YEAR, ADULT_FROM * YEAR


def _moment(months: int) -> BindParameter[datetime]:
    """The moment that lies so many months before the asking."""
    return bindparam(f"moment_{months}_months_before", type_=_EARLIER.c.settled_at.type)


def _day(months: int) -> BindParameter[date]:
    """The day that lies so many months before the asking."""
    return bindparam(f"day_{months}_months_before", type_=Date())


def _began(per: Per) -> BindParameter[datetime]:
    """When the calendar period of the asking began."""
    return bindparam(f"{per}_began", type_=_EARLIER.c.settled_at.type)


def facts(policy: Policy) -> list[ColumnElement[Any]]:
    """The columns of a situation, by the law's names, none of them null. Evidence is a profile's number; 0 is none."""
    standing: Any = col(Subscription.standing)
    suppression: Any = col(SuppressedMailbox.kind)
    granted = standing == Standing.GRANTED
    promised = and_(granted, col(EvidenceProfile.at_most).is_not(None))
    gathered: dict[str, ColumnElement[Any]] = {
        "standing": func.coalesce(standing, literal(Standing.NONE, standing.type)),
        "suppression": func.coalesce(suppression, literal(Suppression.NONE, suppression.type)),
        "refuses_profiling": func.coalesce(col(Subscriber.refuses_profiling), false()),
        "tracking_consented": func.coalesce(col(Subscriber.tracking_consented), false()),
        "consent": func.coalesce(case((granted, col(Subscription.profile_id)), else_=_consent_to_another_list()), 0),
        "consent_for_this_list": case((granted, col(Subscription.profile_id).is_not(None)), else_=false()),
        "consent_unused_months": case((granted, _unused_months(policy)), else_=0),
        "frequency_reached": case((promised, _promise_reached()), else_=false()),
        "relationships": func.coalesce(_relationships(policy), ""),
        "mailbox": func.coalesce(col(Subscriber.mailbox_id), 0),
        "country": func.coalesce(col(Subscriber.country), ""),
        "age": _age(),
    }
    return [column.label(name) for name, column in gathered.items()]


@lru_cache(maxsize=16)
def of_list(policy: Policy, limit: int) -> Select[Any]:
    """The next people on a list: subscription, subscriber, mailbox, and the facts.

    Takes `list_id`, `after` (the last subscription that was considered) and what the reckoning tells when it is run.
    The limit is written out: as a parameter PostgreSQL would plan for a tenth of the whole list.
    """
    query = (
        select(
            col(Subscription.id).label("subscription_id"),
            col(Subscription.subscriber_id).label("subscriber_id"),
            col(Subscriber.fingerprint).label("recipient"),
            *facts(policy),
        )
        .select_from(Subscription)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(col(Subscription.list_id) == bindparam("list_id"), col(Subscription.id) > bindparam("after"))
        .order_by(col(Subscription.id))
        .limit(literal_column(str(limit)))
    )
    return _completed(query, col(Subscriber.organisation_id), col(Subscriber.fingerprint))


@lru_cache(maxsize=16)
def of_subscription(policy: Policy) -> Select[Any]:
    """The facts about one person on one list. Takes `subscription_id` and what the reckoning tells."""
    query = (
        select(*facts(policy))
        .select_from(Subscription)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(col(Subscription.id) == bindparam("subscription_id"))
    )
    return _completed(query, col(Subscriber.organisation_id), col(Subscriber.fingerprint))


@lru_cache(maxsize=16)
def of_deliveries(policy: Policy) -> Select[Any]:
    """The facts behind each delivery as they are now, after its id: what the law is told at the door.

    Takes `delivery_ids` and what the reckoning tells.
    """
    query = (
        select(col(Delivery.id), *facts(policy))
        .select_from(Delivery)
        .outerjoin(Subscription, col(Subscription.id) == col(Delivery.subscription_id))
        .outerjoin(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(col(Delivery.id).in_(bindparam("delivery_ids", expanding=True)))
    )
    return _completed(query, col(Delivery.organisation_id), col(Delivery.recipient))


def _completed(query: Select[Any], organisation_id: Any, mailbox: Any) -> Select[Any]:
    said_no = and_(
        col(SuppressedMailbox.organisation_id) == organisation_id, col(SuppressedMailbox.fingerprint) == mailbox
    )
    return query.outerjoin(EvidenceProfile, col(EvidenceProfile.id) == col(Subscription.profile_id)).outerjoin(
        SuppressedMailbox, said_no
    )


def _consent_to_another_list() -> ColumnElement[Any]:
    return (
        select(_OTHER.c.profile_id)
        .where(
            _OTHER.c.subscriber_id == col(Subscription.subscriber_id),
            _OTHER.c.list_id != col(Subscription.list_id),
            _OTHER.c.standing == Standing.GRANTED,
        )
        .order_by(_OTHER.c.granted_at.desc(), _OTHER.c.id.desc())
        .limit(1)
        .correlate(Subscription)
        .scalar_subquery()
    )


def _went_out() -> list[ColumnElement[bool]]:
    return [
        _EARLIER.c.subscription_id == col(Subscription.id),
        _EARLIER.c.purpose == Purpose.CAMPAIGN,
        _EARLIER.c.state.in_(WENT_OUT),
    ]


def _unused_months(policy: Policy) -> ColumnElement[int]:
    """The greatest cut point that has passed since the consent was given or a mail last rested on it.

    Of the mails only the last is asked for, and not whether one exists after each cut: that PostgreSQL would answer for
    everybody at once, from every delivery there is.
    """
    granted_at, last = col(Subscription.granted_at), func.max(_EARLIER.c.settled_at)
    passed = [
        (and_(granted_at <= _moment(cut), or_(last.is_(None), last <= _moment(cut))), cut)
        for cut in reversed(policy.cuts)
    ]
    months = select(case(*passed, else_=0)).where(*_went_out()).correlate(Subscription).scalar_subquery()
    young = granted_at > _moment(min(policy.cuts))  # asked first: most are, and then nothing else is looked at
    return case((young, 0), else_=months)


def _promise_reached() -> ColumnElement[bool]:
    began = case(*((col(EvidenceProfile.per) == per, _began(per)) for per in Per))
    sent = select(func.count()).where(*_went_out(), _EARLIER.c.settled_at >= began)
    return sent.correlate(Subscription, EvidenceProfile).scalar_subquery() >= col(EvidenceProfile.at_most)


def _relationships(policy: Policy) -> ColumnElement[str | None]:
    """Each as profile:ended:months, joined by commas. Their order means nothing."""
    months = policy.capital_good_counts_for
    ended = case((col(Relationship.ended_on) <= _day(0), "1"), else_="0")
    passed = case((col(Relationship.made_on) <= _day(months), str(months)), else_="0")
    one = cast(col(Relationship.profile_id), String) + ":" + ended + ":" + passed
    theirs = col(Relationship.subscriber_id) == col(Subscription.subscriber_id)
    return select(func.aggregate_strings(one, ",")).where(theirs).correlate(Subscription).scalar_subquery()


def _age() -> ColumnElement[str]:
    born = col(Subscriber.born_on)
    return case(
        (born.is_(None), str(Age.UNKNOWN)),
        (born > _day(CHILD_UNTIL * YEAR), str(Age.CHILD)),
        (born > _day(ADULT_FROM * YEAR), str(Age.MINOR)),
        else_=str(Age.ADULT),
    )
