"""What does a visitor see before consenting? Forms, with one set of words for each language."""

from datetime import datetime
from uuid import UUID

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from newsletter.database import BIGINT, IMPERSONAL, new_uid


class Form(SQLModel, table=True):
    """A sign-up form. Each change is a new version, and the ledger keeps the version a person saw."""

    __tablename__ = "forms"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    list_id: int = Field(foreign_key="mailing_lists.id", sa_type=BIGINT)
    slug: str = Field(max_length=64, unique=True, sa_column_kwargs=IMPERSONAL)
    version: int = 1
    #: Websites whose scripts may post it, as `https://host`. Plain HTML forms need no leave.
    origins: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs=IMPERSONAL)
    created_at: datetime


class FormText(SQLModel, table=True):
    """One version of a form in one language. Never changed, never deleted: the ledger points at what was shown."""

    __tablename__ = "form_texts"
    __table_args__ = (UniqueConstraint("form_id", "version", "language"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    form_id: int = Field(foreign_key="forms.id", sa_type=BIGINT)
    version: int
    language: str = Field(max_length=8, sa_column_kwargs=IMPERSONAL)
    title: str = Field(sa_column_kwargs=IMPERSONAL)
    introduction: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    consent_text_id: int = Field(foreign_key="consent_texts.id", sa_type=BIGINT)
