"""Why would somebody get a campaign, or why not?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from newsletter import languages
from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.situations import Reckoning
from newsletter.organisations.ownership import owned
from newsletter.privacy.explanation import Explanation, explain
from newsletter.subscriptions.models import Subscriber
from newsletter.web.api.fields import Language
from newsletter.web.dependencies import ChosenSettings, Now, Reading, asker_with

router = APIRouter(tags=["subscribers"])

Reader = Annotated[Asker, asker_with(Scope.PRIVACY_READ)]


class ExplanationWanted(BaseModel):
    """Which campaign it is about, and the language of the words."""

    model_config = ConfigDict(extra="forbid")

    campaign_id: UUID
    language: Language = languages.SOURCE


@router.get("/subscribers/{subscriber_id}/explanation", operation_id="explain_subscriber")
async def explain_subscriber(
    subscriber_id: UUID,
    wanted: Annotated[ExplanationWanted, Query()],
    asker: Reader,
    session: Reading,
    settings: ChosenSettings,
    now: Now,
) -> Explanation:
    """Would this person get this campaign now, and why? The decision, its facts, and the record behind each."""
    campaign = await owned(session, Campaign, wanted.campaign_id, asker, "campaign")
    subscriber = await owned(session, Subscriber, subscriber_id, asker, "subscriber")
    at = Reckoning(now, settings.zone, settings.law_policy)
    return await explain(session, campaign, subscriber, at, wanted.language)
