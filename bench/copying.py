"""How does one person who really lived become a million? The same rows, under another address and other ids.

All times are moved by the same span, so that the copies come after one another as people do, and what the ledger
says of them is hashed and sealed anew by the ledger's own functions: it verifies, and the states are its fold.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.addresses import Address, fingerprint
from newsletter.consent.record import ConsentDetails, ConsentRecord, details_digest, instant, record_digest
from newsletter.consent.seals import MOST_IN_A_SEAL, Seal, SealedRecord, entry, seal_digest, signature
from newsletter.database import json_text, new_uid
from newsletter.deliveries import Delivery
from newsletter.settings import Settings
from newsletter.subscriptions.models import Subscriber, Subscription, SuppressedMailbox

#: Every table with rows about one person besides the ledger, each after those it points at.
COPIED: tuple[type[SQLModel], ...] = (Subscriber, Subscription, SuppressedMailbox, Delivery)

Row = dict[str, Any]
Rows = dict[type[SQLModel], list[Row]]


@dataclass(frozen=True)
class Template:
    """One row, by what becomes of its columns in a copy."""

    #: Stays as it is.
    same: Row
    #: Names the person, or a row about them: an address, a fingerprint, a uid.
    named: Row
    #: Is moved.
    times: dict[str, datetime]
    #: Points at another copied row: its table and id there.
    pointing: dict[str, tuple[str, int]]
    id: int

    @classmethod
    def of(cls, row: Row, names: set[Any], targets: dict[str, str]) -> "Template":
        named = {name: value for name, value in row.items() if not isinstance(value, dict) and value in names}
        times = {name: value for name, value in row.items() if isinstance(value, datetime)}
        pointing = {name: (target, row[name]) for name, target in targets.items() if row[name] is not None}
        same = {name: value for name, value in row.items() if name not in {"id", *named, *times, *pointing}}
        return cls(same, named, times, pointing, row["id"])

    def copy(self, names: dict[Any, Any], shift: timedelta) -> Row:
        """The row with other names and later times. Ids are for the caller to give."""
        made = self.same.copy()
        for name, value in self.named.items():
            made[name] = names[value]
        for name, moment in self.times.items():
            made[name] = moment + shift
        return made


@dataclass(frozen=True)
class Model:
    """One person to be copied: what is written of them."""

    email: str
    subject: bytes
    uids: list[UUID]
    rows: dict[type[SQLModel], list[Template]]
    #: Each record with its details, where it has any.
    records: list[tuple[Template, Row | None]]


def subject_of(email: str, settings: Settings) -> bytes:
    """The fingerprint of an address in lower-case ASCII."""
    return fingerprint(Address(email, email), settings.fingerprint_secret)


def address_of(number: int) -> str:
    return f"person-{number:07}@people.example"


async def model_of(session: AsyncSession, email: str, settings: Settings) -> Model:
    """Take down every row that names this person, or points at a row that does."""
    subject = subject_of(email, settings)
    rows: Rows = {}
    ids: dict[str, set[int]] = {}
    for table in COPIED:
        found = [row.model_dump() for row in (await session.exec(select(table))).all()]
        pointing = _pointing(table)
        theirs = [row for row in found if subject in row.values() or _points(row, pointing, ids)]
        # What a campaign sent stays the campaign's; the mail that asked for a confirmation comes along.
        rows[table] = [row for row in theirs if row.get("campaign_id") is None]
        ids[str(table.__tablename__)] = {row["id"] for row in rows[table]}
    of_them = select(ConsentRecord).where(ConsentRecord.subject == subject).order_by(col(ConsentRecord.id))
    records = [row.model_dump() for row in (await session.exec(of_them)).all()]
    details = [await session.get(ConsentDetails, row["id"]) for row in records]
    uids = [row["uid"] for some in (*rows.values(), records) for row in some]
    names = {email, subject, *uids}
    return Model(
        email,
        subject,
        uids,
        {table: [Template.of(row, names, _pointing(table)) for row in some] for table, some in rows.items()},
        [
            (Template.of(row, names, {}), beside.body if beside else None)
            for row, beside in zip(records, details, strict=True)
        ],
    )


def _pointing(table: type[SQLModel]) -> dict[str, str]:
    """The columns that point at another copied table, and at which."""
    copied = {str(model.__tablename__) for model in COPIED}
    columns = SQLModel.metadata.tables[str(table.__tablename__)].columns
    targets = {column.name: key.column.table.name for column in columns for key in column.foreign_keys}
    return {name: target for name, target in targets.items() if target in copied}


def _points(row: Row, pointing: dict[str, str], ids: dict[str, set[int]]) -> bool:
    return any(row[name] in ids.get(target, ()) for name, target in pointing.items())


class Copier:
    """Makes copies, some people at a time, and keeps the ledger's order and its seals going over all of them."""

    def __init__(self, settings: Settings, models: list[Model], last: Seal, ids: dict[str, Iterator[int]]) -> None:
        self.settings = settings
        self.models = models
        self.last = last
        self.ids = ids
        times = [record.times["recorded_at"] for model in models for record, _ in model.records]
        self.shift = self.span = max(times) - min(times) + timedelta(minutes=1)

    @classmethod
    async def begin(cls, session: AsyncSession, settings: Settings, models: list[Model]) -> "Copier":
        last = (await session.exec(select(Seal).order_by(col(Seal.number).desc()).limit(1))).one()
        ids: dict[str, Iterator[int]] = {}
        for name in (*(str(table.__tablename__) for table in COPIED), "consent_records"):
            of_table = SQLModel.metadata.tables[name].columns.id
            ids[name] = count(((await session.exec(select(func.max(of_table)))).one() or 0) + 1)
        return cls(settings, models, last, ids)

    def copies(self, people: range) -> Rows:
        """The rows of these people and the seals over their records, tables in the order they can be filled in."""
        tables: tuple[type[SQLModel], ...] = (*COPIED, ConsentRecord, ConsentDetails, Seal, SealedRecord)
        made: Rows = {table: [] for table in tables}
        records: list[tuple[Row, Row | None]] = []
        for number in people:
            records += self._copy(self.models[number % len(self.models)], address_of(number), made)
        for record, details in sorted(records, key=lambda both: both[0]["recorded_at"]):
            record["id"] = next(self.ids["consent_records"])
            made[ConsentRecord].append(record)
            if details:
                made[ConsentDetails].append(details | {"record_id": record["id"]})
        for start in range(0, len(records), MOST_IN_A_SEAL):
            self._seal(made[ConsentRecord][start : start + MOST_IN_A_SEAL], made)
        self.shift += self.span
        return made

    def _copy(self, model: Model, email: str, made: Rows) -> list[tuple[Row, Row | None]]:
        """Add the person's rows to `made`; answer the ledger's part, with no ids yet."""
        names: dict[Any, Any] = {model.email: email, model.subject: subject_of(email, self.settings)}
        names |= {uid: new_uid() for uid in model.uids}
        ids: dict[tuple[str, int], int] = {}
        for table in COPIED:
            name = str(table.__tablename__)
            for template in model.rows[table]:
                copy = template.copy(names, self.shift)
                copy["id"] = ids[name, template.id] = next(self.ids[name])
                copy |= {column: ids[target] for column, target in template.pointing.items()}
                made[table].append(copy)
        return [self._record(template, body, names) for template, body in model.records]

    def _record(self, template: Template, body: Row | None, names: dict[Any, Any]) -> tuple[Row, Row | None]:
        details: Row | None = None
        copy = template.copy(names, self.shift)
        facts = copy["facts"]
        if "delivery" in facts:
            facts = copy["facts"] = facts | {"delivery": str(names.get(UUID(facts["delivery"]), facts["delivery"]))}
        if "confirmation_sent_at" in facts:
            facts["confirmation_sent_at"] = instant(datetime.fromisoformat(facts["confirmation_sent_at"]) + self.shift)
        if body:
            details = {"salt": secrets.token_bytes(32), "body": body}
            copy["details_digest"] = details_digest(details["salt"], json_text(body))
        copy["digest"] = record_digest(*(_hashed(copy[name]) for name in HASHED))
        return copy, details

    def _seal(self, records: list[Row], made: Rows) -> None:
        number, at = self.last.number + 1, records[-1]["recorded_at"]
        entries = [entry(record["id"], record["digest"]) for record in records]
        digest = seal_digest(number, at, self.last.digest, entries)
        self.last = Seal(
            number=number, sealed_at=at, count=len(records), previous=self.last.digest, digest=digest,
            signature=signature(digest, self.settings.fingerprint_secret),
        )  # fmt: skip
        made[Seal].append(self.last.model_dump())
        made[SealedRecord] += [
            {"record_id": record["id"], "seal_number": number, "position": position}
            for position, record in enumerate(records)
        ]


HASHED = tuple(name for name in ConsentRecord.model_fields if name not in ("id", "digest"))


def _hashed(value: Any) -> Any:
    """A value of a record as `record_digest` wants it."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return value.hex()
    return json_text(value) if isinstance(value, dict) else value
