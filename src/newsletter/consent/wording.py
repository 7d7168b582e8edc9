"""Which words did the person agree to? Consent texts: immutable, versioned for each list and language."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import canonical, instant
from newsletter.database import BIGINT, IMPERSONAL, exclusively, new_uid
from newsletter.database import words as closed_set
from newsletter.law.disclosure import Disclosure
from newsletter.law.vocabulary import Per
from newsletter.organisations.models import Organisation

UNSAID: dict[str, Any] = {"content_types": [], "partners": [], "at_most": None, "per": None, "lasts_months": 0}
"""What a text may leave unsaid, and how that is stored."""


class ConsentText(SQLModel, table=True):
    """One version of the words a list asks for consent with, in one language. Never changed, never deleted."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("list_id", "language", "version"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    list_id: int = Field(foreign_key="mailing_lists.id", sa_type=BIGINT)
    language: str = Field(max_length=8, sa_column_kwargs=IMPERSONAL)
    version: int
    words: str = Field(sa_column_kwargs=IMPERSONAL)
    #: What the form shows beside the words, as it was when they were published.
    list_name: str = Field(sa_column_kwargs=IMPERSONAL)
    sender: str = Field(sa_column_kwargs=IMPERSONAL)
    sender_number: str = Field(sa_column_kwargs=IMPERSONAL)
    postal_address: str = Field(sa_column_kwargs=IMPERSONAL)
    privacy_policy_url: str = Field(sa_column_kwargs=IMPERSONAL)
    content: str = Field(sa_column_kwargs=IMPERSONAL)
    frequency: str = Field(sa_column_kwargs=IMPERSONAL)
    withdrawal: str = Field(sa_column_kwargs=IMPERSONAL)
    #: The kinds of content the words are limited to; empty: all that they say will come.
    content_types: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: The partners the words name, whose content may come along.
    partners: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    #: How often in numbers: at most so many mails in each calendar period.
    at_most: int | None = None
    per: Per | None = Field(default=None, sa_type=closed_set(Per))
    #: For how many months without use the words say the consent lasts; 0: they do not say.
    lasts_months: int = 0
    created_at: datetime

    @property
    def disclosure(self) -> Disclosure:
        return Disclosure(self.words, self.sender, self.content, self.frequency, self.withdrawal)

    def envelope(self) -> dict[str, Any]:
        """All that the digest of the words is made over."""
        row = self.model_dump(exclude={"id"}) | {"uid": self.uid.hex, "created_at": instant(self.created_at)}
        for name, unsaid in UNSAID.items():  # words from before there was such a field keep their digest
            if row[name] == unsaid:
                del row[name]
        return row

    @property
    def digest(self) -> bytes:
        """SHA-256 over all that this row says; kept in each ledger record that rests on these words."""
        return hashlib.sha256(canonical(self.envelope())).digest()


@dataclass(frozen=True)
class Told:
    """What a marketer writes to ask for consent. Who sends, and to which list, is added as it is then."""

    words: str
    content: str
    frequency: str
    withdrawal: str
    content_types: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    at_most: int | None = None
    per: Per | None = None
    lasts_months: int = 0


async def publish(
    session: AsyncSession,
    organisation: Organisation,
    *,
    list_id: int,
    list_name: str,
    language: str,
    told: Told,
    now: datetime,
) -> ConsentText:
    """Add the next version of the list's words in this language."""
    await exclusively(session, f"consent text of list {list_id}")
    same = (ConsentText.list_id == list_id, ConsentText.language == language)
    newest = (await session.exec(select(func.max(ConsentText.version)).where(*same))).one()
    text = ConsentText(
        list_id=list_id,
        list_name=list_name,
        language=language,
        version=(newest or 0) + 1,
        words=told.words,
        content=told.content,
        frequency=told.frequency,
        withdrawal=told.withdrawal,
        content_types=list(told.content_types),
        partners=list(told.partners),
        at_most=told.at_most,
        per=told.per,
        lasts_months=told.lasts_months,
        sender=organisation.name,
        sender_number=organisation.organisation_number,
        postal_address=organisation.postal_address,
        privacy_policy_url=organisation.privacy_policy_url,
        created_at=now,
    )
    session.add(text)
    await session.flush()
    return text


async def wording_of(session: AsyncSession, uid: UUID | None) -> ConsentText | None:
    """The words with this id; None when there are none, or none were given."""
    return (await session.exec(select(ConsentText).where(ConsentText.uid == uid))).first() if uid else None


async def texts_of(session: AsyncSession, list_id: int) -> list[ConsentText]:
    query = select(ConsentText).where(ConsentText.list_id == list_id).order_by(col(ConsentText.id))
    return list((await session.exec(query)).all())
