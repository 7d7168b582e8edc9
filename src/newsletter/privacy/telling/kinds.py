"""What does a record say, in plain words? One table for all kinds; what is not in it is told with its facts.

Every text is a message id of the catalogue.
"""

from collections.abc import Callable, Collection
from typing import Protocol

from newsletter.consent.record import Facts
from newsletter.languages import sentence

Speak = Callable[[str], str]

KINDS = {
    "registered": sentence("The address was put on the list “%(list)s” by someone other than its holder."),
    "asked": sentence("A form with this address in it was sent, asking to be on the list “%(list)s”."),
    "granted": sentence("Consent to the list “%(list)s” was given."),
    "withdrawn": sentence("The person left the list “%(list)s”."),
    "objected": sentence("The person said no to all marketing."),
    "blocked": sentence("Nothing more may go to this mailbox."),
    "profiling_objected": sentence("The person said no to being chosen by what is known of them."),
    "tracking_granted": sentence("The person consented to being followed when opening and clicking."),
    "tracking_withdrawn": sentence("The person said no to being followed when opening and clicking."),
    "sale_recorded": sentence("The sender recorded a sale to the person, or an agreement with them."),
    "sale_ended": sentence("It was recorded on which day a sale or an agreement ends."),
    "mailbox_described": sentence("It was recorded whose mailbox it is."),
    "disclosed": sentence("The person's data went to a partner."),
    "address_change_asked": sentence("It was reported that the person has another address now."),
    "address_changed": sentence("The person's address was changed, and the new mailbox confirmed it."),
}
"""By the record's kind. `%(list)s` is the name of its list."""

CONFIRMED = sentence(
    "The consent to the list “%(list)s” was confirmed: the button was pressed on the page behind the link that was "
    "sent to the mailbox. Opening the link alone changes nothing."
)
"""Of the record that answers a confirmation mail. What was ticked was told by the record that it answers."""
AS_SET_UP = sentence(
    "%(act)s (as that form is set up; it stood on another website, and what was done there is not seen)"
)
"""An act on a page that is not this program's own."""
UNKNOWN_KIND = sentence("Something was recorded under the word “%(kind)s”.")
EVERY_LIST = sentence("all lists")

FACTS = {
    "act": sentence("What the person did"),
    "channel": sentence("By what means"),
    "form": sentence("Form"),
    "form_version": sentence("Version of the form"),
    "shown_by": sentence("Where the form was shown"),
    "language": sentence("Language"),
    "delivery": sentence("By the mail with the number"),
    "confirmation_sent_at": sentence("The confirmation mail was sent"),
    "partner": sentence("Partner"),
    "partner_number": sentence("The partner's organisation number"),
    "data": sentence("Which data"),
    "purpose": sentence("Purpose"),
    "basis": sentence("Basis"),
    "words": sentence("The words"),
    "place": sentence("Where it was given"),
    "document": sentence("SHA-256 of the document that shows it"),
    "time_unknown": sentence("The time is unknown"),
    "collected_by": sentence("Who collected it"),
    "collector_contract": sentence("Contract with who collected it"),
    "kind": sentence("Kind"),
    "completed": sentence("Completed"),
    "seller": sentence("Seller"),
    "seller_number": sentence("The seller's organisation number"),
    "sale": sentence("Keyed hash of the reference"),
    "reference": sentence("Reference"),
    "reference_kept": sentence("The reference is kept"),
    "made_on": sentence("Made on"),
    "ended_on": sentence("Ends on"),
    "product_groups": sentence("Product groups"),
    "address_given_by_customer": sentence("The customer gave the address in this sale"),
    "marketing_use_told": sentence("The customer was told of e-mail about it"),
    "opt_out_offered": sentence("A way to say no was offered"),
    "opt_out_text": sentence("The words of that offer"),
    "opted_out": sentence("The customer said no"),
    "mailbox": sentence("Whose mailbox"),
    "organisation_form": sentence("Form of organisation"),
    "organisation_number": sentence("Organisation number"),
    "organisation_number_kept": sentence("The organisation number is kept"),
    "verified_how": sentence("How it was found out"),
    "verified_on": sentence("Found out on"),
    "to": sentence("Fingerprint of the new address"),
    "from": sentence("Fingerprint of the address before"),
    "carried_from": sentence("Said under the address with the fingerprint"),
    "repeats": sentence("Says again what stands in the record"),
    "email": sentence("E-mail address"),
    "ip": sentence("IP address"),
    "user_agent": sentence("Stated browser or program (User-Agent)"),
    "page": sentence("Page"),
    "name": sentence("Name"),
    "note": sentence("Note"),
}
"""By the name of a fact or a detail."""

VALUES = {
    "unticked_box": sentence("ticked a box that was empty"),
    "single_purpose_form": sentence("sent a form that was only for signing up"),
    "paper": sentence("signed on paper"),
    "recorded_call": sentence("said so in a recorded call"),
    "preticked_box": sentence("left a ticked box as it was"),
    "terms_clause": sentence("accepted terms that contained it"),
    "silence": sentence("did not say no"),
    "condition_of_purchase": sentence("had to, to be allowed to buy"),
    "form": sentence("a sign-up form"),
    "confirmation_link": sentence("the link in the confirmation mail"),
    "one_click": sentence("the mail program's own button"),
    "unsubscribe_page": sentence("the link in a mail"),
    "operator": sentence("the operator"),
    "api": sentence("the sender's system"),
    "email": sentence("e-mail"),
    "phone": sentence("telephone"),
    "letter": sentence("letter"),
    "in_person": sentence("face to face"),
    "other": sentence("another way"),
    "us": sentence("this program's own page"),
    "website": sentence("another page than this program's own"),
    "recorded": sentence("given elsewhere, and recorded by the sender"),
    "continuing_agreement": sentence("a continuing agreement"),
    "capital_good": sentence("a larger item"),
    "repeat_purchase": sentence("several purchases within a short time"),
    "single_purchase": sentence("one purchase"),
    "freemium_account": sentence("a free account"),
    "none": sentence("none"),
    "private": sentence("a person's own"),
    "work": sentence("one employee's at work"),
    "role": sentence("an impersonal one of a business"),
    "unclear": sentence("cannot be seen from the address"),
}
"""By the value of an act, a channel, `shown_by`, a kind of sale or a kind of mailbox."""

NAMED_IN_WORDS = ("act", "channel", "shown_by", "kind", "mailbox")
YES, NO = sentence("yes"), sentence("no")


class Recorded(Protocol):
    """As much of a record as is told in words. `list_name` is empty where it reaches every list."""

    @property
    def kind(self) -> str: ...
    @property
    def list_name(self) -> str: ...
    @property
    def facts(self) -> Facts: ...


def tell(record: Recorded, speak: Speak) -> str:
    """What happened, as one sentence."""
    text = CONFIRMED if confirms(record.kind, record.facts) else KINDS.get(record.kind, UNKNOWN_KIND)
    return speak(text) % {"kind": record.kind, "list": record.list_name or speak(EVERY_LIST)}


def confirms(kind: str, facts: Facts) -> bool:
    """Whether the record is the answer to a confirmation mail."""
    return kind == "granted" and facts.get("channel") == "confirmation_link"


def act_told(act: str, shown_by: str, speak: Speak) -> str:
    """What the person did, and that it is not known for certain where somebody else's page was used."""
    told = value_told("act", act, speak)
    return speak(AS_SET_UP) % {"act": told} if act and shown_by == "website" else told


def facts_told(record: Recorded, speak: Speak, without: Collection[str] = ()) -> list[tuple[str, str]]:
    """Each fact of a record with its name in words; one that nobody has named keeps the name it has."""
    told = {name: value_told(name, value, speak) for name, value in record.facts.items() if name not in without}
    if "act" in told:
        told["act"] = act_told(str(record.facts["act"]), str(record.facts.get("shown_by", "")), speak)
    if confirms(record.kind, record.facts):
        told.pop("act", None)
    return [(speak(FACTS[name]) if name in FACTS else name, value) for name, value in told.items()]


def value_told(name: str, value: str | int | bool | list[str], speak: Speak) -> str:
    """An act, a channel, a kind, a yes or a no in words; anything else as it is."""
    if isinstance(value, bool):
        return speak(YES if value else NO)
    if isinstance(value, list):
        return ", ".join(value)
    known = VALUES.get(value) if name in NAMED_IN_WORDS and isinstance(value, str) else None
    return speak(known) if known else str(value)
