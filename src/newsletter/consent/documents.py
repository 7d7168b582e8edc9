"""Which paper or recording shows a consent? Files that are kept as they came, known to the ledger by their SHA-256.

A document can be erased, never changed. The ledger keeps its digest, so that what is missing can be told from what was
never there, and what is there from what was put in its place.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import ConsentRecord
from newsletter.database import BIGINT, IMPERSONAL, PERSONAL, insert_new, new_uid
from newsletter.errors import Invalid, Problem
from newsletter.organisations.models import Organisation

MOST_BYTES = 10 * 1024 * 1024
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "audio/wav": (b"RIFF",),
    "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    "audio/ogg": (b"OggS",),
    "text/plain": (b"",),
}
"""The media types that are kept, and how a file of each begins."""


class ConsentDocument(SQLModel, table=True):
    """A scan, a recording or a letter that shows a consent. It may be deleted; it may not be changed."""

    __tablename__ = "consent_documents"
    __table_args__ = (UniqueConstraint("organisation_id", "digest"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    #: SHA-256 over the content; what a ledger record names it by, in hexadecimal digits.
    digest: bytes = Field(max_length=32, sa_column_kwargs=IMPERSONAL)
    media_type: str = Field(max_length=32, sa_column_kwargs=IMPERSONAL)
    content: bytes = Field(sa_column_kwargs=PERSONAL)
    created_at: datetime


async def keep(
    session: AsyncSession, organisation: Organisation, content: bytes, media_type: str, *, now: datetime
) -> ConsentDocument:
    """Keep a file; the same file once more is the one that is kept. Raises Invalid for what is no such file."""
    if (problem := _problem(content, media_type)) is not None:
        raise Invalid(problem)
    digest = hashlib.sha256(content).digest()
    row = {
        "uid": new_uid(),
        "organisation_id": organisation.id,
        "digest": digest,
        "media_type": media_type,
        "content": content,
        "created_at": now,
    }
    await insert_new(session, ConsentDocument, [row])
    same = (ConsentDocument.organisation_id == organisation.id, ConsentDocument.digest == digest)
    return (await session.exec(select(ConsentDocument).where(*same))).one()


async def digest_of(session: AsyncSession, organisation: Organisation, uid: UUID) -> bytes | None:
    """The digest of the organisation's document with this id; None when there is none. The file is not read."""
    theirs = (ConsentDocument.organisation_id == organisation.id, ConsentDocument.uid == uid)
    return (await session.exec(select(ConsentDocument.digest).where(*theirs))).first()


async def erase_documents_of(session: AsyncSession, organisation: Organisation, subject: bytes) -> None:
    """Erase what shows this person's consents, and nobody else's: a sheet that several signed stays for the others."""
    named = col(ConsentRecord.facts)["document"].as_string()
    here = select(named).where(ConsentRecord.organisation_uid == organisation.uid, named.is_not(None))
    own = set((await session.exec(here.where(ConsentRecord.subject == subject))).all())
    others = set((await session.exec(here.where(ConsentRecord.subject != subject))).all())
    digests = [bytes.fromhex(digest) for digest in own - others]
    theirs = (col(ConsentDocument.organisation_id) == organisation.id, col(ConsentDocument.digest).in_(digests))
    await session.exec(delete(ConsentDocument).where(*theirs))


async def first_altered(session: AsyncSession) -> int | None:
    """The number of the first document that is not the one its digest was taken of; one file is read at a time."""
    for number in (await session.exec(select(ConsentDocument.id).order_by(col(ConsentDocument.id)))).all():
        query = select(ConsentDocument.digest, ConsentDocument.content).where(ConsentDocument.id == number)
        digest, content = (await session.exec(query)).one()
        if hashlib.sha256(content).digest() != digest:
            return number
    return None


async def erased(session: AsyncSession) -> int:
    """How many documents the ledger names that are kept no more."""
    named = col(ConsentRecord.facts)["document"].as_string()
    query = select(ConsentRecord.organisation_uid, named).where(named.is_not(None)).distinct()
    kept = select(Organisation.uid, ConsentDocument.digest).join(Organisation)
    there = {(uid, digest.hex()) for uid, digest in (await session.exec(kept)).all()}
    return len(set((await session.exec(query)).all()) - there)


def _problem(content: bytes, media_type: str) -> Problem | None:
    if media_type not in BEGINNINGS:
        return Problem("", "media_type", f"Send it with a Content-Type of: {', '.join(sorted(BEGINNINGS))}.")
    if not content:
        return Problem("", "empty", "The file is empty.")
    if not content.startswith(BEGINNINGS[media_type]) or (media_type == "text/plain" and not _is_text(content)):
        return Problem("", "content", f"This file is no {media_type}. Send it with the Content-Type that it has.")
    return None


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False
