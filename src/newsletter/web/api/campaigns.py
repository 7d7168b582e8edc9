"""Campaigns: write, see and preview. What lets them go and holds them is in `launching`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import col, select

from newsletter.access.keys import Asker, Scope
from newsletter.campaigns import editing, launching
from newsletter.campaigns.models import BodyFormat, Campaign, CampaignState
from newsletter.campaigns.rendering import Recipient
from newsletter.campaigns.scheduling import doubled
from newsletter.errors import NotFound
from newsletter.law.vocabulary import BannedContent
from newsletter.organisations.ownership import owned, theirs
from newsletter.subscriptions.models import MailingList, Subscriber
from newsletter.web.api.fields import Code, FilledLine, FilledText, Page, Sent, Shown, Window
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with
from newsletter.web.document.refusals import conflict
from newsletter.web.versions import Versioned

router = APIRouter(tags=["campaigns"])

Reader = Annotated[Asker, asker_with(Scope.CAMPAIGNS_READ)]
Writer = Annotated[Asker, asker_with(Scope.CAMPAIGNS_WRITE)]

Codes = Annotated[list[Code], Field(max_length=50)]
Partners = Annotated[list[FilledLine], Field(max_length=50)]
Banned = Annotated[list[BannedContent], Field(max_length=len(BannedContent))]


class CampaignSent(Sent):
    """One message to one list. Subject and body may hold merge fields such as {{ subscriber.name }}."""

    list_id: UUID
    subject: FilledLine
    body: FilledText
    body_format: BodyFormat = BodyFormat.MARKDOWN
    product_groups: Codes = Field(default=[], description="What it promotes. Needed to reach customers.")
    own_products: bool | None = Field(
        default=None, description="All that it promotes is sold by the sender itself. Null: nobody has said."
    )
    sells: bool = Field(default=True, description="It offers something against payment.")
    content_types: Codes = Field(default=[], description="Kinds of content in it; empty: what the list promises.")
    partners: Partners = Field(default=[], description="Others whose offers or advertising are in it.")
    banned_content: Banned = Field(default=[], description="What is in it that may go to nobody.")
    asks_consent: bool = Field(default=False, description="It asks for a consent, which is itself marketing.")


class CampaignChanges(Sent):
    """What to change; what is left out stays."""

    subject: FilledLine | None = None
    body: FilledText | None = None
    body_format: BodyFormat | None = None
    product_groups: Codes | None = None
    own_products: bool | None = None
    sells: bool | None = None
    content_types: Codes | None = None
    partners: Partners | None = None
    banned_content: Banned | None = None
    asks_consent: bool | None = None


class Schedule(BaseModel):
    """When it goes: as it was said, and the instant that is."""

    at: str
    zone: str | None
    instant: datetime
    note: str | None = Field(default=None, description="Which of the two is meant, of a time that comes twice.")


class CampaignShown(Shown, Versioned):
    """A campaign."""

    list_id: UUID
    subject: str
    body: str
    body_format: BodyFormat
    product_groups: list[str]
    own_products: bool | None
    sells: bool
    content_types: list[str]
    partners: list[str]
    banned_content: list[BannedContent]
    asks_consent: bool
    state: CampaignState
    paused_because: str | None = Field(description="Why it paused by itself, and what to do.")
    overdue_because: str | None = Field(description="Why it did not go at its time, and what to do.")
    schedule: Schedule | None
    launched_at: datetime | None
    finished_at: datetime | None
    created_at: datetime
    changed_at: datetime


class CampaignFilter(Window):
    """Which campaigns are asked for."""

    state: CampaignState | None = None
    list_id: UUID | None = None


class PreviewShown(BaseModel):
    """The campaign as one person would read it."""

    subject: str
    html: str
    text: str


async def shown(session: Reading, campaign: Campaign) -> CampaignShown:
    mailing_list = await session.get_one(MailingList, campaign.list_id)
    return _shown(campaign, mailing_list)


def _shown(campaign: Campaign, mailing_list: MailingList) -> CampaignShown:
    schedule = None
    if campaign.scheduled_local and campaign.scheduled_at:
        local, zone = campaign.scheduled_local, campaign.scheduled_zone
        schedule = Schedule(at=local, zone=zone, instant=campaign.scheduled_at, note=doubled(local, zone))
    plain = campaign.model_dump(include=set(CampaignShown.model_fields) - {"id", "list_id"})
    return CampaignShown(id=campaign.uid, list_id=mailing_list.uid, schedule=schedule, **plain)


@router.post("/campaigns", status_code=201, operation_id="create_campaign")
async def create_campaign(sent: CampaignSent, caller: Writer, session: Writing, now: Now) -> CampaignShown:
    """Begin a campaign as a draft."""
    mailing_list = await owned(session, MailingList, sent.list_id, caller, "list")
    made = await editing.begin(session, mailing_list, sent.model_dump(exclude={"list_id"}), now=now)
    return _shown(made, mailing_list)


@router.get("/campaigns", operation_id="list_campaigns")
async def list_campaigns(
    caller: Reader, session: Reading, wanted: Annotated[CampaignFilter, Query()]
) -> Page[CampaignShown]:
    """The organisation's campaigns, oldest first; those in one state, or to one list."""
    query = select(Campaign, MailingList).join(MailingList)
    query = query.where(*theirs(Campaign, caller), col(Campaign.id) > wanted.after)
    if wanted.state is not None:
        query = query.where(Campaign.state == wanted.state)
    if wanted.list_id is not None:
        query = query.where(MailingList.uid == wanted.list_id)
    rows = (await session.exec(query.order_by(col(Campaign.id)).limit(wanted.limit + 1))).all()
    return Page(**wanted.page([_shown(*row) for row in rows], [row[0].id for row in rows]))


@router.get("/campaigns/{campaign_id}", operation_id="get_campaign")
async def get_campaign(campaign_id: UUID, caller: Reader, session: Reading) -> CampaignShown:
    """One campaign."""
    return await shown(session, await owned(session, Campaign, campaign_id, caller, "campaign"))


@router.patch("/campaigns/{campaign_id}", operation_id="change_campaign", responses=conflict("It was launched."))
async def change_campaign(
    campaign_id: UUID, changes: CampaignChanges, caller: Writer, session: Writing, now: Now
) -> CampaignShown:
    """Change a campaign that was not launched."""
    campaign = await locked(session, campaign_id, caller)
    await editing.change(session, campaign, changes.model_dump(exclude_none=True), now=now)
    return await shown(session, campaign)


@router.delete(
    "/campaigns/{campaign_id}", status_code=204, operation_id="delete_campaign", responses=conflict("It is on its way.")
)
async def delete_campaign(campaign_id: UUID, caller: Writer, session: Writing, now: Now) -> None:
    """Delete a campaign that is not on its way. What was sent stays on record."""
    campaign = await locked(session, campaign_id, caller)
    editing.throw_away(campaign, now=now)
    session.add(campaign)


@router.get("/campaigns/{campaign_id}/preview", operation_id="preview_campaign")
async def preview_campaign(
    campaign_id: UUID,
    subscriber_id: UUID,
    caller: Reader,
    session: Reading,
    settings: ChosenSettings,
) -> PreviewShown:
    """The campaign as one subscriber would read it."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    subscriber = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    mailing_list, organisation = await launching.sender_of(session, campaign)
    # A link that carries no right: whoever tries it out must not take a real person off the list.
    to = Recipient(subscriber.name, subscriber.email, f"{settings.base_url}/unsubscribe/preview")
    seen = editing.preview(campaign, mailing_list, organisation, to)
    return PreviewShown(subject=seen.subject, html=seen.html, text=seen.text)


async def locked(session: Writing, campaign_id: UUID, caller: Asker) -> Campaign:
    """The campaign, held until this transaction ends: two launches at once are one."""
    campaign = await owned(session, Campaign, campaign_id, caller, "campaign")
    await session.refresh(campaign, with_for_update=True)
    if campaign.deleted_at is not None:  # while we waited
        raise NotFound("campaign")
    return campaign
