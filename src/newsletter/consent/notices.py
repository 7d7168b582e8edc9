"""Which organisation is told the head by mail, and when? Each with an address, after a day in which the ledger grew.

The head of a day that is over is the same whoever looks and whenever, so two processes cannot tell different ones.
"""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, col, exists, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses, outbox
from newsletter.consent.seals import Seal
from newsletter.database import BIGINT, exclusively
from newsletter.law.vocabulary import Purpose
from newsletter.organisations.models import Organisation

FIRST_SEAL = 1  # made when a ledger is opened, over nothing


class HeadNotice(SQLModel, table=True):
    """The head that one organisation was told on one day."""

    __tablename__ = "head_notices"

    organisation_id: int = Field(primary_key=True, foreign_key="organisations.id", sa_type=BIGINT)
    day: date = Field(primary_key=True)
    seal_number: int = Field(foreign_key="consent_seals.number", sa_type=BIGINT)
    #: The mail that told it. No foreign key: this outlives it.
    delivery_uid: UUID = Field(unique=True)


async def give_notice(session: AsyncSession, key: bytes, *, now: datetime) -> int:
    """Queue a mail to each organisation that was not told today and has not been told this head; answers how many."""
    await exclusively(session, "head notices")
    head = await _head_of_yesterday(session, now)
    if head is None or head.number == FIRST_SEAL:
        return 0
    told = exists().where(
        col(HeadNotice.organisation_id) == Organisation.id,
        or_(col(HeadNotice.day) >= now.date(), col(HeadNotice.seal_number) >= head.number),
    )
    due = (await session.exec(select(Organisation).where(Organisation.email != "", ~told))).all()
    reached = [(row, address) for row in due if (address := addresses.parse(row.email)) is not None]
    for organisation, address in reached:
        delivery = await outbox.enqueue(
            session,
            Purpose.HEAD_NOTICE,
            organisation_id=organisation.id,
            recipient=addresses.fingerprint(address, key),
            email=address.email,
            now=now,
        )
        session.add(
            HeadNotice(
                organisation_id=organisation.id,
                day=now.date(),
                seal_number=head.number,
                delivery_uid=delivery.uid,
            )
        )
    return len(reached)


async def _head_of_yesterday(session: AsyncSession, now: datetime) -> Seal | None:
    """The newest seal when the last whole day (UTC) was over."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Seal).where(Seal.sealed_at < midnight).order_by(col(Seal.number).desc()).limit(1)
    return (await session.exec(query)).first()
