"""May this form be shown? Made and changed only with words that disclose what the law wants told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.consent.wording import ConsentText
from newsletter.database import exclusively
from newsletter.errors import Conflict, Invalid, Problem
from newsletter.forms.models import Form, FormText
from newsletter.law.disclosure import missing
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList


@dataclass(frozen=True)
class Wording:
    """A form's words in one language, and the consent text they come with."""

    title: str
    introduction: str
    consent_text_uid: UUID


async def publish(
    session: AsyncSession,
    organisation: Organisation,
    mailing_list: MailingList,
    *,
    slug: str,
    origins: list[str],
    wordings: Sequence[Wording],
    now: datetime,
) -> Form:
    """Make a form. Raises Conflict for a slug in use, Invalid for words that do not tell enough."""
    await exclusively(session, f"form {slug}")
    if (await session.exec(select(Form.id).where(Form.slug == slug))).first() is not None:
        raise Conflict(f"There is a form at {slug!r} already. Choose another slug, or change that form.")
    form = Form(organisation_id=organisation.id, list_id=mailing_list.id, slug=slug, origins=origins, created_at=now)
    session.add(form)
    await session.flush()
    await _write(session, form, wordings)
    return form


async def republish(
    session: AsyncSession, form: Form, *, origins: list[str] | None, wordings: Sequence[Wording] | None
) -> None:
    """Change a form. Other words are its next version; those who signed up before keep the version they saw."""
    await exclusively(session, f"form {form.uid}")
    await session.refresh(form)
    if origins is not None:
        form.origins = origins
    if wordings is not None:
        form.version += 1
        await _write(session, form, wordings)
    session.add(form)


async def texts_of(session: AsyncSession, form: Form) -> list[tuple[FormText, ConsentText]]:
    """What the form shows now, language by language."""
    shown_now = (FormText.form_id == form.id, FormText.version == form.version)
    query = select(FormText, ConsentText).join(ConsentText).where(*shown_now).order_by(FormText.language)
    return list((await session.exec(query)).all())


async def _write(session: AsyncSession, form: Form, wordings: Sequence[Wording]) -> None:
    problems, seen = [], set[str]()
    for number, wording in enumerate(wordings):
        pointer = f"/texts/{number}/consent_text_id"
        belongs = (ConsentText.uid == wording.consent_text_uid, ConsentText.list_id == form.list_id)
        consent = (await session.exec(select(ConsentText).where(*belongs))).first()
        if consent is None:
            problems.append(Problem(pointer, "consent_text", "This list has no such consent text."))
            continue
        if consent.language in seen:
            problems.append(Problem(pointer, "language_twice", f"There are two texts in {consent.language}."))
        problems += [
            Problem(pointer, f"{gap.field}_missing", f"The consent text does not tell its {gap.field}: {gap.rule.says}")
            for gap in missing(consent.disclosure)
        ]
        seen.add(consent.language)
        if problems:  # nothing of it is kept, and the next query must not try to
            continue
        session.add(
            FormText(
                form_id=form.id,
                version=form.version,
                language=consent.language,
                title=wording.title,
                introduction=wording.introduction,
                consent_text_id=consent.id,
            )
        )
    if problems:
        raise Invalid(*problems)
    await session.flush()
