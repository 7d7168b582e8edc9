"""Many addresses onto a list at once, each with an outcome of its own."""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, SkipValidation, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.access.keys import Asker, Scope
from newsletter.addresses import Address, fingerprint
from newsletter.database import attempt
from newsletter.errors import Invalid, NewsletterError, Problem
from newsletter.organisations.ownership import owned
from newsletter.settings import Settings
from newsletter.subscriptions.bringing_in import Became, bring_in
from newsletter.subscriptions.models import MailingList
from newsletter.web.api.checklist import ProblemShown
from newsletter.web.api.fields import Country, FilledMailbox, Language, Name, Sent
from newsletter.web.api.lists import SubscriptionShown, subscription_shown
from newsletter.web.api.outcomes import errors_of
from newsletter.web.dependencies import ChosenSettings, Now, Opened, Transactions, asker_with

router = APIRouter(tags=["lists"])

Writer = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_WRITE)]

MOST_AT_ONCE = 1_000
CHUNK_SECONDS = 0.02
"""Policy. So long a transaction takes more people on; on SQLite everybody else who writes waits for it."""


class PersonSent(Sent):
    """An address brought in without proof of consent. What is left out stays as it is known."""

    email: FilledMailbox
    name: Name = ""
    language: Language = ""
    country: Country = ""
    born_on: date | None = None


class PeopleSent(Sent):
    """Many addresses. Each is looked at by itself."""

    subscriptions: list[SkipValidation[PersonSent]] = Field(min_length=1, max_length=MOST_AT_ONCE)


class SubscriptionOutcome(BaseModel):
    """What became of one of many. `errors` point into the request."""

    outcome: Literal["created", "changed", "unchanged", "refused"]
    subscription: SubscriptionShown | None = None
    errors: list[ProblemShown] = []


@dataclass(frozen=True)
class Person:
    """One of many: where they stand in the request, their mailbox, and what is told of them."""

    place: int
    address: Address
    subject: bytes
    told: dict[str, Any]


@router.post("/lists/{list_id}/subscriptions/batch", operation_id="create_subscriptions")
async def create_subscriptions(
    list_id: UUID,
    sent: PeopleSent,
    caller: Writer,
    opened: Opened,
    transaction: Transactions,
    settings: ChosenSettings,
    now: Now,
) -> dict[str, list[SubscriptionOutcome]]:
    """Bring up to 1,000 addresses in without proof, or correct what is known of them: an outcome for each, in order.

    Nobody gets a legal basis by it, and nobody who said no comes back by it. What was done stays done whatever becomes
    of the others, and it can be sent again as a whole. Of two with the same mailbox the first counts.
    """
    async with opened.reading() as session:
        await owned(session, MailingList, list_id, caller, "list")
    people, outcomes = _read(sent.subscriptions, settings)
    waiting = deque(people)
    while waiting:
        async with transaction(behind=True) as session:
            began = perf_counter()
            while waiting and perf_counter() - began < CHUNK_SECONDS:
                person = waiting.popleft()
                outcomes[person.place] = await _one(session, settings, caller, list_id, person, now)
    return {"data": [outcome for _, outcome in sorted(outcomes.items())]}


def _read(sent: list[Any], settings: Settings) -> tuple[list[Person], dict[int, SubscriptionOutcome]]:
    """Whom it is about, and what is refused already. In order of mailboxes, so that no two batches wait for each other.

    Raises nothing for one of them.
    """
    people: dict[bytes, Person] = {}
    refused: dict[int, SubscriptionOutcome] = {}
    for place, each in enumerate(sent):
        try:
            person = _person(place, PersonSent.model_validate(each), settings)
            if (first := people.setdefault(person.subject, person)) is not person:
                told = f"The same mailbox stands at /subscriptions/{first.place}, and that one counts."
                raise Invalid(Problem("/email", "duplicate", told))
        except (NewsletterError, ValidationError) as error:
            refused[place] = _refused(place, error)
    return [people[subject] for subject in sorted(people)], refused


def _person(place: int, sent: PersonSent, settings: Settings) -> Person:
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    told = {name: value for name, value in sent.model_dump(exclude={"email"}).items() if value}
    return Person(place, address, fingerprint(address, settings.fingerprint_secret), told)


async def _one(
    session: AsyncSession, settings: Settings, caller: Asker, list_id: UUID, person: Person, now: datetime
) -> SubscriptionOutcome:
    try:
        async with attempt(session):
            mailing_list = await owned(session, MailingList, list_id, caller, "list")
            found = await bring_in(
                session, settings, caller.organisation, mailing_list, person.address, person.told, now=now
            )
            if found.subscription is None or found.subscriber is None:
                told = "This person said no to this list or to all mail. Only they can take that back, by a form."
                raise Invalid(Problem("/email", Became.SAID_NO, told))
            shown = subscription_shown(found.subscription, found.subscriber)
    except NewsletterError as error:
        return _refused(person.place, error)
    became: Any = found.became.value
    return SubscriptionOutcome(outcome=became, subscription=shown)


def _refused(place: int, error: NewsletterError | ValidationError) -> SubscriptionOutcome:
    return SubscriptionOutcome(outcome="refused", errors=errors_of("subscriptions", place, error))
