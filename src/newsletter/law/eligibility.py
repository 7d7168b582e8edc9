"""May this message go to people in this situation, now? Asked at launch and again at the door.

The order is: is the message itself lawful, has the person said no, is there a basis with complete evidence.
What no rule permits is refused.
"""

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Decision, Duty, Permitted, Reason, Refused, Review, Rule
from newsletter.law.evidence import missing_from_consent
from newsletter.law.facts import Message, Purpose, Situation, Standing, Suppression


def decide(message: Message, situation: Situation) -> Decision:
    """The law's answer for one message and everybody in one situation. Total and pure."""
    match message.purpose:
        case Purpose.CONFIRMATION:
            return _confirmation(situation)
        case Purpose.TEST:
            return _test(situation)
        case Purpose.CAMPAIGN:
            return _unlawful_message(message) or _said_no(situation) or _marketing(situation)


def _confirmation(situation: Situation) -> Decision:
    if situation.suppression is Suppression.BLOCK:
        return Refused(Reason.BLOCKED, rules.BLOCK_ENDS_ALL)
    if situation.standing is not Standing.ASKED:
        return Refused(Reason.NOT_ASKED, rules.CONFIRMATION_ANSWERS_A_REQUEST)
    duties = frozenset({Duty.NO_MARKETING, Duty.NO_TRACKING, Duty.IDENTIFY_SENDER})
    return Permitted(LegalBasis.REQUESTED_REPLY, rules.CONFIRMATION_ANSWERS_A_REQUEST, duties)


def _test(situation: Situation) -> Decision:
    if (no := _said_no(situation)) is not None:
        return no
    return Permitted(LegalBasis.REQUESTED_REPLY, rules.TEST_IS_ASKED_FOR, frozenset({Duty.NO_TRACKING}))


def _unlawful_message(message: Message) -> Refused | None:
    if not message.sender_identified:
        return Refused(Reason.SENDER_NOT_IDENTIFIED, rules.SENDER_IDENTIFIED)
    if not message.replies_monitored:
        return Refused(Reason.REPLIES_NOT_MONITORED, rules.REPLIES_MONITORED)
    if not message.offers_opt_out:
        return Refused(Reason.NO_OPT_OUT, rules.OPT_OUT_OFFERED)
    return None


def _said_no(situation: Situation) -> Refused | None:
    if situation.suppression is not Suppression.NONE:
        return Refused(*_suppressed(situation.suppression))
    if situation.standing is Standing.WITHDRAWN:
        return Refused(Reason.WITHDRAWN, rules.WITHDRAWAL_ENDS_CONSENT)
    return None


def _suppressed(suppression: Suppression) -> tuple[Reason, Rule]:
    if suppression is Suppression.BLOCK:
        return Reason.BLOCKED, rules.BLOCK_ENDS_ALL
    return Reason.OBJECTED, rules.OBJECTION_IS_ABSOLUTE


def _marketing(situation: Situation) -> Decision:
    """Try each basis marketing may rest on; the first that holds permits."""
    tried = []
    for basis, attempt in ((LegalBasis.CONSENT, _consent),):
        answer = attempt(situation)
        if not isinstance(answer, Refused):
            return answer
        tried.append((basis, answer))
    _, nearest = tried[0]
    return Refused(nearest.reason, nearest.rule, tuple((basis, refusal.reason) for basis, refusal in tried))


def _consent(situation: Situation) -> Permitted | Refused | Review:
    match situation.standing:
        case Standing.ASKED:
            return Refused(Reason.NOT_CONFIRMED, rules.CONSENT_IS_PROVED)
        case Standing.GRANTED:
            if (lacking := missing_from_consent(situation)) is not None:
                reason, rule, answerable = lacking
                return Review(reason, rule) if answerable else Refused(reason, rule)
            duties = frozenset({Duty.OFFER_OPT_OUT, Duty.IDENTIFY_SENDER, Duty.NO_TRACKING})
            return Permitted(LegalBasis.CONSENT, rules.PRIOR_CONSENT, duties)
        case _:
            return Refused(Reason.NO_BASIS, rules.PRIOR_CONSENT)
