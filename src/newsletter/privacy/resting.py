"""On what does mail to somebody rest, as far as the records show: a consent, a customer relationship, or neither?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from newsletter.deliveries import DeliveryState
from newsletter.languages import sentence
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose
from newsletter.privacy.proof import Mail, Person

CUSTOMER, IMPERSONAL = LegalBasis.EXISTING_CUSTOMER, LegalBasis.NOT_NATURAL_PERSON
SENT = frozenset(
    {DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.COMPLAINED, DeliveryState.UNCERTAIN, DeliveryState.FAILED}
)
"""The states of a mail that was handed over, or may have been."""
TAKEN = frozenset({DeliveryState.SENT, DeliveryState.BOUNCED, DeliveryState.COMPLAINED})
"""The states of a mail that the sender's mail server took."""
LATELY = 30
"""For so many days back it is counted how many campaigns came."""
OF_CONSENT = sentence("Proof of consent")
OF_A_CUSTOMER = sentence("Proof of a customer relationship")
OF_EITHER = sentence("Documentation of the legal basis for e-mail")


def title(people: Sequence[Person]) -> str:
    """What a proof of these people is of. One word for all of them, or the general one."""
    of = {_of(person) for person in people}
    return of.pop() if len(of) == 1 else OF_EITHER


def consented(person: Person) -> bool:
    """Whether a consent is recorded, be it in force or not. A form that nobody confirmed is none."""
    return any(consent.confirmed or consent.without_confirmation for consent in person.consents)


def on_a_sale(person: Person) -> bool:
    """Whether a sale is recorded, or a mail rested on one."""
    return bool(person.sales) or any(mail.legal_basis is CUSTOMER and mail.state in SENT for mail in person.mails)


def gave_the_address(person: Person) -> bool:
    """Whether the customer gave the address in a sale."""
    return any(kept.sale.address_given_by_customer for kept in person.sales)


def campaigns_sent(person: Person) -> list[Mail]:
    """The campaigns that the sender's mail server took."""
    return [mail for mail in person.mails if mail.purpose is Purpose.CAMPAIGN and mail.state in TAKEN]


def came_lately(person: Person, list_id: UUID | None, at: datetime) -> int:
    """How many campaigns to a list were sent to the person lately."""
    since = at - timedelta(days=LATELY)
    sent = [mail for mail in campaigns_sent(person) if mail.list_id == list_id]
    return len([mail for mail in sent if mail.settled_at and since < mail.settled_at <= at])


def offered_an_opt_out(person: Person) -> bool:
    """Whether a way to opt out was offered in a sale, as the sender states."""
    return any(kept.sale.opt_out.offered for kept in person.sales)


def instead_of_consent(person: Person) -> LegalBasis | None:
    """What mail to somebody who never signed up can rest on; None where nothing but a consent can be asked for."""
    if person.consents:
        return None
    if on_a_sale(person):
        return CUSTOMER
    return IMPERSONAL if any(place.legal_basis is IMPERSONAL for place in person.lists) else None


def _of(person: Person) -> str:
    if consented(person):
        return OF_EITHER if on_a_sale(person) else OF_CONSENT
    shown = any(place.legal_basis is CUSTOMER for place in person.lists)
    sent = any(mail.legal_basis is CUSTOMER and mail.state in SENT for mail in person.mails)
    return OF_A_CUSTOMER if shown or sent else OF_EITHER
