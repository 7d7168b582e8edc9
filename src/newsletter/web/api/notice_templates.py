"""Templates: a notice that is approved once, and then sent to one recipient at a time, as a shop confirms orders."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from newsletter.access import auditing
from newsletter.errors import NotFound
from newsletter.notices import approving, spreading
from newsletter.notices.models import NoticeState
from newsletter.notices.recipients import LONGEST, Named
from newsletter.web.api.fields import Shown
from newsletter.web.api.notice_recipients import RecipientSent
from newsletter.web.api.notice_words import NoticeShown, NoticeWords, NoticeWriter, locked, shown, written
from newsletter.web.dependencies import ChosenSettings, Now, Writing
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["notices"])

FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Value = Annotated[str, StringConstraints(max_length=LONGEST)]


class TemplateSent(NoticeWords):
    """A template. Subject and body may also hold the fields it names, as {{ values.seat }}."""

    fields: Annotated[list[FieldName], Field(max_length=30)] = Field(default=[])


class TemplateUsed(RecipientSent):
    """Whom to send it to, about which order, and a value for each of its fields. No value may hold a link."""

    values: Annotated[dict[FieldName, Value], Field(max_length=30)] = Field(default={})


class QueuedShown(Shown):
    """One sending. Under this id it stands among the recipients of the template, with what became of it."""

    state: NoticeState


@router.post("/notices/templates", status_code=201, operation_id="create_notice_template")
async def create_notice_template(sent: TemplateSent, writer: NoticeWriter, session: Writing, now: Now) -> NoticeShown:
    """Keep a template. Hand it in and have it approved as a notice; then it is in use until it is cancelled."""
    told = await written(session, writer, sent) | {"is_template": True, "fields": list(dict.fromkeys(sent.fields))}
    return await shown(session, await approving.begin(session, writer.organisation, told, key=writer.hint, now=now))


@router.post(
    "/notices/templates/{notice_id}/send",
    status_code=202,
    operation_id="send_notice_template",
    responses=conflict("It is not approved, or is used no more."),
)
async def send_notice_template(
    notice_id: UUID, sent: TemplateUsed, writer: NoticeWriter, session: Writing, settings: ChosenSettings, now: Now
) -> QueuedShown:
    """Send it to one recipient. It goes before all campaigns, whatever marketing the recipient has said no to."""
    template = await locked(session, notice_id, writer)
    if not template.is_template:
        raise NotFound("template")
    named = Named(sent.email, sent.reference, sent.name, sent.values)
    made = await spreading.send_one(session, template, named, settings.fingerprint_secret, now=now)
    auditing.note(session, template, sent=str(made.uid))
    return QueuedShown(id=made.uid, state=template.state)
