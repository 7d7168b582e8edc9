"""What is kept to prove a basis? What is present, never whether it suffices. Many people share each combination."""

from dataclasses import dataclass

from newsletter.law.vocabulary import Channel, ConsentAct, MailboxKind, Per, RelationshipKind


@dataclass(frozen=True)
class Consent:
    """What is kept to prove a consent: what is present, never whether it suffices."""

    #: What the person did.
    act: ConsentAct = ConsentAct.NONE
    #: When it was given is kept.
    time_kept: bool = False
    #: The exact words the person saw are kept.
    words_kept: bool = False
    #: The words name this sender, as a legal entity.
    names_sender: bool = False
    #: They give its organisation number.
    names_number: bool = False
    #: They say what will come.
    states_content: bool = False
    #: They say how often.
    states_frequency: bool = False
    #: How often, where they say it in numbers: at most so many mails in a calendar period.
    at_most: int | None = None
    per: Per | None = None
    #: They say how to leave.
    tells_withdrawal: bool = False
    #: The language they were shown in is kept.
    language_kept: bool = False
    #: The channel they are about; None where they name none.
    channel: Channel | None = None
    #: The kinds of content they are limited to; empty: all that the list promises.
    content_types: frozenset[str] = frozenset()
    #: The partners they name, whose content may come along.
    partners: frozenset[str] = frozenset()
    #: For how many months without use they say it lasts; 0: they do not say.
    lasts_months: int = 0
    #: Where it happened is kept: form, page or place.
    place_kept: bool = False
    #: The holder of the mailbox confirmed from it (double opt-in).
    mailbox_confirmed: bool = False
    #: The signed paper or the recording is kept.
    document_kept: bool = False
    #: Who collected it for the sender is under a contract that is kept; true where the sender did so itself.
    collector_documented: bool = True


@dataclass(frozen=True)
class Sale:
    """What is kept of one sale, or of what was no sale: what is present, never whether it suffices."""

    #: On what the relationship rests.
    kind: RelationshipKind = RelationshipKind.NONE
    #: The purchase was completed.
    completed: bool = False
    #: The seller, who is party to the contract, is the sender.
    seller_is_sender: bool = False
    #: A sale or contract reference is kept.
    reference_kept: bool = False
    #: Its date is kept.
    date_kept: bool = False
    #: What was sold, as product groups.
    product_groups: frozenset[str] = frozenset()
    #: The customer gave this address, in that sale.
    address_from_sale: bool = False
    #: The customer was told that it would be used for marketing.
    use_told: bool = False
    #: An easy and free opt-out was offered there and then.
    opt_out_offered: bool = False
    #: The text of that offer is kept.
    opt_out_text_kept: bool = False
    #: What the customer answered: True, no marketing; False, the offer was left unused; None, it is not kept.
    opted_out: bool | None = None


@dataclass(frozen=True)
class Relationship:
    """A sale as things are now."""

    sale: Sale
    #: The agreement has ended.
    ended: bool = False
    #: The cut point, in months, that has passed since the purchase.
    months: int = 0


@dataclass(frozen=True)
class Mailbox:
    """What is kept about whose mailbox it is."""

    kind: MailboxKind = MailboxKind.PRIVATE
    #: The form of the organisation, as Brønnøysundregistrene abbreviate it (AS, ENK, …); empty: not kept.
    organisation_form: str = ""
    #: The organisation's number is kept.
    number_kept: bool = False
    #: How it was found out that the mailbox is impersonal is kept, and when.
    verified: bool = False


SOMEBODYS_OWN = Mailbox()
"""What is taken for true of an address of which nothing else is known."""
