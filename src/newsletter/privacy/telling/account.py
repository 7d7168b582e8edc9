"""A proof told to people: in a few sentences first, then what happened, the words, the mails, and what is lacking."""

from collections.abc import Iterator
from datetime import datetime

from newsletter.languages import sentence
from newsletter.law.bases import LegalBasis
from newsletter.law.standing import Happening
from newsletter.privacy import resting
from newsletter.privacy.kept import Held, KeptRecord
from newsletter.privacy.proof import Membership, Person, Proof
from newsletter.privacy.telling import checks, mails, sales, signups, words
from newsletter.privacy.telling.document import Block, Document, Grid, Heading, Paragraph, facts
from newsletter.privacy.telling.kinds import FACTS, facts_told, tell
from newsletter.privacy.telling.pen import NONE, Pen, lines
from newsletter.privacy.telling.summary import summary

SIGN_UPS = (Happening.ASKED, Happening.GRANTED)
TOLD_ELSEWHERE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(SIGN_UPS, ("form", "form_version", "shown_by", "language", "confirmation_sent_at")),
    Happening.DISCLOSED: ("data", "purpose", "basis"),
    Happening.SALE_RECORDED: (
        "kind",
        "completed",
        "seller",
        "seller_number",
        "sale",
        "reference_kept",
        "made_on",
        "ended_on",
        "product_groups",
        "address_given_by_customer",
        "marketing_use_told",
        "opt_out_offered",
        "opt_out_text",
        "opted_out",
    ),
}
"""Facts of a record that have a section of their own further down."""
DETAILS_ERASED = sentence(
    "The details, such as IP address and browser, were erased. The record is still tied to the person by the "
    "fingerprint, which is pseudonymised data (GDPR art. 4(5))."
)


def account(proof: Proof, language: str) -> Document:
    """The proof as a document that a lawyer can read."""
    pen = Pen(language)
    title, made = pen.say(proof.title), f"{pen.at(proof.made_at)} UTC"
    blocks = [*_heading(pen, proof, made)]
    for person in proof.people:
        blocks += summary(pen, person)
    for person in proof.people:
        blocks += _person(pen, person, proof.made_at)
    blocks += checks.how_to_check(pen, proof)
    return Document(title, f"{title} · {proof.controller.name} · {made}", language, proof.made_at, tuple(blocks))


def _heading(pen: Pen, proof: Proof, made: str) -> Iterator[Block]:
    say, controller, number = pen.say, proof.controller, pen.say("org. no.")
    yield facts(
        (say("Controller (burden of proof)"), f"{controller.name}, {number} {controller.organisation_number}"),
        (say("Postal address"), controller.postal_address),
        (say("E-mail address"), controller.email),
        (say("Asked about"), ", ".join(person.address for person in proof.people)),
        (say("Made"), made),
        (say("Version of the rules"), proof.rule_set),
    )
    yield Paragraph(say("All times are in UTC. In Norway it is one hour later in winter, and two in summer."))
    yield Heading(say("Summary"))


def _person(pen: Pen, person: Person, at: datetime) -> Iterator[Block]:
    say = pen.say
    if person.unknown:
        return
    yield Heading(person.address)
    yield facts(
        (say("Name"), person.name),
        (say("Country"), pen.country(person.country)),
        (say("Date of birth"), pen.day(person.born_on)),
        (say("Fingerprint"), person.fingerprint),
    )
    yield from _lists(pen, person)
    if person.records:
        yield Heading(say("What happened"), 2)
        yield Grid(
            (say("When (UTC)"), say("What"), say("Facts")),
            tuple(_happened(pen, record, person) for record in person.records),
            (20, 38, 42),
        )
    yield from _addresses(pen, person)
    for consent in person.consents:
        yield from signups.told(pen, consent, resting.came_lately(person, consent.list_id, at))
    yield from sales.told(pen, person)
    yield from sales.mailbox(pen, person.mailbox)
    yield from mails.told(pen, person.mails)
    yield from _disclosures(pen, person)
    yield from checks.points(pen, person)


def _lists(pen: Pen, person: Person) -> Iterator[Block]:
    say = pen.say
    if not person.lists:
        return
    yield Heading(say("Lists, and on what mail rests"), 2)
    yield Grid(
        (say("List"), say("What the ledger says"), say("Basis"), say("Marketing Control Act"), say("GDPR")),
        tuple(
            (
                place.list_name,
                pen.word(words.STANDINGS, place.standing),
                _basis(pen, place),
                pen.law(place.marketing_act),
                pen.law(place.gdpr),
            )
            for place in person.lists
        ),
        (20, 18, 26, 20, 16),
    )


def _basis(pen: Pen, place: Membership) -> str:
    if place.legal_basis is LegalBasis.EXISTING_CUSTOMER:
        return pen.say("existing customer relationship, judged for each campaign")
    if place.unmet is None:
        return pen.word(words.BASES, place.legal_basis) or NONE
    told = pen.say("a customer relationship is recorded, but does not suffice: %(reason)s")
    return told % {"reason": pen.reason(place.unmet)}


def _happened(pen: Pen, record: KeptRecord, person: Person) -> tuple[str, str, str]:
    say = pen.say
    stated = facts_told(record, say, without=TOLD_ELSEWHERE.get(record.kind, ()))
    told = [f"{name}: {value}" for name, value in stated]
    told += [f"«{m.subject}»" for m in person.mails if m.subject and str(m.id) == record.facts.get("delivery")]
    if record.kind not in SIGN_UPS:
        told += [f"{pen.word(FACTS, name)}: {value}" for name, value in record.details.items()]
    if record.details_held is Held.ERASED:
        told.append(say(DETAILS_ERASED))
    if record.recorded_at != record.happened_at:
        told.append(say("Recorded") + f": {pen.at(record.recorded_at)}")
    return pen.at(record.happened_at), tell(record, say), lines(*told)


def _addresses(pen: Pen, person: Person) -> Iterator[Block]:
    say = pen.say
    if person.address_changes:
        yield Heading(say("Changes of the address"), 2)
        yield Grid(
            (say("When (UTC)"), say("Fingerprint of the address before"), say("Fingerprint of the new address")),
            tuple((pen.at(one.confirmed_at), one.before, one.after) for one in person.address_changes),
            (16, 42, 42),
            codes=frozenset({1, 2}),
        )
    if person.records_before:
        yield Heading(say("What happened under the addresses before"), 2)
        yield Grid(
            (say("When (UTC)"), say("What"), say("Facts")),
            tuple(_happened(pen, record, person) for record in person.records_before),
            (20, 38, 42),
        )


def _disclosures(pen: Pen, person: Person) -> Iterator[Block]:
    say = pen.say
    if not person.disclosures:
        return
    yield Heading(say("To whom data went"), 2)
    yield Grid(
        (say("When (UTC)"), say("Partner"), say("Which data"), say("Purpose"), say("Basis")),
        tuple(
            (
                pen.at(one.happened_at),
                f"{one.partner}, {one.partner_number}",
                ", ".join(pen.word(words.DATA, kind) for kind in one.data),
                one.purpose,
                pen.word(words.PROCESSING, one.basis),
            )
            for one in person.disclosures
        ),
        (13, 25, 24, 22, 16),
    )
