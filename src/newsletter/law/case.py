"""What can the law be told of one situation? Its facts in full, with dates, names and texts, for programs and people.

`reading` makes of a `Case` what the law is asked about. What is left out is unknown, and what is unknown never helps;
assumptions are named in the decision. The texts under the fields are the descriptions in the published JSON schema.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import (
    BannedContent,
    Channel,
    ConsentAct,
    MailboxKind,
    MessageClass,
    Moment,
    NoScope,
    Per,
    RelationshipKind,
)

_SCHEMA: dict[str, Any] = {"use_attribute_docstrings": True, "extra": "forbid"}


@dataclass(frozen=True)
class Sender:
    """The legal entity on whose behalf the message is sent."""

    __pydantic_config__ = _SCHEMA

    name: str
    """Its registered name."""
    organisation_number: str = ""
    """Its number in the register of organisations. Spaces do not matter."""
    country: str = "NO"
    """ISO 3166 code of its country."""
    in_business: bool = True
    """It acts in business: an activity with an economic aim. A charity does so when it sells."""
    non_commercial_because: str = ""
    """Why it does not act in business."""
    balancing_test: str = ""
    """Which document weighs its interest against the person's (GDPR art. 6(1)(f)), or names its public task."""


@dataclass(frozen=True)
class Correspondence:
    """A documented decision that what is promoted corresponds to what was bought."""

    __pydantic_config__ = _SCHEMA

    product_group: str
    """The promoted product group."""
    to: str
    """The product group that was bought."""
    decided_by: str
    """Who decided so."""
    why: str
    """Why they correspond."""


@dataclass(frozen=True)
class MessageTold:
    """The message that would be sent."""

    __pydantic_config__ = _SCHEMA

    kind: MessageClass = MessageClass.MARKETING
    """What it is meant to be: marketing; contract_message (carries out a contract: ticket, cancellation); legal_duty (a
    statute demands it); non_commercial (from outside business); requested_reply (just asked for); survey; test."""
    moment: Moment = Moment.DOOR
    """launch: when it is checked, scheduled or launched; door: as it is about to leave."""
    list: str = ""
    """The mailing list it goes to, by any name that consents and noes use too."""
    channel: Channel = Channel.EMAIL
    """How it is sent."""
    contains_marketing: bool | None = None
    """For service messages: whether there is any marketing in it, such as a banner. Null: nobody has looked."""
    reference: str = ""
    """For service messages: the order, contract, statute or request it answers."""
    already_sent: bool = False
    """For replies and surveys: the same has been sent to this person before."""
    sells: bool = True
    """It offers goods, services or other performances against payment."""
    own_products: bool | None = None
    """Everything it promotes is sold by the sender itself. Null: not known."""
    product_groups: frozenset[str] = frozenset()
    """The product groups it promotes."""
    corresponds: tuple[Correspondence, ...] = ()
    """Documented decisions on which product groups correspond to which."""
    content_types: frozenset[str] = frozenset()
    """The kinds of content in it. Empty: it keeps to what the list promises."""
    partners: frozenset[str] = frozenset()
    """Names of others whose offers or advertising are in it, or whom it is sent for, group companies included."""
    banned_content: frozenset[BannedContent] = frozenset()
    """What is in it that no basis permits."""
    directed_at_children: bool = False
    """It, or its list, is directed at children."""
    asks_consent: bool = False
    """It asks for consent to (more) marketing."""
    segmented: bool = False
    """Its recipients were chosen by profile."""
    wants_tracking: bool = False
    """It would follow who opens it or clicks in it."""
    identifies_sender: bool = False
    """It tells the sender's name, postal address and organisation number."""
    replies_monitored: bool = False
    """Somebody reads the answers to it."""
    free_opt_out: bool = False
    """It offers a free and easy way to say no."""
    opt_out_needs_login: bool = False
    """Saying no needs a login."""
    recognisable_as_marketing: bool = False
    """Sender, subject or first line show that it is marketing the moment it arrives."""


@dataclass(frozen=True)
class Recipient:
    """The person, or the organisation, whose mailbox it is."""

    __pydantic_config__ = _SCHEMA

    country: str = ""
    """ISO 3166 code of the country the recipient is in. Empty: unknown, taken for the sender's."""
    age: int | None = None
    """In years. Null: unknown, taken for adult unless the list is directed at children."""
    mailbox: MailboxKind = MailboxKind.PRIVATE
    """private: a natural person's own, and any of which nothing else is known; work: one employee's; role: impersonal,
    as post@; unclear: one cannot see."""
    organisation_form: str = ""
    """For work and role mailboxes: AS, ENK (a sole proprietorship is a natural person), FORENING and so on."""
    organisation_number: str = ""
    """The number of the organisation whose mailbox it is."""
    verified_how: str = ""
    """How it was found that the mailbox is impersonal."""
    verified_at: date | None = None
    """When that was found."""
    tracking_consented_at: datetime | None = None
    """When the person consented, separately, to being tracked in e-mail."""


@dataclass(frozen=True)
class ConsentTold:
    """One consent and what is kept to prove it. A new consent is a new one; none is ever edited."""

    __pydantic_config__ = _SCHEMA

    act: ConsentAct = ConsentAct.NONE
    """What the person did. Valid: unticked_box, single_purpose_form, paper, recorded_call. Invalid by law:
    preticked_box, terms_clause, silence, condition_of_purchase. none: it is not known."""
    given_at: datetime | None = None
    """When. Null: it is not kept."""
    lists: frozenset[str] = frozenset()
    """The mailing lists it was given for."""
    text: str = ""
    """The exact words the person saw."""
    language: str = ""
    """The language they were shown in."""
    controller: str = ""
    """The legal entity the words name as the one who will write."""
    controller_number: str = ""
    """Its organisation number, where the words give it."""
    content: str = ""
    """What the words say will come."""
    content_types: frozenset[str] = frozenset()
    """The kinds of content they are limited to. Empty: all that they say will come."""
    partners: frozenset[str] = frozenset()
    """The partners they name, one by one. "Selected partners" names nobody."""
    channel: Channel | None = None
    """The channel they are about. Null: they name none."""
    frequency: str = ""
    """How often mail comes, as the words say it."""
    at_most: int | None = None
    """How often in numbers, where the words say so: at most so many …"""
    per: Per | None = None
    """… in each of these calendar periods."""
    lasts_months: int = 0
    """For how many months without use the words say it lasts. 0: they do not say."""
    withdrawal: str = ""
    """What the words say about taking it back."""
    place: str = ""
    """Where it was given: form, page, shop, event."""
    confirmation_sent_at: datetime | None = None
    """When the mailbox was asked to confirm (double opt-in). Null: it never was."""
    confirmed_at: datetime | None = None
    """When the mailbox confirmed."""
    document: str = ""
    """For paper and recorded calls: what identifies the scan or recording that is kept."""
    collected_by: str = ""
    """Who collected it, where that was not the sender."""
    collector_contract: str = ""
    """The contract with the collector that is kept."""


@dataclass(frozen=True)
class OptOutOffer:
    """The opt-out offered when the address was collected (§ 15 third paragraph, last sentence)."""

    __pydantic_config__ = _SCHEMA

    offered: bool = False
    """An easy and free opt-out was offered there and then."""
    text: str = ""
    """Its text, as shown."""
    opted_out: bool | None = None
    """The customer's answer: true, no marketing; false, the offer was left unused; null: not kept."""


@dataclass(frozen=True)
class SaleTold:
    """A sale, an agreement, or what was no sale, by which the sender got the address."""

    __pydantic_config__ = _SCHEMA

    kind: RelationshipKind = RelationshipKind.NONE
    """continuing_agreement (season ticket, subscription, paid membership), capital_good (larger item), repeat_purchase,
    single_purchase, freemium_account (free, on the way to a paid one), none (free membership, competition, quote)."""
    completed: bool = False
    """The purchase was completed and not left in the cart."""
    seller: str = ""
    """The legal entity that is party to the contract."""
    seller_number: str = ""
    """Its organisation number."""
    reference: str = ""
    """Order or contract number."""
    made_on: date | None = None
    """When it was made."""
    ended_on: date | None = None
    """The day on which a continuing agreement ends or has ended."""
    product_groups: frozenset[str] = frozenset()
    """What was sold."""
    address_given_by_customer: bool = False
    """The customer gave this address, in that sale."""
    marketing_use_told: bool = False
    """The customer was told then that it would be used for marketing."""
    opt_out: OptOutOffer = OptOutOffer()
    """The opt-out offered then."""


@dataclass(frozen=True)
class NoTold:
    """A no, by whatever way it came: link, mail, telephone, letter, complaint."""

    __pydantic_config__ = _SCHEMA

    said_at: datetime
    """When it was said."""
    scope: NoScope = NoScope.ALL_MARKETING
    """How far it reaches: list, channel, all_marketing, profiling, tracking, everything. In doubt the wider."""
    list: str = ""
    """For scope list: which."""
    channel: Channel = Channel.EMAIL
    """For scope channel: which."""


@dataclass(frozen=True)
class AnswerTold:
    """What a person, asked in review, answered about this very situation."""

    __pydantic_config__ = _SCHEMA

    reason: Reason
    """The reason that was for review."""
    permitted: bool
    """Whether it may be sent."""
    by: str
    """Who answered."""
    why: str
    """Why."""
    until: datetime
    """How long the answer holds."""
    rule_set: str
    """The version of the rules it was given under; under others it is asked again."""


@dataclass(frozen=True)
class Case:
    """One message that would go to one mailbox, and everything that is known about both."""

    __pydantic_config__ = _SCHEMA

    at: datetime
    """When the question is asked, with offset. Calendar periods are counted in this offset."""
    sender: Sender
    """Who sends."""
    message: MessageTold
    """What would be sent."""
    recipient: Recipient = Recipient()
    """To whom."""
    consents: tuple[ConsentTold, ...] = ()
    """Every consent of this person to this sender that is kept."""
    sales: tuple[SaleTold, ...] = ()
    """Every sale, agreement or other way by which the sender got the address."""
    noes: tuple[NoTold, ...] = ()
    """Every no of this person."""
    mails: tuple[datetime, ...] = ()
    """When earlier marketing mails to this list went to this person."""
    answers: tuple[AnswerTold, ...] = ()
    """Answers given in review."""
