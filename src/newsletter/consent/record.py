"""What is one record of the ledger? An envelope that is kept, and details that can be erased.

The envelope names the person by fingerprint and holds nothing else that identifies. The details (IP address, user
agent, the page, a name that was typed) lie beside it under a salt of their own; the envelope holds only their
salted digest, so erasing them leaves the ledger whole and the digest unguessable.
"""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import JSON, Field, Index, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, PERSONAL, json_text, new_uid, words
from newsletter.law.consents import is_own_act
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct

Facts = dict[str, str | int | bool | list[str]]
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

    @property
    def own_act(self) -> bool:
        """Whether it is shown to be an active act of the mailbox's holder."""
        act = ConsentAct(str(self.facts.get("act", ConsentAct.NONE)))
        return is_own_act(act, confirmed=self.answers_uid is not None, document="document" in self.facts)

    def envelope(self) -> dict[str, object]:
        """All that the record's digest is made over."""
        return {
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

    def computed_digest(self) -> bytes:
        """What `digest` must be, from all the other columns but the id."""
        return record_digest(
            self.uid.hex,
            self.organisation_uid.hex,
            self.subject.hex(),
            self.kind,
            self.list_uid.hex if self.list_uid else None,
            self.wording_uid.hex if self.wording_uid else None,
            None if self.wording_digest is None else self.wording_digest.hex(),
            self.answers_uid.hex if self.answers_uid else None,
            json_text(self.facts),
            instant(self.happened_at),
            instant(self.recorded_at),
            None if self.details_digest is None else self.details_digest.hex(),
        )


class ConsentDetails(SQLModel, table=True):
    """The erasable part of a record. It may be deleted; it may not be changed."""

    __tablename__ = "consent_details"

    record_id: int = Field(default=None, primary_key=True, foreign_key="consent_records.id", sa_type=BIGINT)
    salt: bytes = Field(max_length=32, sa_column_kwargs=PERSONAL)
    body: Details = Field(sa_type=JSON, sa_column_kwargs=PERSONAL)

    def computed_digest(self) -> bytes:
        return details_digest(self.salt, json_text(self.body))


def record_digest(
    uid: str,
    organisation: str,
    subject: str,
    kind: str,
    list_uid: str | None,
    wording: str | None,
    wording_digest: str | None,
    answers: str | None,
    facts: str,
    happened_at: str,
    recorded_at: str,
    details: str | None,
) -> bytes:
    """SHA-256 over the envelope as canonical JSON, keys sorted, times in UTC with microseconds.

    Everything comes as text: ids and hashes in hexadecimal, facts as canonical JSON. The envelope is put together by
    hand, since a long ledger is verified by this function; a test holds that the result is canonical JSON.
    """
    envelope = (
        f'{{"answers":{_text(answers)},"details":{_text(details)},"facts":{facts},"happened_at":"{happened_at}",'
        f'"kind":"{kind}","list":{_text(list_uid)},"organisation":"{organisation}","recorded_at":"{recorded_at}",'
        f'"subject":"{subject}","uid":"{uid}","wording":{_text(wording)},"wording_digest":{_text(wording_digest)}}}'
    )
    return hashlib.sha256(envelope.encode()).digest()


def details_digest(salt: bytes, body: str) -> bytes:
    """SHA-256 over the salt and the details as canonical JSON."""
    return hashlib.sha256(salt + body.encode()).digest()


def _text(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'


def canonical(value: object) -> bytes:
    return json_text(value).encode()


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
