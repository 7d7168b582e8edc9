"""Does the evidence kept of a consent suffice? Each piece is taken away in turn."""

from dataclasses import fields, replace

import pytest

from newsletter.law import rules
from newsletter.law.decision import Permitted, Reason, Refused, Review, Rule
from newsletter.law.eligibility import decide
from newsletter.law.evidence import missing_from_consent
from newsletter.law.facts import EVIDENCE_FACTS, SITUATION_FACTS, ConsentAct, Evidence, Situation
from tests.law.cases import ANNE, CAMPAIGN

#: In the order they are tried. What is reviewed, a person may settle; the rest is no consent at all.
TAKEN_AWAY: dict[str, tuple[type[Refused | Review], Reason, Rule]] = {
    "act": (Refused, Reason.NO_BASIS, rules.CONSENT_IS_PROVED),
    "words_kept": (Refused, Reason.WORDS_MISSING, rules.CONSENT_IS_PROVED),
    "names_sender": (Refused, Reason.SENDER_NOT_NAMED, rules.CONSENT_IS_INFORMED),
    "states_content": (Refused, Reason.CONTENT_NOT_STATED, rules.CONSENT_IS_INFORMED),
    "for_this_list": (Refused, Reason.OTHER_LIST, rules.CONSENT_IS_SPECIFIC),
    "tells_withdrawal": (Refused, Reason.WITHDRAWAL_NOT_TOLD, rules.CONSENT_IS_INFORMED),
    "place_kept": (Review, Reason.PLACE_UNKNOWN, rules.CONSENT_IS_PROVED),
    "mailbox_confirmed": (Review, Reason.NOT_CONFIRMED, rules.CONSENT_IS_PROVED),
    "states_frequency": (Review, Reason.FREQUENCY_NOT_STATED, rules.FREQUENCY_IS_TOLD),
}

ACTS: dict[ConsentAct, Reason | None] = {
    ConsentAct.NONE: Reason.NO_BASIS,
    ConsentAct.UNTICKED_BOX: None,
    ConsentAct.SINGLE_PURPOSE_FORM: None,
    ConsentAct.PAPER: None,
    ConsentAct.RECORDED_CALL: None,
    ConsentAct.PRETICKED_BOX: Reason.ACT_INVALID,
    ConsentAct.TERMS_CLAUSE: Reason.ACT_INVALID,
    ConsentAct.SILENCE: Reason.ACT_INVALID,
    ConsentAct.CONDITION_OF_PURCHASE: Reason.ACT_INVALID,
}


def without(*facts: str) -> Situation:
    """Anne, with some of her evidence lost."""
    nothing = Evidence()
    return replace(ANNE, **{fact: getattr(nothing, fact) for fact in facts})


def test_anne_has_proved_her_consent() -> None:
    assert missing_from_consent(ANNE) is None
    assert isinstance(decide(CAMPAIGN, ANNE), Permitted)


@pytest.mark.parametrize("fact", EVIDENCE_FACTS)
def test_each_piece_of_evidence_is_needed(fact: str) -> None:
    kind, reason, rule = TAKEN_AWAY[fact]
    decision = decide(CAMPAIGN, without(fact))
    assert isinstance(decision, kind)
    assert (decision.reason, decision.rule) == (reason, rule)


@pytest.mark.parametrize("fact", TAKEN_AWAY)
def test_what_lacks_several_pieces_is_told_the_first(fact: str) -> None:
    order = list(TAKEN_AWAY)
    decision = decide(CAMPAIGN, without(*order[order.index(fact) :]))
    assert isinstance(decision, TAKEN_AWAY[fact][0])
    assert decision.reason is TAKEN_AWAY[fact][1]


@pytest.mark.parametrize("act", ConsentAct)
def test_only_an_act_by_which_one_can_consent_counts(act: ConsentAct) -> None:
    found = missing_from_consent(replace(ANNE, act=act))
    assert (found and found[0]) == ACTS[act]
    if ACTS[act] is Reason.ACT_INVALID:
        assert found == (Reason.ACT_INVALID, rules.CONSENT_IS_ACTIVE, False)


@pytest.mark.parametrize("act", [act for act, reason in ACTS.items() if reason])
def test_no_confirmation_heals_an_act_that_was_none(act: ConsentAct) -> None:
    assert isinstance(decide(CAMPAIGN, replace(ANNE, act=act)), Refused)


def test_where_nothing_is_kept_nothing_is_assumed() -> None:
    assert Evidence().act is ConsentAct.NONE
    assert not any(getattr(Evidence(), fact) is True for fact in EVIDENCE_FACTS)


def test_the_facts_are_named_once() -> None:
    assert tuple(field.name for field in fields(Evidence)) == EVIDENCE_FACTS
    assert (*EVIDENCE_FACTS, "standing", "suppression") == SITUATION_FACTS
