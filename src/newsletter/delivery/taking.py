"""What is due, and who of those may be written to now? The claim: one unit of work, with the law asked in it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

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
from newsletter.settings import Settings


def take(session: Session, limit: int, settings: Settings, interned: Interned, *, now: datetime) -> list[Draft] | None:
    """Claim up to `limit` of what is due and within the limits, and ask the law about each person as things are now.

    Refused ones are withheld. The answer holds those permitted, perhaps nobody; None when nothing is due.
    """
    limits = Limits(session, settings, now)
    room, running = _at_most(limit, limits.left(EVERYTHING)), _running(session, limits, limit)
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
    left = {sender: limits.left(str(sender)) for sender in sorted(set(running.values()))}
    return {campaign: _at_most(limit, left[sender]) for campaign, sender in running.items()}


def _at_most(limit: int, left: int | None) -> int:
    return limit if left is None else min(limit, left)


def _still_wanted(session: Session, found: list[Draft], settings: Settings, now: datetime) -> list[Draft]:
    """Those that events have not overtaken: a confirmation whose link is dead by now is called back."""
    wanted = []
    for draft in found:
        expired = draft.request is not None and now > draft.request.expires(settings)
        deleted = draft.mailing_list is not None and draft.mailing_list.deleted_at is not None
        if expired or deleted:
            reason = "link_expired" if expired else "list_deleted"
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
    theirs: dict[int, list[Draft]] = defaultdict(list)
    for draft in permitted:
        if draft.delivery.purpose is Purpose.CAMPAIGN:
            theirs[draft.delivery.organisation_id].append(draft)
    late: set[int] = set()
    for sender, drafts_ in sorted(theirs.items()):
        going, waiting = _split(drafts_, limits.left(str(sender)))
        limits.spend(str(sender), len(going))
        late |= _ids(waiting)
    if late:
        outbox.moves(session, {DeliveryState.CLAIMED}, DeliveryState.QUEUED, col(Delivery.id).in_(late))
    return _without(permitted, late)


def _of_each_domain(session: Session, limits: Limits, permitted: list[Draft]) -> list[Draft]:
    late: set[int] = set()
    for domain in limits.domains():
        theirs = [draft for draft in permitted if draft.email.rpartition("@")[2].lower() == domain]
        if not theirs:
            continue
        campaigns = [draft for draft in theirs if draft.delivery.purpose is Purpose.CAMPAIGN]
        left = limits.left(domain)
        answers = len(theirs) - len(campaigns)  # they answer somebody, and go all the same
        going, waiting = _split(campaigns, None if left is None else max(0, left - answers))
        limits.spend(domain, answers + len(going))
        times = limits.book(domain, len(waiting))
        again_at = {one.delivery.id: at for one, at in zip(waiting, times, strict=True)}
        handing_over.put_off(session, again_at, reason="domain_limit")
        late |= _ids(waiting)
    return _without(permitted, late)


def _split(drafts_: list[Draft], left: int | None) -> tuple[list[Draft], list[Draft]]:
    return (drafts_, []) if left is None else (drafts_[:left], drafts_[left:])


def _ids(drafts_: Sequence[Draft]) -> set[int]:
    return {draft.delivery.id for draft in drafts_}


def _without(drafts_: list[Draft], late: Collection[int]) -> list[Draft]:
    return [draft for draft in drafts_ if draft.delivery.id not in late] if late else drafts_
