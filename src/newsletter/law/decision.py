"""What does the law answer? A decision, the rule it rests on, and that rule's place in the law."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from newsletter.law.bases import LegalBasis
from newsletter.law.reasons import Reason

RULE_SET = "2026-11-25"
"""The version of the rules. Change it with any rule."""


class Weight(StrEnum):
    """What kind of authority a rule has."""

    STATUTE = "statute"
    GUIDANCE = "guidance"
    POLICY = "policy"


class Duty(StrEnum):
    """What goes with a permission."""

    #: Offer a free opt-out in the message (markedsføringsloven § 15 third paragraph, GDPR art. 7(3)).
    OFFER_OPT_OUT = "offer_opt_out"
    #: Say on whose behalf the message comes (ehandelsloven §§ 8 and 9).
    IDENTIFY_SENDER = "identify_sender"
    #: No marketing in it, or it would itself need a basis.
    NO_MARKETING = "no_marketing"
    #: No open or click tracking of the person (ekomloven § 3-15).
    NO_TRACKING = "no_tracking"
    #: Show the moment it arrives that it is marketing (ehandelsloven § 9 first paragraph).
    LABEL_AS_MARKETING = "label_as_marketing"
    #: Tell the person of the right to object, clearly and apart from all else (GDPR art. 21(4)).
    TELL_RIGHT_TO_OBJECT = "tell_right_to_object"
    #: Mark what a partner has paid for as advertising (markedsføringsloven § 8).
    LABEL_PARTNER_CONTENT = "label_partner_content"
    #: Take special care of people under 18 (markedsføringsloven §§ 19 to 21).
    CARE_FOR_MINORS = "care_for_minors"
    #: Ask the recipient's country's register of those who want no e-mail (ehandelsloven § 10).
    CONSULT_REGISTER = "consult_register"


class Caution(StrEnum):
    """What a permission should make somebody think about."""

    #: The consent has not been used for a long time.
    CONSENT_UNUSED = "consent_unused"
    #: As much as was promised has been sent in this period: at the door it will be refused.
    FREQUENCY_REACHED = "frequency_reached"
    #: The recipient's country has rules of its own, which are not known here; only Norwegian law was applied.
    COUNTRY_LAW_UNKNOWN = "country_law_unknown"


class Assumption(StrEnum):
    """What was taken for true because nothing is known. It never makes a basis."""

    #: The person is in the sender's country.
    COUNTRY_OF_SENDER = "country_of_sender"
    #: The person is of age: neither the person nor the list says otherwise.
    ADULT = "adult"
    #: The message keeps to what the list promises: it names no kinds of content.
    CONTENT_AS_PROMISED = "content_as_promised"


@dataclass(frozen=True)
class Rule:
    """A rule as the program knows it."""

    code: str
    says: str
    citation: str
    weight: Weight


Tried = tuple[tuple[LegalBasis, Reason], ...]
"""The first failing condition of each basis that was tried."""


@dataclass(frozen=True)
class Permitted:
    """The message may go, on this basis. `settled` names the reviews it rests on."""

    basis: LegalBasis
    rule: Rule
    duties: frozenset[Duty] = frozenset()
    cautions: frozenset[Caution] = frozenset()
    assumptions: frozenset[Assumption] = frozenset()
    settled: frozenset[Reason] = frozenset()


@dataclass(frozen=True)
class Refused:
    """The message may not go."""

    reason: Reason
    rule: Rule
    tried: Tried = ()
    assumptions: frozenset[Assumption] = frozenset()


@dataclass(frozen=True)
class Review:
    """The message does not go until a person has decided. `basis` is what it would rest on."""

    reason: Reason
    rule: Rule
    basis: LegalBasis
    tried: Tried = ()
    assumptions: frozenset[Assumption] = frozenset()


Decision = Permitted | Refused | Review


def told(decision: Decision) -> dict[str, Any]:
    """The decision as plain data, in the words that programs hold on to."""
    rule = decision.rule
    return {
        "decision": type(decision).__name__.lower(),
        "basis": None if isinstance(decision, Refused) else str(decision.basis),
        "reason": None if isinstance(decision, Permitted) else str(decision.reason),
        "rule": {"code": rule.code, "says": rule.says, "citation": rule.citation, "weight": str(rule.weight)},
        "tried": [] if isinstance(decision, Permitted) else [
            {"basis": str(basis), "reason": str(reason)} for basis, reason in decision.tried
        ],
        "duties": sorted(decision.duties) if isinstance(decision, Permitted) else [],
        "tracking": "on" if isinstance(decision, Permitted) and Duty.NO_TRACKING not in decision.duties else "off",
        "cautions": sorted(decision.cautions) if isinstance(decision, Permitted) else [],
        "assumptions": sorted(decision.assumptions),
        "settled": sorted(decision.settled) if isinstance(decision, Permitted) else [],
        "rule_set": RULE_SET,
    }  # fmt: skip
