"""Which webhooks are told of a person? One line where it happens; who the person is stands in it by id alone."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.database import within
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import NoScope
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import Subscriber
from newsletter.webhooks import noting
from newsletter.webhooks.models import WebhookEvent

NOES = {
    Happening.WITHDRAWN: WebhookEvent.LEFT,
    Happening.OBJECTED: WebhookEvent.OBJECTED,
    Happening.BLOCKED: WebhookEvent.OBJECTED,
}
"""The noes that other programs must hold to as well."""


async def tell(
    session: AsyncSession,
    event: WebhookEvent,
    organisation: Organisation,
    mailbox: bytes,
    *,
    list_uid: UUID | None = None,
    scope: NoScope | None = None,
    now: datetime,
) -> None:
    """Note that something happened to whoever has this mailbox. Of nobody we know, nothing is told."""

    def about(session: Session) -> Mapping[str, str] | None:
        theirs = (Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == mailbox)
        person = session.exec(select(Subscriber).where(*theirs)).first()
        if person is None:
            return None
        told = {"subscriber_id": str(person.uid), "email": person.email}
        told |= {"list_id": str(list_uid)} if list_uid else {}
        return told | ({"scope": scope} if scope else {})

    await within(session, noting.note, event, organisation.id, about, now=now)


async def tell_no(
    session: AsyncSession,
    kind: Happening,
    organisation: Organisation,
    mailbox: bytes,
    scope: NoScope,
    list_uid: UUID | None,
    *,
    now: datetime,
) -> None:
    """Note a no, if other programs must hold to it."""
    if (event := NOES.get(kind)) is not None:
        reach = scope if event is WebhookEvent.OBJECTED else None
        await tell(session, event, organisation, mailbox, list_uid=list_uid, scope=reach, now=now)
