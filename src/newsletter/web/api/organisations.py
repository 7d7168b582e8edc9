"""The sender behind a key: who it is, as every mail must tell (ehandelsloven § 8)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.identifying import identify
from newsletter.errors import NotFound
from newsletter.organisations.models import Organisation
from newsletter.web.api.fields import FilledCountry, FilledLine, Line, Mailbox, Sent, Shown, WebAddress
from newsletter.web.dependencies import Reading, Writing, asker_with, caller_with
from newsletter.web.document.refusals import conflict
from newsletter.web.versions import Versioned

router = APIRouter(tags=["organisations"])

Reader = Annotated[Asker, asker_with(Scope.ORGANISATION_READ)]
Writer = Annotated[Organisation, caller_with(Scope.ORGANISATION_WRITE)]


class OrganisationShown(Shown, Versioned):
    """The legal entity that sends."""

    name: str
    organisation_number: str
    postal_address: str
    email: str
    website: str
    privacy_policy_url: str
    country: str
    in_business: bool
    non_commercial_because: str
    balancing_test: str


class OrganisationChanges(Sent):
    """What to change; what is left out stays."""

    name: FilledLine | None = None
    organisation_number: Line | None = None
    postal_address: Line | None = None
    email: Mailbox | None = None
    website: WebAddress | None = None
    privacy_policy_url: WebAddress | None = None
    country: FilledCountry | None = None
    in_business: bool | None = Field(default=None, description="False for who has no economic aim. It sells nothing.")
    non_commercial_because: Line | None = Field(default=None, description="Why it does not act in business.")
    balancing_test: Line | None = Field(
        default=None,
        description="Which document weighs its interest against the person's, or names its public task.",
    )


def shown(organisation: Organisation) -> OrganisationShown:
    return OrganisationShown(id=organisation.uid, **organisation.model_dump(exclude={"id", "uid", "created_at"}))


@router.get("/organisations", operation_id="list_organisations")
async def list_organisations(caller: Reader) -> dict[str, list[OrganisationShown]]:
    """The organisation this key belongs to."""
    return {"data": [shown(caller.organisation)]}


@router.get("/organisations/{organisation_id}", operation_id="get_organisation")
async def get_organisation(organisation_id: UUID, caller: Reader, session: Reading) -> OrganisationShown:
    """One organisation: the one this key belongs to."""
    if organisation_id != caller.organisation.uid:
        raise NotFound("organisation")
    return shown(await session.get_one(Organisation, caller.organisation.id))


@router.patch(
    "/organisations/{organisation_id}",
    operation_id="change_organisation",
    responses=conflict("Its number is evidence by now, or a campaign on its way needs what would be taken away."),
)
async def change_organisation(
    organisation_id: UUID, changes: OrganisationChanges, caller: Writer, session: Writing
) -> OrganisationShown:
    """Change what mails tell about the sender."""
    if organisation_id != caller.uid:
        raise NotFound("organisation")
    organisation = await session.get_one(Organisation, caller.id)
    await identify(session, organisation, changes.model_dump(exclude_none=True))
    return shown(organisation)
