"""What do the records say each subscription is? Folds the ledger into the rows that are read.

Every happening appends its record and then calls `project`, so a stored state is never anything but the fold.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.evidence import EvidenceProfile, evidence_of, intern
from newsletter.consent.record import ConsentRecord
from newsletter.consent.wording import wording_of
from newsletter.law.bases import LegalBasis
from newsletter.law.evidence import missing_from_consent
from newsletter.law.facts import ConsentAct, Standing, Suppression
from newsletter.law.standing import Happening, fold
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription, SuppressedMailbox

NO_LIST = UUID(int=0)


async def project(session: AsyncSession, organisation: Organisation, fingerprint: bytes, *, now: datetime) -> None:
    """Write one person's subscriptions and suppression as the ledger has them."""
    records = await ledger.history(session, organisation.uid, fingerprint)
    query = (
        select(Subscription, MailingList)
        .join(MailingList)
        .join(Subscriber, col(Subscriber.id) == col(Subscription.subscriber_id))
        .where(Subscriber.organisation_id == organisation.id, Subscriber.fingerprint == fingerprint)
    )
    for subscription, mailing_list in (await session.exec(query)).all():
        await _project_subscription(session, subscription, mailing_list, records, now)
    await _project_suppression(session, organisation, fingerprint, records, now)
    await session.flush()


async def _project_subscription(
    session: AsyncSession,
    subscription: Subscription,
    mailing_list: MailingList,
    records: list[ConsentRecord],
    now: datetime,
) -> None:
    standing = fold(records, mailing_list.uid).standing
    profile = await _proof(session, mailing_list, records) if standing is Standing.GRANTED else None
    proved = profile is not None and missing_from_consent(profile.evidence) is None
    new = (standing, LegalBasis.CONSENT if proved else LegalBasis.UNKNOWN, profile.id if profile else None)
    if new != (subscription.standing, subscription.legal_basis, subscription.profile_id):
        subscription.standing, subscription.legal_basis, subscription.profile_id = new
        subscription.changed_at = now
        session.add(subscription)


async def _proof(session: AsyncSession, mailing_list: MailingList, records: list[ConsentRecord]) -> EvidenceProfile:
    """The profile of the evidence behind the newest grant for this list."""
    grant = next(r for r in reversed(records) if r.kind is Happening.GRANTED and r.list_uid == mailing_list.uid)
    evidence = evidence_of(
        await wording_of(session, grant.wording_uid),
        list_id=mailing_list.id,
        act=ConsentAct(str(grant.facts.get("act", ConsentAct.NONE))),
        place_kept="form" in grant.facts,
        mailbox_confirmed=grant.answers_uid is not None,
    )
    return await intern(session, evidence)


async def _project_suppression(
    session: AsyncSession,
    organisation: Organisation,
    fingerprint: bytes,
    records: list[ConsentRecord],
    now: datetime,
) -> None:
    says = fold(records, NO_LIST).suppression
    here = (
        col(SuppressedMailbox.organisation_id) == organisation.id,
        col(SuppressedMailbox.fingerprint) == fingerprint,
    )
    row = (await session.exec(select(SuppressedMailbox).where(*here))).first()
    if says is Suppression.NONE:
        await session.exec(delete(SuppressedMailbox).where(*here))
    elif row is None:
        session.add(SuppressedMailbox(organisation_id=organisation.id, fingerprint=fingerprint, kind=says, since=now))
    elif row.kind is not says:
        row.kind, row.since = says, now
        session.add(row)
