"""May this message go to people in this situation? The whole answer, as tables."""

from dataclasses import fields, replace
from datetime import date
from itertools import product

import pytest

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import RULE_SET, Decision, Duty, Permitted, Reason, Refused, Review, Rule, Weight
from newsletter.law.eligibility import decide
from newsletter.law.facts import ConsentAct, Message, Purpose, Situation, Standing, Suppression
from tests.law.cases import ANNE, CAMPAIGN, CONFIRMATION, TEST, VALID_ACTS, every, every_answer

YES = None

#: What a person with complete evidence gets, for each standing: none, registered, asked, granted, withdrawn.
ANSWERS: dict[tuple[Purpose, Suppression], tuple[Reason | None, ...]] = {
    (Purpose.CAMPAIGN, Suppression.NONE): (
        Reason.NO_BASIS, Reason.NO_BASIS, Reason.NOT_CONFIRMED, YES, Reason.WITHDRAWN,
    ),
    (Purpose.CAMPAIGN, Suppression.OBJECTION): (Reason.OBJECTED,) * 5,
    (Purpose.CAMPAIGN, Suppression.BLOCK): (Reason.BLOCKED,) * 5,
    (Purpose.CONFIRMATION, Suppression.NONE): (
        Reason.NOT_ASKED, Reason.NOT_ASKED, YES, Reason.NOT_ASKED, Reason.NOT_ASKED,
    ),
    (Purpose.CONFIRMATION, Suppression.OBJECTION): (
        Reason.NOT_ASKED, Reason.NOT_ASKED, YES, Reason.NOT_ASKED, Reason.NOT_ASKED,
    ),
    (Purpose.CONFIRMATION, Suppression.BLOCK): (Reason.BLOCKED,) * 5,
    (Purpose.TEST, Suppression.NONE): (YES, YES, YES, YES, Reason.WITHDRAWN),
    (Purpose.TEST, Suppression.OBJECTION): (Reason.OBJECTED,) * 5,
    (Purpose.TEST, Suppression.BLOCK): (Reason.BLOCKED,) * 5,
}  # fmt: skip

#: The rule that every reason rests on.
RULES: dict[Reason, Rule] = {
    Reason.SENDER_NOT_IDENTIFIED: rules.SENDER_IDENTIFIED,
    Reason.REPLIES_NOT_MONITORED: rules.REPLIES_MONITORED,
    Reason.NO_OPT_OUT: rules.OPT_OUT_OFFERED,
    Reason.BLOCKED: rules.BLOCK_ENDS_ALL,
    Reason.OBJECTED: rules.OBJECTION_IS_ABSOLUTE,
    Reason.WITHDRAWN: rules.WITHDRAWAL_ENDS_CONSENT,
    Reason.NOT_CONFIRMED: rules.CONSENT_IS_PROVED,
    Reason.NOT_ASKED: rules.CONFIRMATION_ANSWERS_A_REQUEST,
    Reason.ACT_INVALID: rules.CONSENT_IS_ACTIVE,
    Reason.WORDS_MISSING: rules.CONSENT_IS_PROVED,
    Reason.SENDER_NOT_NAMED: rules.CONSENT_IS_INFORMED,
    Reason.CONTENT_NOT_STATED: rules.CONSENT_IS_INFORMED,
    Reason.FREQUENCY_NOT_STATED: rules.FREQUENCY_IS_TOLD,
    Reason.WITHDRAWAL_NOT_TOLD: rules.CONSENT_IS_INFORMED,
    Reason.OTHER_LIST: rules.CONSENT_IS_SPECIFIC,
    Reason.PLACE_UNKNOWN: rules.CONSENT_IS_PROVED,
}


def reason_of(decision: Decision) -> Reason | None:
    return None if isinstance(decision, Permitted) else decision.reason


@pytest.mark.parametrize(("purpose", "suppression", "standing"), list(product(Purpose, Suppression, Standing)))
def test_the_answer_for_each_purpose_suppression_and_standing(
    purpose: Purpose, suppression: Suppression, standing: Standing
) -> None:
    expected = ANSWERS[purpose, suppression][list(Standing).index(standing)]
    decision = decide(Message(purpose), replace(ANNE, standing=standing, suppression=suppression))
    assert reason_of(decision) is expected
    assert isinstance(decision, Permitted | Refused)


def test_a_campaign_is_permitted_exactly_to_the_granted_unsuppressed_and_fully_proved() -> None:
    """All situations there are, under all campaigns there are: nothing else opens the door."""
    campaigns = [message for message in every(Message) if message.purpose is Purpose.CAMPAIGN]
    for message, person in product(campaigns, every(Situation)):
        everything = (
            message.sender_identified and message.replies_monitored and message.offers_opt_out
            and person.suppression is Suppression.NONE and person.standing is Standing.GRANTED
            and person.act in VALID_ACTS and person.words_kept and person.names_sender and person.states_content
            and person.states_frequency and person.tells_withdrawal and person.for_this_list and person.place_kept
            and person.mailbox_confirmed
        )  # fmt: skip
        assert isinstance(decide(message, person), Permitted) == everything, (message, person)


def test_whoever_is_unknown_gets_nothing_but_a_test() -> None:
    assert isinstance(decide(CAMPAIGN, Situation()), Refused)
    assert isinstance(decide(CONFIRMATION, Situation()), Refused)
    assert isinstance(decide(TEST, Situation()), Permitted)


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        ({"sender_identified": False}, Reason.SENDER_NOT_IDENTIFIED),
        ({"replies_monitored": False}, Reason.REPLIES_NOT_MONITORED),
        ({"offers_opt_out": False}, Reason.NO_OPT_OUT),
        ({"replies_monitored": False, "offers_opt_out": False}, Reason.REPLIES_NOT_MONITORED),
        (
            {"sender_identified": False, "replies_monitored": False, "offers_opt_out": False},
            Reason.SENDER_NOT_IDENTIFIED,
        ),
    ],
    ids=["no sender", "no replies", "no opt-out", "no replies first", "no sender first"],
)
@pytest.mark.parametrize("suppression", Suppression)
@pytest.mark.parametrize("standing", Standing)
def test_an_unlawful_campaign_is_refused_before_anything_about_the_person(
    lacking: dict[str, bool], reason: Reason, suppression: Suppression, standing: Standing
) -> None:
    person = replace(ANNE, standing=standing, suppression=suppression)
    assert decide(Message(Purpose.CAMPAIGN, **lacking), person) == Refused(reason, RULES[reason])


@pytest.mark.parametrize("message", [CONFIRMATION, TEST], ids=["confirmation", "test"])
def test_what_a_campaign_must_have_stops_no_reply_to_a_request(message: Message) -> None:
    bare = replace(message, sender_identified=False, replies_monitored=False, offers_opt_out=False)
    person = replace(ANNE, standing=Standing.ASKED)
    assert isinstance(decide(bare, person), Permitted)


@pytest.mark.parametrize(
    ("suppression", "refused"),
    [
        (Suppression.OBJECTION, Refused(Reason.OBJECTED, rules.OBJECTION_IS_ABSOLUTE)),
        (Suppression.BLOCK, Refused(Reason.BLOCKED, rules.BLOCK_ENDS_ALL)),
    ],
)
def test_a_wider_no_beats_every_basis_and_every_standing(suppression: Suppression, refused: Refused) -> None:
    for person in every(Situation):
        if person.suppression is suppression:
            assert decide(CAMPAIGN, person) == refused


def test_leaving_beats_the_best_of_evidence() -> None:
    for person in every(Situation):
        if person.standing is Standing.WITHDRAWN and person.suppression is Suppression.NONE:
            assert decide(CAMPAIGN, person) == Refused(Reason.WITHDRAWN, rules.WITHDRAWAL_ENDS_CONSENT)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (Situation(), Reason.NO_BASIS),
        (replace(ANNE, standing=Standing.REGISTERED), Reason.NO_BASIS),
        (replace(ANNE, standing=Standing.ASKED), Reason.NOT_CONFIRMED),
        (replace(ANNE, act=ConsentAct.SILENCE), Reason.ACT_INVALID),
        (replace(ANNE, act=ConsentAct.SILENCE, words_kept=False, for_this_list=False), Reason.ACT_INVALID),
        (replace(ANNE, words_kept=False, names_sender=False), Reason.WORDS_MISSING),
        (replace(ANNE, for_this_list=False, mailbox_confirmed=False), Reason.OTHER_LIST),
    ],
    ids=["unknown", "registered", "asked", "silence", "silence first", "words first", "other list first"],
)
def test_a_refusal_names_the_first_failing_condition_of_each_basis_tried(person: Situation, reason: Reason) -> None:
    decision = decide(CAMPAIGN, person)
    assert isinstance(decision, Refused)
    assert decision.reason is reason
    assert decision.tried == ((LegalBasis.CONSENT, reason),)


@pytest.mark.parametrize(
    ("message", "person", "permitted"),
    [
        (
            CAMPAIGN,
            ANNE,
            Permitted(
                LegalBasis.CONSENT,
                rules.PRIOR_CONSENT,
                frozenset({Duty.OFFER_OPT_OUT, Duty.IDENTIFY_SENDER, Duty.NO_TRACKING}),
            ),
        ),
        (
            CONFIRMATION,
            Situation(standing=Standing.ASKED),
            Permitted(
                LegalBasis.REQUESTED_REPLY,
                rules.CONFIRMATION_ANSWERS_A_REQUEST,
                frozenset({Duty.NO_MARKETING, Duty.IDENTIFY_SENDER, Duty.NO_TRACKING}),
            ),
        ),
        (
            TEST,
            Situation(),
            Permitted(LegalBasis.REQUESTED_REPLY, rules.TEST_IS_ASKED_FOR, frozenset({Duty.NO_TRACKING})),
        ),
    ],
    ids=["campaign", "confirmation", "test"],
)
def test_a_permission_names_its_basis_its_rule_and_its_duties(
    message: Message, person: Situation, permitted: Permitted
) -> None:
    assert decide(message, person) == permitted


def test_nobody_is_ever_tracked_and_no_confirmation_ever_advertises() -> None:
    permitted = [answer for answer in every_answer() if isinstance(answer, Permitted)]
    assert len(permitted) == 3
    assert all(Duty.NO_TRACKING in answer.duties for answer in permitted)


def test_every_reason_is_some_answer_of_the_law() -> None:
    assert {reason_of(answer) for answer in every_answer()} - {None} == set(Reason)


def test_every_rule_is_one_that_some_answer_rests_on() -> None:
    assert {answer.rule for answer in every_answer()} == set(rules.ALL)


def test_a_reason_always_comes_with_its_own_rule() -> None:
    """Only "no basis" has two: nobody asked this person, or nothing shows what the person did."""
    assert set(RULES) | {Reason.NO_BASIS} == set(Reason)
    for answer in every_answer():
        if isinstance(answer, Refused | Review):
            if answer.reason is Reason.NO_BASIS:
                assert answer.rule in {rules.PRIOR_CONSENT, rules.CONSENT_IS_PROVED}
            else:
                assert answer.rule == RULES[answer.reason]


def test_review_is_only_for_what_a_person_can_still_settle() -> None:
    reviewed = {answer.reason for answer in every_answer() if isinstance(answer, Review)}
    assert reviewed == {Reason.PLACE_UNKNOWN, Reason.NOT_CONFIRMED, Reason.FREQUENCY_NOT_STATED}


def test_every_rule_has_a_code_of_its_own_words_and_a_citation() -> None:
    assert len({rule.code for rule in rules.ALL}) == len(rules.ALL)
    written = [value for value in vars(rules).values() if isinstance(value, Rule)]
    assert list(rules.ALL) == written
    for rule in rules.ALL:
        assert all(getattr(rule, field.name) for field in fields(rule)), rule
        assert rule.code.isidentifier(), rule
        assert rule.says.endswith("."), rule


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_what_cites_no_law_is_called_policy_and_what_is_policy_cites_no_law(rule: Rule) -> None:
    assert (rule.weight is Weight.POLICY) == (rule.citation == "house policy")
    if rule.weight is Weight.STATUTE:
        assert any(law in rule.citation for law in ("markedsføringsloven", "ehandelsloven", "GDPR"))


def test_the_rule_set_is_named_after_the_day_it_was_last_changed() -> None:
    assert date.fromisoformat(RULE_SET) >= date(2026, 11, 22)
