"""Who sends? An organisation: the legal entity every message is made on behalf of."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from newsletter.database import BIGINT, IMPERSONAL, new_uid


class Organisation(SQLModel, table=True):
    """A sender in the sense of ehandelsloven § 8, and the owner of everything else here."""

    __tablename__ = "organisations"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    name: str = Field(sa_column_kwargs=IMPERSONAL)
    organisation_number: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    postal_address: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    email: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    website: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    privacy_policy_url: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    #: ISO 3166 code of the country whose law it is under.
    country: str = Field(default="NO", max_length=2, sa_column_kwargs=IMPERSONAL)
    #: It acts in business: an activity with an economic aim.
    in_business: bool = True
    #: Why it does not, and which document weighs its interest or names its public task.
    non_commercial_because: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    balancing_test: str = Field(default="", sa_column_kwargs=IMPERSONAL)
    created_at: datetime

    @property
    def identified(self) -> bool:
        """Whether a message can say on whose behalf it comes (ehandelsloven §§ 8 and 9 first paragraph)."""
        return all(part.strip() for part in (self.name, self.organisation_number, self.postal_address))
