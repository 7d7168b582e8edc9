"""Sales and agreements told: who sold what, when, under which reference, and how one could say no then."""

from collections.abc import Iterator, Mapping

from newsletter.customers.mailboxes import Described
from newsletter.customers.reading import KeptSale
from newsletter.law.case import OptOutOffer, SaleTold
from newsletter.law.vocabulary import RelationshipKind
from newsletter.privacy.kept import Held
from newsletter.privacy.proof import Person
from newsletter.privacy.telling.document import Block, Heading, Paragraph, Quote, facts
from newsletter.privacy.telling.kinds import NO, YES, value_told
from newsletter.privacy.telling.pen import Pen


def told(pen: Pen, person: Person) -> Iterator[Block]:
    """A section for each sale."""
    for kept in person.sales:
        yield from _sale(pen, kept, person.product_groups)


def _sale(pen: Pen, kept: KeptSale, names: Mapping[str, str]) -> Iterator[Block]:
    say, sale = pen.say, kept.sale
    number = f", {say('org. no.')} {sale.seller_number}" if sale.seller_number else ""
    named = {"kind": value_told("kind", str(sale.kind), say), "at": pen.at(kept.recorded_at)}
    yield Heading(say("The sender states (recorded on %(at)s): %(kind)s") % named, 2)
    yield facts(
        (say("Seller"), f"{sale.seller}{number}"),
        (say("Reference"), pen.kept(sale.reference, Held.ERASED if kept.reference_erased else Held.MISSING)),
        (say("Made on"), pen.kept(pen.day(sale.made_on), Held.MISSING)),
        (say("Ends on"), pen.day(sale.ended_on)),
        _running(pen, sale),
        (say("Product groups"), ", ".join(sorted(names.get(code, code) for code in sale.product_groups))),
        (say("The customer gave the address in this sale"), _answer(pen, sale.address_given_by_customer)),
        (say("The customer was told of e-mail about it"), _answer(pen, sale.marketing_use_told)),
        (say("A way to say no was offered"), _answer(pen, sale.opt_out.offered)),
        (say("The customer said no"), _answer(pen, sale.opt_out.opted_out)),
        (say("Note"), kept.note),
    )
    yield from _offer(pen, sale.opt_out)


def _running(pen: Pen, sale: SaleTold) -> tuple[str, str]:
    """Whether a sale was carried out, or an agreement runs."""
    if sale.kind is not RelationshipKind.CONTINUING_AGREEMENT or not sale.completed:
        return pen.say("Completed"), _answer(pen, sale.completed)
    return pen.say("The agreement"), "" if sale.ended_on else pen.say("runs: no end date is recorded")


def _offer(pen: Pen, offer: OptOutOffer) -> Iterator[Block]:
    if offer.text:
        yield Paragraph(pen.say("The words in which the way to say no was offered:"))
        yield Quote(offer.text)


def _answer(pen: Pen, said: bool | None) -> str:
    if said is None:
        return pen.kept("", Held.MISSING)
    return pen.say(YES if said else NO)


def mailbox(pen: Pen, described: Described | None) -> Iterator[Block]:
    """Whose mailbox it is, and how that was found out."""
    if described is None:
        return
    say = pen.say
    yield Heading(say("Whose mailbox it is"), 2)
    yield facts(
        (say("Whose mailbox"), value_told("mailbox", str(described.kind), say)),
        (say("Form of organisation"), described.organisation_form),
        (say("Organisation number"), described.organisation_number),
        (say("How it was found out"), described.verified_how),
        (say("Found out on"), pen.day(described.verified_on)),
    )
