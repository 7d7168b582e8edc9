"""Does the evidence kept of a consent suffice? The conditions in the order they are tried."""

from newsletter.law import rules
from newsletter.law.decision import Reason, Rule
from newsletter.law.facts import ConsentAct, Evidence

VALID_ACTS = frozenset(
    {ConsentAct.UNTICKED_BOX, ConsentAct.SINGLE_PURPOSE_FORM, ConsentAct.PAPER, ConsentAct.RECORDED_CALL}
)


def missing_from_consent(evidence: Evidence) -> tuple[Reason, Rule, bool] | None:
    """The first condition of a provable consent that fails, or None.

    Answers the reason, its rule, and whether a person may settle it in review. What makes it a consent at all
    (act, words, sender, content, list) cannot be settled afterwards.
    """
    conditions: tuple[tuple[bool, Reason, Rule, bool], ...] = (
        (evidence.act is not ConsentAct.NONE, Reason.NO_BASIS, rules.CONSENT_IS_PROVED, False),
        (evidence.act in VALID_ACTS, Reason.ACT_INVALID, rules.CONSENT_IS_ACTIVE, False),
        (evidence.words_kept, Reason.WORDS_MISSING, rules.CONSENT_IS_PROVED, False),
        (evidence.names_sender, Reason.SENDER_NOT_NAMED, rules.CONSENT_IS_INFORMED, False),
        (evidence.states_content, Reason.CONTENT_NOT_STATED, rules.CONSENT_IS_INFORMED, False),
        (evidence.for_this_list, Reason.OTHER_LIST, rules.CONSENT_IS_SPECIFIC, False),
        (evidence.tells_withdrawal, Reason.WITHDRAWAL_NOT_TOLD, rules.CONSENT_IS_INFORMED, False),
        (evidence.place_kept, Reason.PLACE_UNKNOWN, rules.CONSENT_IS_PROVED, True),
        (evidence.mailbox_confirmed, Reason.NOT_CONFIRMED, rules.CONSENT_IS_PROVED, True),
        (evidence.states_frequency, Reason.FREQUENCY_NOT_STATED, rules.FREQUENCY_IS_TOLD, True),
    )
    return next(((reason, rule, answerable) for met, reason, rule, answerable in conditions if not met), None)
