"""On what may a decision rest? Every fact, declared as data.

A `Situation` holds what may differ from person to person, already bucketed: people in the same situation get
the same answer, so the law is asked once for each situation and not once for each person. What the message
brings is the same for all and stands in `Message`. `campaigns/situations` gathers a `Situation`'s fields by
name; a test compares the two.
"""

from dataclasses import dataclass, fields
from enum import StrEnum


class Purpose(StrEnum):
    """What a message is for."""

    #: Marketing to a list. Mixed content is marketing.
    CAMPAIGN = "campaign"
    #: Asks the mailbox whether its holder really signed up.
    CONFIRMATION = "confirmation"
    #: A campaign shown to an address the marketer named, before anybody gets it.
    TEST = "test"


class Standing(StrEnum):
    """What the ledger says now about one person and one list."""

    #: The ledger says nothing.
    NONE = "none"
    #: Somebody brought the address in, without the person's own act.
    REGISTERED = "registered"
    #: Signed up, mailbox not confirmed.
    ASKED = "asked"
    #: Signed up, and confirmed from the mailbox.
    GRANTED = "granted"
    #: Took it back.
    WITHDRAWN = "withdrawn"


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


@dataclass(frozen=True)
class Evidence:
    """What is kept to prove a consent: what is present, never whether it suffices."""

    #: What the person did.
    act: ConsentAct = ConsentAct.NONE
    #: The exact words the person saw are kept.
    words_kept: bool = False
    #: The words name the sender as a legal entity.
    names_sender: bool = False
    #: The words say what will come.
    states_content: bool = False
    #: The words say how often.
    states_frequency: bool = False
    #: The words say how to leave.
    tells_withdrawal: bool = False
    #: The consent was given for this very list.
    for_this_list: bool = False
    #: Where it happened is kept: form, page or place.
    place_kept: bool = False
    #: The holder of the mailbox confirmed from it (double opt-in).
    mailbox_confirmed: bool = False


@dataclass(frozen=True)
class Situation(Evidence):
    """One person's facts, as far as a decision about a message may rest on them."""

    standing: Standing = Standing.NONE
    suppression: Suppression = Suppression.NONE


@dataclass(frozen=True)
class Message:
    """What is the same for everybody a message goes to."""

    purpose: Purpose
    #: The message says on whose behalf it comes: name, postal address and organisation number.
    sender_identified: bool = True
    #: Answers to it are read by somebody, so that a no can be said by mail.
    replies_monitored: bool = True
    #: It offers a free opt-out that needs no login.
    offers_opt_out: bool = True


EVIDENCE_FACTS = tuple(field.name for field in fields(Evidence))
SITUATION_FACTS = tuple(field.name for field in fields(Situation))
