"""What is due, and who of those may be written to now? The claim: one unit of work, with the law asked in it."""

from datetime import datetime

from sqlmodel import Session, col

from newsletter import handing_over, outbox
from newsletter.campaigns.interning import Interned
from newsletter.campaigns.launching import may_send
from newsletter.campaigns.situations import Reckoning
from newsletter.deliveries import CANCELLABLE, Delivery, DeliveryState
from newsletter.delivery import asking
from newsletter.delivery.composing import Draft, drafts
from newsletter.settings import Settings


def take(session: Session, limit: int, settings: Settings, interned: Interned, *, now: datetime) -> list[Draft] | None:
    """Claim up to `limit` of what is due, and ask the law about each person as things are now.

    Refused ones are withheld. The answer holds those permitted, perhaps nobody; None when nothing is due.
    """
    running = session.exec(may_send()).all()
    taken = handing_over.take(session, running=running, limit=limit, now=now, lease=settings.lease)
    if not taken:
        return None
    wanted = _still_wanted(session, drafts(session, taken), settings, now)
    return asking.permitted(session, wanted, Reckoning(now, settings.zone, settings.law_policy), interned)


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
