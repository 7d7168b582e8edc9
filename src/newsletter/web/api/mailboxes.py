"""Whose mailbox a subscriber's address is."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from newsletter.access.keys import Asker, Scope
from newsletter.customers import mailboxes
from newsletter.customers.mailboxes import Described
from newsletter.law.vocabulary import MailboxKind
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import Subscriber
from newsletter.web.api.fields import Line, Sent
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with
from newsletter.web.versions import Versioned

router = APIRouter(tags=["subscribers"])

Reader = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_READ)]
Writer = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_WRITE)]

OrganisationForm = Annotated[str, StringConstraints(pattern=r"^([A-Za-zÆØÅæøå]{2,8})?$", to_upper=True)]


class MailboxSent(Sent):
    """Whose mailbox it is, and how that was found out. What is left out is not known."""

    kind: MailboxKind = Field(
        description="private: a person's own; work: one employee's; role: impersonal, as post@; unclear."
    )
    organisation_form: OrganisationForm = Field(
        default="", description="As Brønnøysundregistrene abbreviate it. ENK is a natural person.", examples=["AS"]
    )
    organisation_number: Line = ""
    verified_how: Line = Field(default="", description="How it was found to be impersonal. Name no person here.")
    verified_on: date | None = None


class MailboxShown(Versioned):
    """Whose mailbox it is, as recorded last."""

    kind: MailboxKind
    organisation_form: str
    organisation_number: str
    verified_how: str
    verified_on: date | None


def shown(found: Described) -> MailboxShown:
    return MailboxShown(**vars(found))


@router.put("/subscribers/{subscriber_id}/mailbox", operation_id="describe_mailbox")
async def describe_mailbox(
    subscriber_id: UUID, sent: MailboxSent, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> MailboxShown:
    """Record whose mailbox it is. An impersonal one of an organisation may be written to without consent."""
    subscriber = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    told = Described(**sent.model_dump())
    await mailboxes.describe(session, settings, caller.organisation, subscriber, told, now=now)
    return shown(told)


@router.get("/subscribers/{subscriber_id}/mailbox", operation_id="get_mailbox")
async def get_mailbox(subscriber_id: UUID, caller: Reader, session: Reading) -> MailboxShown:
    """Whose mailbox it is; a person's own where nothing was recorded."""
    subscriber = await owned(session, Subscriber, subscriber_id, caller, "subscriber")
    return shown(await mailboxes.described(session, caller.organisation, subscriber))
