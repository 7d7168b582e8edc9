"""Notices: mail that is no marketing, to those it concerns. Write it, hand it in, approve it, call it off."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, StringConstraints
from sqlmodel import col, select

from newsletter.notices import approving, recipients
from newsletter.notices.checking import problems
from newsletter.notices.models import Notice, NoticeRecipient
from newsletter.notices.rendering import render, somebody
from newsletter.organisations.ownership import owned, theirs
from newsletter.web.api.checklist import ProblemShown
from newsletter.web.api.fields import FilledLine, FilledText, Line, Mailbox, Page, Sent, Window
from newsletter.web.api.notice_recipients import Some, add
from newsletter.web.api.notice_words import (
    DeclaredSent,
    Links,
    NoticeApprover,
    NoticeReader,
    NoticeShown,
    NoticeWords,
    NoticeWriter,
    locked,
    shown,
    written,
)
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing
from newsletter.web.document.refusals import conflict

router = APIRouter(tags=["notices"])


class NoticeSent(NoticeWords):
    """A notice to those it concerns."""

    recipients: Some = Field(default=[])


class NoticeChanges(Sent):
    """What to change; what is left out stays. Whatever was handed in has to be handed in again."""

    concerns: FilledLine | None = None
    because: Line | None = None
    reply_to: Mailbox | None = None
    subject: FilledLine | None = None
    body: FilledText | None = None
    declared: DeclaredSent | None = None
    links: Links | None = None


class ApprovalSent(Sent):
    """Who has read it, and what: the digest stands in the preview."""

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    by: FilledLine = Field(description="The person who read it.")


class NoticePreviewShown(BaseModel):
    """The notice as its first recipient reads it, and the digest that an approval names."""

    subject: str
    html: str
    text: str
    recipients: int
    digest: str
    problems: list[ProblemShown]


@router.post("/notices", status_code=201, operation_id="create_notice")
async def create_notice(
    sent: NoticeSent, writer: NoticeWriter, session: Writing, settings: ChosenSettings, now: Now
) -> NoticeShown:
    """Begin a notice as a draft: mail that carries out a contract with its recipients, or that a statute demands."""
    made = await approving.begin(
        session, writer.organisation, await written(session, writer, sent), key=writer.hint, now=now
    )
    await add(session, made, [one.named for one in sent.recipients], settings, now)
    return await shown(session, made)


@router.get("/notices", operation_id="list_notices")
async def list_notices(asker: NoticeReader, session: Reading, window: Annotated[Window, Query()]) -> Page[NoticeShown]:
    """The organisation's notices and templates."""
    here = (*theirs(Notice, asker), col(Notice.id) > window.after)
    rows = (await session.exec(select(Notice).where(*here).order_by(col(Notice.id)).limit(window.limit + 1))).all()
    return Page(**window.page([await shown(session, row) for row in rows], [row.id for row in rows]))


@router.get("/notices/{notice_id}", operation_id="get_notice")
async def get_notice(notice_id: UUID, asker: NoticeReader, session: Reading) -> NoticeShown:
    """One notice, or a template."""
    return await shown(session, await owned(session, Notice, notice_id, asker, "notice"))


@router.patch("/notices/{notice_id}", operation_id="change_notice", responses=conflict("It was sent, or called off."))
async def change_notice(
    notice_id: UUID, changes: NoticeChanges, writer: NoticeWriter, session: Writing, now: Now
) -> NoticeShown:
    """Change a notice that was not sent. Any change makes it a draft again, and drops what was handed in."""
    notice = await locked(session, notice_id, writer)
    told = changes.model_dump(exclude_none=True, exclude={"declared"})
    if changes.declared is not None:
        told["declared"] = notice.declared | changes.declared.model_dump(exclude_none=True)
    if told:  # to change nothing is no edit
        approving.edit(notice, told, key=writer.hint, now=now)
        session.add(notice)
    return await shown(session, notice)


@router.get("/notices/{notice_id}/preview", operation_id="preview_notice")
async def preview_notice(notice_id: UUID, asker: NoticeReader, session: Reading) -> NoticePreviewShown:
    """The notice as its first recipient reads it, what is in its way, and the digest to approve it by."""
    notice = await owned(session, Notice, notice_id, asker, "notice")
    first = select(NoticeRecipient).where(NoticeRecipient.notice_id == notice.id).order_by(col(NoticeRecipient.id))
    found = None if notice.is_template else (await session.exec(first.limit(1))).first()
    seen = render(notice, asker.organisation, found or somebody(notice))
    count = await recipients.counted(session, notice)
    known = await recipients.known(session, notice)
    wrong = problems(notice, asker.organisation, recipients=known)
    return NoticePreviewShown(
        subject=seen.subject,
        html=seen.html,
        text=seen.text,
        recipients=count,
        digest=await approving.digest(session, notice, asker.organisation),
        problems=[ProblemShown(pointer=p.pointer, code=p.code, message=p.message) for p in wrong],
    )


@router.post(
    "/notices/{notice_id}/submit",
    status_code=202,
    operation_id="submit_notice",
    responses=conflict("It was handed in already."),
)
async def submit_notice(
    notice_id: UUID, writer: NoticeWriter, session: Writing, settings: ChosenSettings, now: Now
) -> NoticeShown:
    """Hand it in. It goes once somebody with another key has approved it, or at once where no approval is asked for."""
    notice = await locked(session, notice_id, writer)
    by_two = settings.notice_approval
    await approving.submit(session, notice, writer.organisation, key=writer.hint, by_two=by_two, now=now)
    session.add(notice)
    return await shown(session, notice)


@router.post(
    "/notices/{notice_id}/approve",
    status_code=202,
    operation_id="approve_notice",
    responses=conflict("It was not handed in, or is no longer as it was read."),
)
async def approve_notice(
    notice_id: UUID, sent: ApprovalSent, approver: NoticeApprover, session: Writing, now: Now
) -> NoticeShown:
    """Let it go as you have read it. Not with a key that wrote it or handed it in."""
    notice = await locked(session, notice_id, approver)
    by = f"{sent.by} ({approver.name or approver.hint})"
    await approving.approve(session, notice, approver.organisation, sent.digest, key=approver.hint, by=by, now=now)
    session.add(notice)
    return await shown(session, notice)


@router.post(
    "/notices/{notice_id}/cancel", operation_id="cancel_notice", responses=conflict("It is through, or was called off.")
)
async def cancel_notice(notice_id: UUID, writer: NoticeWriter, session: Writing, now: Now) -> NoticeShown:
    """Call it off for good. What has not begun is called back; a template is used no more."""
    notice = await locked(session, notice_id, writer)
    await approving.cancel(session, notice, now=now)
    session.add(notice)
    return await shown(session, notice)
