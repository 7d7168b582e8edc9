"""Does the page a lawyer reads say what the code does? Its tables are compared with it, word by word."""

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import RULE_SET, Duty, Reason, Refused, Review, Rule
from newsletter.law.facts import ConsentAct, Standing, Suppression
from newsletter.settings import Settings
from tests.law.cases import VALID_ACTS, every_answer
from tests.law.test_evidence import TAKEN_AWAY

CHECKOUT = Path(__file__).parent.parent.parent
PAGE = (CHECKOUT / "docs" / "law.md").read_text()
TESTS = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))


def table(first: str) -> dict[str, list[str]]:
    """The rows of the table whose first heading this is: by their first cell, the others."""
    found = re.search(rf"^\| {first} \|.*\n\|[-|]+\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert found, f"there is no table of {first}"
    rows = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in found[1].splitlines()]
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0].strip("`"): row[1:] for row in rows}


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_every_rule_stands_on_the_page_as_in_the_code(rule: Rule) -> None:
    says, citation, weight, applied_in, shown_by = table("Rule")[rule.code]
    assert (says, citation, weight) == (rule.says, rule.citation, rule.weight)
    source = (CHECKOUT / "src" / "newsletter" / f"{applied_in.strip('`')}.py").read_text()
    (name,) = (name for name, value in vars(rules).items() if value is rule)
    assert f"rules.{name}" in source
    assert f"def {shown_by.strip('`')}(" in TESTS


def test_the_page_knows_no_rule_that_the_code_does_not() -> None:
    assert list(table("Rule")) == [rule.code for rule in rules.ALL]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_stands_on_the_page_with_its_answer_and_its_rule(reason: Reason) -> None:
    means, answer, rule, what_helps = table("Reason")[reason]
    assert means == meanings()[reason.name].rstrip(".")
    given = {found for found in every_answer() if isinstance(found, Refused | Review) and found.reason is reason}
    assert {word for word in ("refused", "review") if word in answer} == {type(g).__name__.lower() for g in given}
    assert set(re.findall(r"`(\w+)`", rule)) == {found.rule.code for found in given}
    assert what_helps


def meanings() -> dict[str, str]:
    """What the code says beside each reason."""
    source = (CHECKOUT / "src" / "newsletter" / "law" / "decision.py").read_text()
    return {name: told for told, name in re.findall(r"^    #: (.*)\n    ([A-Z_]+) = ", source, re.MULTILINE)}


def test_the_page_knows_no_reason_that_the_code_does_not() -> None:
    assert set(table("Reason")) == set(Reason)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Standing", Standing),
        ("Wider no", Suppression),
        ("Act", ConsentAct),
        ("Duty", Duty),
        ("Basis", LegalBasis),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_word_of_the_law_stands_on_the_page(heading: str, words: type[StrEnum]) -> None:
    assert set(table(heading)) == set(words) - ({Suppression.NONE} if words is Suppression else set())


def test_the_acts_by_which_one_can_consent_are_those_of_the_code() -> None:
    assert {act for act, row in table("Act").items() if row[-1] == "yes"} == VALID_ACTS


def test_the_evidence_is_told_in_the_order_it_is_tried() -> None:
    found = re.findall(r"^\| \d \| .* \| (refused|review) \|$", PAGE, re.MULTILINE)
    assert found == [kind.__name__.lower() for kind, _, _ in TAKEN_AWAY.values()]


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


def test_only_the_basis_that_carries_something_is_said_to() -> None:
    carrying = {found.basis for found in every_answer() if not isinstance(found, Refused | Review)}
    silent = {basis for basis, row in table("Basis").items() if row[-1] == "a word so far; permits nothing yet"}
    assert silent == set(LegalBasis) - carrying - {LegalBasis.UNKNOWN}


def test_every_rule_is_asked_somewhere_in_the_law_itself() -> None:
    """A rule that is listed and never applied would be a promise."""
    asked = set()
    for file in (CHECKOUT / "src" / "newsletter" / "law").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rules":
                asked.add(getattr(rules, node.attr))
    assert asked == set(rules.ALL)
