"""Before a campaign goes: what is missing, and what the law would say of everybody on the list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.checking import problems
from newsletter.campaigns.expecting import Expected, expect, hints
from newsletter.campaigns.launching import sender_of
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning
from newsletter.errors import Problem
from newsletter.law.bases import LegalBasis
from newsletter.law.reasons import Reason
from newsletter.organisations.ownership import owned
from newsletter.web.dependencies import ChosenSettings, Now, Reading, asker_with

router = APIRouter(tags=["campaigns"])

Reader = Annotated[Asker, asker_with(Scope.CAMPAIGNS_READ)]


class ProblemShown(BaseModel):
    """One thing that is missing, and what to do."""

    pointer: str
    code: str
    message: str


class ExpectedShown(BaseModel):
    """What the law would say if the campaign went now.

    `on_list` are all on the list, also those who left it. `asked` are those the law was asked about: everybody, or the
    first 50,000 of a longer list.
    """

    on_list: int
    asked: int
    permitted: dict[LegalBasis, int]
    refused: dict[Reason, int]
    review: dict[Reason, int]


class ChecklistShown(BaseModel):
    """Whether the campaign may go. `hints` do not keep it from going, but people from getting it."""

    ready: bool
    problems: list[ProblemShown]
    hints: list[ProblemShown]
    expected: ExpectedShown


@router.get("/campaigns/{campaign_id}/checklist", operation_id="check_campaign")
async def check_campaign(
    campaign_id: UUID, caller: Reader, session: Reading, settings: ChosenSettings, now: Now
) -> ChecklistShown:
    """What is missing before the campaign may go, and how many on the list would get it, by the law's own answer."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    found = problems(campaign, *await sender_of(session, campaign))
    expected = await expect(session, campaign, Reckoning(now, settings.zone, settings.law_policy))
    return ChecklistShown(
        ready=not found,
        problems=_shown(found),
        hints=_shown(hints(campaign, expected)),
        expected=_expected_shown(expected),
    )


def _shown(found: list[Problem]) -> list[ProblemShown]:
    return [ProblemShown(pointer=p.pointer, code=p.code, message=p.message) for p in found]


def _expected_shown(found: Expected) -> ExpectedShown:
    return ExpectedShown(
        on_list=found.on_list,
        asked=found.asked,
        permitted=dict(found.permitted),
        refused=dict(found.refused),
        review=dict(found.review),
    )
