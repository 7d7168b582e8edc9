"""Lists, the words they ask for consent with, and who is on them."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field, model_validator
from sqlmodel import col, select

from newsletter import addresses
from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.identifying import describe
from newsletter.campaigns.retiring import retire
from newsletter.consent import wording
from newsletter.consent.wording import ConsentText, Told
from newsletter.errors import Invalid, Problem
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Per, Standing
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned, theirs
from newsletter.subscriptions.models import STATE_OF, MailingList, Subscriber, Subscription, SubscriptionState
from newsletter.subscriptions.registering import register
from newsletter.web.api.fields import (
    Code,
    FilledLine,
    FilledMailbox,
    FilledText,
    Language,
    Line,
    Mailbox,
    Name,
    Page,
    Sent,
    Shown,
    Window,
)
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with, caller_with
from newsletter.web.document.refusals import conflict
from newsletter.web.versions import Versioned

router = APIRouter(tags=["lists"])

Reader = Annotated[Asker, asker_with(Scope.LISTS_READ)]
Writer = Annotated[Asker, asker_with(Scope.LISTS_WRITE)]
Maker = Annotated[Organisation, caller_with(Scope.LISTS_WRITE)]
PeopleReader = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_READ)]
PeopleWriter = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_WRITE)]


class ListSent(Sent):
    """A promise: what comes, from whom, in which language."""

    name: FilledLine
    description: Line = ""
    language: Language
    sender_name: FilledLine
    sender_email: FilledMailbox
    reply_to: Mailbox = ""
    directed_at_children: bool = False


class ListChanges(Sent):
    """What to change; what is left out stays."""

    name: FilledLine | None = None
    description: Line | None = None
    sender_name: FilledLine | None = None
    sender_email: FilledMailbox | None = None
    reply_to: Mailbox | None = None
    directed_at_children: bool | None = None


class ListShown(Shown, Versioned):
    """A mailing list. Without `reply_to` it cannot send."""

    name: str
    description: str
    language: str
    sender_name: str
    sender_email: str
    reply_to: str
    directed_at_children: bool
    created_at: datetime


class ConsentTextSent(Sent):
    """The words of a tick box and what they disclose. Who sends is taken from the organisation, as it is now."""

    language: Language
    words: FilledText
    content: FilledText
    frequency: FilledText
    withdrawal: FilledText
    content_types: list[Code] = Field(default=[], max_length=50, description="Limits it to these kinds of content.")
    partners: list[FilledLine] = Field(default=[], max_length=50, description="Partners the words name, one by one.")
    at_most: int | None = Field(default=None, ge=1, le=1000, description="How often in numbers: at most so many …")
    per: Per | None = Field(default=None, description="… in each of these calendar periods.")
    lasts_months: Literal[0, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120] = Field(
        default=0, description="For how many months without use the words say it lasts; 0: they do not say."
    )

    @model_validator(mode="after")
    def _a_number_has_its_period(self) -> Self:
        if (self.at_most is None) is not (self.per is None):
            raise ValueError("Give at_most and per together: at most so many in each such period.")
        return self


class ConsentTextShown(Shown):
    """One version of a list's words in one language. It never changes: a new text is a new version."""

    language: str
    version: int
    words: str
    sender: str
    sender_number: str
    postal_address: str
    privacy_policy_url: str
    list_name: str
    content: str
    frequency: str
    withdrawal: str
    content_types: list[str]
    partners: list[str]
    at_most: int | None
    per: Per | None
    lasts_months: int
    created_at: datetime


class SubscriptionSent(Sent):
    """An address brought in without proof of consent."""

    email: FilledMailbox
    name: Name = ""


class SubscriptionShown(Shown):
    """One person on one list. `legal_basis` is what can be proved; `unknown` gets no marketing."""

    subscriber_id: UUID
    email: str
    state: SubscriptionState
    legal_basis: LegalBasis
    changed_at: datetime


class SubscriptionFilter(Window):
    """Which subscriptions are asked for."""

    state: SubscriptionState | None = None
    standing: Standing | None = None


def list_shown(found: MailingList) -> ListShown:
    return ListShown(id=found.uid, **found.model_dump(include=set(ListShown.model_fields) - {"id"}))


def text_shown(found: ConsentText) -> ConsentTextShown:
    return ConsentTextShown(id=found.uid, **found.model_dump(include=set(ConsentTextShown.model_fields) - {"id"}))


def subscription_shown(found: Subscription, subscriber: Subscriber) -> SubscriptionShown:
    return SubscriptionShown(
        id=found.uid,
        subscriber_id=subscriber.uid,
        email=subscriber.email,
        state=found.state,
        legal_basis=found.legal_basis,
        changed_at=found.changed_at,
    )


@router.post("/lists", status_code=201, operation_id="create_list")
async def create_list(sent: ListSent, caller: Maker, session: Writing, now: Now) -> ListShown:
    """Make a list."""
    made = MailingList(organisation_id=caller.id, created_at=now, **sent.model_dump())
    session.add(made)
    await session.flush()
    return list_shown(made)


@router.get("/lists", operation_id="list_lists")
async def list_lists(caller: Reader, session: Reading, window: Annotated[Window, Query()]) -> Page[ListShown]:
    """The organisation's lists."""
    query = select(MailingList).where(*theirs(MailingList, caller), col(MailingList.id) > window.after)
    rows = (await session.exec(query.order_by(col(MailingList.id)).limit(window.limit + 1))).all()
    return Page(**window.page([list_shown(row) for row in rows], [row.id for row in rows]))


@router.get("/lists/{list_id}", operation_id="get_list")
async def get_list(list_id: UUID, caller: Reader, session: Reading) -> ListShown:
    """One list."""
    return list_shown(await owned(session, MailingList, list_id, caller, "list"))


@router.patch(
    "/lists/{list_id}", operation_id="change_list", responses=conflict("A campaign on its way needs the reply address.")
)
async def change_list(list_id: UUID, changes: ListChanges, caller: Writer, session: Writing) -> ListShown:
    """Change a list."""
    found = await owned(session, MailingList, list_id, caller, "list")
    await describe(session, found, changes.model_dump(exclude_none=True))
    return list_shown(found)


@router.delete(
    "/lists/{list_id}",
    status_code=204,
    operation_id="delete_list",
    responses=conflict("A campaign is on its way to it."),
)
async def delete_list(list_id: UUID, caller: Writer, session: Writing, now: Now) -> None:
    """Retire a list: nobody can join it or be mailed by it. Its evidence stays, and so do its unsubscribe links."""
    await retire(session, await owned(session, MailingList, list_id, caller, "list"), now=now)


@router.post("/lists/{list_id}/consent-texts", status_code=201, operation_id="create_consent_text")
async def create_consent_text(
    list_id: UUID, sent: ConsentTextSent, caller: Writer, session: Writing, now: Now
) -> ConsentTextShown:
    """Add the next version of a list's consent text in one language."""
    found = await owned(session, MailingList, list_id, caller, "list")
    told = Told(**sent.model_dump(exclude={"language"}))
    text = await wording.publish(
        session, caller.organisation, list_id=found.id, list_name=found.name, language=sent.language, told=told, now=now
    )
    return text_shown(text)


@router.get("/lists/{list_id}/consent-texts", operation_id="list_consent_texts")
async def list_consent_texts(list_id: UUID, caller: Reader, session: Reading) -> dict[str, list[ConsentTextShown]]:
    """Every version of a list's consent texts, oldest first."""
    found = await owned(session, MailingList, list_id, caller, "list")
    return {"data": [text_shown(text) for text in await wording.texts_of(session, found.id)]}


@router.post("/lists/{list_id}/subscriptions", status_code=201, operation_id="create_subscription")
async def create_subscription(
    list_id: UUID, sent: SubscriptionSent, caller: PeopleWriter, session: Writing, settings: ChosenSettings, now: Now
) -> SubscriptionShown:
    """Bring an address in without proof. Its legal basis is `unknown`, so it gets nothing that is marketing.

    Nobody is written to: asking for consent by e-mail is itself marketing. Let people sign up by a form.
    """
    found = await owned(session, MailingList, list_id, caller, "list")
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    made = await register(session, settings, caller.organisation, found, address, name=sent.name, now=now)
    return subscription_shown(made, await session.get_one(Subscriber, made.subscriber_id))


@router.get("/lists/{list_id}/subscriptions", operation_id="list_subscriptions")
async def list_subscriptions(
    list_id: UUID, caller: PeopleReader, session: Reading, wanted: Annotated[SubscriptionFilter, Query()]
) -> Page[SubscriptionShown]:
    """Who is, was, or asked to be on a list. `state=active` are those on it. `standing` tells more finely."""
    found = await owned(session, MailingList, list_id, caller, "list")
    query = (
        select(Subscription, Subscriber)
        .join(Subscriber)
        .where(Subscription.list_id == found.id, col(Subscription.id) > wanted.after)
        .order_by(col(Subscription.id))
        .limit(wanted.limit + 1)
    )
    if wanted.state is not None:
        query = query.where(
            col(Subscription.standing).in_([s for s, state in STATE_OF.items() if state is wanted.state])
        )
    if wanted.standing is not None:
        query = query.where(Subscription.standing == wanted.standing)
    rows = (await session.exec(query)).all()
    return Page(**wanted.page([subscription_shown(*row) for row in rows], [row[0].id for row in rows]))
