"""What does the law answer? A decision, the rule it rests on, and that rule's place in the law."""

from dataclasses import dataclass
from enum import StrEnum

from newsletter.law.bases import LegalBasis

RULE_SET = "2026-11-22"
"""The version of the rules. Change it with any rule."""


class Weight(StrEnum):
    """What kind of authority a rule has."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    POLICY = "policy"


class Reason(StrEnum):
    """Why not. Stable: programs and reports hold on to these."""

    #: The message does not say on whose behalf it comes.
    SENDER_NOT_IDENTIFIED = "sender_not_identified"
    #: Nobody reads answers to the message.
    REPLIES_NOT_MONITORED = "replies_not_monitored"
    #: The message offers no free opt-out.
    NO_OPT_OUT = "no_opt_out"
    #: Nothing at all may go to this mailbox.
    BLOCKED = "blocked"
    #: The person said no to all marketing of this sender.
    OBJECTED = "objected"
    #: The person left the list.
    WITHDRAWN = "withdrawn"
    #: Signed up, but never confirmed from the mailbox.
    NOT_CONFIRMED = "not_confirmed"
    #: The mailbox did not ask for a confirmation, or has answered it.
    NOT_ASKED = "not_asked"
    #: Nothing shows that the person agreed.
    NO_BASIS = "no_basis"
    #: The documented act is none by which one can consent.
    ACT_INVALID = "consent_act_invalid"
    #: The words the person agreed to are not kept.
    WORDS_MISSING = "consent_words_missing"
    #: The words do not name this sender.
    SENDER_NOT_NAMED = "consent_sender_not_named"
    #: The words do not say what comes.
    CONTENT_NOT_STATED = "consent_content_not_stated"
    #: The words do not say how often.
    FREQUENCY_NOT_STATED = "consent_frequency_not_stated"
    #: The words do not say how to leave.
    WITHDRAWAL_NOT_TOLD = "consent_withdrawal_not_told"
    #: The consent was given for another list.
    OTHER_LIST = "consent_for_other_list"
    #: It is not known where the consent was given.
    PLACE_UNKNOWN = "consent_place_unknown"


class Duty(StrEnum):
    """What goes with a permission."""

    #: Offer a free opt-out in the message (markedsføringsloven § 15 third paragraph, GDPR art. 7(3)).
    OFFER_OPT_OUT = "offer_opt_out"
    #: Say on whose behalf the message comes (ehandelsloven §§ 8 and 9).
    IDENTIFY_SENDER = "identify_sender"
    #: No marketing in it, or it would itself need a basis.
    NO_MARKETING = "no_marketing"
    #: No open or click tracking of a person: nobody was asked (ekomloven § 3-15).
    NO_TRACKING = "no_tracking"


@dataclass(frozen=True)
class Rule:
    """A rule as the program knows it."""

    code: str
    says: str
    citation: str
    weight: Weight


@dataclass(frozen=True)
class Permitted:
    """The message may go, on this basis."""

    basis: LegalBasis
    rule: Rule
    duties: frozenset[Duty]


@dataclass(frozen=True)
class Refused:
    """The message may not go. `tried` holds the first failing condition of each basis that was tried."""

    reason: Reason
    rule: Rule
    tried: tuple[tuple[LegalBasis, Reason], ...] = ()


@dataclass(frozen=True)
class Review:
    """The message does not go until a person has decided."""

    reason: Reason
    rule: Rule


Decision = Permitted | Refused | Review
