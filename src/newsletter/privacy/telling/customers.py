"""A customer in a few sentences: what the sender states of sales, and what became of each campaign."""

from collections.abc import Iterator

from newsletter.deliveries import DeliveryState
from newsletter.languages import sentence
from newsletter.law.bases import LegalBasis
from newsletter.law.vocabulary import Purpose
from newsletter.privacy.proof import Mail, Membership, Person
from newsletter.privacy.resting import TAKEN
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import Paragraph
from newsletter.privacy.telling.pen import NONE, Pen

NEWEST = 10
"""Of so many campaigns the summary tells; all stand further down."""
JUDGED = sentence(
    "No consent of %(address)s to the list “%(list)s” is recorded. Whether a campaign can rest on an existing customer "
    "relationship (markedsføringsloven § 15 third paragraph), for which no consent is required, is judged for each."
)
INSUFFICIENT = sentence(
    "There is no consent of %(address)s to the list “%(list)s”. A customer relationship is recorded, but does not "
    "suffice: %(reason)s."
)
SENT = sentence("“%(subject)s” was sent on %(at)s on the basis of: %(basis)s.")
WITHHELD = sentence("“%(subject)s” was withheld on %(at)s: %(reason)s.")
STATED = sentence(
    "The sender states a sale of %(seller)s to the person, or an agreement, of %(day)s (recorded on %(at)s)."
)


def told(pen: Pen, person: Person, place: Membership) -> Iterator[str]:
    """That a consent is not what mail to the list rests on, and on what each campaign did."""
    named = {"address": person.address, "list": place.list_name}
    if place.legal_basis is LegalBasis.EXISTING_CUSTOMER:
        yield pen.say(JUDGED) % named
    else:
        yield pen.say(INSUFFICIENT) % {**named, "reason": pen.reason(place.unmet)}
    campaigns = [m for m in person.mails if m.purpose is Purpose.CAMPAIGN and m.list_id == place.list_id]
    for mail in campaigns[-NEWEST:]:
        yield from _campaign(pen, mail)


def _campaign(pen: Pen, mail: Mail) -> Iterator[str]:
    at = pen.at(mail.settled_at or mail.created_at)
    if mail.state in TAKEN:
        basis = pen.word(words.BASES, mail.legal_basis)
        yield pen.say(SENT) % {"subject": mail.subject, "at": at, "basis": basis}
    elif mail.state is DeliveryState.WITHHELD:
        yield pen.say(WITHHELD) % {"subject": mail.subject, "at": at, "reason": pen.reason(mail.reason)}


def sales(pen: Pen, person: Person) -> Iterator[Paragraph]:
    """Each sale, as the sender states it."""
    for kept in person.sales:
        stated = {"seller": kept.sale.seller, "day": pen.day(kept.sale.made_on) or NONE, "at": pen.at(kept.recorded_at)}
        yield Paragraph(pen.say(STATED) % stated)
