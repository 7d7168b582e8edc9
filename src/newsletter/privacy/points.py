"""Which points does an authority ask for, and how does each stand? Kept, lacking, erased, or not applicable.

The points are those that Forbrukertilsynet's letters and GDPR art. 7 and 13 ask for, recipient by recipient.
"""

from collections.abc import Sequence

from newsletter.languages import sentence
from newsletter.law.bases import LegalBasis
from newsletter.privacy import resting
from newsletter.privacy.kept import Held
from newsletter.privacy.proof import Lack, Person, Point

FIELDS = {
    1: sentence("The address, and any name"),
    2: sentence("When the consent was given"),
    3: sentence("How and where it was given"),
    4: sentence("The exact words, and how they looked"),
    5: sentence("To whom it was given"),
    6: sentence("For what, and how often"),
    7: sentence("How to take it back or opt out, and the privacy policy"),
    8: sentence("That it stood alone and was free"),
    9: sentence("What ties the address to its holder"),
    10: sentence("IP address, browser and server log"),
    11: sentence("Age"),
    12: sentence("The sale a customer relationship rests on"),
    13: sentence("Every mail that was sent on it"),
    14: sentence("Every no, when it came and when it took effect"),
    15: sentence("Who else collects or handles the address"),
    16: sentence("Every decision, and by which rules"),
}
OF_A_CONSENT = (2, 3, 4, 5, 6, 7, 8, 10)
"""Points that are about a consent alone."""
OF_A_CUSTOMER_TOO = 7
"""The one of them that is asked for of a customer as well: § 15 third paragraph, GDPR art. 13 and 21."""
OF_A_SALE = 12
NO_CONSENT_NEEDED: dict[LegalBasis | None, str] = {
    resting.CUSTOMER: sentence("It is about a consent. What is recorded of this person is a customer relationship."),
    resting.IMPERSONAL: sentence("It is about a consent. Mail to an impersonal address of a legal person needs none."),
}
OPT_OUTS = {
    (True, True): sentence(
        "The sender states that a way to opt out was offered in the sale. Each campaign that was sent offers a free "
        "one, and tells of that right."
    ),
    (True, False): sentence("The sender states that a way to opt out was offered in the sale."),
    (False, True): sentence("Each campaign that was sent offers a free way to opt out, and tells of that right."),
    (False, False): "",
}
"""A customer's ways to opt out: by whether one was offered in the sale, and whether campaigns were sent."""
NOES_HELD = sentence("Each no took effect at once, at the time at which it was recorded.")
NO_SALE = sentence("It is about a sale. None is recorded, and no mail rested on a customer relationship.")


def points(person: Person, lacks: Sequence[Lack], kept: frozenset[int]) -> tuple[Point, ...]:
    """Every point in order. `kept` are those of which something is there."""
    if person.unknown:
        return ()
    return tuple(_point(person, number, [lack for lack in lacks if lack.field == number], kept) for number in FIELDS)


def without_need(person: Person, number: int) -> str:
    """Why a point is not asked for of this person; empty where it is."""
    if number in OF_A_CONSENT:
        instead = resting.instead_of_consent(person)
        return "" if number == OF_A_CUSTOMER_TOO and instead is resting.CUSTOMER else NO_CONSENT_NEEDED.get(instead, "")
    return NO_SALE if number == OF_A_SALE and not resting.on_a_sale(person) else ""


def _point(person: Person, number: int, lacks: Sequence[Lack], kept: frozenset[int]) -> Point:
    if why := without_need(person, number):
        return Point(number, FIELDS[number], Held.NOT_APPLICABLE, why)
    known = _known(person).get(number, "")
    if not lacks:
        return Point(number, FIELDS[number], Held.KEPT, known)
    if number in kept or known:
        return Point(number, FIELDS[number], Held.PARTLY, known)
    held = Held.ERASED if any(lack.held is Held.ERASED for lack in lacks) else Held.MISSING
    return Point(number, FIELDS[number], held, "")


def _known(person: Person) -> dict[int, str]:
    """What is known of a point without a section that says so."""
    told: dict[int, str] = {1: sentence("The address is kept. No name was given.")}
    if person.name or any(consent.name for consent in person.consents):
        told[1] = sentence("The address and the name are kept.")
    elif person.erased:
        told[1] = sentence(
            "The address was erased. The one told here is that which was asked for; only its fingerprint is kept."
        )
    if resting.gave_the_address(person):
        told |= dict.fromkeys((9, 15), sentence("The sender states that the customer gave the address in the sale."))
    if person.sales:
        told[12] = sentence("As the sender states it. What shows it is with the sender.")
    if resting.instead_of_consent(person) is resting.CUSTOMER:
        told[7] = OPT_OUTS[resting.offered_an_opt_out(person), bool(resting.campaigns_sent(person))]
    if not person.mails:
        told[13] = sentence("No mail to the person is on record.")
    told[14] = NOES_HELD if person.noes else sentence("No withdrawal and no objection is on record.")
    return told
