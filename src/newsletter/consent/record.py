"""What is one record of the ledger? An envelope that is kept, and details that can be erased.

The envelope names the person by fingerprint and holds nothing else that identifies. The details (IP address, user
agent, the page, a name that was typed) lie beside it under a salt of their own; the envelope holds only their
salted digest, so erasing them leaves the ledger whole and the digest unguessable.
"""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import JSON, Field, Index, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, PERSONAL, new_uid, words
from newsletter.law.standing import Happening

Facts = dict[str, str | int | bool]
"""What happened, in values that identify nobody: form, version, language, act, channel."""
Details = dict[str, str]
"""Supporting values that may identify the person, erasable."""


class ConsentRecord(SQLModel, table=True):
    """One appended fact. The database refuses to change or delete it."""

    __tablename__ = "consent_records"
    __table_args__ = (
        Index("ix_consent_records_subject", "subject", "organisation_uid", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_uid: UUID
    subject: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    kind: Happening = Field(sa_type=words(Happening))
    list_uid: UUID | None = None
    wording_uid: UUID | None = None
    wording_digest: bytes | None = Field(default=None, max_length=32, sa_column_kwargs=IMPERSONAL)
    answers_uid: UUID | None = None
    facts: Facts = Field(default_factory=dict, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    happened_at: datetime
    recorded_at: datetime
    details_digest: bytes | None = Field(default=None, max_length=32, sa_column_kwargs=IMPERSONAL)
    digest: bytes = Field(max_length=32, sa_column_kwargs=IMPERSONAL)

    def computed_digest(self) -> bytes:
        """SHA-256 over the envelope as canonical JSON, keys sorted, times in UTC with microseconds."""
        envelope = {
            "uid": self.uid.hex,
            "organisation": self.organisation_uid.hex,
            "subject": self.subject.hex(),
            "kind": str(self.kind),
            "list": self.list_uid.hex if self.list_uid else None,
            "wording": self.wording_uid.hex if self.wording_uid else None,
            "wording_digest": self.wording_digest.hex() if self.wording_digest else None,
            "answers": self.answers_uid.hex if self.answers_uid else None,
            "facts": self.facts,
            "happened_at": instant(self.happened_at),
            "recorded_at": instant(self.recorded_at),
            "details": self.details_digest.hex() if self.details_digest else None,
        }
        return hashlib.sha256(canonical(envelope)).digest()


class ConsentDetails(SQLModel, table=True):
    """The erasable part of a record. It may be deleted; it may not be changed."""

    __tablename__ = "consent_details"

    record_id: int = Field(default=None, primary_key=True, foreign_key="consent_records.id", sa_type=BIGINT)
    salt: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    body: Details = Field(sa_type=JSON, sa_column_kwargs=PERSONAL)

    def computed_digest(self) -> bytes:
        """SHA-256 over the salt and the details as canonical JSON."""
        return hashlib.sha256(self.salt + canonical(self.body)).digest()


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
