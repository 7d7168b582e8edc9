"""What is written in a notice, and how it is shown: the shapes that notices and templates share."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from newsletter.access.keys import Asker, Scope
from newsletter.errors import Invalid, Problem
from newsletter.law.vocabulary import MessageClass
from newsletter.notices import recipients
from newsletter.notices.models import Notice, NoticeState
from newsletter.organisations.ownership import owned
from newsletter.subscriptions.models import MailingList
from newsletter.web.api.fields import FilledLine, FilledMailbox, FilledText, Language, Line, Mailbox, Sent, Shown
from newsletter.web.dependencies import Reading, Writing, asker_for_all_with

NoticeReader = Annotated[Asker, asker_for_all_with(Scope.NOTICES_READ)]
NoticeWriter = Annotated[Asker, asker_for_all_with(Scope.NOTICES_WRITE)]
NoticeApprover = Annotated[Asker, asker_for_all_with(Scope.NOTICES_APPROVE)]
NoMarketing = Literal[MessageClass.CONTRACT_MESSAGE, MessageClass.LEGAL_DUTY]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", max_length=253)]
Links = Annotated[dict[Host, FilledLine], Field(max_length=20)]


class DeclaredSent(Sent):
    """What the composer says it holds. Each question has to be answered, and a notice is one where all are *false*."""

    contains_advertising: bool | None = Field(default=None, description="A banner for other events, for one.")
    contains_offers: bool | None = Field(default=None, description="A discount that the contract does not give.")
    contains_partner_content: bool | None = Field(default=None, description="Anything of a partner's.")
    links_to_marketing: bool | None = Field(default=None, description="A link to a programme or a shop.")


class NoticeWords(Sent):
    """What a notice and a template have in common. Subject and body may hold {{ name }} and {{ reference }}."""

    kind: NoMarketing = Field(alias="class", description="Why it is no marketing.")
    concerns: FilledLine = Field(
        description="The event, order or contract it is about.", examples=["the concert on 28 November"]
    )
    because: Line = Field(default="", description="For a legal duty: the statute that demands it.")
    list_id: UUID | None = Field(default=None, description="The list whose sender, address and language it has.")
    sender_name: FilledLine | None = Field(default=None, description="In the place of a list's.")
    sender_email: FilledMailbox | None = None
    reply_to: Mailbox | None = None
    language: Language | None = None
    subject: FilledLine
    body: FilledText = Field(description="In Markdown. It carries no pictures.")
    declared: DeclaredSent = DeclaredSent()
    links: Links = Field(
        default={}, description="Hosts it links to besides the organisation's website, each with why: no marketing."
    )


class NoticeShown(Shown):
    """A notice. `digest` is of what was handed in; approval holds for exactly that."""

    kind: MessageClass = Field(serialization_alias="class")
    concerns: str
    because: str
    sender_name: str
    sender_email: str
    reply_to: str
    language: str
    subject: str
    body: str
    is_template: bool
    fields: list[str]
    declared: dict[str, bool]
    links: dict[str, str]
    state: NoticeState
    recipients: int
    digest: str | None
    approved_by: str | None
    approved_at: datetime | None
    sent_at: datetime | None
    finished_at: datetime | None
    created_at: datetime
    changed_at: datetime


async def shown(session: Reading, notice: Notice) -> NoticeShown:
    plain = notice.model_dump(include=set(NoticeShown.model_fields) - {"id", "recipients"})
    return NoticeShown(id=notice.uid, recipients=await recipients.counted(session, notice), **plain)


async def written(session: Reading, asker: Asker, sent: NoticeWords) -> dict[str, Any]:
    """The columns that words sent to us are kept in. Raises Invalid for a notice without sender."""
    told: dict[str, Any] = {"sender_name": None, "sender_email": None, "reply_to": "", "language": "nb"}
    if sent.list_id is not None:
        mailing_list = await owned(session, MailingList, sent.list_id, asker, "list")
        told |= mailing_list.model_dump(include=set(told))
    told |= sent.model_dump(include=set(told), exclude_none=True)
    if not told["sender_name"] or not told["sender_email"]:
        raise Invalid(Problem("/list_id", "sender", "Give a list_id, or sender_name and sender_email."))
    told["declared"] = sent.declared.model_dump(exclude_none=True)
    return told | sent.model_dump(include={"kind", "concerns", "because", "subject", "body", "links"})


async def locked(session: Writing, notice_id: UUID, asker: Asker) -> Notice:
    """The notice, held until this transaction ends: two who approve at once send it once."""
    notice = await owned(session, Notice, notice_id, asker, "notice")
    await session.refresh(notice, with_for_update=True)
    return notice
