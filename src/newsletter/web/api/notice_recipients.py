"""Whom a notice is for, and what became of the message to each of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import col, select

from newsletter.access.keys import Asker, Scope
from newsletter.campaigns.situations import Reckoning
from newsletter.deliveries import Delivery, DeliveryState
from newsletter.errors import Conflict, Invalid, NotFound, Problem
from newsletter.law.bases import LegalBasis
from newsletter.notices import approving, recipients
from newsletter.notices.explaining import NoticeExplanation, explain
from newsletter.notices.models import Notice, NoticeRecipient, NoticeState
from newsletter.notices.recipients import LONGEST, Named, read_csv
from newsletter.notices.results import report
from newsletter.organisations.ownership import owned
from newsletter.web.api.fields import Page, Sent, Shown, Window
from newsletter.web.api.notice_words import NoticeReader, NoticeWriter, locked
from newsletter.web.dependencies import (
    ChosenSettings,
    Now,
    Reading,
    Writing,
    caller_with,
    whole_body,
)
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["notices"])

MOST = 50_000  # in one call, whatever the settings allow


class RecipientSent(Sent):
    """Somebody the notice is about, and by which order."""

    email: str = Field(max_length=LONGEST)
    reference: str = Field(max_length=LONGEST)
    name: str = Field(default="", max_length=LONGEST)

    @property
    def named(self) -> Named:
        return Named(self.email, self.reference, self.name)


Some = Annotated[list[RecipientSent], Field(max_length=MOST)]


class RecipientsSent(Sent):
    """Whom it is for as well."""

    recipients: Annotated[Some, Field(min_length=1)]


class AddedShown(BaseModel):
    """How many were added, and how many stood there already with the same order."""

    added: int
    repeated: int


class NoticeReportShown(BaseModel):
    """Numbers over all recipients. `reasons` says for each state why."""

    state: NoticeState
    recipients: int
    deliveries: dict[DeliveryState, int]
    reasons: dict[DeliveryState, dict[str, int]]


class RecipientShown(Shown):
    """One recipient and what became of the message to them; *null* before it goes. Erased ones have no address."""

    email: str
    name: str
    reference: str
    erased_at: datetime | None
    state: DeliveryState | None
    reason: str | None
    legal_basis: LegalBasis | None
    rule: str | None
    rule_set: str | None
    decided_at: datetime | None
    attempts: int | None
    settled_at: datetime | None


class RecipientFilter(Window):
    """Which recipients are asked for."""

    state: DeliveryState | None = None


@router.post(
    "/notices/{notice_id}/recipients",
    operation_id="add_notice_recipients",
    responses=conflict("It was sent, or is a template."),
)
async def add_notice_recipients(
    notice_id: UUID,
    sent: RecipientsSent,
    writer: NoticeWriter,
    session: Writing,
    settings: ChosenSettings,
    now: Now,
) -> AddedShown:
    """Add recipients. They become nobody's subscribers, and are forgotten some days after the notice ended."""
    return await _change_recipients(session, notice_id, writer, [one.named for one in sent.recipients], settings, now)


@router.post(
    "/notices/{notice_id}/recipients/csv",
    operation_id="upload_notice_recipients",
    responses=conflict("It was sent, or is a template."),
    dependencies=[caller_with(Scope.NOTICES_WRITE), Depends(whole_body)],
    openapi_extra={"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def upload_notice_recipients(
    notice_id: UUID, request: Request, writer: NoticeWriter, session: Writing, settings: ChosenSettings, now: Now
) -> AddedShown:
    """Add recipients out of a file: CSV in UTF-8 whose first line is `email,reference,name`."""
    await owned(session, Notice, notice_id, writer, "notice")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "text/csv":
        raise Invalid(Problem("", "content_type", "Send the file with `Content-Type: text/csv`."))
    try:
        text = (await request.body()).decode()
    except UnicodeDecodeError:
        raise Invalid(Problem("", "encoding", "The file is not UTF-8. Save it as CSV UTF-8.")) from None
    return await _change_recipients(session, notice_id, writer, read_csv(text), settings, now)


@router.get("/notices/{notice_id}/recipients", operation_id="list_notice_recipients")
async def list_notice_recipients(
    notice_id: UUID, asker: NoticeReader, session: Reading, wanted: Annotated[RecipientFilter, Query()]
) -> Page[RecipientShown]:
    """Everybody the notice is for, one by one, and what became of the message to them."""
    notice = await owned(session, Notice, notice_id, asker, "notice")
    query = (
        select(NoticeRecipient, Delivery)
        .outerjoin(Delivery, col(Delivery.uid) == col(NoticeRecipient.uid))
        .where(NoticeRecipient.notice_id == notice.id, col(NoticeRecipient.id) > wanted.after)
        .order_by(col(NoticeRecipient.id))
        .limit(wanted.limit + 1)
    )
    if wanted.state is not None:
        query = query.where(Delivery.state == wanted.state)
    rows = (await session.exec(query)).all()
    return Page(**wanted.page([_recipient_shown(*row) for row in rows], [row[0].id for row in rows]))


@router.get("/notices/{notice_id}/recipients/{recipient_id}/explanation", operation_id="explain_notice_recipient")
async def explain_notice_recipient(
    notice_id: UUID, recipient_id: UUID, asker: NoticeReader, session: Reading, settings: ChosenSettings, now: Now
) -> NoticeExplanation:
    """Why it was no marketing, or what kept it from this recipient: the rule with its citation, then and now."""
    notice = await owned(session, Notice, notice_id, asker, "notice")
    theirs = (NoticeRecipient.notice_id == notice.id, NoticeRecipient.uid == recipient_id)
    if (found := (await session.exec(select(NoticeRecipient).where(*theirs))).first()) is None:
        raise NotFound("recipient")
    at = Reckoning(now, settings.zone, settings.law_policy)
    return await explain(session, notice, asker.organisation, found, at)


@router.get("/notices/{notice_id}/report", operation_id="report_notice")
async def report_notice(notice_id: UUID, asker: NoticeReader, session: Reading) -> NoticeReportShown:
    """How many it is for, and what became of the message to them."""
    notice = await owned(session, Notice, notice_id, asker, "notice")
    found = await report(session, notice)
    return NoticeReportShown(
        state=notice.state, recipients=found.recipients, deliveries=found.states, reasons=found.reasons
    )


async def _change_recipients(
    session: Writing, notice_id: UUID, writer: Asker, named: list[Named], settings: ChosenSettings, now: datetime
) -> AddedShown:
    notice = await locked(session, notice_id, writer)
    if notice.is_template:
        raise Conflict("A template has no recipients of its own. POST /api/v1/notices/templates/{id}/send sends it.")
    approving.edit(notice, {}, key=writer.hint, now=now)
    session.add(notice)
    return await add(session, notice, named, settings, now)


async def add(
    session: Writing, notice: Notice, named: list[Named], settings: ChosenSettings, now: datetime
) -> AddedShown:
    most = settings.notice_recipients
    added = await recipients.add(session, notice, named, settings.fingerprint_secret, most=most, now=now)
    return AddedShown(added=added.added, repeated=added.repeated)


def _recipient_shown(recipient: NoticeRecipient, delivery: Delivery | None) -> RecipientShown:
    theirs = recipient.model_dump(include={"email", "name", "reference", "erased_at"})
    of_it = {"state", "reason", "legal_basis", "rule", "rule_set", "decided_at", "attempts", "settled_at"}
    became = delivery.model_dump(include=of_it) if delivery else dict.fromkeys(of_it)
    return RecipientShown(id=recipient.uid, **theirs, **became)
