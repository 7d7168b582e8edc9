"""Which situation do facts told in full make? What is blank, in the future or about something else makes none."""

import pytest

from newsletter.law.reading import same_entity
from tests.law.cases import decided, facts, outcome
from tests.law.test_evidence import BASES, ROWS

#: The evidence that is a text in words of one's own.
TEXTS = [
    (basis, path, expected)
    for basis, path, expected in ROWS
    if path.rpartition("__")[2]
    in {
        "text", "content", "withdrawal", "place", "language", "frequency", "controller_number", "reference",
        "verified_how", "organisation_number", "organisation_form", "non_commercial_because", "balancing_test",
    }
]  # fmt: skip


@pytest.mark.parametrize("blank", [" ", "\t\n", "\u00a0"], ids=["space", "tab and line", "no-break space"])
@pytest.mark.parametrize(("basis", "path", "expected"), TEXTS, ids=[f"{basis} {path}" for basis, path, _ in TEXTS])
def test_blanks_tell_nothing(basis: str, path: str, expected: str, blank: str) -> None:
    found = facts(BASES[basis][0], **{path: blank})
    if expected in ("supporting only", "untold"):
        assert outcome(decided(found)) == f"permitted {basis}"
    else:
        assert outcome(decided(found)) == expected


def test_a_blank_contract_reason_or_document_is_none() -> None:
    assert outcome(decided(facts("consent-collected-without-contract", consents__0__collector_contract=" "))) == (
        "review collector_not_documented"
    )
    assert (
        outcome(decided(facts("consent-paper-with-scan", consents__0__document=" "))) == "review mailbox_not_confirmed"
    )
    assert outcome(decided(facts("no-paper-with-scan-later", consents__0__document=" "))) == "refused objected"
    assert (
        outcome(decided(facts("customer-corresponding", message__corresponds__0__why=" ")))
        == "refused not_corresponding"
    )


def test_a_list_without_name_and_goods_without_name_are_not_the_same_thing_twice() -> None:
    for blank in ("", " "):
        unnamed = facts("c01", message__list=blank, consents__0__lists=[blank])
        assert outcome(decided(unnamed)) == "refused out_of_scope_purpose"
        goods = facts("c05", message__product_groups=[blank], sales__0__product_groups=[blank])
        assert outcome(decided(goods)) == "refused not_corresponding"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Brygga AS", "999888777"), ("Brygga AS", "999888777"), True),
        (("Brygga AS", "999 888 777"), ("Brygga Kulturhus AS", "NO999888777MVA"), True),
        (("Brygga AS", "no 999\u00a0888\u00a0777 mva"), ("Brygga AS", "999888777"), True),
        (("Brygga AS", "999888777"), ("Brygga AS", "911222333"), False),
        (("Brygga AS", ""), ("brygga  as", "999888777"), True),
        (("Brygga AS", ""), ("Brygga Drift AS", ""), False),
        (("", ""), ("", ""), False),
        ((" ", ""), (" ", ""), False),
        (("", "999888777"), ("Brygga AS", "999888777"), True),
        (("", "999888777"), ("Brygga AS", ""), False),
    ],
)
def test_two_names_are_one_legal_entity_by_number_or_else_by_name(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert same_entity(*one, *other) is same
    assert same_entity(*other, *one) is same


def test_of_several_consents_the_newest_counts() -> None:
    good = facts("c01")["consents"][0]
    later = {"given_at": "2026-06-01T10:00:00+02:00", "confirmed_at": "2026-06-01T10:00:09+02:00"}
    narrower = facts("c01", consents=[{**good, **later, "content_types": ["jazz"]}, good])
    narrower["message"]["content_types"] = ["rock"]
    assert outcome(decided(narrower)) == "refused out_of_scope_content"
    worse = facts("c01", consents=[{**good, **later, "act": "preticked_box"}, good])
    assert outcome(decided(worse)) == "refused consent_preticked"
    older = {"given_at": "2025-06-01T10:00:00+02:00", "confirmed_at": "2025-06-01T10:00:09+02:00"}
    better = facts("c01", consents=[good, {**good, **older, "act": "preticked_box"}])
    assert outcome(decided(better)) == "permitted consent"


def test_a_number_of_mails_in_no_period_promises_nothing_in_numbers() -> None:
    found = facts("consent-frequency-at-the-door", consents__0__per=None)
    assert outcome(decided(found)) == "permitted consent"


def test_the_consent_that_counts_is_a_confirmed_one_to_this_list_that_still_stands() -> None:
    good = facts("c01")["consents"][0]
    later = {**good, "given_at": "2026-06-01T10:00:00+02:00", "confirmed_at": "2026-06-01T10:00:09+02:00"}
    waiting = {**later, "confirmed_at": None, "content": ""}
    assert outcome(decided(facts("c01", consents=[good, waiting]))) == "permitted consent"
    elsewhere = {**later, "lists": ["restaurant offers"], "content": ""}
    assert outcome(decided(facts("c01", consents=[good, elsewhere]))) == "permitted consent"
    left = {"said_at": "2026-07-01T10:00:00+02:00", "scope": "list", "list": "restaurant offers"}
    other_lists = [{**good, "lists": ["theatre"]}, elsewhere]
    assert outcome(decided(facts("c01", consents=other_lists, noes=[left]))) == "refused out_of_scope_purpose"
