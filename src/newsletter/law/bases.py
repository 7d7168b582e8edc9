"""On what may a message rest? The closed list of legal bases, with their place in the law."""

from dataclasses import dataclass
from enum import StrEnum


class LegalBasis(StrEnum):
    """Why we may write to somebody."""

    #: Prior consent, markedsføringsloven § 15 first paragraph; GDPR art. 4(11) and 7.
    CONSENT = "consent"
    #: An existing customer relationship, markedsføringsloven § 15 third paragraph.
    EXISTING_CUSTOMER = "existing_customer"
    #: An impersonal address of a legal person, whom § 15 first paragraph does not protect.
    NOT_NATURAL_PERSON = "not_natural_person"
    #: Outside § 15: carries out a contract with the person, GDPR art. 6(1)(b).
    CONTRACT_MESSAGE = "contract_message"
    #: Outside § 15: a statute demands the message, GDPR art. 6(1)(c).
    LEGAL_DUTY = "legal_duty"
    #: Outside § 15, which binds only who acts in business.
    NON_COMMERCIAL = "non_commercial"
    #: Outside § 15: the one thing the person just asked for.
    REQUESTED_REPLY = "requested_reply"
    #: No proof. Nothing that is marketing rests on it.
    UNKNOWN = "unknown"


class ProcessingBasis(StrEnum):
    """On what the processing of personal data rests: GDPR art. 6(1), letter by letter."""

    #: The person agreed, (a).
    CONSENT = "consent"
    #: It carries out a contract with the person, (b).
    CONTRACT = "contract"
    #: A statute demands it, (c).
    LEGAL_OBLIGATION = "legal_obligation"
    #: It protects somebody's life, (d).
    VITAL_INTERESTS = "vital_interests"
    #: It carries out a public task, (e).
    PUBLIC_TASK = "public_task"
    #: The sender's interest weighs more than the person's, (f).
    LEGITIMATE_INTERESTS = "legitimate_interests"


ARTICLE = {basis: f"GDPR art. 6(1)({letter})" for basis, letter in zip(ProcessingBasis, "abcdef", strict=True)}


@dataclass(frozen=True)
class Place:
    """Where a basis stands: in the Marketing Control Act, and beside it in the GDPR. Empty and None: nowhere."""

    marketing_act: str
    processing: ProcessingBasis | None

    @property
    def article(self) -> str:
        return ARTICLE[self.processing] if self.processing else ""


PLACES = {
    LegalBasis.CONSENT: Place("markedsføringsloven § 15 first paragraph", ProcessingBasis.CONSENT),
    LegalBasis.EXISTING_CUSTOMER: Place(
        "markedsføringsloven § 15 third paragraph", ProcessingBasis.LEGITIMATE_INTERESTS
    ),
    LegalBasis.NOT_NATURAL_PERSON: Place("not protected by § 15", ProcessingBasis.LEGITIMATE_INTERESTS),
    LegalBasis.CONTRACT_MESSAGE: Place("outside § 15", ProcessingBasis.CONTRACT),
    LegalBasis.LEGAL_DUTY: Place("outside § 15", ProcessingBasis.LEGAL_OBLIGATION),
    LegalBasis.NON_COMMERCIAL: Place("outside § 15", ProcessingBasis.LEGITIMATE_INTERESTS),
    LegalBasis.REQUESTED_REPLY: Place("outside § 15", ProcessingBasis.LEGITIMATE_INTERESTS),
    LegalBasis.UNKNOWN: Place("", None),
}
"""Two laws ask two questions. A basis under § 15 says that a mail may be sent; art. 6 that the address may be used."""
