"""Whose mailbox is it? What was found out, and how: recorded, so that a decision may rest on it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.evidence import day_kept
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.database import exclusively
from newsletter.errors import Invalid, Problem
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import MailboxKind
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import projection
from newsletter.subscriptions.models import Subscriber


@dataclass(frozen=True)
class Described:
    """Whose mailbox it is. Empty and None are not kept."""

    kind: MailboxKind = MailboxKind.PRIVATE
    #: As Brønnøysundregistrene abbreviate it: AS, ENK, FLI and so on.
    organisation_form: str = ""
    organisation_number: str = ""
    verified_how: str = ""
    verified_on: date | None = None


async def describe(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    subscriber: Subscriber,
    told: Described,
    *,
    now: datetime,
) -> None:
    """Record whose mailbox it is. What was recorded last counts. Raises Invalid for a day to come."""
    if told.verified_on is not None and told.verified_on > now.astimezone(settings.zone).date():
        raise Invalid(Problem("/verified_on", "day", "Give the day it was found out, today or before."))
    await exclusively(session, f"mailbox {subscriber.fingerprint.hex()}")
    if told == await described(session, organisation, subscriber):
        return
    number = told.organisation_number
    await ledger.append(
        session,
        Happening.MAILBOX_DESCRIBED,
        organisation_uid=organisation.uid,
        subject=subscriber.fingerprint,
        facts=_facts(told),
        details={"organisation_number": number} if number else {},
        now=now,
    )
    await projection.project(session, organisation, subscriber.fingerprint, now=now)


async def described(session: AsyncSession, organisation: Organisation, subscriber: Subscriber) -> Described:
    """What is kept of whose mailbox it is; a person's own where nothing is."""
    records = await ledger.history(session, organisation.uid, subscriber.fingerprint)
    about = [record for record in records if record.kind is Happening.MAILBOX_DESCRIBED]
    if not about:
        return Described()
    return mailbox_told(about[-1], await ledger.details_of(session, about[-1]))


def mailbox_told(record: ConsentRecord, details: Details) -> Described:
    """What a record says of whose mailbox it is, with its details."""
    facts = record.facts
    return Described(
        kind=MailboxKind(str(facts.get("mailbox", MailboxKind.PRIVATE))),
        organisation_form=str(facts.get("organisation_form", "")),
        organisation_number=details.get("organisation_number", ""),
        verified_how=str(facts.get("verified_how", "")),
        verified_on=day_kept(record, "verified_on"),
    )


def _facts(told: Described) -> Facts:
    kept: Facts = {
        "channel": "api",
        "mailbox": str(told.kind),
        "organisation_form": told.organisation_form,
        "organisation_number_kept": bool(told.organisation_number),
        "verified_how": told.verified_how,
    }
    return kept | ({"verified_on": told.verified_on.isoformat()} if told.verified_on else {})
