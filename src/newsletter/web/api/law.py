"""The law as a question and an answer, for other programs: nothing is stored and nobody is written to."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, ValidatorFunctionWrapHandler, WrapValidator

from newsletter import cases
from newsletter.access.keys import Asker, Scope
from newsletter.law.bases import LegalBasis
from newsletter.law.case import Case
from newsletter.law.decision import Assumption, Caution, Duty, Weight
from newsletter.law.reasons import Reason
from newsletter.web.dependencies import ChosenSettings, asker_with

router = APIRouter(tags=["law"])

Reader = Annotated[Asker, asker_with(Scope.LAW_READ)]


class RuleShown(BaseModel):
    """The rule an answer rests on, and its place in the law."""

    code: str
    says: str
    citation: str
    weight: Weight


class TriedShown(BaseModel):
    """The first failing condition of a basis that was tried."""

    basis: LegalBasis
    reason: Reason


class DecisionShown(BaseModel):
    """What the law says to the facts it was told."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    decision: Literal["permitted", "refused", "review"]
    """Review: not before a person has decided."""
    basis: LegalBasis | None
    """What it rests on, or in review would rest on."""
    reason: Reason | None
    """Why not, or why not yet."""
    rule: RuleShown
    """The rule that decided."""
    tried: list[TriedShown]
    """Of each basis that was tried, what failed first."""
    duties: list[Duty]
    """What goes with the permission."""
    tracking: Literal["on", "off"]
    """Whether opens and clicks may be followed."""
    cautions: list[Caution]
    """What to think about before sending all the same."""
    assumptions: list[Assumption]
    """What was taken for true because it was not told."""
    settled: list[Reason]
    """The reviews a permission rests on."""
    rule_set: str
    """The version of the rules."""
    situation: dict[str, Any]
    """What the facts about the person come to, as the law looks at them."""
    facts_digest: str
    """SHA-256 of the facts as they were read."""


def _checked(sent: Any, read: ValidatorFunctionWrapHandler) -> Case:
    case: Case = read(sent)
    cases.check(case, sent)
    return case


Told = Annotated[Case, WrapValidator(_checked)]


@router.post("/law/decide", operation_id="decide_by_law")
def decide(case: Told, _: Reader, settings: ChosenSettings) -> DecisionShown:
    """What the law says to one message to one mailbox, told in full. Nothing of it is kept."""
    return DecisionShown(**cases.answer(case, settings.law_policy))
