"""Gather the proof: from the ledger by fingerprint, so that it can be given when the person's rows are gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger, seals
from newsletter.consent.record import ConsentRecord
from newsletter.customers.mailboxes import Described, mailbox_told
from newsletter.customers.models import ProductGroup
from newsletter.customers.reading import KeptSale, sale_told
from newsletter.law.decision import RULE_SET
from newsletter.law.standing import NOES, Happening, fold
from newsletter.organisations.models import Organisation
from newsletter.privacy import belonging, disclosing, following, lacking, mailed, resting
from newsletter.privacy.checking import HOW_TO_CHECK
from newsletter.privacy.kept import Consent, Held, No
from newsletter.privacy.proof import Controller, Membership, Person, Proof
from newsletter.privacy.shelf import Shelf, shelf_of
from newsletter.subscriptions.models import Subscriber


@dataclass(frozen=True)
class Named:
    """Somebody to be proved about: the address as it was asked for, and what stands for it in the ledger."""

    address: str
    fingerprint: bytes


async def gather(session: AsyncSession, organisation: Organisation, people: Sequence[Named], *, now: datetime) -> Proof:
    """All that this organisation can show about these addresses, at this moment."""
    newest = await seals.newest(session)
    told = tuple([await _person(session, organisation, named, now) for named in people])
    return Proof(
        title=resting.title(told),
        made_at=now,
        controller=controller(organisation),
        rule_set=RULE_SET,
        head=str(newest.head) if newest else "",
        how_to_check=HOW_TO_CHECK,
        people=told,
    )


def controller(organisation: Organisation) -> Controller:
    told = {field.name for field in fields(Controller)} - {"id"}
    return Controller(id=organisation.uid, **organisation.model_dump(include=told))


async def _person(session: AsyncSession, organisation: Organisation, named: Named, now: datetime) -> Person:
    history = await ledger.history(session, organisation.uid, named.fingerprint)
    before = await following.records_before(session, organisation.uid, history)
    shelf = await shelf_of(session, history, before)
    query = select(Subscriber).where(
        Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == named.fingerprint
    )
    subscriber = (await session.exec(query)).first()
    mails = await mailed.mails(session, organisation, named.fingerprint, shelf)
    lists = await belonging.lists(session, organisation, shelf, subscriber, mails, now)
    sales = tuple(_sales(shelf))
    records = tuple(shelf.kept(record) for record in shelf.records)
    person = Person(
        address=named.address,
        fingerprint=named.fingerprint.hex(),
        subscriber_id=subscriber.uid if subscriber else None,
        name=subscriber.name if subscriber else "",
        country=subscriber.country if subscriber else "",
        born_on=subscriber.born_on if subscriber else None,
        suppression=fold(shelf.records, disclosing.NO_LIST).suppression,
        lists=lists,
        consents=_consents(shelf, lists),
        sales=sales,
        product_groups=await _groups(session, organisation, sales),
        mailbox=_mailbox(shelf),
        noes=tuple(_no(shelf, record) for record in shelf.records if record.kind in NOES),
        mails=mails,
        disclosures=tuple(disclosing.disclosure(r) for r in shelf.records if r.kind is Happening.DISCLOSED),
        records=records,
        address_changes=await following.address_changes(session, organisation.uid, named.fingerprint, before),
        records_before=tuple(shelf.kept(record) for record in before),
        lacking=(),
        points=(),
        erased=(subscriber is None and bool(lists)) or any(r.details_held is Held.ERASED for r in records),
    )
    return lacking.judged(person)


def _consents(shelf: Shelf, lists: Sequence[Membership]) -> tuple[Consent, ...]:
    """Every sign-up, answered or not, and every grant that answers none, as one on paper."""
    answered = {record.answers_uid: record for record in shelf.records if record.kind is Happening.GRANTED}
    counting = {_counting(shelf, place.list_id) for place in lists}
    by_uid = {record.uid: record for record in shelf.records}
    found = []
    for record in shelf.records:
        if record.kind is Happening.ASKED:
            found.append(_consent(shelf, record, answered.get(record.uid), counting))
        elif record.kind is Happening.GRANTED and record.answers_uid not in by_uid:
            found.append(_consent(shelf, record, record, counting))
    return tuple(found)


def _sales(shelf: Shelf) -> Iterator[KeptSale]:
    for record in shelf.records:
        if record.kind is Happening.SALE_RECORDED:
            yield sale_told(record, shelf.records, shelf.details_of(shelf.first_said(record)))


async def _groups(session: AsyncSession, organisation: Organisation, sales: Sequence[KeptSale]) -> dict[str, str]:
    """The names of all that was sold."""
    codes = {code for kept in sales for code in kept.sale.product_groups}
    theirs = (ProductGroup.organisation_id == organisation.id, col(ProductGroup.code).in_(codes))
    query = select(ProductGroup.code, ProductGroup.name).where(*theirs).order_by(ProductGroup.code)
    return {code: name for code, name in (await session.exec(query)).all()} if codes else {}


def _counting(shelf: Shelf, list_uid: UUID) -> UUID | None:
    """The consent that counts for a list: of those that no later no has ended, the newest."""
    grants = fold(shelf.records, list_uid).grants
    standing = [record for record in shelf.records if record.uid in grants]
    return max(standing, key=lambda record: record.happened_at).uid if standing else None


def _mailbox(shelf: Shelf) -> Described | None:
    about = [record for record in shelf.records if record.kind is Happening.MAILBOX_DESCRIBED]
    return mailbox_told(about[-1], shelf.details_of(about[-1])) if about else None


def _consent(shelf: Shelf, given: ConsentRecord, granted: ConsentRecord | None, counting: set[UUID | None]) -> Consent:
    asked_by_mail = granted is not None and granted.answers_uid is not None
    sent_at = str(granted.facts.get("confirmation_sent_at", "")) if granted else ""
    details, kept = shelf.details_of(shelf.first_said(given)), shelf.kept(given)
    return Consent(
        list_id=given.list_uid,
        list_name=kept.list_name,
        in_force=granted is not None and granted.uid in counting,
        act=str(given.facts.get("act", "")),
        channel=str(given.facts.get("channel", "")),
        given=shelf.act(given),
        time_known=given.facts.get("time_unknown") is not True,
        confirmation_sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
        confirmed=shelf.act(granted) if granted and asked_by_mail else None,
        without_confirmation=granted is not None and not asked_by_mail,
        form=shelf.form_of(given),
        page=details.get("page", ""),
        name=details.get("name", ""),
        wording=kept.wording,
        place=details.get("place", ""),
        document=shelf.document_of(given),
        collected_by=str(given.facts.get("collected_by", "")),
        collector_contract=str(given.facts.get("collector_contract", "")),
    )


def _no(shelf: Shelf, record: ConsentRecord) -> No:
    return No(
        record_id=record.uid,
        kind=str(record.kind),
        list_id=record.list_uid,
        list_name=shelf.list_name(record.list_uid),
        received_at=record.happened_at,
        recorded_at=record.recorded_at,
        channel=str(record.facts.get("channel", "")),
        note=shelf.details_of(shelf.first_said(record)).get("note", ""),
    )
