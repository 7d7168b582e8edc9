"""The no of those who said it by other ways than a link."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import col, select

from newsletter import addresses
from newsletter.access.keys import Asker, Scope
from newsletter.addresses import fingerprint
from newsletter.errors import Invalid, Problem
from newsletter.law.vocabulary import NoScope, Suppression
from newsletter.organisations.models import Organisation
from newsletter.organisations.ownership import owned, theirs
from newsletter.subscriptions.models import MailingList, SuppressedMailbox
from newsletter.subscriptions.suppression import say_no
from newsletter.web.api.fields import FilledMailbox, Line, Page, Sent, Shown, Window, past
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with, caller_with

router = APIRouter(tags=["subscribers"])

Reader = Annotated[Organisation, caller_with(Scope.SUBSCRIBERS_READ)]
Writer = Annotated[Asker, asker_with(Scope.SUBSCRIBERS_WRITE)]

Kind = Literal["objection", "block", "profiling", "tracking", "list"]
SCOPE: dict[Kind, NoScope] = {
    "objection": NoScope.ALL_MARKETING,
    "block": NoScope.EVERYTHING,
    "profiling": NoScope.PROFILING,
    "tracking": NoScope.TRACKING,
    "list": NoScope.LIST,
}


class SuppressionSent(Sent):
    """A no, however it was said. In doubt take the wider.

    `objection`: no marketing. `block`: nothing at all. `profiling`: no mail whose recipients are chosen by profile.
    `tracking`: the mail comes, and nobody follows who opens it. `list`: nothing from the list `list_id`.
    """

    email: FilledMailbox
    kind: Kind
    list_id: UUID | None = None
    channel: Literal["email", "phone", "letter", "in_person", "other"]
    note: Line = ""
    happened_at: datetime | None = None


class SuppressionShown(Shown):
    """A mailbox and a no that stands for it. It is named by fingerprint, since it outlives the subscriber."""

    fingerprint: str
    kind: Kind
    list_id: UUID | None = None
    since: datetime


@router.post("/suppressions", status_code=201, operation_id="create_suppression")
async def create_suppression(
    sent: SuppressionSent, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> SuppressionShown:
    """Record a no that was said by mail, telephone or letter. It counts like a click, from this moment."""
    address = addresses.parse(sent.email)
    if address is None:
        raise Invalid(Problem("/email", "email", "This is not an e-mail address we can write to."))
    if (sent.list_id is not None) != (sent.kind == "list"):
        raise Invalid(Problem("/list_id", "list_id", "Give `list_id` with kind `list`, and with no other."))
    organisation = caller.organisation if sent.kind == "list" else caller.whole()  # who may for all lists
    happened_at = past(sent.happened_at, now) if sent.happened_at else None
    mailing_list = await owned(session, MailingList, sent.list_id, caller, "list") if sent.list_id else None
    subject = fingerprint(address, settings.fingerprint_secret)
    record = await say_no(
        session,
        organisation,
        subject,
        SCOPE[sent.kind],
        mailing_list=mailing_list,
        facts={"channel": sent.channel},
        details={"note": sent.note} if sent.note else {},
        now=now,
        happened_at=happened_at,
    )
    if SCOPE[sent.kind] in (NoScope.ALL_MARKETING, NoScope.EVERYTHING):
        query = select(SuppressedMailbox).where(
            SuppressedMailbox.organisation_id == organisation.id, SuppressedMailbox.fingerprint == subject
        )
        return suppression_shown((await session.exec(query)).one())
    return SuppressionShown(
        id=record.uid, fingerprint=subject.hex(), kind=sent.kind, list_id=sent.list_id, since=record.happened_at
    )


@router.get("/suppressions", operation_id="list_suppressions")
async def list_suppressions(
    caller: Reader, session: Reading, window: Annotated[Window, Query()]
) -> Page[SuppressionShown]:
    """Every mailbox that gets no marketing, or nothing, from this organisation. A subscriber shows every no."""
    query = select(SuppressedMailbox).where(
        *theirs(SuppressedMailbox, caller), col(SuppressedMailbox.id) > window.after
    )
    rows = (await session.exec(query.order_by(col(SuppressedMailbox.id)).limit(window.limit + 1))).all()
    return Page(**window.page([suppression_shown(row) for row in rows], [row.id for row in rows]))


def suppression_shown(found: SuppressedMailbox) -> SuppressionShown:
    kind: Kind = "block" if found.kind is Suppression.BLOCK else "objection"
    return SuppressionShown(id=found.uid, fingerprint=found.fingerprint.hex(), kind=kind, since=found.since)
