"""How is a long ledger read? In pages of plain rows: what the columns hold, and nothing made of it yet.

Ids come as 32 hexadecimal digits, hashes as bytes, times as `plain_time` writes them, JSON as the text that was stored.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Text, case, cast, func, literal, select, tuple_, type_coerce
from sqlalchemy.types import NULLTYPE
from sqlmodel import col, exists
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import ConsentDetails, ConsentRecord
from newsletter.consent.seals import SealedRecord, UnsealedRecord

AT_ONCE = 4_000

Line = Sequence[Any]
"""Number of the seal, place in it, id of the record there, the record's columns, salt and body of its details."""


async def sealed_lines(session: AsyncSession) -> AsyncGenerator[list[Line]]:
    """Every sealed place in order, those of one seal together, with its record and details where those are left."""
    place = tuple_(col(SealedRecord.seal_number), col(SealedRecord.position))
    query = (
        select(col(SealedRecord.seal_number), col(SealedRecord.position), col(SealedRecord.record_id), *_plain(session))
        .select_from(SealedRecord)
        .outerjoin(ConsentRecord, col(ConsentRecord.id) == col(SealedRecord.record_id))
        .outerjoin(ConsentDetails, col(ConsentDetails.record_id) == col(ConsentRecord.id))
        .order_by(col(SealedRecord.seal_number), col(SealedRecord.position))
    )
    together: list[Line] = []
    after = (0, -1)
    while page := await _page(session, query.where(place > after)):
        for line in page:
            if together and line[0] != together[0][0]:
                yield together
                together = []
            together.append(line)
        after = (page[-1][0], page[-1][1])
    if together:
        yield together


async def lines_beside(session: AsyncSession) -> AsyncGenerator[list[Line]]:
    """Every record in no seal of the chain, oldest first: in place 0 of seal 0 if it waits for one, in none if not."""
    sealed = exists().where(col(SealedRecord.record_id) == col(ConsentRecord.id), col(SealedRecord.seal_number) > 0)
    waits = case((col(UnsealedRecord.record_id).is_not(None), 0))
    query = (
        select(literal(0), waits, col(ConsentRecord.id), *_plain(session))
        .select_from(ConsentRecord)
        .outerjoin(ConsentDetails, col(ConsentDetails.record_id) == col(ConsentRecord.id))
        .outerjoin(UnsealedRecord, col(UnsealedRecord.record_id) == col(ConsentRecord.id))
        .where(~sealed)
        .order_by(col(ConsentRecord.id))
    )
    page = await _page(session, query)
    while page:
        yield page
        page = await _page(session, query.where(col(ConsentRecord.id) > page[-1][2]))


def plain_time(moment: datetime) -> str:
    """A time as it comes from the database: `2026-11-23 09:00:00.000000`, in UTC. The later is the greater text."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


async def _page(session: AsyncSession, query: Select[Any]) -> list[Line]:
    connection = await session.connection()
    return list((await connection.execute(query.limit(AT_ONCE))).all())


def _plain(session: AsyncSession) -> list[ColumnElement[Any]]:
    """The columns of a record in the order of its digest, and of its details, as both databases can say them alike."""
    postgres = session.get_bind().dialect.name == "postgresql"

    def text(column: Any) -> ColumnElement[Any]:
        return type_coerce(col(column), String)

    def raw(column: Any) -> ColumnElement[Any]:
        return type_coerce(col(column), NULLTYPE)

    def uid(column: Any) -> ColumnElement[Any]:
        return func.encode(func.uuid_send(col(column)), "hex") if postgres else text(column)

    def time(column: Any) -> ColumnElement[Any]:
        utc = func.timezone("UTC", col(column))
        return func.to_char(utc, "YYYY-MM-DD HH24:MI:SS.US") if postgres else text(column)

    def json(column: Any) -> ColumnElement[Any]:
        return cast(col(column), Text) if postgres else text(column)

    record = ConsentRecord
    return [
        raw(record.id), raw(record.digest),
        uid(record.uid), uid(record.organisation_uid), raw(record.subject), text(record.kind), uid(record.list_uid),
        uid(record.wording_uid), raw(record.wording_digest), uid(record.answers_uid), json(record.facts),
        time(record.happened_at), time(record.recorded_at), raw(record.details_digest),
        raw(ConsentDetails.salt), json(ConsentDetails.body),
    ]  # fmt: skip
