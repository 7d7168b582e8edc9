"""What is kept around a person's records? Details, seals, words, lists and forms, each read in one go."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.documents import ConsentDocument
from newsletter.consent.record import ConsentDetails, ConsentRecord, Details
from newsletter.consent.seals import Seal, SealedRecord
from newsletter.consent.wording import ConsentText
from newsletter.forms.models import Form, FormText
from newsletter.organisations.models import Organisation
from newsletter.privacy.kept import Act, Document, FormSeen, Held, KeptRecord, SealPlace, Wording
from newsletter.subscriptions.models import MailingList


@dataclass(frozen=True)
class Shelf:
    """One person's records, those under former addresses, and what belongs to them all."""

    records: tuple[ConsentRecord, ...]
    before: tuple[ConsentRecord, ...]
    details: dict[int, ConsentDetails]
    seals: dict[int, tuple[SealedRecord, Seal]]
    texts: dict[UUID, ConsentText]
    lists: dict[UUID, MailingList]
    #: The digests of the documents that are there.
    documents: frozenset[str]
    forms: dict[str, Form]
    form_texts: dict[tuple[int, int, str], FormText]

    def kept(self, record: ConsentRecord) -> KeptRecord:
        details = self.details.get(record.id)
        text = self.texts.get(record.wording_uid) if record.wording_uid else None
        fits = record.computed_digest() == record.digest
        fits &= details is None or details.computed_digest() == record.details_digest
        fits &= record.wording_uid is None or (text is not None and text.digest == record.wording_digest)
        return KeptRecord(
            id=record.uid,
            kind=str(record.kind),
            list_name=self.list_name(record.list_uid),
            happened_at=record.happened_at,
            recorded_at=record.recorded_at,
            facts=dict(record.facts),
            details=dict(self.details_of(record)),
            details_held=self.held(record),
            wording=wording(text),
            answers_id=record.answers_uid,
            envelope=record.envelope(),
            digest=record.digest.hex(),
            intact=fits,
            seal=self.seal_of(record),
        )

    def list_name(self, uid: UUID | None) -> str:
        """The list's name; its id where the list is not there; empty for every list."""
        if uid is None:
            return ""
        return self.lists[uid].name if uid in self.lists else str(uid)

    def details_of(self, record: ConsentRecord) -> Details:
        found = self.details.get(record.id)
        return found.body if found else {}

    def first_said(self, record: ConsentRecord) -> ConsentRecord:
        """The record that this one repeats under a new address; itself where it repeats none. It has the details."""
        said = {str(former.uid): former for former in self.before}
        while (former := said.get(str(record.facts.get("repeats", "")))) is not None:
            record = former
        return record

    def document_of(self, record: ConsentRecord) -> Document | None:
        """The document that a record names."""
        digest = str(record.facts.get("document", ""))
        return Document(digest, Held.KEPT if digest in self.documents else Held.ERASED) if digest else None

    def held(self, record: ConsentRecord) -> Held:
        """Whether a record's details are kept, were erased, or never were."""
        if record.id in self.details:
            return Held.KEPT
        return Held.ERASED if record.details_digest else Held.MISSING

    def act(self, record: ConsentRecord) -> Act:
        """When and from where the person acted."""
        record = self.first_said(record)
        found = self.details_of(record)
        where = (found.get("ip", ""), found.get("user_agent", ""))
        return Act(record.uid, record.happened_at, *where, self.held(record))

    def form_of(self, record: ConsentRecord) -> FormSeen | None:
        """The form that a record names, in the version and language that was shown; None when it names none."""
        uid, version = str(record.facts.get("form", "")), int(str(record.facts.get("form_version", 0)))
        language = str(record.facts.get("language", ""))
        form = self.forms.get(uid)
        if not uid:
            return None
        text = self.form_texts.get((form.id, version, language)) if form else None
        return FormSeen(
            id=uid,
            slug=form.slug if form else "",
            version=version,
            language=language,
            title=text.title if text else "",
            introduction=text.introduction if text else "",
            shown_by=str(record.facts.get("shown_by", "")),
        )

    def seal_of(self, record: ConsentRecord) -> SealPlace | None:
        if record.id not in self.seals:
            return None
        place, seal = self.seals[record.id]
        return SealPlace(seal.number, seal.digest.hex(), seal.sealed_at, place.position)


def wording(text: ConsentText | None) -> Wording | None:
    if text is None:
        return None
    said = text.model_dump(include=set(Wording.__dataclass_fields__) - {"id", "digest"})
    return Wording(
        id=text.uid, published_at=text.created_at, envelope=text.envelope(), digest=text.digest.hex(), **said
    )


async def shelf_of(
    session: AsyncSession, records: Iterable[ConsentRecord], before: Iterable[ConsentRecord] = ()
) -> Shelf:
    """Read what belongs to these records, and to those under former addresses."""
    own, before = tuple(records), tuple(before)
    records = (*own, *before)
    ids = [record.id for record in records]
    places = (
        select(SealedRecord, Seal)
        .join(Seal, col(Seal.number) == col(SealedRecord.seal_number))
        .where(col(SealedRecord.record_id).in_(ids))
    )
    form_uids = {str(record.facts["form"]) for record in records if record.facts.get("form")}
    forms = await _among(session, Form, Form.uid, {uid for text in form_uids if (uid := _uid(text))})
    return Shelf(
        records=own,
        before=before,
        documents=frozenset(await _documents(session, records)),
        details={row.record_id: row for row in await _among(session, ConsentDetails, ConsentDetails.record_id, ids)},
        seals={place.record_id: (place, seal) for place, seal in (await session.exec(places)).all()},
        texts={
            row.uid: row
            for row in await _among(session, ConsentText, ConsentText.uid, {r.wording_uid for r in records})
        },
        lists={
            row.uid: row for row in await _among(session, MailingList, MailingList.uid, {r.list_uid for r in records})
        },
        forms={str(form.uid): form for form in forms},
        form_texts={
            (row.form_id, row.version, row.language): row
            for row in await _among(session, FormText, FormText.form_id, [form.id for form in forms])
        },
    )


async def _documents(session: AsyncSession, records: Iterable[ConsentRecord]) -> set[str]:
    named = {(r.organisation_uid, str(r.facts["document"])) for r in records if "document" in r.facts}
    query = (
        select(ConsentDocument.digest)
        .join(Organisation)
        .where(
            col(Organisation.uid).in_({uid for uid, _ in named}),
            col(ConsentDocument.digest).in_([bytes.fromhex(digest) for _, digest in named]),
        )
    )
    return {digest.hex() for digest in (await session.exec(query)).all()} if named else set()


async def _among(session: AsyncSession, model: type[SQLModel], column: Any, values: Collection[Any]) -> list[Any]:
    """The rows whose column holds one of the values."""
    wanted = [value for value in values if value is not None]
    return list((await session.exec(select(model).where(col(column).in_(wanted)))).all()) if wanted else []


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
