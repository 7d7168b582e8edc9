"""What proves each basis? Every fact that can be told is left out in turn; what changes nothing is listed as such."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from newsletter.law.case import Case
from newsletter.law.consents import INVALID_ACTS, VALID_ACTS
from newsletter.law.decision import RULE_SET, Permitted
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import ConsentAct, RelationshipKind
from tests.law.cases import Facts, case_of, decided, facts, outcome, without

#: It only supports what stands elsewhere, limits what is permitted, or is not about this basis: the answer stays.
SUPPORTING = "supporting only"
#: It says nothing in this case: it stands there as if untold.
UNTOLD = "untold"

NO_MARKETING = {
    "message__kind": SUPPORTING,  # untold it is marketing
    "message__moment": UNTOLD,
    "message__channel": UNTOLD,
    "message__already_sent": UNTOLD,
    "message__sells": UNTOLD,
    "message__corresponds": UNTOLD,
    "message__partners": UNTOLD,
    "message__content_types": UNTOLD,
    "message__banned_content": UNTOLD,
    "message__directed_at_children": UNTOLD,
    "message__asks_consent": UNTOLD,
    "message__segmented": UNTOLD,
    "message__wants_tracking": UNTOLD,
    "message__opt_out_needs_login": UNTOLD,
    "message__reference": UNTOLD,
    "message__contains_marketing": UNTOLD,
    "sender__country": UNTOLD,
    "sender__in_business": UNTOLD,
    "sender__non_commercial_because": UNTOLD,
    "sender__balancing_test": UNTOLD,
    "recipient__organisation_form": UNTOLD,
    "recipient__organisation_number": UNTOLD,
    "recipient__verified_how": UNTOLD,
    "recipient__verified_at": UNTOLD,
    "recipient__mailbox": UNTOLD,
    "recipient__tracking_consented_at": UNTOLD,
    "recipient__country": SUPPORTING,  # untold it is taken for the sender's, and the decision says so
    "recipient__age": SUPPORTING,  # untold it is taken for adult, and the decision says so
}
TEMPLATE = {
    "message__identifies_sender": "refused sender_not_identified",
    "message__replies_monitored": "refused replies_not_monitored",
    "message__free_opt_out": "refused no_opt_out",
}
CONSENT = {
    **NO_MARKETING,
    **TEMPLATE,
    "message__kind": UNTOLD,
    "message__list": "refused out_of_scope_purpose",
    "message__recognisable_as_marketing": SUPPORTING,  # who consented expects it
    "message__own_products": SUPPORTING,
    "message__product_groups": SUPPORTING,
    "sender__organisation_number": SUPPORTING,  # then the names are compared
    "consents__0__act": "refused consent_act_unknown",
    "consents__0__given_at": "refused consent_time_unknown",
    "consents__0__lists": "refused no_basis",  # a consent to nothing
    "consents__0__text": "refused consent_words_missing",
    "consents__0__controller": SUPPORTING,  # its number names the same legal entity
    "consents__0__controller_number": "review consent_number_missing",
    "consents__0__content": "refused consent_content_not_stated",
    "consents__0__withdrawal": "refused consent_withdrawal_not_told",
    "consents__0__place": "review consent_place_unknown",
    "consents__0__language": "review consent_language_unknown",
    "consents__0__frequency": "review consent_frequency_not_stated",
    "consents__0__channel": "review consent_channel_not_stated",
    "consents__0__confirmed_at": "refused not_confirmed",
    "consents__0__confirmation_sent_at": SUPPORTING,
    "consents__0__at_most": SUPPORTING,  # a limit; none in numbers binds by its words alone
    "consents__0__per": SUPPORTING,
    "consents__0__content_types": UNTOLD,
    "consents__0__partners": UNTOLD,
    "consents__0__lasts_months": UNTOLD,
    "consents__0__document": UNTOLD,
    "consents__0__collected_by": UNTOLD,
    "consents__0__collector_contract": UNTOLD,
}
CUSTOMER = {
    **NO_MARKETING,
    **TEMPLATE,
    "message__kind": UNTOLD,
    "message__list": SUPPORTING,
    "message__recognisable_as_marketing": "refused not_recognisable",
    "message__own_products": "refused not_own_products",
    "message__product_groups": "refused not_corresponding",
    "sender__organisation_number": SUPPORTING,
    "sales__0__kind": "refused no_sale",
    "sales__0__completed": "refused no_sale",
    "sales__0__seller": SUPPORTING,  # its number names the same legal entity
    "sales__0__seller_number": SUPPORTING,  # and so does its name
    "sales__0__reference": "review sale_reference_missing",
    "sales__0__made_on": "review sale_date_missing",
    "sales__0__ended_on": SUPPORTING,  # an agreement that says no end runs
    "sales__0__product_groups": "refused not_corresponding",
    "sales__0__address_given_by_customer": "refused address_not_from_sale",
    "sales__0__marketing_use_told": "refused marketing_use_not_told",
    "sales__0__opt_out__offered": "refused optout_not_offered_at_collection",
    "sales__0__opt_out__text": "review optout_text_missing",
    "sales__0__opt_out__opted_out": "review optout_answer_unknown",
}
ORGANISATION = {
    **NO_MARKETING,
    **TEMPLATE,
    "message__kind": UNTOLD,
    "message__list": SUPPORTING,
    "message__recognisable_as_marketing": "refused not_recognisable",
    "message__own_products": SUPPORTING,
    "message__product_groups": SUPPORTING,
    "sender__organisation_number": SUPPORTING,
    "recipient__age": UNTOLD,
    "recipient__mailbox": "refused no_basis",
    "recipient__organisation_form": "review organisation_form_unknown",
    "recipient__organisation_number": "review organisation_number_missing",
    "recipient__verified_how": "review mailbox_not_verified",
    "recipient__verified_at": "review mailbox_not_verified",
}
CONTRACT = {
    **NO_MARKETING,
    "message__kind": "refused relationship_insufficient",
    "message__list": UNTOLD,
    "message__reference": "review reference_missing",
    "message__contains_marketing": "review ad_free_not_shown",
    "message__identifies_sender": SUPPORTING,  # a duty that goes with the permission
    "message__replies_monitored": SUPPORTING,
    "message__free_opt_out": SUPPORTING,
    "message__recognisable_as_marketing": SUPPORTING,
    "message__own_products": UNTOLD,
    "message__product_groups": UNTOLD,
    "sender__organisation_number": SUPPORTING,
}
APPEAL = {
    **NO_MARKETING,
    **TEMPLATE,
    "message__list": SUPPORTING,
    "message__sells": "refused no_basis",
    "message__recognisable_as_marketing": SUPPORTING,
    "message__own_products": SUPPORTING,
    "message__product_groups": SUPPORTING,
    "sender__organisation_number": SUPPORTING,
    "sender__in_business": "refused no_basis",
    "sender__non_commercial_because": "review non_commercial_not_documented",
    "sender__balancing_test": "review non_commercial_not_documented",
}
#: Of each basis a case in which it holds, and what each missing fact does to it.
BASES: dict[str, tuple[str, dict[str, str]]] = {
    "consent": ("c01", CONSENT),
    "existing_customer": ("c05", CUSTOMER),
    "not_natural_person": ("c13", ORGANISATION),
    "contract_message": ("c23-without-banner", CONTRACT),
    "non_commercial": ("charity-appeal", APPEAL),
}
#: Told in every case, or it is none.
REQUIRED = {"sender__name"}
#: Of a contract message the sale is no part.
NOT_ITS_OWN = {"contract_message": {"sales"}}


def tellable(told: Any, where: str = "") -> Iterator[str]:
    """The path of every fact that could be told of what this case tells of."""
    for field in fields(told):
        value, path = getattr(told, field.name), f"{where}{field.name}"
        if is_dataclass(value):
            yield from tellable(value, f"{path}__")
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            yield from tellable(value[0], f"{path}__0__")
        elif where:
            yield path


ROWS = [(basis, path, expected) for basis, (_, table) in BASES.items() for path, expected in table.items()]


@pytest.mark.parametrize(("basis", "path", "expected"), ROWS, ids=[f"{basis} {path}" for basis, path, _ in ROWS])
def test_what_each_missing_fact_does(basis: str, path: str, expected: str) -> None:
    found = facts(BASES[basis][0])
    left = outcome(decided(without(found, path)))
    if expected in (SUPPORTING, UNTOLD):
        assert left == f"permitted {basis}"
        assert is_told(found, path) == (expected == SUPPORTING)
    else:
        assert left == expected


def is_told(found: Facts, path: str) -> bool:
    at: Any = found
    for step in path.split("__"):
        if step not in at and not step.isdigit():
            return False
        at = at[int(step)] if step.isdigit() else at[step]
    return True


@pytest.mark.parametrize("basis", BASES)
def test_no_fact_is_forgotten_in_these_tables(basis: str) -> None:
    name, table = BASES[basis]
    assert outcome(decided(facts(name))) == f"permitted {basis}"
    possible = {
        path for path in tellable(case_of(facts(name))) if path.partition("__")[0] not in NOT_ITS_OWN.get(basis, ())
    }
    assert set(table) == possible - REQUIRED


def test_these_tables_are_about_everything_that_can_be_told_but_noes_mails_and_answers() -> None:
    told_of = {path.partition("__")[0] for _, table in BASES.values() for path in table}
    assert {field.name for field in fields(Case)} - told_of == {"at", "noes", "mails", "answers"}


def test_of_several_missing_pieces_what_refuses_is_told_before_what_a_person_may_settle() -> None:
    found = facts("c01", consents__0__place="", consents__0__content="")
    assert outcome(decided(found)) == "refused consent_content_not_stated"


def test_of_several_missing_pieces_the_first_is_told() -> None:
    order = ["act", "given_at", "text", "content", "withdrawal"]
    for place, name in enumerate(order):
        found = facts("c01", **{f"consents__0__{lost}": ... for lost in order[place:]})
        found["consents"][0] |= {"controller": "", "controller_number": ""} if place < 3 else {}
        assert outcome(decided(found)) == CONSENT[f"consents__0__{name}"]


ACTS: dict[ConsentAct, str] = {
    ConsentAct.NONE: "refused consent_act_unknown",
    ConsentAct.UNTICKED_BOX: "permitted consent",
    ConsentAct.SINGLE_PURPOSE_FORM: "permitted consent",
    ConsentAct.PAPER: "permitted consent",
    ConsentAct.RECORDED_CALL: "permitted consent",
    ConsentAct.PRETICKED_BOX: "refused consent_preticked",
    ConsentAct.TERMS_CLAUSE: "refused consent_bundled",
    ConsentAct.SILENCE: "refused consent_by_silence",
    ConsentAct.CONDITION_OF_PURCHASE: "refused consent_condition_of_purchase",
}


@pytest.mark.parametrize("act", ConsentAct)
def test_only_an_act_by_which_one_can_consent_counts_and_no_confirmation_heals_another(act: ConsentAct) -> None:
    assert outcome(decided(facts("c01", consents__0__act=act))) == ACTS[act]
    assert (act in VALID_ACTS) == (ACTS[act] == "permitted consent")
    assert (act in INVALID_ACTS) == (act not in VALID_ACTS and act is not ConsentAct.NONE)


KINDS: dict[RelationshipKind, str] = {
    RelationshipKind.NONE: "refused no_sale",
    RelationshipKind.CONTINUING_AGREEMENT: "permitted existing_customer",
    RelationshipKind.CAPITAL_GOOD: "permitted existing_customer",
    RelationshipKind.REPEAT_PURCHASE: "review relationship_unclear",
    RelationshipKind.SINGLE_PURCHASE: "refused relationship_insufficient",
    RelationshipKind.FREEMIUM_ACCOUNT: "review relationship_unclear",
}


@pytest.mark.parametrize("kind", RelationshipKind)
def test_what_makes_a_customer_relationship(kind: RelationshipKind) -> None:
    assert outcome(decided(facts("c05", sales__0__kind=kind))) == KINDS[kind]


ANSWERABLE = {expected.removeprefix("review ") for _, _, expected in ROWS if expected.startswith("review ")}


@pytest.mark.parametrize(
    ("basis", "path", "reason"),
    [
        (basis, path, expected.removeprefix("review "))
        for basis, path, expected in ROWS
        if expected.startswith("review ")
    ],
)
def test_what_is_for_review_a_person_may_settle_and_the_permission_says_so(basis: str, path: str, reason: str) -> None:
    found = without(facts(BASES[basis][0]), path)
    answer = {"reason": reason, "by": "Kari Jurist", "why": "Shown in another way.", "until": "2027-01-01T00:00:00Z"}
    found["answers"] = [{**answer, "permitted": True, "rule_set": RULE_SET}]
    settled = decided(found)
    assert isinstance(settled, Permitted)
    assert settled.settled == {Reason(reason)}
    found["answers"] = [{**answer, "permitted": False, "rule_set": RULE_SET}]
    assert outcome(decided(found)) == "refused reviewed_no"


@pytest.mark.parametrize(
    ("basis", "path", "reason"),
    [(b, p, e.removeprefix("refused ")) for b, p, e in ROWS if e.startswith("refused ")],
)
def test_what_is_refused_nobody_can_settle(basis: str, path: str, reason: str) -> None:
    found = without(facts(BASES[basis][0]), path)
    answer = {"by": "Kari Jurist", "why": "I want to.", "until": "2027-01-01T00:00:00Z", "rule_set": RULE_SET}
    found["answers"] = [{**answer, "reason": every, "permitted": True} for every in Reason]
    assert outcome(decided(found)) == f"refused {reason}"
