"""What does an authority ask for that is not there? Each thing by its number, missing or erased, and said plainly."""

from collections.abc import Iterator
from dataclasses import replace

from newsletter.customers.reading import KeptSale
from newsletter.languages import sentence
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct
from newsletter.privacy import resting
from newsletter.privacy.kept import Consent, Held, Wording
from newsletter.privacy.points import FIELDS, OF_A_CONSENT, points, without_need
from newsletter.privacy.proof import Lack, Mail, Person

SALES: frozenset[str] = frozenset({Happening.SALE_RECORDED})
"""The kinds of record that document a sale."""
BY_WORD_OR_PEN = frozenset({ConsentAct.PAPER, ConsentAct.RECORDED_CALL})
"""Acts that leave no IP address, and are shown by a document."""

NOTHING = sentence("Nothing is recorded.")
NO_NAME = sentence("No name is kept.")
NO_LOG = sentence(
    "No web server log is kept. The times are of the service's own clock. A seal shows that the record was there when "
    "it was sealed, and no more."
)

Finding = tuple[int, Held, str]


def judged(person: Person) -> Person:
    """The person with each point an authority asks for, and all that is asked for and not there."""
    if person.unknown:
        return person
    found = [one for one in _findings(person) if not without_need(person, one.field)]
    lacks = tuple(one for one in dict.fromkeys(found) if one.held is not Held.KEPT)
    kept = frozenset(one.field for one in found if one.held is Held.KEPT)
    return replace(person, lacking=lacks, points=points(person, lacks, kept))


def _findings(person: Person) -> Iterator[Lack]:
    """By list, and then for the person as a whole."""
    signed_up = {consent.list_id for consent in person.consents}
    if resting.instead_of_consent(person) is None:
        unproved = [place.list_name for place in person.lists if place.list_id not in signed_up]
        yield from (_lack(finding, name) for name in unproved for finding in _without_consent())
    for consent in person.consents:
        yield from (_lack(finding, consent.list_name) for finding in _of_consent(consent))
    yield from (_lack(finding, "") for finding in (*_of_person(person), *_of_mails(person), *_of_all()))


def _lack(finding: Finding, list_name: str) -> Lack:
    field, held, says = finding
    return Lack(field, FIELDS[field], held, list_name, says)


def _without_consent() -> Iterator[Finding]:
    yield from ((field, Held.MISSING, NOTHING) for field in (*OF_A_CONSENT, 9))


def _of_consent(consent: Consent) -> Iterator[Finding]:
    yield 1, _erased(not consent.name and consent.given.held is Held.ERASED), NO_NAME
    yield 2, _held(consent.time_known), sentence("When the consent was given is not recorded.")
    yield 3, _held(consent.act), sentence("What the person did is not kept.")
    if consent.channel == "recorded":
        yield 3, _held(consent.place, consent.given.held), sentence("Where it was given is not kept.")
    else:
        yield 3, _held(consent.form and consent.form.title), sentence("The form as it was is not kept.")
        yield 3, _held(consent.page, consent.given.held), sentence("The page where the form stood is not kept.")
    if consent.form and consent.form.shown_by == "website":
        yield (
            4,
            Held.MISSING,
            sentence(
                "The form was sent from another page than this program's own. That it showed these words is not "
                "recorded here."
            ),
        )
    yield (
        4,
        Held.MISSING,
        sentence("There is no picture of the page. Title, introduction and words of the form are kept."),
    )
    yield from _of_words(consent.wording)
    yield 8, Held.MISSING, sentence("That the consent was no condition for anything else is not recorded.")
    yield from _of_holder(consent)
    if consent.act not in BY_WORD_OR_PEN:
        yield from _of_computers(consent)
    if consent.collected_by:
        yield 15, _held(consent.collector_contract), sentence("No contract with who collected it is named.")


def _of_holder(consent: Consent) -> Iterator[Finding]:
    document = consent.document.held if consent.document else Held.MISSING
    if consent.confirmed:
        yield 9, _held(consent.confirmation_sent_at), sentence("When the confirmation mail was sent is not kept.")
    elif consent.document:
        yield 9, document, sentence("The document that shows the consent is not kept any more, only its digest.")
    else:
        yield 9, Held.MISSING, sentence("The mailbox never answered, so nothing ties the address to its holder.")


def _of_computers(consent: Consent) -> Iterator[Finding]:
    yield 10, _held(consent.given.ip, consent.given.held), sentence("The IP address of the sign-up is not kept.")
    yield 10, _held(consent.given.user_agent, consent.given.held), sentence("The browser of the sign-up is not kept.")
    if consent.confirmed:
        confirmed = consent.confirmed
        yield 10, _held(confirmed.ip, confirmed.held), sentence("The IP address of the confirmation is not kept.")
        yield 10, _held(confirmed.user_agent, confirmed.held), sentence("The browser of the confirmation is not kept.")


def _of_words(words: Wording | None) -> Iterator[Finding]:
    yield 4, _held(words and words.words), sentence("The words are not kept.")
    yield 5, _held(words and words.sender), sentence("The words do not name the sender.")
    yield (
        5,
        _held(words and words.sender_number),
        sentence("The sender's organisation number did not stand beside the words."),
    )
    yield 6, _held(words and words.content), sentence("What would come did not stand beside the words.")
    yield 6, _held(words and words.frequency), sentence("How often did not stand beside the words.")
    yield 7, _held(words and words.withdrawal), sentence("How to take it back did not stand beside the words.")
    yield 7, _held(words and words.privacy_policy_url), sentence("No privacy policy was named beside the words.")
    yield 7, Held.MISSING, sentence("Which version of the privacy policy held then is not recorded, only its address.")


def _of_person(person: Person) -> Iterator[Finding]:
    yield 11, _held(person.born_on), sentence("The person's age is not recorded.")
    if not person.consents:
        yield 1, _erased(not person.name and person.erased), NO_NAME
    if person.sales and not person.consents:
        given = resting.gave_the_address(person)
        yield 9, _held(given), sentence("That the customer gave this address in the sale is not recorded.")
        if given:
            yield 9, Held.MISSING, sentence("That the mailbox is the customer's rests on the sender's statement alone.")
        yield from _of_opting_out(person)
    brought_in = any(record.kind == Happening.REGISTERED for record in person.records)
    if brought_in and not resting.gave_the_address(person):
        yield 15, Held.MISSING, sentence("From where, and by whom, the address was first collected is not recorded.")
    if resting.on_a_sale(person) and not any(record.kind in SALES for record in person.records):
        yield 12, Held.MISSING, sentence("Mail rested on a customer relationship, and no sale is on record.")
    for kept in person.sales:
        yield from _of_sale(kept)


def _of_opting_out(person: Person) -> Iterator[Finding]:
    """A customer's point 7: § 15 third paragraph, GDPR art. 13 and 21."""
    offered = resting.offered_an_opt_out(person)
    yield 7, _held(offered), sentence("That a way to say no was offered in the sale is not on record.")
    yield 7, Held.MISSING, sentence("That the customer was told of the privacy policy is not recorded.")


def _of_sale(kept: KeptSale) -> Iterator[Finding]:
    sale = kept.sale
    gone = Held.ERASED if kept.reference_erased else Held.MISSING
    yield 12, _held(sale.reference, gone), sentence("The reference of a sale is not kept.")
    yield 12, _held(sale.made_on), sentence("The date of a sale is not kept.")
    yield 12, _held(sale.seller_number), sentence("The seller's organisation number is not kept for each sale.")
    yield 12, _held(sale.product_groups), sentence("What was sold is not kept for each sale.")
    yield 12, _held(sale.marketing_use_told), sentence("That the customer was told of e-mail is not on record.")
    yield 12, _held(sale.opt_out.offered), sentence("That a way to say no was offered in the sale is not on record.")
    if sale.opt_out.offered:
        yield 12, _held(sale.opt_out.text), sentence("The words in which a way to say no was offered are not kept.")
        yield 12, _held(sale.opt_out.opted_out is not None), sentence("The customer's answer to that is not kept.")


def _of_mails(person: Person) -> Iterator[Finding]:
    tried = [mail for mail in person.mails if mail.state in resting.SENT]
    gone = Held.ERASED if person.erased else Held.MISSING
    if not all(mail.subject for mail in tried):
        yield 13, Held.MISSING, sentence("Of mails that are no campaigns neither subject nor digest is kept.")
    yield 13, _all(tried, "reply", gone), sentence("The mail server's answer is not kept for each mail.")
    yield 16, _all(tried, "rule", gone), sentence("The rule is not kept for each mail.")


def _of_all() -> Iterator[Finding]:
    """What this program keeps about nobody."""
    yield 10, Held.MISSING, NO_LOG
    yield 13, Held.MISSING, sentence("Each campaign is kept with its digest, not the copy that one person got.")
    yield 15, Held.MISSING, sentence("Contracts with those who handle the address for the sender are not kept here.")


def _all(mails: list[Mail], field: str, gone: Held) -> Held:
    return Held.KEPT if all(getattr(mail, field) for mail in mails) else gone


def _erased(gone: bool) -> Held:
    """What need not be there, and may have been erased."""
    return Held.ERASED if gone else Held.KEPT


def _held(value: object, details: Held = Held.MISSING) -> Held:
    """Whether it is there; when not, whether it went with erased details."""
    return Held.KEPT if value else Held.ERASED if details is Held.ERASED else Held.MISSING
