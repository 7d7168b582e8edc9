"""Does the page a lawyer reads say what the code does? Its tables are compared with it, word by word."""

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest

from newsletter.law import rules, vocabulary
from newsletter.law.bases import LegalBasis
from newsletter.law.consents import VALID_ACTS
from newsletter.law.countries import COUNTRIES, OTHER_EEA, Organisations, country
from newsletter.law.customers import OPEN, SUFFICIENT
from newsletter.law.decision import RULE_SET, Assumption, Caution, Duty, Refused, Review, Rule
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import (
    Age,
    BannedContent,
    Channel,
    ConsentAct,
    MailboxKind,
    MessageClass,
    Moment,
    NoScope,
    Per,
    Purpose,
    RelationshipKind,
    Standing,
    Suppression,
)
from newsletter.settings import Settings
from tests.law.cases import every_decision
from tests.law.test_eligibility import ORDER
from tests.law.test_evidence import BASES, SUPPORTING, UNTOLD

CHECKOUT = Path(__file__).parent.parent.parent
LAW = CHECKOUT / "src" / "newsletter" / "law"
PAGE = (CHECKOUT / "docs" / "law.md").read_text()


def table(first: str, page: str = PAGE) -> dict[str, list[str]]:
    """The rows of the table whose first heading this is: by their first cell, the others."""
    found = re.search(rf"^\| {re.escape(first)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", page, re.MULTILINE)
    assert found, f"there is no table of {first}"
    rows = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in found[1].splitlines()]
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0].strip("`"): row[1:] for row in rows}


# Rules and reasons


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_every_rule_stands_on_the_page_as_in_the_code(rule: Rule) -> None:
    says, citation, weight, applied_in, shown_by = table("Rule")[rule.code]
    assert (says, citation, weight) == (rule.says, rule.citation, rule.weight)
    source = (CHECKOUT / "src" / "newsletter" / f"{applied_in.strip('`')}.py").read_text()
    (name,) = (name for name, value in vars(rules).items() if value is rule)
    assert re.search(rf"\brules\.{name}\b", source)
    assert every_decision()[shown_by.strip("`")].rule == rule


def test_the_page_knows_no_rule_that_the_code_does_not() -> None:
    assert list(table("Rule")) == [rule.code for rule in rules.ALL]


def test_every_rule_is_asked_somewhere_in_the_law_itself() -> None:
    """A rule that is listed and never applied would be a promise."""
    asked = set()
    for file in LAW.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rules":
                asked.add(getattr(rules, node.attr))
    assert asked == set(rules.ALL)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_stands_on_the_page_with_its_answer_and_its_rule(reason: Reason) -> None:
    means, answer, rule, what_helps = table("Reason")[reason]
    assert means == meanings()[reason.name].rstrip(".")
    decisions = every_decision().values()
    given = {found for found in decisions if isinstance(found, Refused | Review) and found.reason is reason}
    assert answer.split(", ") == sorted({type(found).__name__.lower() for found in given})
    assert set(re.findall(r"`(\w+)`", rule)) == {found.rule.code for found in given}
    assert what_helps


def meanings() -> dict[str, str]:
    """What the code says beside each reason."""
    source = (LAW / "reasons.py").read_text()
    return {name: told for told, name in re.findall(r"^    #: (.*)\n    ([A-Z_]+) = ", source, re.MULTILINE)}


def test_the_page_knows_no_reason_that_the_code_does_not() -> None:
    assert list(table("Reason")) == list(Reason)


# Words

WORDS: dict[str, type[StrEnum]] = {
    "Kind of message": MessageClass,
    "Purpose": Purpose,
    "Moment": Moment,
    "Content": BannedContent,
    "Channel": Channel,
    "Standing": Standing,
    "A no to": NoScope,
    "Act": ConsentAct,
    "Period": Per,
    "Relationship": RelationshipKind,
    "Mailbox": MailboxKind,
    "Age": Age,
    "Duty": Duty,
    "Caution": Caution,
    "Assumption": Assumption,
    "Basis": LegalBasis,
}


@pytest.mark.parametrize("heading", WORDS)
def test_every_word_of_the_law_stands_on_the_page(heading: str) -> None:
    assert set(table(heading)) == set(WORDS[heading])


def test_no_set_of_words_of_the_vocabulary_is_left_out() -> None:
    sets = {kind for kind in vars(vocabulary).values() if isinstance(kind, type) and issubclass(kind, StrEnum)}
    assert sets - {StrEnum} - set(WORDS.values()) == {Suppression}
    assert set(table("Wider no")) == set(Suppression) - {Suppression.NONE}


def test_the_acts_by_which_one_can_consent_are_those_of_the_code() -> None:
    assert {act for act, row in table("Act").items() if row[-1] == "yes"} == VALID_ACTS


def test_the_relationships_that_are_one_are_those_of_the_code() -> None:
    answers = {kind: row[-1].partition(",")[0] for kind, row in table("Relationship").items()}
    assert {kind for kind, answer in answers.items() if answer == "yes"} == SUFFICIENT
    assert {kind for kind, answer in answers.items() if answer == "review"} == OPEN


# Questions and evidence


def test_the_questions_are_told_in_the_order_they_are_asked() -> None:
    section = PAGE.partition("## The order of the questions")[2].partition("\n| ")[0]
    places = [section.index(f"`{reason}`") for _, _, reason in ORDER if f"`{reason}`" in section]
    told = [reason for _, _, reason in ORDER if f"`{reason}`" in section]
    assert {reason for _, _, reason in ORDER} - set(told) == {Reason.CONSENT_BY_SILENCE}  # one of many of a consent
    marketing = section.index("**Has the person said no?**")
    later = [section.find(f"`{reason}`", marketing) for reason in told if reason is not Reason.CONTENT_BANNED]
    assert places[0] == min(places)
    assert later == sorted(later)


@pytest.mark.parametrize("basis", BASES)
def test_what_proves_a_basis_is_told_as_it_is(basis: str) -> None:
    """The tables of the page are those of the tests, and these are compared with every fact that can be told."""
    name, expected = BASES[basis]
    found = re.search(rf"^### .*: `{basis}`\n(.*?)(?=^###? |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    told = {fact: row[-1] for fact, row in table("Fact", found[1]).items()}
    needed = {as_told(path): as_answered(e) for path, e in expected.items() if e not in (SUPPORTING, UNTOLD)}
    assert told == needed
    (supporting,) = re.findall(r"^Supporting only: (.*)\.$", found[1], re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", supporting)) == {as_told(p) for p, e in expected.items() if e == SUPPORTING}
    assert name


def as_told(path: str) -> str:
    return path.replace("__0__", "[].").replace("__", ".")


def as_answered(expected: str) -> str:
    kind, reason = expected.split()
    return f"{kind}, `{reason}`"


# Countries


def test_what_is_known_of_countries_is_told() -> None:
    told = table("Country")
    assert set(told) == {*COUNTRIES, "other EEA", "all others"}
    treated = {
        Organisations.FREE: "may be written to",
        Organisations.PROTECTED: "protected like people",
        Organisations.NOT_KNOWN: "review",
    }
    some_other = next(iter(OTHER_EEA))
    for name, row in told.items():
        there = country({"other EEA": some_other, "all others": "ZZ"}.get(name, name))
        lapses = f"after {there.consent_lapses_after} months" if there.consent_lapses_after else "no"
        said = [there.surveys_are_marketing, there.appeals_are_marketing, there.has_register_to_heed]
        assert row == [treated[there.organisations], lapses, *("yes" if so else "no" for so in said)], name
    assert len({country(code) for code in OTHER_EEA}) == 1


# Versions and numbers


def test_the_page_is_of_this_version_of_the_rules() -> None:
    assert f"`rule_set` on the delivery, now {RULE_SET}." in PAGE


def test_the_numbers_that_are_policy_are_those_of_the_settings() -> None:
    default = {name: field.default for name, field in Settings.model_fields.items()}
    assert default["confirmation_link_days"] == 7
    assert "good for 7 days" in PAGE
    assert (default["confirmation_mails_a_day"], default["confirmation_mails_ever"]) == (1, 3)
    assert "one confirmation mail a day, three ever" in PAGE
    assert default["test_mails_a_day"] == 50
    assert "50 a day" in PAGE
    assert default["launch_grace_minutes"] == 60
    assert "more than an hour late" in PAGE
    assert (default["consent_warns_after_months"], default["consent_stale_after_months"]) == (12, 24)
    assert "**A consent unused for 12 months**" in PAGE
    assert "**unused for 24 months**" in PAGE
    assert default["capital_good_months"] == 24
    assert "makes a customer relationship for 24 months" in PAGE


def test_the_laws_own_defaults_are_those_of_the_settings() -> None:
    from newsletter.law.times import Policy

    assert Settings().law_policy == Policy()
