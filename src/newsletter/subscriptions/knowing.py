"""Who is this? A person we know by one mailbox, and what we know besides what the ledger says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address
from newsletter.database import exclusively
from newsletter.errors import Invalid, Problem
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import Subscriber

FIRST_BIRTHDAY = date(1900, 1, 1)


@dataclass(frozen=True)
class About:
    """What somebody tells of a person. Empty and None tell nothing."""

    name: str = ""
    language: str = ""
    country: str = ""
    born_on: date | None = None


async def subscriber_of(
    session: AsyncSession, organisation_id: int, address: Address, subject: bytes, language: str, *, now: datetime
) -> Subscriber:
    """The organisation's subscriber with this mailbox, made if there is none."""
    belongs = (Subscriber.organisation_id == organisation_id, Subscriber.fingerprint == subject)
    if (known := (await session.exec(select(Subscriber).where(*belongs))).first()) is not None:
        return known
    made = Subscriber(
        organisation_id=organisation_id, email=address.email, fingerprint=subject, language=language, created_at=now
    )
    session.add(made)
    await session.flush()
    return made


def fill_in(subscriber: Subscriber, about: About) -> None:
    """Take over what was not known. What is known already stays: it may be the person's own word."""
    subscriber.name = subscriber.name or about.name
    subscriber.country = subscriber.country or about.country
    subscriber.born_on = subscriber.born_on or about.born_on


async def describe(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    subscriber: Subscriber,
    changes: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Correct what is known of a person. Raises Invalid for a birthday that nobody has."""
    check_birthday(changes.get("born_on"), now.astimezone(settings.zone).date())
    await exclusively(session, f"mailbox {subscriber.fingerprint.hex()}")
    subscriber.sqlmodel_update(changes)
    session.add(subscriber)
    await projection.project(session, organisation, subscriber.fingerprint, now=now)


def check_birthday(born_on: date | None, today: date) -> None:
    """Raises Invalid for a birthday to come, or of somebody too old to be alive."""
    if born_on is not None and not FIRST_BIRTHDAY <= born_on <= today:
        raise Invalid(Problem("/born_on", "day", "Give a birthday that is past, such as 1994-05-17."))
