"""How is a notice written, and who lets it go? Another key than wrote it, bound to exactly what was read.

Somebody who wants to advertise can call it a notice. So two people stand for it, each by a key of their own.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import outbox
from newsletter.database import json_text
from newsletter.deliveries import Delivery
from newsletter.errors import Conflict, Invalid, NotPermitted
from newsletter.notices import recipients, spreading
from newsletter.notices.checking import mistakes_in, problems
from newsletter.notices.models import NEXT, Notice, NoticeRecipient, NoticeState
from newsletter.organisations.models import Organisation

EDITABLE = frozenset({NoticeState.DRAFT, NoticeState.AWAITING_APPROVAL})
READ = (
    "kind", "concerns", "because", "sender_name", "sender_email", "reply_to", "language", "subject", "body",
    "is_template", "fields", "declared", "links",
)  # fmt: skip
"""What the second person reads, and what is sent."""


async def begin(
    session: AsyncSession, organisation: Organisation, written: Mapping[str, Any], *, key: str, now: datetime
) -> Notice:
    """Begin a draft. Raises Invalid for a template that would not work."""
    made = Notice(organisation_id=organisation.id, written_with=key, created_at=now, changed_at=now, **written)
    if found := mistakes_in(made):
        raise Invalid(*found)
    session.add(made)
    await session.flush()
    return made


def edit(notice: Notice, changes: Mapping[str, Any], *, key: str, now: datetime) -> None:
    """Write it anew: whatever was handed in has to be handed in again. Raises Conflict once it was sent."""
    if notice.state not in EDITABLE:
        raise Conflict(f"The notice is {notice.state}; what people get can no longer be changed.")
    if notice.state is not NoticeState.DRAFT:
        move(notice, NoticeState.DRAFT, now)
    notice.sqlmodel_update(dict(changes))
    notice.written_with, notice.changed_at = key, now
    notice.submitted_with, notice.digest = None, None
    if found := mistakes_in(notice):
        raise Invalid(*found)


async def submit(
    session: AsyncSession, notice: Notice, organisation: Organisation, *, key: str, by_two: bool, now: datetime
) -> None:
    """Hand it in. `by_two`: it waits for another's approval; else it goes.

    Raises Invalid with everything that is in the way, Conflict when it was handed in already.
    """
    if notice.state is not NoticeState.DRAFT:
        raise Conflict(f"The notice is {notice.state}; only a draft is handed in.")
    if found := problems(notice, organisation, recipients=await recipients.known(session, notice)):
        raise Invalid(*found)
    notice.submitted_with, notice.digest = key, await digest(session, notice, organisation)
    if by_two:
        move(notice, NoticeState.AWAITING_APPROVAL, now)
    else:
        await _go(session, notice, now)


async def approve(
    session: AsyncSession, notice: Notice, organisation: Organisation, read: str, *, key: str, by: str, now: datetime
) -> None:
    """Let it go, as it was `read`. Raises NotPermitted for a key that wrote it, Conflict for what was not read."""
    if notice.state is not NoticeState.AWAITING_APPROVAL:
        raise Conflict(f"The notice is {notice.state}; only one that was handed in is approved.")
    if key in (notice.written_with, notice.submitted_with):
        raise NotPermitted("Whoever wrote or handed in a notice does not approve it. Ask somebody with another key.")
    if read != await digest(session, notice, organisation) or read != notice.digest:
        raise Conflict(
            "This is not the notice as it is now. Read its preview again, and approve with the digest there."
        )
    if found := problems(notice, organisation, recipients=await recipients.known(session, notice)):
        raise Invalid(*found)
    notice.approved_with, notice.approved_by, notice.approved_at = key, by, now
    await _go(session, notice, now)


async def cancel(session: AsyncSession, notice: Notice, *, now: datetime) -> None:
    """Call it off for good: nothing more begins."""
    move(notice, NoticeState.CANCELLED, now)
    notice.finished_at = now
    theirs = select(NoticeRecipient.uid).where(NoticeRecipient.notice_id == notice.id)
    await outbox.cancel(session, col(Delivery.uid).in_(theirs), reason="notice_cancelled", now=now)


async def digest(session: AsyncSession, notice: Notice, organisation: Organisation) -> str:
    """SHA-256 over all that goes out: the words, who sends, and to whom with which order."""
    query = (
        select(NoticeRecipient.recipient, NoticeRecipient.reference, NoticeRecipient.name)
        .where(NoticeRecipient.notice_id == notice.id, col(NoticeRecipient.erased_at).is_(None))
        .order_by(col(NoticeRecipient.id))
    )
    named = [] if notice.is_template else (await session.exec(query)).all()
    imprint = (
        organisation.name,
        organisation.organisation_number,
        organisation.postal_address,
        organisation.email,
        organisation.website,
    )
    read = {
        "notice": {name: getattr(notice, name) for name in READ},
        "sender": imprint,
        "recipients": [[mailbox.hex(), reference, name] for mailbox, reference, name in named],
    }
    return hashlib.sha256(json_text(read).encode()).hexdigest()


async def _go(session: AsyncSession, notice: Notice, now: datetime) -> None:
    move(notice, NoticeState.SENDING, now)
    notice.sent_at = now
    await session.flush()
    await spreading.spread(session, notice, now=now)


def move(notice: Notice, to: NoticeState, now: datetime) -> None:
    """Raises Conflict for a move that is not in NEXT."""
    if to not in NEXT[notice.state]:
        raise Conflict(f"The notice is {notice.state}, so it cannot become {to}.")
    notice.state, notice.changed_at = to, now
