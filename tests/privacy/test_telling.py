"""Every record is told, known or not; every point of the list is in the law's page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from newsletter.consent.record import Facts
from newsletter.languages import translations
from newsletter.law import rules
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.decision import Rule
from newsletter.law.reasons import Reason
from newsletter.law.standing import Happening
from newsletter.law.vocabulary import ConsentAct
from newsletter.privacy.behind import FACTS as OF_A_SITUATION
from newsletter.privacy.points import FIELDS
from newsletter.privacy.telling.kinds import FACTS, KINDS, VALUES, facts_told, tell
from newsletter.privacy.telling.remedies import remedy
from newsletter.privacy.telling.words import BASES, REASONS

LAW = (Path(__file__).parent.parent.parent / "docs" / "law.md").read_text()


@dataclass(frozen=True)
class Recorded:
    """As much of a record as is told."""

    kind: str
    list_name: str = ""
    facts: Facts = field(default_factory=dict)


def bokmal(text: str) -> str:
    return translations("nb").ugettext(text)


@pytest.mark.parametrize("kind", Happening)
def test_every_kind_of_record_is_told_in_words(kind: Happening) -> None:
    assert kind in KINDS, "write it in privacy/telling/kinds"
    assert "%(" not in tell(Recorded(kind, "Jazz"), bokmal)


def test_a_kind_that_nobody_has_named_is_told_with_its_facts() -> None:
    record = Recorded("rubber_stamped", "Jazz", {"stamp": "round", "act": "paper", "count": 3})

    assert tell(record, str) == "Something was recorded under the word “rubber_stamped”."
    assert facts_told(record, str) == [("stamp", "round"), ("What the person did", "signed on paper"), ("count", "3")]


def test_a_record_that_reaches_every_list_says_so() -> None:
    assert tell(Recorded("withdrawn"), bokmal) == "Personen meldte seg av listen «alle lister»."


def test_every_act_is_told_in_words() -> None:
    assert set(ConsentAct) - {ConsentAct.NONE} <= set(VALUES)


def test_every_basis_and_every_reason_of_the_law_is_told_in_words() -> None:
    assert set(LegalBasis) <= set(BASES)
    assert set(Reason) <= set(REASONS)


def test_the_list_of_what_authorities_ask_for_is_that_of_the_page() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", LAW.partition("## What an authority asks for")[2], re.MULTILINE)

    assert {int(number): asked_for for number, asked_for in rows} == FIELDS


@pytest.mark.parametrize("basis", LegalBasis)
def test_each_basis_has_its_place_in_both_laws(basis: LegalBasis) -> None:
    row = re.search(rf"^\| `{basis}` \| (.*) \| (GDPR art\. 6.*|–) \|$", LAW, re.MULTILINE)

    assert row
    assert row.groups() == (PLACES[basis].marketing_act or "–", PLACES[basis].article or "–")


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_every_rule_is_told_in_norwegian(rule: Rule) -> None:
    assert bokmal(rule.says) != rule.says
    assert not re.search(r"paragraph|guidance|policy|recital|directive| art\. \d+\(", bokmal(rule.citation))


SPELT_ALIKE = {"Partner", "Person"}


def test_every_fact_every_kind_of_record_and_every_reason_is_told_in_norwegian() -> None:
    means = [told for told, _ in OF_A_SITUATION.values()]
    said = {*means, *KINDS.values(), *FACTS.values(), *REASONS.values(), *VALUES.values(), *FIELDS.values()}

    assert {text for text in said if bokmal(text) == text} <= SPELT_ALIKE


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("speak", [str, bokmal], ids=["en", "nb"])
def test_what_would_settle_a_reason_is_never_to_import_or_to_ask_by_mail(
    reason: Reason, speak: Callable[[str], str]
) -> None:
    for for_review in (True, False):
        told = remedy(reason, for_review=for_review, speak=speak)
        assert told
        assert "%(" not in told
        assert not re.search(r"\bimport", told, re.IGNORECASE)


def test_only_the_person_lifts_an_objection() -> None:
    for reason in (Reason.OBJECTED, Reason.WITHDRAWN, Reason.OPTED_OUT):
        assert remedy(reason, for_review=False, speak=str).startswith("Only the person can lift it")


def test_a_confirmation_is_told_as_the_button_that_was_pressed_and_not_as_what_was_ticked() -> None:
    record = Recorded("granted", "Jazz", {"act": "unticked_box", "channel": "confirmation_link"})

    assert "the button was pressed on the page behind the link" in tell(record, str)
    assert [name for name, _ in facts_told(record, str)] == ["By what means"]


def test_what_was_ticked_on_another_page_is_told_as_no_more_than_its_form_says() -> None:
    record = Recorded("asked", "Jazz", {"act": "unticked_box", "shown_by": "website"})

    [(_, said)] = facts_told(record, bokmal, without=("shown_by",))

    assert said.startswith("krysset av i en tom rute (etter det oppsettet av skjemaet sier; ")


def test_the_rule_on_customers_names_each_condition_of_the_statute() -> None:
    for condition in ("existing customer", "in connection with a sale", "own goods", "correspond", "each mail"):
        assert condition in rules.CUSTOMER_BY_SALE.says
