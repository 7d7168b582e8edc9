"""Which condition fails first? What a basis rests on, as conditions in the order they are tried."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Refused, Review, Rule
from newsletter.law.reasons import Reason

Answers = Mapping[Reason, bool]
"""What a person, asked in review, answered about one situation: True, it may be sent; False, it may not."""


class Condition(NamedTuple):
    """Something a basis needs. What is `answerable` a person may settle in review; the rest nothing can mend."""

    met: bool
    reason: Reason
    rule: Rule
    answerable: bool = False


def failing(conditions: Iterable[Condition], basis: LegalBasis, answers: Answers) -> Refused | Review | None:
    """The first condition that fails, as an answer. A review is asked only when nothing refuses anyway."""
    unmet = [condition for condition in conditions if not condition.met]
    for condition in unmet:
        if not condition.answerable:
            return Refused(condition.reason, condition.rule)
    if any(answers.get(condition.reason) is False for condition in unmet):
        return Refused(Reason.REVIEWED_NO, rules.REVIEW_BY_A_PERSON)
    for condition in unmet:
        if condition.reason not in answers:
            return Review(condition.reason, condition.rule, basis)
    return None


def settled(conditions: Iterable[Condition]) -> frozenset[Reason]:
    """The reviews that a permission rests on, once nothing fails."""
    return frozenset(condition.reason for condition in conditions if not condition.met)
