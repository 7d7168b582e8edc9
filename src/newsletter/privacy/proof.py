"""What can be shown about one person? A proof: every consent, every no, every mail, and what is lacking.

GDPR art. 7(1) and 5(2) put the burden on the sender, and Forbrukertilsynet asks for it recipient by recipient. The
values here hold no row and no session, so that they can be printed, or answered as JSON, when all reading is done.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from newsletter.customers.mailboxes import Described
from newsletter.customers.reading import KeptSale
from newsletter.deliveries import DeliveryState
from newsletter.law.bases import LegalBasis, ProcessingBasis
from newsletter.law.decision import Assumption
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import Purpose, Standing, Suppression
from newsletter.privacy.kept import Consent, Held, KeptRecord, No


@dataclass(frozen=True)
class Controller:
    """The legal entity that must prove."""

    id: UUID
    name: str
    organisation_number: str
    postal_address: str
    email: str
    website: str
    privacy_policy_url: str


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a question that the law left open, before the mail was decided on."""

    reason: str
    permitted: bool
    by: str
    why: str
    answered_at: datetime
    until: datetime


@dataclass(frozen=True)
class Mail:
    """One message to the person, sent or not, and on what it rested."""

    id: UUID
    purpose: Purpose
    list_id: UUID | None
    list_name: str
    subject: str
    #: SHA-256 of a campaign's subject, a line break and its body, as hexadecimal digits.
    content_digest: str
    #: What a campaign promotes, as the sender stated: product groups by name, whether its own, and partners.
    promotes: tuple[str, ...]
    own_products: bool | None
    partners: tuple[str, ...]
    state: DeliveryState
    #: Why it is where it is: the law, the mail server, or None.
    reason: str | None
    legal_basis: LegalBasis | None
    marketing_act: str
    gdpr: str
    rule: str
    rule_says: str
    citation: str
    rule_set: str
    decided_at: datetime | None
    created_at: datetime
    settled_at: datetime | None
    #: The mail server's answer.
    reply: str
    #: The reviews that were answered for it.
    answers: tuple[Answer, ...]
    #: What was taken for true, and not checked, when it was decided on.
    assumptions: tuple[Assumption, ...]
    assumptions_say: tuple[str, ...] = ()


@dataclass(frozen=True)
class Membership:
    """The person on one list, as the ledger says now. The basis is None where the subscription's row is gone.

    `unmet` is what a recorded customer relationship does not meet; None where it meets all, or none is recorded.
    """

    list_id: UUID
    list_name: str
    standing: Standing
    legal_basis: LegalBasis | None
    marketing_act: str
    gdpr: str
    unmet: Reason | None


@dataclass(frozen=True)
class Disclosure:
    """The person's data went to a partner."""

    id: UUID
    partner: str
    partner_number: str
    data: tuple[str, ...]
    purpose: str
    basis: ProcessingBasis
    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class AddressChange:
    """The person's address became another. Both are told by their fingerprints."""

    record_id: UUID
    before: str
    after: str
    confirmed_at: datetime


@dataclass(frozen=True)
class Lack:
    """Something an authority asks for that is not there. `field` numbers the list in docs/law.md."""

    field: int
    asked_for: str
    held: Held
    list_name: str
    says: str
    held_says: str = ""


@dataclass(frozen=True)
class Point:
    """One point an authority asks for, and how it stands. `says` is what is known of it, or why it is not asked for."""

    field: int
    asked_for: str
    held: Held
    says: str
    held_says: str = ""


@dataclass(frozen=True)
class Person:
    """All that can be shown about one address. `subscriber_id` is None when no such row is there (any more)."""

    address: str
    fingerprint: str
    subscriber_id: UUID | None
    name: str
    country: str
    born_on: date | None
    suppression: Suppression
    lists: tuple[Membership, ...]
    consents: tuple[Consent, ...]
    sales: tuple[KeptSale, ...]
    #: The names of the product groups in those sales, by code.
    product_groups: dict[str, str]
    #: Whose mailbox it is, where that was found out.
    mailbox: Described | None
    noes: tuple[No, ...]
    mails: tuple[Mail, ...]
    disclosures: tuple[Disclosure, ...]
    records: tuple[KeptRecord, ...]
    #: Every change of address that led to this one, or on from it.
    address_changes: tuple[AddressChange, ...]
    #: What was recorded under the addresses before this one, until each was changed.
    records_before: tuple[KeptRecord, ...]
    lacking: tuple[Lack, ...]
    #: Every point, as it stands; none of an address about which nothing is held.
    points: tuple[Point, ...]
    #: Whether anything about the person was erased.
    erased: bool

    @property
    def unknown(self) -> bool:
        """Nothing is held about this address."""
        return not (self.records or self.records_before or self.mails or self.subscriber_id)


@dataclass(frozen=True)
class Proof:
    """The case: of what it is, whose, when it was made, the people in it, and the ledger's head at that moment."""

    title: str
    made_at: datetime
    controller: Controller
    rule_set: str
    head: str
    how_to_check: tuple[str, ...]
    people: tuple[Person, ...]
