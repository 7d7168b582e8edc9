"""What is kept of one person's yes and no? The records, the words they rest on, and what supports each step."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from newsletter.consent.record import Details, Facts


class Held(StrEnum):
    """Whether something that is asked for is there."""

    #: It is kept.
    KEPT = "kept"
    #: Some of it is kept.
    PARTLY = "partly"
    #: It was never recorded.
    MISSING = "missing"
    #: The details it stood in, if it was recorded, were erased.
    ERASED = "erased"
    #: The basis of this mail does not ask for it.
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Wording:
    """The words a consent rests on, exactly as they were shown, and what stood beside them.

    `envelope` is all their digest is made over.
    """

    id: UUID
    language: str
    version: int
    published_at: datetime
    words: str
    list_name: str
    sender: str
    sender_number: str
    postal_address: str
    content: str
    frequency: str
    withdrawal: str
    privacy_policy_url: str
    envelope: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class SealPlace:
    """Which seal vouches for a record, and where in it the record stands."""

    number: int
    digest: str
    sealed_at: datetime
    position: int


@dataclass(frozen=True)
class KeptRecord:
    """One record of the ledger. `envelope` is all its digest is made over; `intact` says that the digest fits."""

    id: UUID
    kind: str
    list_name: str
    happened_at: datetime
    recorded_at: datetime
    facts: Facts
    details: Details
    #: Whether the details are kept, were erased, or never were.
    details_held: Held
    wording: Wording | None
    answers_id: UUID | None
    envelope: dict[str, Any]
    digest: str
    intact: bool
    seal: SealPlace | None


@dataclass(frozen=True)
class FormSeen:
    """The form as it stood in the version that was sent. `shown_by` says whose page it was on."""

    id: str
    slug: str
    version: int
    language: str
    title: str
    introduction: str
    shown_by: str


@dataclass(frozen=True)
class Act:
    """What supports one step of a consent: when, from where. What was erased is empty, and `held` says so."""

    record_id: UUID
    at: datetime
    ip: str
    user_agent: str
    held: Held


@dataclass(frozen=True)
class Document:
    """A scan or recording that shows a consent: its SHA-256 as the ledger has it, and whether it is there."""

    digest: str
    held: Held


@dataclass(frozen=True)
class Consent:
    """One sign-up, and its confirmation where there was one. Without either it proves nothing."""

    list_id: UUID | None
    list_name: str
    #: Whether this is the consent on which mail to the list may rest now.
    in_force: bool
    act: str
    channel: str
    given: Act
    #: False: it was recorded as given at an unknown time, and `given.at` says nothing.
    time_known: bool
    confirmation_sent_at: datetime | None
    confirmed: Act | None
    #: Granted in another way than by answering a confirmation, as on paper.
    without_confirmation: bool
    form: FormSeen | None
    page: str
    name: str
    wording: Wording | None
    #: Of a consent that was given elsewhere: where, the document, who collected it and under which contract.
    place: str
    document: Document | None
    collected_by: str
    collector_contract: str


@dataclass(frozen=True)
class No:
    """One time the person said no. `list_id` is None, and `list_name` empty, where it reaches every list."""

    record_id: UUID
    kind: str
    list_id: UUID | None
    list_name: str
    received_at: datetime
    recorded_at: datetime
    channel: str
    note: str
