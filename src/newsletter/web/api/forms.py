"""Sign-up forms."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from sqlmodel import col, select

from newsletter.access.keys import Asker, Scope
from newsletter.forms.models import Form
from newsletter.forms.publishing import Wording, publish, republish, texts_of
from newsletter.organisations.ownership import owned, theirs
from newsletter.subscriptions.models import MailingList
from newsletter.web.api.fields import FilledLine, Line, Page, Sent, Shown, Slug, WebAddress, Window
from newsletter.web.dependencies import ChosenSettings, Now, Reading, Writing, asker_with
from newsletter.web.document.refusals import conflict
from newsletter.web.versions import Versioned

router = APIRouter(tags=["forms"])

Reader = Annotated[Asker, asker_with(Scope.FORMS_READ)]
Writer = Annotated[Asker, asker_with(Scope.FORMS_WRITE)]


class FormTextSent(Sent):
    """A form in the language of one consent text."""

    title: FilledLine
    introduction: Line = ""
    consent_text_id: UUID


class FormSent(Sent):
    """A form: one text for each language, and the websites whose scripts may post it."""

    list_id: UUID
    slug: Slug
    texts: list[FormTextSent] = Field(min_length=1, max_length=20)
    origins: list[WebAddress] = Field(default_factory=list, max_length=20)


class FormChanges(Sent):
    """What to change; the form's next version."""

    texts: list[FormTextSent] | None = Field(default=None, min_length=1, max_length=20)
    origins: list[WebAddress] | None = Field(default=None, max_length=20)


class FormTextShown(FormTextSent):
    """A form in one language."""

    language: str


class FormShown(Shown, Versioned):
    """A sign-up form and where it stands."""

    list_id: UUID
    slug: str
    version: int
    url: str
    texts: list[FormTextShown]
    origins: list[str]


async def shown(session: Reading, settings: ChosenSettings, form: Form) -> FormShown:
    texts = [
        FormTextShown(
            language=text.language, title=text.title, introduction=text.introduction, consent_text_id=consent.uid
        )
        for text, consent in await texts_of(session, form)
    ]
    return FormShown(
        id=form.uid,
        list_id=(await session.get_one(MailingList, form.list_id)).uid,
        slug=form.slug,
        version=form.version,
        url=f"{settings.base_url}/forms/{form.slug}",
        texts=texts,
        origins=form.origins,
    )


def wordings(texts: list[FormTextSent]) -> list[Wording]:
    return [Wording(text.title, text.introduction, text.consent_text_id) for text in texts]


@router.post("/forms", status_code=201, operation_id="create_form", responses=conflict("There is a form at this slug."))
async def create_form(
    sent: FormSent, caller: Writer, session: Writing, settings: ChosenSettings, now: Now
) -> FormShown:
    """Make a sign-up form. Refused when its consent texts leave out what the law wants told."""
    mailing_list = await owned(session, MailingList, sent.list_id, caller, "list")
    form = await publish(
        session,
        caller.organisation,
        mailing_list,
        slug=sent.slug,
        origins=sent.origins,
        wordings=wordings(sent.texts),
        now=now,
    )
    return await shown(session, settings, form)


@router.get("/forms", operation_id="list_forms")
async def list_forms(
    caller: Reader, session: Reading, settings: ChosenSettings, window: Annotated[Window, Query()]
) -> Page[FormShown]:
    """The organisation's forms."""
    query = select(Form).where(*theirs(Form, caller), col(Form.id) > window.after)
    rows = (await session.exec(query.order_by(col(Form.id)).limit(window.limit + 1))).all()
    return Page(**window.page([await shown(session, settings, row) for row in rows], [row.id for row in rows]))


@router.get("/forms/{form_id}", operation_id="get_form")
async def get_form(form_id: UUID, caller: Reader, session: Reading, settings: ChosenSettings) -> FormShown:
    """One form."""
    return await shown(session, settings, await owned(session, Form, form_id, caller, "form"))


@router.patch("/forms/{form_id}", operation_id="change_form")
async def change_form(
    form_id: UUID, changes: FormChanges, caller: Writer, session: Writing, settings: ChosenSettings
) -> FormShown:
    """Make the next version of a form."""
    form = await owned(session, Form, form_id, caller, "form")
    texts = wordings(changes.texts) if changes.texts is not None else None
    await republish(session, form, origins=changes.origins, wordings=texts)
    return await shown(session, settings, form)
