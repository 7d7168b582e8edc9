"""People we know by a mailbox: what they said no to, and where they get their mail."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.access.keys import Asker, Scope
from newsletter.addresses import fingerprint
from newsletter.errors import Invalid, Problem
from newsletter.law.vocabulary import NoScope, Standing, Suppression
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned, theirs
from newsletter.subscriptions.changing_address import ask_new_mailbox
from newsletter.subscriptions.joining import Asked
from newsletter.subscriptions.knowing import describe
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription, SuppressedMailbox
from newsletter.web.api.fields import Country, FilledMailbox, Language, Line, Name, Page, Sent, Shown, Window
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with, caller_with
from newsletter.web.document.refusals import conflict
from newsletter.web.versions import Versioned

router = APIRouter(tags=["subscribers"])

Reader = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_READ)]
Writer = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_WRITE)]
Mover = Annotated[Organisation, caller_with(Scope.SUBSCRIBERS_WRITE)]


class NoShown(Sent):
    """A no that stands, and how far it reaches; with scope `list`, to which list."""

    scope: NoScope
    list_id: UUID | None = None


class SubscriberShown(Shown, Versioned):
    """A person we know by one mailbox. `tracking_consented`: a consent of its own to being tracked counts now."""

    email: str
    name: str
    language: str
    country: str
    born_on: date | None
    noes: list[NoShown]
    tracking_consented: bool
    created_at: datetime


SHOWN = {"email", "name", "language", "country", "born_on", "tracking_consented", "created_at"}


class SubscriberChanges(Sent):
    """What to correct; what is left out stays. An empty country or name, and a birthday of null, are not known."""

    name: Name | None = None
    language: Language | None = None
    country: Country | None = None
    born_on: date | None = None


class SubscriberFilter(Window):
    """Which subscribers are asked for."""

    email: str | None = None


class AddressChangeSent(Sent):
    """A subscriber's new address, and how the person told it."""

    email: FilledMailbox
    channel: Literal["email", "phone", "letter", "in_person", "other"]
    note: Line = ""


class AddressChangeShown(Sent):
    """What became of it. Nothing is changed before the new mailbox has confirmed."""

    outcome: Asked


@router.get("/subscribers", operation_id="list_subscribers")
async def list_subscribers(
    caller: Reader, session: Reading, settings: ChosenSettings, wanted: Annotated[SubscriberFilter, Query()]
) -> Page[SubscriberShown]:
    """The organisation's subscribers; `email` finds one by address."""
    query = select(Subscriber).where(*theirs(Subscriber, caller), col(Subscriber.id) > wanted.after)
    if wanted.email is not None:
        address = addresses.parse(wanted.email)
        subject = fingerprint(address, settings.fingerprint_secret) if address else b""
        query = query.where(Subscriber.fingerprint == subject)
    rows = (await session.exec(query.order_by(col(Subscriber.id)).limit(wanted.limit + 1))).all()
    return Page(**wanted.page(await subscribers_shown(session, caller, rows), [row.id for row in rows]))


@router.get("/subscribers/{subscriber_id}", operation_id="get_subscriber")
async def get_subscriber(subscriber_id: UUID, caller: Reader, session: Reading) -> SubscriberShown:
    """One subscriber."""
    found = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    return (await subscribers_shown(session, caller, [found]))[0]


@router.patch("/subscribers/{subscriber_id}", operation_id="change_subscriber")
async def change_subscriber(
    subscriber_id: UUID,
    changes: SubscriberChanges,
    caller: Writer,
    session: Writing,
    settings: ChosenSettings,
    now: Now,
) -> SubscriberShown:
    """Correct what is known of a person. The country and the age decide which law protects them."""
    found = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    sent = changes.model_dump(exclude_unset=True)
    known = {name: value for name, value in sent.items() if value is not None or name == "born_on"}
    await describe(session, settings, caller.organisation, found, known, now=now)
    return (await subscribers_shown(session, caller, [found]))[0]


@router.post(
    "/subscribers/{subscriber_id}/address-changes",
    status_code=202,
    operation_id="create_address_change",
    responses=conflict("The address is the same, or another subscriber's, or nothing could be sent to it."),
)
async def create_address_change(
    subscriber_id: UUID,
    sent: AddressChangeSent,
    caller: Mover,
    session: Writing,
    settings: ChosenSettings,
    now: Now,
) -> AddressChangeShown:
    """Ask a person's new mailbox to confirm that it is theirs. From then on everything goes there, noes included."""
    found = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    outcome = await ask_new_mailbox(
        session,
        settings,
        caller,
        found,
        address,
        facts={"channel": sent.channel},
        details={"note": sent.note} if sent.note else {},
        now=now,
    )
    return AddressChangeShown(outcome=outcome)


async def subscribers_shown(session: AsyncSession, asker: Asker, found: Sequence[Subscriber]) -> list[SubscriberShown]:
    """People with the noes that stand for each, as far as the asker reaches."""
    wider = {
        (row.organisation_id, row.fingerprint): row.kind
        for row in (
            await session.exec(
                select(SuppressedMailbox).where(
                    col(SuppressedMailbox.organisation_id).in_({one.organisation_id for one in found}),
                    col(SuppressedMailbox.fingerprint).in_([one.fingerprint for one in found]),
                )
            )
        ).all()
    }
    ended = (
        select(Subscription.subscriber_id, MailingList.uid)
        .join(MailingList)
        .where(
            *theirs(MailingList, asker, also_deleted=True),
            col(Subscription.subscriber_id).in_([one.id for one in found]),
            col(Subscription.standing).in_((Standing.WITHDRAWN, Standing.ASKED_AGAIN)),
        )
        .order_by(col(Subscription.id))
    )
    left = (await session.exec(ended)).all()
    return [
        SubscriberShown(
            id=one.uid,
            noes=_noes(
                wider.get((one.organisation_id, one.fingerprint)),
                one.refuses_profiling,
                [uid for subscriber_id, uid in left if subscriber_id == one.id],
            ),
            **one.model_dump(include=SHOWN),
        )
        for one in found
    ]


def _noes(wider: Suppression | None, refuses_profiling: bool, left: Sequence[UUID]) -> list[NoShown]:
    scopes = {Suppression.OBJECTION: NoScope.ALL_MARKETING, Suppression.BLOCK: NoScope.EVERYTHING}
    noes = [NoShown(scope=scopes[wider])] if wider in scopes else []
    noes += [NoShown(scope=NoScope.PROFILING)] if refuses_profiling else []
    return noes + [NoShown(scope=NoScope.LIST, list_id=uid) for uid in left]
