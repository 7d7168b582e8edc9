"""How does a person get off a list? In one step, at once, whatever else is gone."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.record import Details, Facts
from newsletter.database import exclusively
from newsletter.deliveries import Delivery
from newsletter.law.vocabulary import NoScope, Standing
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList
from newsletter.subscriptions.suppression import say_no
from newsletter.tokens import Unsubscribe


@dataclass(frozen=True)
class Left:
    """The subscription has ended, now or before. `language` is the list's."""

    language: str


async def leave(
    session: AsyncSession, right: Unsubscribe, *, channel: str, details: Details, now: datetime
) -> Left | None:
    """End a subscription. Never refused; None only when the link names a list that never was.

    The ledger record, the ended subscription and the calling back of what has not begun are one commit: whoever
    is told 200 gets no message that begins afterwards.
    """
    query = select(MailingList, Organisation).join(Organisation).where(MailingList.uid == right.list_uid)
    found = (await session.exec(query)).first()
    if found is None:
        return None
    mailing_list, organisation = found
    await exclusively(session, f"mailbox {right.fingerprint.hex()}")
    if await _has_left(session, organisation, right):
        return Left(mailing_list.language)
    carrier = await session.get(Delivery, right.delivery_id)
    facts: Facts = {"channel": channel}
    if carrier is not None:
        facts["delivery"] = str(carrier.uid)
    await say_no(
        session,
        organisation,
        right.fingerprint,
        NoScope.LIST,
        mailing_list=mailing_list,
        facts=facts,
        details=details,
        now=now,
    )
    return Left(mailing_list.language)


async def _has_left(session: AsyncSession, organisation: Organisation, right: Unsubscribe) -> bool:
    """Whether the list was left from this mailbox, and from what its holder's address became since."""
    for mailbox in await ledger.followed(session, organisation.uid, right.fingerprint):
        state = await ledger.standing_of(session, organisation.uid, mailbox, right.list_uid)
        if state.standing is not Standing.WITHDRAWN:
            return False
    return True


async def list_of(session: AsyncSession, right: Unsubscribe) -> MailingList | None:
    """The list an unsubscribe link is for, also when it was deleted."""
    return (await session.exec(select(MailingList).where(MailingList.uid == right.list_uid))).first()
