"""Which words may a fact be told in? The closed sets of them, each with its meaning."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a message of ours is for."""

    #: Marketing to a list. Mixed content is marketing.
    CAMPAIGN = "campaign"
    #: Asks the mailbox whether its holder really signed up.
    CONFIRMATION = "confirmation"
    #: Asks a mailbox whether its holder really wants what went to another one.
    ADDRESS_CHANGE = "address_change"
    #: A campaign shown to an address the marketer named, before anybody gets it.
    TEST = "test"
    #: Tells an organisation the newest seal of its own ledger.
    HEAD_NOTICE = "head_notice"
    #: Carries out a contract with those it goes to, or a statute demands it: no marketing.
    NOTICE = "notice"


class MessageClass(StrEnum):
    """What kind of message it is, before the law looks whether it is ad-free."""

    #: Promotes goods, services or the sender. Mixed content is marketing.
    MARKETING = "marketing"
    #: Carries out a contract with the recipient: ticket, cancellation, service notice.
    CONTRACT_MESSAGE = "contract_message"
    #: A statute demands it.
    LEGAL_DUTY = "legal_duty"
    #: Information or an appeal of a sender that does not act in business, selling nothing.
    NON_COMMERCIAL = "non_commercial"
    #: The one thing the recipient just asked for: a confirmation, a quote, a brochure.
    REQUESTED_REPLY = "requested_reply"
    #: Asks how satisfied the recipient is, without promoting anything.
    SURVEY = "survey"
    #: A campaign shown to an address the marketer named for that very mail.
    TEST = "test"
    #: The sender's own, to itself.
    OWN_NOTICE = "own_notice"


class Moment(StrEnum):
    """When the law is asked. Only a promised frequency is answered differently."""

    #: When a campaign is checked, scheduled or launched: mails may still leave later.
    LAUNCH = "launch"
    #: Just before the message leaves.
    DOOR = "door"


class BannedContent(StrEnum):
    """What no basis permits."""

    #: Advertising of alcohol (alkoholloven § 9-2).
    ALCOHOL = "alcohol"
    #: Advertising of tobacco (tobakksskadeloven § 22).
    TOBACCO = "tobacco"
    #: Advertising of gambling without a Norwegian licence (pengespilloven).
    UNLICENSED_GAMBLING = "unlicensed_gambling"
    #: Tells children to buy, or to make their parents buy (markedsføringsloven § 20).
    EXHORTS_CHILDREN = "exhorts_children"


class Channel(StrEnum):
    """How marketing reaches the person."""

    #: E-mail.
    EMAIL = "email"
    #: SMS or MMS.
    SMS = "sms"


class Standing(StrEnum):
    """What the ledger says now about one person and one list."""

    #: The ledger says nothing.
    NONE = "none"
    #: Somebody brought the address in, without the person's own act.
    REGISTERED = "registered"
    #: Signed up, mailbox not confirmed.
    ASKED = "asked"
    #: Consented: confirmed from the mailbox, or recorded from paper or a call.
    GRANTED = "granted"
    #: Took it back.
    WITHDRAWN = "withdrawn"
    #: Took it back or objected, and a form was sent since; the mailbox has not confirmed.
    ASKED_AGAIN = "asked_again"


class Suppression(StrEnum):
    """A no that reaches further than one list."""

    NONE = "none"
    #: Ends all marketing of this sender; service mail still goes (GDPR art. 21(2)-(3)).
    OBJECTION = "objection"
    #: Ends everything to a mailbox: dead, or its holder asked for it.
    BLOCK = "block"


class ConsentAct(StrEnum):
    """What the person did to consent."""

    #: Nothing is documented.
    NONE = "none"
    #: Ticked a box that was empty.
    UNTICKED_BOX = "unticked_box"
    #: Sent a form whose only purpose was to sign up.
    SINGLE_PURPOSE_FORM = "single_purpose_form"
    #: Signed on paper.
    PAPER = "paper"
    #: Said so in a recorded call.
    RECORDED_CALL = "recorded_call"
    #: Left a ticked box as it was.
    PRETICKED_BOX = "preticked_box"
    #: Accepted terms that contained it.
    TERMS_CLAUSE = "terms_clause"
    #: Did not say no.
    SILENCE = "silence"
    #: Had to, to be allowed to buy.
    CONDITION_OF_PURCHASE = "condition_of_purchase"


class RelationshipKind(StrEnum):
    """On what a customer relationship rests."""

    #: None: free membership, a competition, a request for a quote.
    NONE = "none"
    #: An agreement that runs: season ticket, subscription, account, membership against a fee.
    CONTINUING_AGREEMENT = "continuing_agreement"
    #: A larger item, typically with service to follow.
    CAPITAL_GOOD = "capital_good"
    #: Several purchases within a short time.
    REPEAT_PURCHASE = "repeat_purchase"
    #: One purchase, or a few cheap ones.
    SINGLE_PURCHASE = "single_purchase"
    #: A free account on the way to a paid one.
    FREEMIUM_ACCOUNT = "freemium_account"


class MailboxKind(StrEnum):
    """Whose mailbox it is."""

    #: A natural person's own. So is every address of which nothing else is known.
    PRIVATE = "private"
    #: One employee's at work, as ola.nordmann@firma.example.
    WORK = "work"
    #: An impersonal one of a business, as post@firma.example.
    ROLE = "role"
    #: It cannot be seen from the address, as daglig.leder@firma.example.
    UNCLEAR = "unclear"


class Age(StrEnum):
    """How old the person is, as far as the law cares."""

    UNKNOWN = "unknown"
    #: Under 15.
    CHILD = "child"
    #: 15 to 17.
    MINOR = "minor"
    #: 18 or more.
    ADULT = "adult"


class Per(StrEnum):
    """The calendar period a promised frequency counts in."""

    DAY = "day"
    #: From Monday.
    WEEK = "week"
    MONTH = "month"
    #: From January, April, July, October.
    QUARTER = "quarter"
    YEAR = "year"


class NoScope(StrEnum):
    """How far a no reaches."""

    #: One list.
    LIST = "list"
    #: All marketing by one channel.
    CHANNEL = "channel"
    #: All marketing of this sender.
    ALL_MARKETING = "all_marketing"
    #: Being profiled; mail to everybody on the list still goes.
    PROFILING = "profiling"
    #: Being followed when opening and clicking; the mail still goes.
    TRACKING = "tracking"
    #: Every mail: the mailbox is dead, or its holder asked for it.
    EVERYTHING = "everything"
