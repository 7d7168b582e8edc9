"""What is sold, in groups, and which groups correspond to each other."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from newsletter.database import BIGINT, IMPERSONAL, new_uid


class ProductGroup(SQLModel, table=True):
    """A kind of goods or services, as finely as a customer would tell them apart."""

    __tablename__ = "product_groups"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", sa_type=BIGINT)
    #: What sales and campaigns name it by.
    code: str = Field(max_length=64, sa_column_kwargs=IMPERSONAL)
    name: str = Field(sa_column_kwargs=IMPERSONAL)
    created_at: datetime


class Correspondence(SQLModel, table=True):
    """A decision that a product group corresponds to another, in the sense of § 15 third paragraph."""

    __tablename__ = "correspondences"

    id: int = Field(default=None, primary_key=True, sa_type=BIGINT)
    uid: UUID = Field(default_factory=new_uid, unique=True)
    organisation_id: int = Field(foreign_key="organisations.id", index=True, sa_type=BIGINT)
    #: The group that is promoted, and the one that was bought, by their codes.
    product_group: str = Field(max_length=64, sa_column_kwargs=IMPERSONAL)
    corresponds_to: str = Field(max_length=64, sa_column_kwargs=IMPERSONAL)
    decided_by: str = Field(sa_column_kwargs=IMPERSONAL)
    why: str = Field(sa_column_kwargs=IMPERSONAL)
    decided_at: datetime
    revoked_at: datetime | None = None
