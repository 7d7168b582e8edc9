"""May it rest on a customer relationship? All conditions of markedsføringsloven § 15 third paragraph, cumulative."""

from newsletter.law import rules
from newsletter.law.conditions import Condition
from newsletter.law.decision import Rule
from newsletter.law.evidence import Relationship, Sale
from newsletter.law.facts import Message, Situation
from newsletter.law.reasons import Reason
from newsletter.law.times import Policy
from newsletter.law.vocabulary import Age, MailboxKind, RelationshipKind

SUFFICIENT = frozenset({RelationshipKind.CONTINUING_AGREEMENT, RelationshipKind.CAPITAL_GOOD})
OPEN = frozenset({RelationshipKind.REPEAT_PURCHASE, RelationshipKind.FREEMIUM_ACCOUNT})

STAFF = frozenset({MailboxKind.WORK, MailboxKind.UNCLEAR})
"""Mailboxes at a customer that is an organisation, and yet may be one person's."""


def conditions(message: Message, person: Situation, related: Relationship, policy: Policy) -> list[Condition]:
    """Everything one relationship must meet for this message to this person."""
    adult, staff = person.age is not Age.MINOR, rules.CUSTOMERS_STAFF_IS_REVIEWED
    return [
        *kept(related, policy),
        *reserved(person),
        *_content(message, related.sale),
        Condition(person.mailbox.kind not in STAFF, Reason.RELATIONSHIP_UNCLEAR, staff, answerable=True),
        Condition(adult, Reason.MINOR_CUSTOMER, rules.MINORS_MAKE_NO_CONTRACT, answerable=True),
    ]


def kept(related: Relationship, policy: Policy) -> list[Condition]:
    """What must be kept of one relationship, whatever it is used for."""
    sale = related.sale
    return [
        *_relationship(related, policy),
        *_collection(sale),
        Condition(sale.reference_kept, Reason.SALE_REFERENCE_MISSING, rules.SALE_IS_PROVED, answerable=True),
        Condition(sale.date_kept, Reason.SALE_DATE_MISSING, rules.SALE_IS_PROVED, answerable=True),
    ]


def unmet(relationships: frozenset[Relationship], policy: Policy) -> Reason | None:
    """What none of these relationships meets, whatever they are used for: of the one that comes furthest.

    For people to read. A decision never looks at it.
    """
    said = reserved(Situation(relationships=relationships))
    furthest, reason = -1, Reason.NO_SALE
    for related in sorted(relationships, key=repr):
        needed = [*kept(related, policy), *said]
        place = next((place for place, condition in enumerate(needed) if not condition.met), None)
        if place is None:
            return None
        if place > furthest:
            furthest, reason = place, needed[place].reason
    return reason


def none_at_all() -> list[Condition]:
    """Of whom no sale is kept."""
    return [Condition(False, Reason.NO_SALE, rules.CUSTOMER_BY_SALE)]


def _relationship(related: Relationship, policy: Policy) -> list[Condition]:
    sale, kind = related.sale, related.sale.kind
    sold = sale.completed and kind is not RelationshipKind.NONE
    # A free account is no sale, but may be the way to one: whether it is, is asked below.
    worn_out = kind is RelationshipKind.CAPITAL_GOOD and related.months >= policy.capital_good_counts_for
    single: tuple[Reason, Rule] = (Reason.RELATIONSHIP_INSUFFICIENT, rules.SINGLE_PURCHASE_IS_NOT_ENOUGH)
    return [
        Condition(sold or kind is RelationshipKind.FREEMIUM_ACCOUNT, Reason.NO_SALE, rules.CUSTOMER_BY_SALE),
        Condition(sale.seller_is_sender, Reason.WRONG_ENTITY, rules.SELLER_IS_SENDER),
        Condition(kind in SUFFICIENT | OPEN, *single),
        Condition(not related.ended, Reason.RELATIONSHIP_ENDED, rules.RELATIONSHIP_EXISTS),
        Condition(not worn_out, Reason.RELATIONSHIP_ENDED, rules.CAPITAL_GOOD_WEARS_OUT),
        Condition(kind not in OPEN, Reason.RELATIONSHIP_UNCLEAR, rules.OPEN_RELATIONSHIP_IS_REVIEWED, answerable=True),
    ]


def reserved(person: Situation) -> list[Condition]:
    """Who reserved at one sale has reserved: neither another purchase nor an unused offer takes that back."""
    own = [related.sale for related in person.relationships if related.sale.seller_is_sender]
    said_no = any(sale.opted_out is True for sale in own)
    not_known = any(sale.opted_out is None and sale.opt_out_offered for sale in own)
    return [
        Condition(not said_no, Reason.OPTED_OUT, rules.OBJECTION_IS_ABSOLUTE),
        Condition(not not_known, Reason.OPT_OUT_ANSWER_UNKNOWN, rules.SALE_IS_PROVED, answerable=True),
    ]


def _collection(sale: Sale) -> list[Condition]:
    at_collection = rules.OPT_OUT_AT_COLLECTION
    return [
        Condition(sale.address_from_sale, Reason.ADDRESS_NOT_FROM_SALE, rules.CUSTOMER_BY_SALE),
        Condition(sale.use_told, Reason.USE_NOT_TOLD, at_collection),
        Condition(sale.opt_out_offered, Reason.OPT_OUT_NOT_OFFERED, at_collection),
        Condition(sale.opt_out_text_kept, Reason.OPT_OUT_TEXT_MISSING, rules.SALE_IS_PROVED, answerable=True),
    ]


def _content(message: Message, sale: Sale) -> list[Condition]:
    corresponding = bool(message.product_groups) and all(
        group in sale.product_groups or any((group, bought) in message.corresponds for bought in sale.product_groups)
        for group in message.product_groups
    )
    own = rules.OWN_AND_CORRESPONDING
    return [
        Condition(not message.partners, Reason.PARTNER_CONTENT_OUT_OF_SCOPE, own),
        Condition(message.own_products is True, Reason.NOT_OWN_PRODUCTS, own),
        Condition(corresponding, Reason.NOT_CORRESPONDING, own),
    ]
