"""On what may a decision rest? Every fact, declared as data.

A `Situation` holds what may differ from person to person, already bucketed: people in the same situation get
the same answer, so the law is asked once for each situation and not once for each person. Dates and counts
appear only as the cut points they have passed (`times`). What the message brings is the same for all and stands in
`Message`. `campaigns/situations` gathers a `Situation`'s fields by name; a test compares the two.
"""

from dataclasses import dataclass, fields

from newsletter.law.evidence import SOMEBODYS_OWN, Consent, Mailbox, Relationship
from newsletter.law.vocabulary import Age, BannedContent, Channel, MessageClass, Moment, Standing, Suppression


@dataclass(frozen=True)
class Situation:
    """One person's facts, as far as a decision about a message may rest on them."""

    standing: Standing = Standing.NONE
    suppression: Suppression = Suppression.NONE
    #: The person said no to being profiled: segmented mail is refused, other mail not.
    refuses_profiling: bool = False
    #: The person consented to being tracked, and has not taken that back.
    tracking_consented: bool = False
    #: What is kept of the consent to this list; without one, of a consent to another list.
    consent: Consent | None = None
    consent_for_this_list: bool = False
    #: The cut point, in months, that has passed since the consent was last used.
    consent_unused_months: int = 0
    #: As many mails as the consent promised have gone out in this period.
    frequency_reached: bool = False
    relationships: frozenset[Relationship] = frozenset()
    mailbox: Mailbox = SOMEBODYS_OWN
    #: ISO 3166 code of the country the person is in; empty: unknown.
    country: str = ""
    age: Age = Age.UNKNOWN


@dataclass(frozen=True)
class Message:
    """What is the same for everybody a message goes to."""

    kind: MessageClass
    moment: Moment = Moment.DOOR
    channel: Channel = Channel.EMAIL
    #: ISO 3166 code of the sender's country.
    country: str = "NO"
    #: The sender acts in business: an activity with an economic aim.
    in_business: bool = True
    #: Why it does not act in business, and why its interest outweighs, is kept.
    non_commercial_documented: bool = False
    #: It offers something against payment.
    sells: bool = True
    #: It holds any marketing; None: nobody has looked.
    contains_marketing: bool | None = True
    #: The order, contract or statute it carries out is named.
    reference_kept: bool = False
    #: It has been sent before, or what was asked for has been answered.
    already_sent: bool = False
    banned_content: frozenset[BannedContent] = frozenset()
    directed_at_children: bool = False
    #: It asks for a consent.
    asks_consent: bool = False
    #: The kinds of content in it; empty: what the list promises.
    content_types: frozenset[str] = frozenset()
    #: Others whose content is in it, or for whom it is sent.
    partners: frozenset[str] = frozenset()
    #: All that it promotes is the sender's own; None: nobody has said.
    own_products: bool | None = None
    #: What it promotes, as product groups.
    product_groups: frozenset[str] = frozenset()
    #: Documented decisions that one product group (first) corresponds to another (second).
    corresponds: frozenset[tuple[str, str]] = frozenset()
    #: Who gets it was chosen by profile.
    segmented: bool = False
    #: It would follow who opens it or clicks.
    wants_tracking: bool = False
    #: It says on whose behalf it comes: name, postal address and organisation number.
    sender_identified: bool = False
    #: Answers to it are read by somebody, so that a no can be said by mail.
    replies_monitored: bool = False
    #: It offers a free opt-out that needs no login.
    offers_opt_out: bool = False
    #: One sees that it is marketing the moment it arrives.
    recognisable: bool = False


CONFIRMATION = Message(MessageClass.REQUESTED_REPLY, contains_marketing=False)
"""The neutral mail that asks a mailbox whether its holder really signed up."""
OWN_NOTICE = Message(MessageClass.OWN_NOTICE, contains_marketing=False)
"""The mail that tells an organisation the newest seal of its own ledger."""
ADDRESS_CHANGE = Message(MessageClass.REQUESTED_REPLY, contains_marketing=False, reference_kept=True)
"""The neutral mail that asks a mailbox whether its holder wants what went to another; the ledger has the request."""
SITUATION_FACTS = tuple(field.name for field in fields(Situation))
