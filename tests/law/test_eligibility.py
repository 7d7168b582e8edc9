"""In which order is the law asked, and what does it tell? What any answer must keep to, whatever the facts."""

import json
from dataclasses import fields, replace

import pytest

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.consents import VALID_ACTS
from newsletter.law.decision import RULE_SET, Duty, Permitted, Refused, Review, Rule, Weight, told
from newsletter.law.eligibility import decide
from newsletter.law.facts import Message, Situation
from newsletter.law.messages import unlawful
from newsletter.law.reading import question
from newsletter.law.reasons import Reason
from newsletter.law.times import Policy
from newsletter.law.vocabulary import Age, BannedContent, ConsentAct, MessageClass, Moment, Standing, Suppression
from tests.law.cases import NAMES, case_of, decided, every_decision, facts, outcome

CAMPAIGN, ANNE, _ = question(case_of(facts("c01")))
"""A lawful campaign, and somebody who ticked an empty box beside complete words and confirmed from her mailbox."""

#: Worse and worse: each is told before what stands after it, whatever else is wrong.
ORDER = [
    ({"banned_content": frozenset({BannedContent.ALCOHOL})}, {}, Reason.CONTENT_BANNED),
    ({}, {"suppression": Suppression.BLOCK}, Reason.BLOCKED),
    ({}, {"suppression": Suppression.OBJECTION}, Reason.OBJECTED),
    ({}, {"standing": Standing.WITHDRAWN}, Reason.WITHDRAWN),
    ({"segmented": True}, {"refuses_profiling": True}, Reason.PROFILING_OBJECTED),
    ({}, {"age": Age.CHILD}, Reason.UNDER_AGE),
    ({}, {"consent": replace(ANNE.consent, act=ConsentAct.SILENCE)}, Reason.CONSENT_BY_SILENCE),  # type: ignore[type-var]
    ({"sender_identified": False}, {}, Reason.SENDER_NOT_IDENTIFIED),
    ({"replies_monitored": False}, {}, Reason.REPLIES_NOT_MONITORED),
    ({"offers_opt_out": False}, {}, Reason.NO_OPT_OUT),
]  # fmt: skip


@pytest.mark.parametrize("first", range(len(ORDER)), ids=[reason for _, _, reason in ORDER])
def test_what_is_wrong_is_told_in_the_order_of_the_questions(first: int) -> None:
    message, person = CAMPAIGN, ANNE
    for of_message, of_person, _ in reversed(ORDER[first:]):
        message = replace(message, **of_message)  # type: ignore[arg-type]
        person = replace(person, **of_person)  # type: ignore[arg-type]
    decision = decide(message, person)
    assert isinstance(decision, Refused)
    assert decision.reason is ORDER[first][2]


#: What a person with complete evidence gets, for each standing: none, registered, asked, granted, withdrawn, asked
#: again.
ANSWERS: dict[tuple[MessageClass, Suppression], tuple[str, ...]] = {
    (MessageClass.MARKETING, Suppression.NONE): (
        "refused out_of_scope_purpose", "refused out_of_scope_purpose", "refused not_confirmed",
        "permitted consent", "refused withdrawn", "refused withdrawn",
    ),
    (MessageClass.MARKETING, Suppression.OBJECTION): ("refused objected",) * 6,
    (MessageClass.MARKETING, Suppression.BLOCK): ("refused blocked",) * 6,
    (MessageClass.REQUESTED_REPLY, Suppression.NONE): (
        "refused not_asked", "refused not_asked", "permitted requested_reply", "refused not_asked", "refused not_asked",
        "permitted requested_reply",
    ),
    (MessageClass.REQUESTED_REPLY, Suppression.OBJECTION): (
        "refused not_asked", "refused not_asked", "permitted requested_reply", "refused not_asked", "refused not_asked",
        "permitted requested_reply",
    ),
    (MessageClass.REQUESTED_REPLY, Suppression.BLOCK): ("refused blocked",) * 6,
    (MessageClass.TEST, Suppression.NONE): (*("permitted requested_reply",) * 4, *("refused withdrawn",) * 2),
    (MessageClass.TEST, Suppression.OBJECTION): ("refused objected",) * 6,
    (MessageClass.TEST, Suppression.BLOCK): ("refused blocked",) * 6,
}  # fmt: skip


@pytest.mark.parametrize(("kind", "suppression"), ANSWERS)
def test_the_answer_for_each_kind_suppression_and_standing(kind: MessageClass, suppression: Suppression) -> None:
    message = replace(CAMPAIGN, kind=kind, contains_marketing=kind is MessageClass.MARKETING)
    people = [replace(ANNE, standing=standing, suppression=suppression) for standing in Standing]
    assert tuple(outcome(decide(message, person)) for person in people) == ANSWERS[kind, suppression]


def test_of_whom_nothing_is_known_gets_nothing_but_a_test() -> None:
    permitted = {kind for kind in MessageClass if isinstance(decide(Message(kind), Situation()), Permitted)}
    assert permitted == {MessageClass.TEST}


def test_a_service_message_rests_on_no_consent_and_no_marketing_on_a_contract() -> None:
    ticket = replace(CAMPAIGN, kind=MessageClass.CONTRACT_MESSAGE, reference_kept=True, contains_marketing=False)
    assert outcome(decide(ticket, Situation())) == "permitted contract_message"
    assert outcome(decide(replace(ticket, contains_marketing=True), Situation())) == "refused mixed_content"
    assert outcome(decide(replace(ticket, contains_marketing=True), ANNE)) == "permitted consent"


@pytest.mark.parametrize("name", ["survey-second", "survey-germany"])
def test_a_survey_that_is_marketing_is_not_called_mixed(name: str) -> None:
    assert every_decision()[name].rule == rules.SURVEY_IS_NO_MARKETING


def test_what_is_wrong_with_the_message_itself_is_known_before_anybody_is_looked_at() -> None:
    assert unlawful(CAMPAIGN) is None
    assert unlawful(replace(CAMPAIGN, offers_opt_out=False)) == Refused(Reason.NO_OPT_OUT, rules.OPT_OUT_OFFERED)
    banned = replace(CAMPAIGN, banned_content=frozenset({BannedContent.TOBACCO}), offers_opt_out=False)
    assert unlawful(banned) == Refused(Reason.CONTENT_BANNED, rules.CONTENT_BANNED)


def test_only_a_promised_frequency_is_answered_otherwise_at_launch_than_at_the_door() -> None:
    for name in NAMES:
        at_launch, at_the_door = (decided(facts(name, message__moment=moment)) for moment in Moment)
        if outcome(at_launch) != outcome(at_the_door):
            assert outcome(at_the_door) == "refused frequency_exceeded"


def test_the_headline_is_of_the_basis_that_something_is_kept_for() -> None:
    """A season ticket without opt-out says more than that nobody consented; an employee's mailbox more than either."""
    assert outcome(every_decision()["c08"]) == "refused optout_not_offered_at_collection"
    assert outcome(every_decision()["c14"]) == "refused natural_person_no_basis"
    both = facts("c02", sales=facts("c08")["sales"])
    assert outcome(decided(both)) == "refused consent_preticked"


def test_of_several_relationships_the_one_that_comes_furthest_speaks() -> None:
    ended, no_opt_out = facts("c05")["sales"][0], facts("c08")["sales"][0]
    found = facts("c05", sales=[{**ended, "ended_on": "2026-01-01"}, no_opt_out])
    for sales in (found["sales"], found["sales"][::-1]):
        assert outcome(decided({**found, "sales": sales})) == "refused optout_not_offered_at_collection"
    assert outcome(decided({**found, "sales": [*found["sales"], ended]})) == "permitted existing_customer"


def test_a_review_is_asked_only_when_nothing_refuses_anyway() -> None:
    found = facts("mailbox-unverified", message__recognisable_as_marketing=False)
    assert outcome(decided(found)) == "refused not_recognisable"


# Policy


@pytest.mark.parametrize(
    ("name", "policy", "expected"),
    [
        ("stale-24-months", Policy(consent_stale_after=36), "permitted consent"),
        ("stale-12-months", Policy(consent_stale_after=12), "refused consent_stale"),
        ("abroad-denmark-consent-lapsed", Policy(consent_stale_after=36), "refused consent_stale"),
        ("customer-piano-25-months", Policy(capital_good_counts_for=30), "permitted existing_customer"),
        ("customer-piano-23-months", Policy(capital_good_counts_for=20), "refused relationship_ended"),
        ("customer-piano-23-months", Policy(capital_good_counts_for=23), "refused relationship_ended"),
        ("customer-piano-25-months", Policy(capital_good_counts_for=26), "permitted existing_customer"),
        ("customer-piano-25-months", Policy(capital_good_counts_for=120), "permitted existing_customer"),
    ],
)
def test_the_operators_numbers_count_and_no_number_makes_another_country_lenient(
    name: str, policy: Policy, expected: str
) -> None:
    assert outcome(decided(facts(name), policy)) == expected


# What is told


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_is_told_as_stable_json(name: str) -> None:
    decision = every_decision()[name]
    first, again = json.dumps(told(decision)), json.dumps(told(decided(facts(name))))
    assert first == again
    data = json.loads(first)
    assert list(data) == [
        "decision", "basis", "reason", "rule", "tried", "duties", "tracking", "cautions", "assumptions", "settled",
        "rule_set",
    ]  # fmt: skip
    assert data["rule_set"] == RULE_SET
    assert (data["basis"] is None) == isinstance(decision, Refused)
    assert (data["reason"] is None) == isinstance(decision, Permitted)
    assert set(data["rule"]) == {field.name for field in fields(Rule)}
    assert data["duties"] == sorted(data["duties"])
    assert (data["tracking"] == "on") == (data["decision"] == "permitted" and Duty.NO_TRACKING not in data["duties"])


# The rules themselves


def test_every_rule_has_a_code_of_its_own_words_and_a_citation() -> None:
    assert len({rule.code for rule in rules.ALL}) == len(rules.ALL)
    assert list(rules.ALL) == [value for value in vars(rules).values() if isinstance(value, Rule)]
    for rule in rules.ALL:
        assert all(getattr(rule, field.name) for field in fields(rule)), rule
        assert rule.code.isidentifier(), rule
        assert rule.says.endswith("."), rule


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_only_policy_is_called_house_policy_and_all_else_cites_the_law_or_an_authority(rule: Rule) -> None:
    assert (rule.weight is Weight.POLICY) == rule.citation.startswith("house policy")
    assert rule.weight is not Weight.GUIDANCE or any(
        authority in rule.citation for authority in ("Forbrukertilsynet", "Datatilsynet", "Forbrugerombudsmanden")
    )


def test_the_acts_by_which_one_can_consent_are_four() -> None:
    assert len(VALID_ACTS) == 4
    assert LegalBasis.CONSENT in {found.basis for found in every_decision().values() if isinstance(found, Review)}
