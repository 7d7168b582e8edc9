"""To whom did a person's data go? Each time on record, as a person may ask (GDPR art. 15(1)(c) and 30(1)(d)).

A partner is an organisation, so its name is no personal data and stays in the record's facts for good. What was
handed over is told in a closed set of words, so that nobody writes the data itself there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent import ledger
from newsletter.consent.record import ConsentRecord
from newsletter.database import exclusively
from newsletter.law.bases import ProcessingBasis
from newsletter.law.standing import Happening
from newsletter.organisations.models import Organisation
from newsletter.privacy.proof import Disclosure

NO_LIST = UUID(int=0)


class PersonalData(StrEnum):
    """What we hold about a person, in kinds: what can be disclosed."""

    #: The e-mail address.
    ADDRESS = "address"
    #: The name, as it was typed.
    NAME = "name"
    #: The language.
    LANGUAGE = "language"
    #: Which lists the person is on.
    LISTS = "lists"
    #: When and how the person said yes or no, and what supports it.
    CONSENTS = "consents"
    #: Which mails went to the person, and what became of them.
    MAILS = "mails"


@dataclass(frozen=True)
class Partner:
    """A legal entity that got data, by its registered name and number."""

    name: str
    number: str


async def disclose(
    session: AsyncSession,
    organisation: Organisation,
    subject: bytes,
    partner: Partner,
    *,
    data: Iterable[PersonalData],
    purpose: str,
    basis: ProcessingBasis,
    now: datetime,
    happened_at: datetime | None = None,
) -> Disclosure:
    """Put on record that a person's data went to a partner. It is never refused: what happened, happened."""
    await exclusively(session, f"mailbox {subject.hex()}")
    handed_over = set(data)
    record = await ledger.append(
        session,
        Happening.DISCLOSED,
        organisation_uid=organisation.uid,
        subject=subject,
        facts={
            "partner": partner.name,
            "partner_number": partner.number,
            "data": ", ".join(kind for kind in PersonalData if kind in handed_over),
            "purpose": purpose,
            "basis": basis,
        },
        now=now,
        happened_at=happened_at,
    )
    return disclosure(record)


async def disclosures(session: AsyncSession, organisation: Organisation, subject: bytes) -> list[Disclosure]:
    """Every disclosure of one person's data, oldest first."""
    records = await ledger.history(session, organisation.uid, subject)
    return [disclosure(record) for record in records if record.kind is Happening.DISCLOSED]


async def partners(session: AsyncSession, organisation: Organisation) -> list[Disclosure]:
    """Each different disclosure of anybody's data, the newest of its kind."""
    query = (
        select(ConsentRecord)
        .where(ConsentRecord.organisation_uid == organisation.uid, ConsentRecord.kind == Happening.DISCLOSED)
        .order_by(col(ConsentRecord.id))
    )
    told = [disclosure(record) for record in (await session.exec(query)).all()]
    return list({(d.partner, d.partner_number, d.data, d.purpose, d.basis): d for d in told}.values())


def disclosure(record: ConsentRecord) -> Disclosure:
    """What a record of a disclosure says."""
    facts = record.facts
    return Disclosure(
        id=record.uid,
        partner=str(facts["partner"]),
        partner_number=str(facts["partner_number"]),
        data=tuple(str(facts["data"]).split(", ")),
        purpose=str(facts["purpose"]),
        basis=ProcessingBasis(str(facts["basis"])),
        happened_at=record.happened_at,
        recorded_at=record.recorded_at,
    )
