"""A proof in a few sentences: is there a consent, was it taken back, what was sent, and is anything wrong?"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from newsletter.deliveries import DeliveryState
from newsletter.languages import sentence
from newsletter.law.bases import LegalBasis
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import Purpose, Standing, Suppression
from newsletter.privacy.kept import Consent, Held, No
from newsletter.privacy.proof import Mail, Membership, Person
from newsletter.privacy.resting import SENT, TAKEN
from newsletter.privacy.telling import customers
from newsletter.privacy.telling.document import Paragraph
from newsletter.privacy.telling.pen import Pen

ENDED: dict[str, str] = {
    Happening.WITHDRAWN: sentence("The person withdrew it on %(at)s."),
    Happening.OBJECTED: sentence("It ended with the person's no to all marketing on %(at)s."),
    Happening.BLOCKED: sentence("It ended on %(at)s, since when nothing at all may go to the mailbox."),
}


def summary(pen: Pen, person: Person) -> Iterator[Paragraph]:
    """What a reader who stops here must have read. Times are in UTC."""
    if person.unknown:
        yield Paragraph(pen.say("Nothing is held about %(address)s.") % {"address": person.address}, strong=True)
        return
    yield from _moved(pen, person)
    for place in person.lists:
        yield _on_list(pen, person, place)
    if not person.lists and not person.sales:
        yield Paragraph(pen.say("There is no consent of %(address)s.") % {"address": person.address}, strong=True)
    yield from customers.sales(pen, person)
    yield from _wider_no(pen, person)
    yield _mails(pen, person.mails)
    if person.erased:
        yield Paragraph(
            pen.say("Something about this person was erased. What that took away is marked below; the records stand.")
        )
    yield _soundness(pen, person)
    short = [point for point in person.points if point.held not in (Held.KEPT, Held.NOT_APPLICABLE)]
    told = pen.say("Points that authorities ask for, and that are kept in part or not at all: %(count)s.")
    yield Paragraph(told % {"count": len(short)})


def _on_list(pen: Pen, person: Person, place: Membership) -> Paragraph:
    consents = [c for c in person.consents if c.list_id == place.list_id]
    granted = [c for c in consents if c.confirmed or c.without_confirmation]
    named = {"address": person.address, "list": place.list_name}
    if granted:
        return Paragraph(" ".join(_consented(pen, person, granted[-1], named)))
    if consents:
        told = pen.say(
            "There is no consent of %(address)s to the list “%(list)s”. A form was sent with the address in it on "
            "%(at)s, and the mailbox has not confirmed it."
        )
        return Paragraph(told % {**named, "at": pen.at(consents[-1].given.at)}, strong=True)
    if place.legal_basis is LegalBasis.EXISTING_CUSTOMER or (person.sales and place.unmet):
        return Paragraph(" ".join(customers.told(pen, person, place)), strong=True)
    if place.standing is Standing.REGISTERED:
        told = pen.say(
            "There is no consent of %(address)s to the list “%(list)s”. The address was put there by someone "
            "other than its holder. Marketing to it cannot rest on consent."
        )
        return Paragraph(told % named, strong=True)
    return Paragraph(pen.say("There is no consent of %(address)s to the list “%(list)s”.") % named, strong=True)


def _consented(pen: Pen, person: Person, consent: Consent, named: dict[str, str]) -> Iterator[str]:
    if consent.confirmed is None:
        given = pen.say("%(address)s consented to the list “%(list)s” on %(at)s.")
        yield given % {**named, "at": pen.at(consent.given.at)}
    else:
        given = pen.say(
            "%(address)s was signed up for the list “%(list)s” on %(at)s, which was confirmed on "
            "%(confirmed_at)s with the link that was sent to the mailbox."
        )
        times = {"at": pen.at(consent.given.at), "confirmed_at": pen.at(consent.confirmed.at)}
        yield given % {**named, **times}
    if consent.in_force:
        yield pen.say("No withdrawal of it is recorded.")
        return
    ended = [no for no in _ending(person) if no.list_id in (None, consent.list_id)]
    if ended:
        yield pen.say(ENDED[ended[-1].kind]) % {"at": pen.at(ended[-1].received_at)}
        yield _after(pen, person, ended[-1].recorded_at, consent.list_id)


def _after(pen: Pen, person: Person, no: datetime, list_id: UUID | None) -> str:
    """Whether anything was sent to somebody who had left."""
    later = [
        mail
        for mail in person.mails
        if mail.purpose is Purpose.CAMPAIGN and mail.list_id == list_id and mail.state in SENT
        if mail.settled_at and mail.settled_at > no
    ]
    if not later:
        return pen.say("No campaign to the list was handed over after that.")
    return pen.say("Campaigns to the list that were settled after that: %(count)s.") % {"count": len(later)}


def _wider_no(pen: Pen, person: Person) -> Iterator[Paragraph]:
    if person.suppression is Suppression.NONE:
        return
    since = [no for no in _ending(person) if no.list_id is None][-1]
    told = {
        Suppression.OBJECTION: pen.say("The person said no to all marketing, received on %(at)s. The no holds."),
        Suppression.BLOCK: pen.say("Nothing at all may go to this mailbox, since %(at)s."),
    }
    yield Paragraph(told[person.suppression] % {"at": pen.at(since.received_at)})


def _ending(person: Person) -> list[No]:
    """The noes that end a list. One to profiling or to tracking lets the mail come."""
    return [no for no in person.noes if no.kind in ENDED]


def _moved(pen: Pen, person: Person) -> Iterator[Paragraph]:
    """Where the person's records lie, when the address was changed."""
    if not person.address_changes:
        return
    last = person.address_changes[-1]
    if last.after == person.fingerprint:
        told = pen.say("The person's address was another before %(at)s. What was recorded under it is told below too.")
    else:
        told = pen.say("The person's address was changed on %(at)s. What happened since stands under the new one.")
    yield Paragraph(told % {"at": pen.at(last.confirmed_at)})


def _mails(pen: Pen, mails: tuple[Mail, ...]) -> Paragraph:
    taken = [mail for mail in mails if mail.state in TAKEN]
    kept_back = [mail for mail in mails if mail.state in (DeliveryState.WITHHELD, DeliveryState.CANCELLED)]
    if not taken:
        told = pen.say("No e-mail was accepted by the mail server. Held back: %(held)s.")
        return Paragraph(told % {"held": len(kept_back)})
    told = pen.say("E-mails accepted by the mail server: %(sent)s, the last on %(at)s. Held back: %(held)s.")
    at = pen.at(taken[-1].settled_at)
    return Paragraph(told % {"sent": len(taken), "at": at, "held": len(kept_back)})


def _soundness(pen: Pen, person: Person) -> Paragraph:
    changed = [record for record in person.records if not record.intact]
    if changed:
        told = pen.say("Records that do not fit their digests: %(count)s. Somebody has changed the database.")
        return Paragraph(told % {"count": len(changed)}, strong=True)
    told = pen.say(
        "Records of the ledger about this address: %(count)s. Each fits its digest: the program itself checked that "
        "when this proof was made. The seals were not checked then. Records that wait for their seal: %(waiting)s."
    )
    waiting = len([record for record in person.records if record.seal is None])
    return Paragraph(told % {"count": len(person.records), "waiting": waiting})
