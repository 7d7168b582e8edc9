"""What does the law of the recipient's country add? The stricter wins (ehandelsloven § 6, markedsføringsloven § 4)."""

from dataclasses import dataclass
from enum import StrEnum


class Organisations(StrEnum):
    """How a country treats marketing to organisations' impersonal mailboxes."""

    #: They may be written to until they say no.
    FREE = "free"
    #: They are protected like people.
    PROTECTED = "protected"
    #: It is not known here: within the EEA it is each country's own choice.
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class Country:
    """What differs from Norwegian law."""

    organisations: Organisations = Organisations.FREE
    #: After so many months without use a consent has lapsed; 0: no such rule.
    consent_lapses_after: int = 0
    #: A satisfaction survey is marketing.
    surveys_are_marketing: bool = False
    #: An appeal is marketing too, also where nothing is sold.
    appeals_are_marketing: bool = False
    #: Marketing nobody asked for from Norway must heed this country's register (ehandelsloven § 10).
    has_register_to_heed: bool = True
    #: Its rules are known here; otherwise only Norwegian law is applied, with a caution.
    known: bool = True


NORWAY = Country(has_register_to_heed=False)
COUNTRIES = {
    "NO": NORWAY,
    "SE": Country(),  # marknadsföringslagen (2008:486) §§ 19 to 21
    "DK": Country(Organisations.PROTECTED, consent_lapses_after=12),  # markedsføringsloven § 10
    "DE": Country(Organisations.PROTECTED, surveys_are_marketing=True),  # UWG § 7
    "GB": Country(appeals_are_marketing=True, has_register_to_heed=False),  # PECR reg. 22
}
OTHER_EEA = frozenset(
    ["AT", "BE", "BG", "CY", "CZ", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV",
     "MT", "NL", "PL", "PT", "RO", "SI", "SK"]
)  # fmt: skip


def country(code: str) -> Country:
    """What the country with this ISO 3166 code adds to Norwegian law."""
    if code in OTHER_EEA:
        return Country(Organisations.NOT_KNOWN)
    return COUNTRIES.get(code, Country(Organisations.NOT_KNOWN, has_register_to_heed=False, known=False))
