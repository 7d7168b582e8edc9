"""On what may a message rest? The closed list of legal bases, with their place in the law."""

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
