"""Which words did the person agree to? Consent texts: immutable, versioned for each list and language."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.record import instant
from newsletter.database import BIGINT, IMPERSONAL, exclusively, new_uid
from newsletter.law.disclosure import Disclosure


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
    sender: str = Field(sa_column_kwargs=IMPERSONAL)
    sender_number: str = Field(sa_column_kwargs=IMPERSONAL)
    content: str = Field(sa_column_kwargs=IMPERSONAL)
    frequency: str = Field(sa_column_kwargs=IMPERSONAL)
    withdrawal: str = Field(sa_column_kwargs=IMPERSONAL)
    created_at: datetime

    @property
    def disclosure(self) -> Disclosure:
        return Disclosure(self.words, self.sender, self.content, self.frequency, self.withdrawal)

    @property
    def digest(self) -> bytes:
        """SHA-256 over all that this row says; kept in each ledger record that rests on these words."""
        content = [
            self.uid.hex, self.list_id, self.language, self.version, self.words, self.sender, self.sender_number,
            self.content, self.frequency, self.withdrawal, instant(self.created_at),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()


async def publish(session: AsyncSession, text: ConsentText) -> ConsentText:
    """Add the text as the next version of its list and language."""
    await exclusively(session, f"consent text of list {text.list_id}")
    same = (ConsentText.list_id == text.list_id, ConsentText.language == text.language)
    text.version = (await session.exec(select(func.coalesce(func.max(ConsentText.version), 0)).where(*same))).one() + 1
    session.add(text)
    await session.flush()
    return text


async def texts_of(session: AsyncSession, list_id: int) -> list[ConsentText]:
    query = select(ConsentText).where(ConsentText.list_id == list_id).order_by(col(ConsentText.id))
    return list((await session.exec(query)).all())
