"""What is due, and who of those may be written to now? The claim: one unit of work, with the law asked in it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from newsletter import handing_over, outbox
from newsletter.campaigns import launching
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.situations import Reckoning
from newsletter.deliveries import CANCELLABLE, Delivery, DeliveryState
from newsletter.delivery import asking
from newsletter.delivery.composing import Draft, drafts
from newsletter.law.vocabulary import Purpose
from newsletter.limits import EVERYTHING, Limits
from newsletter.notices.models import NoticeState
from newsletter.settings import Settings


def take(session: Session, limit: int, settings: Settings, interned: Interned, *, now: datetime) -> list[Draft] | None:
    """Claim up to `limit` of what is due and within the limits, and ask the law about each person as things are now.

    Refused ones are withheld. The answer holds those permitted, perhaps nobody; None when nothing is due.
    """
    limits = Limits(session, settings, now)
    room, running = limits.room(EVERYTHING, limit), _running(session, limits, limit)
    taken = handing_over.take(session, running=running, limit=room, now=now, lease=settings.lease) if room else []
    if not taken:
        return None
    wanted = _still_wanted(session, drafts(session, taken), settings, now)
    at = Reckoning(now, settings.zone, settings.law_policy)
    return _within_limits(session, limits, asking.permitted(session, wanted, at, interned))


def _running(session: Session, limits: Limits, limit: int) -> dict[int, int]:
    """The campaigns that may send at this time of day, in their order, and how many each may claim."""
    if not limits.settings.sends_at(limits.now):
        return {}
    running = launching.running(session)
    room = {sender: limits.room(str(sender), limit) for sender in sorted(set(running.values()))}
    return {campaign: room[sender] for campaign, sender in running.items()}


def _still_wanted(session: Session, found: list[Draft], settings: Settings, now: datetime) -> list[Draft]:
    """Those that events have not overtaken: a confirmation whose link is dead by now is called back."""
    wanted = []
    for draft in found:
        expired = draft.request is not None and now > draft.request.expires(settings)
        deleted = draft.mailing_list is not None and draft.mailing_list.deleted_at is not None
        called_off = draft.addressed is not None and draft.addressed.notice.state is NoticeState.CANCELLED
        if expired or deleted or called_off:
            reason = "link_expired" if expired else "list_deleted" if deleted else "notice_cancelled"
            this = col(Delivery.id) == draft.delivery.id
            outbox.moves(session, CANCELLABLE, DeliveryState.CANCELLED, this, reason=reason, settled_at=now)
        else:
            wanted.append(draft)
    return wanted


def _within_limits(session: Session, limits: Limits, permitted: list[Draft]) -> list[Draft]:
    """Those that the sender's rate and the rate of their mail provider have room for. The others are put off."""
    kept = _of_each_sender(session, limits, permitted)
    kept = _of_each_domain(session, limits, kept)
    limits.spend(EVERYTHING, len(kept))
    return kept


def _of_each_sender(session: Session, limits: Limits, permitted: list[Draft]) -> list[Draft]:
    late: set[int] = set()
    by_sender = _by(lambda draft: draft.delivery.organisation_id, filter(_is_campaign, permitted))
    for sender, theirs in sorted(by_sender.items()):
        going = limits.room(str(sender), len(theirs))
        limits.spend(str(sender), going)
        late |= {draft.delivery.id for draft in theirs[going:]}
    if late:
        outbox.moves(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, col(Delivery.id).in_(late))
    return _without(permitted, late)


def _of_each_domain(session: Session, limits: Limits, permitted: list[Draft]) -> list[Draft]:
    """What answers one person counts, and goes all the same. What is sent to many waits: notices before campaigns."""
    again_at: dict[int, datetime] = {}
    if domains := limits.domains():
        at_domain = _by(lambda draft: draft.email.rpartition("@")[2].lower(), permitted)
        for domain in filter(at_domain.__contains__, domains):
            theirs = at_domain[domain]
            many = list(filter(_is_to_many, theirs))
            answers = len(theirs) - len(many)
            going = max(0, limits.room(domain, len(theirs)) - answers)
            limits.spend(domain, answers + going)
            waiting = many[going:]
            times = limits.book(domain, len(waiting))
            again_at |= {draft.delivery.id: at for draft, at in zip(waiting, times, strict=True)}
    handing_over.put_off(session, again_at, reason="domain_limit")
    return _without(permitted, again_at)


def _is_campaign(draft: Draft) -> bool:
    return draft.delivery.purpose is Purpose.CAMPAIGN


def _is_to_many(draft: Draft) -> bool:
    return _is_campaign(draft) or (draft.addressed is not None and not draft.addressed.notice.is_template)


def _by(key: Callable[[Draft], Any], found: Iterable[Draft]) -> dict[Any, list[Draft]]:
    grouped: dict[Any, list[Draft]] = defaultdict(list)
    for draft in found:
        grouped[key(draft)].append(draft)
    return grouped


def _without(found: list[Draft], late: Collection[int]) -> list[Draft]:
    return [draft for draft in found if draft.delivery.id not in late] if late else found
