"""What do the records say each subscription is? Folds the ledger into the rows that are read.

Every happening appends its record and then calls `project`, so a stored state is never anything but the fold.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.evidence import consent_kept, day_kept, intern, mailbox_kept, sale_ended_on, sale_kept
from newsletter.consent.record import ConsentRecord
from newsletter.consent.wording import wording_of
from newsletter.law import evidence
from newsletter.law.bases import LegalBasis
from newsletter.law.eligibility import basis_shown
from newsletter.law.evidence import SOMEBODYS_OWN
from newsletter.law.facts import Situation
from newsletter.law.standing import Happening, fold
from newsletter.law.vocabulary import Suppression
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Relationship, Subscriber, Subscription, SuppressedMailbox

NO_LIST = UUID(int=0)


async def project(session: AsyncSession, organisation: Organisation, fingerprint: bytes, *, now: datetime) -> None:
    """Write one person's subscriptions, relationships and suppression as the ledger has them."""
    records = await ledger.history(session, organisation.uid, fingerprint)
    known = (Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == fingerprint)
    if (subscriber := (await session.exec(select(Subscriber).where(*known))).first()) is not None:
        person = await _project_person(session, organisation, subscriber, records, now)
        theirs = select(Subscription, MailingList).join(MailingList)
        for subscription, mailing_list in (
            await session.exec(theirs.where(Subscription.subscriber_id == subscriber.id))
        ).all():
            await _project_subscription(session, organisation, subscription, mailing_list, records, person, now)
    await _project_suppression(session, organisation, fingerprint, records, now)
    await session.flush()


async def _project_person(
    session: AsyncSession,
    organisation: Organisation,
    subscriber: Subscriber,
    records: Sequence[ConsentRecord],
    now: datetime,
) -> Situation:
    """What is known beyond any list: whose mailbox it is, what was bought, profiling and tracking."""
    said = fold(records, NO_LIST)
    subscriber.refuses_profiling, subscriber.tracking_consented = said.refuses_profiling, said.tracking_consented
    mailbox = SOMEBODYS_OWN
    for record in records:
        if record.kind is Happening.MAILBOX_DESCRIBED:
            mailbox = mailbox_kept(record)
    subscriber.mailbox_id = (await intern(session, mailbox)).id if mailbox != SOMEBODYS_OWN else None
    session.add(subscriber)
    related = await _project_relationships(session, organisation, subscriber, records, now)
    return Situation(mailbox=mailbox, relationships=related, country=subscriber.country or organisation.country)


async def _project_relationships(
    session: AsyncSession,
    organisation: Organisation,
    subscriber: Subscriber,
    records: Sequence[ConsentRecord],
    now: datetime,
) -> frozenset[evidence.Relationship]:
    query = select(Relationship).where(Relationship.subscriber_id == subscriber.id)
    stored = {row.record_uid: row for row in (await session.exec(query)).all()}
    found = set()
    for record in (r for r in records if r.kind is Happening.SALE_RECORDED):
        sale = sale_kept(record, organisation)
        row = stored.get(record.uid) or Relationship(subscriber_id=subscriber.id, record_uid=record.uid, profile_id=0)
        row.profile_id = (await intern(session, sale)).id
        row.made_on, row.ended_on = day_kept(record, "made_on"), sale_ended_on(record, records)
        session.add(row)
        found.add(evidence.Relationship(sale, row.ended_on is not None and row.ended_on <= now.date()))
    for uid in stored.keys() - {record.uid for record in records}:  # of which the ledger knows nothing
        await session.delete(stored[uid])
    return frozenset(found)


async def _project_subscription(
    session: AsyncSession,
    organisation: Organisation,
    subscription: Subscription,
    mailing_list: MailingList,
    records: Sequence[ConsentRecord],
    person: Situation,
    now: datetime,
) -> None:
    found = fold(records, mailing_list.uid)
    standing, consent, profile, granted_at = found.standing, None, None, None
    if found.grants:
        consent, granted_at = await _proof(session, organisation, [r for r in records if r.uid in found.grants])
        profile = await intern(session, consent)
    said_no = found.no_stands or found.suppression is not Suppression.NONE
    basis = LegalBasis.UNKNOWN if said_no else basis_shown(replace(person, consent=consent))
    new = (standing, basis, profile.id if profile else None, granted_at)
    row = subscription
    if new != (row.standing, row.legal_basis, row.profile_id, row.granted_at):
        row.standing, row.legal_basis, row.profile_id, row.granted_at = new
        row.changed_at = now
        session.add(row)


async def _proof(
    session: AsyncSession, organisation: Organisation, grants: Sequence[ConsentRecord]
) -> tuple[evidence.Consent, datetime]:
    """What is kept of the newest consent, and when it was given."""
    newest = max(grants, key=lambda record: record.happened_at)
    return consent_kept(newest, await wording_of(session, newest.wording_uid), organisation), newest.happened_at


async def _project_suppression(
    session: AsyncSession,
    organisation: Organisation,
    fingerprint: bytes,
    records: Sequence[ConsentRecord],
    now: datetime,
) -> None:
    says = fold(records, NO_LIST).suppression
    here = (
        col(SuppressedMailbox.organisation_id) == organisation.id,
        col(SuppressedMailbox.fingerprint) == fingerprint,
    )
    row = (await session.exec(select(SuppressedMailbox).where(*here))).first()
    if says is Suppression.NONE:
        if row is not None:
            await session.delete(row)
    elif row is None:
        session.add(SuppressedMailbox(organisation_id=organisation.id, fingerprint=fingerprint, kind=says, since=now))
    elif row.kind is not says:
        row.kind, row.since = says, now
        session.add(row)
