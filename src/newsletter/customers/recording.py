"""What did the person buy, and of whom? A sale is recorded once, in the ledger; its end is recorded too."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address, fingerprint
from newsletter.consent import ledger
from newsletter.consent.evidence import sale_ended_on
from newsletter.consent.record import ConsentRecord, Details, Facts
from newsletter.customers.grouping import check_known
from newsletter.database import exclusively
from newsletter.errors import Conflict, Invalid, NotFound, Problem
from newsletter.languages import LANGUAGES
from newsletter.law.case import SaleTold
from newsletter.law.reading import same_entity
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.subscriptions import knowing, projection
from newsletter.subscriptions.knowing import About
from newsletter.subscriptions.models import MailingList, Subscriber
from newsletter.subscriptions.registering import put_on
from newsletter.subscriptions.suppression import reserve

CHANNEL = "api"
FIRST_SALE = date(1900, 1, 1)


@dataclass(frozen=True)
class Customer:
    """Who bought, and the lists to register them on."""

    address: Address
    about: About = field(default_factory=About)
    lists: Sequence[MailingList] = ()


@dataclass(frozen=True)
class Recorded:
    """The ledger record of a sale; `new` is False when the sale was recorded before."""

    record: ConsentRecord
    subscriber: Subscriber
    new: bool


async def record(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    customer: Customer,
    sale: SaleTold,
    *,
    note: str = "",
    now: datetime,
) -> Recorded:
    """Record a sale, an agreement, or what was no sale. All that it may raise it raises before anything is written.

    The same reference of the same seller and person is one sale; without a reference, the same facts are. Raises
    Invalid for what cannot be, Conflict when the sale was recorded before with other facts.
    """
    today = now.astimezone(settings.zone).date()
    await _check(session, organisation, customer, sale, today)
    subject = fingerprint(customer.address, settings.fingerprint_secret)
    await exclusively(session, f"mailbox {subject.hex()}")
    facts = _facts(sale, subject, settings.fingerprint_secret)
    known = _recorded_before(await ledger.history(session, organisation.uid, subject), facts)
    if known is not None and known.facts != facts:
        raise _changed(known, facts)
    subscriber = await _subscriber_of(session, organisation, customer, subject, now)
    made = known or await ledger.append(
        session,
        Happening.SALE_RECORDED,
        organisation_uid=organisation.uid,
        subject=subject,
        facts=facts,
        details=_details(sale, note),
        now=now,
    )
    address, name = customer.address, customer.about.name
    for mailing_list in customer.lists:
        await put_on(session, organisation, mailing_list, address, subject, name=name, now=now)
    if known is None and sale.opt_out.opted_out and _sold_by(organisation, sale):
        said_at = _latest_moment(sale.made_on, settings, now)
        await reserve(session, organisation, subject, channel=CHANNEL, said_at=said_at, now=now)
    await projection.project(session, organisation, subject, now=now)
    return Recorded(made, subscriber, known is None)


async def end(
    session: AsyncSession,
    settings: Settings,
    organisation: Organisation,
    sale: ConsentRecord,
    ended_on: date | None,
    *,
    now: datetime,
) -> None:
    """Record the day on which an agreement ends, today where none is given. It counts from the beginning of that day.

    A day to come may be moved. Raises Conflict once it has passed: what begins anew is a new sale.
    """
    today = now.astimezone(settings.zone).date()
    day = ended_on or today
    made_on = sale.facts.get("made_on")
    if day < (date.fromisoformat(str(made_on)) if made_on else FIRST_SALE):
        raise Invalid(Problem("/ended_on", "day", "It cannot end before it was made. Give a later day."))
    await exclusively(session, f"mailbox {sale.subject.hex()}")
    said = sale_ended_on(sale, await ledger.history(session, organisation.uid, sale.subject))
    if said == day:
        return
    if said is not None and said <= today:
        raise Conflict(f"It ended on {said}. What begins anew is a new sale: record it with a reference of its own.")
    await ledger.append(
        session,
        Happening.SALE_ENDED,
        organisation_uid=organisation.uid,
        subject=sale.subject,
        answers=sale,
        facts={"channel": CHANNEL, "ended_on": day.isoformat()},
        now=now,
    )
    await projection.project(session, organisation, sale.subject, now=now)


async def sale_of(session: AsyncSession, organisation: Organisation, uid: UUID) -> ConsentRecord:
    """The organisation's recorded sale with this id. Raises NotFound for another's and for none alike."""
    found = await ledger.record(session, uid)
    if found is None or found.kind is not Happening.SALE_RECORDED or found.organisation_uid != organisation.uid:
        raise NotFound("sale")
    return found


async def _subscriber_of(
    session: AsyncSession, organisation: Organisation, customer: Customer, subject: bytes, now: datetime
) -> Subscriber:
    language = customer.about.language or next((each.language for each in customer.lists), LANGUAGES[0])
    found = await knowing.subscriber_of(session, organisation.id, customer.address, subject, language, now=now)
    knowing.fill_in(found, customer.about)
    session.add(found)
    return found


async def _check(
    session: AsyncSession, organisation: Organisation, customer: Customer, sale: SaleTold, today: date
) -> None:
    knowing.check_birthday(customer.about.born_on, today)
    await check_known(session, organisation.id, sale.product_groups)
    made_on = sale.made_on or FIRST_SALE
    if not FIRST_SALE <= made_on <= today:
        raise Invalid(Problem("/made_on", "day", "Give the day it was sold on, today or before."))
    if sale.ended_on is not None and sale.ended_on < made_on:
        raise Invalid(Problem("/ended_on", "day", "It cannot end before it was made. Give a later day."))


def _facts(sale: SaleTold, subject: bytes, key: bytes) -> Facts:
    """What the ledger keeps of it. The reference may identify: here it is only a keyed hash, to know it again by."""
    reference = sale.reference.strip()
    told: dict[str, str | int | bool | list[str] | None] = {
        "channel": CHANNEL,
        "kind": str(sale.kind),
        "completed": sale.completed,
        "seller": sale.seller,
        "seller_number": sale.seller_number or None,
        "made_on": sale.made_on.isoformat() if sale.made_on else None,
        "ended_on": sale.ended_on.isoformat() if sale.ended_on else None,
        "product_groups": sorted(sale.product_groups),
        "address_given_by_customer": sale.address_given_by_customer,
        "marketing_use_told": sale.marketing_use_told,
        "opt_out_offered": sale.opt_out.offered,
        "opt_out_text": sale.opt_out.text.strip() or None,
        "opted_out": sale.opt_out.opted_out,
        "reference_kept": bool(reference),
        "sale": hmac.digest(key, subject + reference.encode(), "sha256").hex() if reference else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _details(sale: SaleTold, note: str) -> Details:
    return {name: text for name, text in (("reference", sale.reference.strip()), ("note", note)) if text}


def _recorded_before(records: Collection[ConsentRecord], facts: Facts) -> ConsentRecord | None:
    for earlier in (record for record in records if record.kind is Happening.SALE_RECORDED):
        same_sale = "sale" in facts and earlier.facts.get("sale") == facts["sale"]
        if earlier.facts == facts or (same_sale and same_entity(*_seller(earlier.facts), *_seller(facts))):
            return earlier
    return None


def _changed(known: ConsentRecord, facts: Facts) -> Conflict:
    differing = sorted(name for name in {*known.facts, *facts} if known.facts.get(name) != facts.get(name))
    return Conflict(
        f"This sale was recorded before as {known.uid}, with another {', '.join(differing)}. What was recorded is "
        f"evidence and is not edited. POST /api/v1/sales/{known.uid}/end ends it; a wrong one is ended, and the right "
        "one recorded with a reference of its own. A no said since belongs in POST /api/v1/suppressions."
    )


def _seller(facts: Facts) -> tuple[str, str]:
    return str(facts.get("seller", "")), str(facts.get("seller_number", ""))


def _sold_by(organisation: Organisation, sale: SaleTold) -> bool:
    """Whether the organisation itself was party to the contract. A no to another seller is no no to it."""
    return same_entity(sale.seller, sale.seller_number, organisation.name, organisation.organisation_number)


def _latest_moment(day: date | None, settings: Settings, now: datetime) -> datetime:
    """The last moment at which it can have been said that day: of the same day's consent and no, the no counts."""
    if day is None:
        return now
    midnight = datetime.combine(day + timedelta(days=1), time(), settings.zone)
    return min(now, midnight.astimezone(UTC))
