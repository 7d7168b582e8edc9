"""When does a campaign pause by itself? When the mail server refuses too many of the last messages for what we are.

To go on would make it worse, and such a refusal is about nobody on the list. Asked only when one has been written, of
the database, so that all senders count together.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from newsletter.campaigns import launching
from newsletter.campaigns.models import Campaign
from newsletter.deliveries import AGAIN, Delivery, DeliveryState
from newsletter.law.vocabulary import Purpose

log = structlog.get_logger()

ABOUT_US = frozenset({"policy_refused", "policy_deferred"})
LAST = 100  # policy
ANSWERED = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.DEFERRED)
_ADDRESS = re.compile(r"\S+(?:@|%40)\S+")


def halt(session: Session, refused: Collection[int], *, pause_at: int, now: datetime) -> None:
    """Pause the campaigns of which these were refused, where that has now become too much."""
    theirs = select(Delivery.campaign_id).where(col(Delivery.id).in_(refused), Delivery.purpose == Purpose.CAMPAIGN)
    going = select(Campaign).where(col(Campaign.id).in_(theirs), col(Campaign.state).in_(launching.MAY_SEND))
    for campaign in session.exec(going.with_for_update()).all() if pause_at else ():
        last = _last(session, campaign)
        said = [reply for reason, reply in last if reason in ABOUT_US]
        if len(said) >= pause_at:
            because = _told(said, len(last))
            launching.hold(session, campaign, because=because, now=now)
            log.warning("campaign paused", campaign=str(campaign.uid), because=because)


def _last(session: Session, campaign: Campaign) -> list[tuple[str | None, str]]:
    """Reason and words of the last answers since the campaign went on.

    First tries go in the order of their ids, so the newest are the last of each state; later tries have an index.
    """
    settled_at = col(Delivery.settled_at)
    answer = select(Delivery.id, settled_at, Delivery.reason, Delivery.reply).where(
        Delivery.campaign_id == campaign.id, Delivery.purpose == Purpose.CAMPAIGN, settled_at.is_not(None)
    )
    last = [answer.where(Delivery.state == state).order_by(col(Delivery.id).desc()) for state in ANSWERED]
    last.append(answer.where(AGAIN, col(Delivery.state).in_(ANSWERED)).order_by(settled_at.desc()))
    since = campaign.resumed_at or campaign.created_at
    found = {
        number: (at, reason, reply or "")
        for query in last
        for number, at, reason, reply in session.exec(query.limit(LAST)).all()
        if at is not None and at >= since
    }
    newest = sorted(found.values(), key=lambda one: one[0], reverse=True)
    return [(reason, reply) for _, reason, reply in newest[:LAST]]


def _told(said: Sequence[str], of: int) -> str:
    """Why it paused, in a sentence, with the words the server said most often; addresses are cut out of them."""
    (words, _), *_ = Counter(_ADDRESS.sub("…", reply) for reply in said).most_common(1)
    return (
        f"The mail server refused {len(said)} of the last {of} messages for what we are, not for whom they went to. "
        f"Most often it said: “{words}”. Mend that with whoever runs the mail server, then resume the campaign."
    )
