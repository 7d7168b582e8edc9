"""May it rest on the mailbox being nobody's own? § 15 first paragraph protects natural persons alone."""

from newsletter.law import rules
from newsletter.law.conditions import Condition
from newsletter.law.countries import Country, Organisations
from newsletter.law.evidence import Mailbox
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import MailboxKind

PERSONAL = frozenset({MailboxKind.PRIVATE, MailboxKind.WORK})
SOLE_PROPRIETORSHIP = frozenset({"ENK", "ENKELTPERSONFORETAK", "PERS"})
"""PERS: a natural person in a register of its own."""
LEGAL_PERSONS = frozenset(
    ["AS", "ASA", "ANS", "DA", "KS", "BA", "SA", "STI", "FLI", "FORENING", "BRL", "BBL", "ESEK", "GFS", "SPA", "SE",
     "SF", "PK", "ORGL", "STAT", "FYLK", "KOMM", "KF", "FKF", "IKS", "KIRK", "KBO", "ANNA"]
)  # fmt: skip
"""The forms that are no natural person, as Brønnøysundregistrene abbreviate them. Others (NUF, a shared estate, a form
from abroad) can have one behind them, and a person looks."""


def conditions(mailbox: Mailbox, country: Country) -> list[Condition]:
    """Everything a mailbox must meet to be written to without consent."""
    form, shown = mailbox.organisation_form.upper(), rules.IMPERSONAL_IS_SHOWN
    return [
        Condition(mailbox.kind not in PERSONAL, Reason.NATURAL_PERSON_NO_BASIS, rules.WORK_MAILBOX_IS_PERSONAL),
        Condition(form not in SOLE_PROPRIETORSHIP, Reason.ENK_NATURAL_PERSON, rules.ENK_IS_NATURAL),
        Condition(
            country.organisations is not Organisations.PROTECTED,
            Reason.COUNTRY_PROTECTS_ORGANISATIONS,
            rules.COUNTRY_PROTECTS_ORGANISATIONS,
        ),
        Condition(mailbox.kind is MailboxKind.ROLE, Reason.MAILBOX_UNCLEAR, shown, answerable=True),
        Condition(form in LEGAL_PERSONS, Reason.ORGANISATION_FORM_UNKNOWN, shown, answerable=True),
        Condition(mailbox.number_kept, Reason.ORGANISATION_NUMBER_MISSING, shown, answerable=True),
        Condition(mailbox.verified, Reason.MAILBOX_NOT_VERIFIED, shown, answerable=True),
        Condition(
            country.organisations is not Organisations.NOT_KNOWN,
            Reason.COUNTRY_RULE_UNKNOWN,
            rules.COUNTRY_DECIDES_ON_ORGANISATIONS,
            answerable=True,
        ),
    ]
