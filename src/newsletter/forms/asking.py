"""What does this form show, in which language, and did the visitor fill it in right?"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter import addresses
from newsletter.addresses import Address
from newsletter.consent.record import Details, Facts
from newsletter.consent.wording import ConsentText
from newsletter.errors import NotFound
from newsletter.forms.models import Form, FormText
from newsletter.forms.publishing import texts_of
from newsletter.law.vocabulary import ConsentAct
from newsletter.lines import is_one_line
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.joining import SignUp
from newsletter.subscriptions.models import LONGEST_NAME, MailingList


@dataclass(frozen=True)
class OpenForm:
    """A form with everything it shows, in each of its languages."""

    form: Form
    mailing_list: MailingList
    organisation: Organisation
    texts: dict[str, tuple[FormText, ConsentText]]

    @property
    def languages(self) -> tuple[str, ...]:
        """The form's languages, its list's own first."""
        return tuple(sorted(self.texts, key=lambda language: (language != self.mailing_list.language, language)))


@dataclass(frozen=True)
class Typed:
    """What a visitor sent, kept as it was so that nothing has to be typed twice."""

    email: str = ""
    name: str = ""
    consent: bool = False
    #: The version of the form that was shown. A website that shows the form itself need not name one.
    version: str = ""
    page: str = ""


async def open_form(session: AsyncSession, slug: str) -> OpenForm:
    """The form at this address. Raises NotFound when there is none, or its list was deleted."""
    if not slug.isprintable():  # PostgreSQL cannot even look for a NUL
        raise NotFound("form")
    query = (
        select(Form, MailingList, Organisation)
        .join(MailingList, col(MailingList.id) == col(Form.list_id))
        .join(Organisation, col(Organisation.id) == col(Form.organisation_id))
        .where(Form.slug == slug, col(MailingList.deleted_at).is_(None))
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise NotFound("form")
    texts = await texts_of(session, found[0])
    return OpenForm(*found, {text.language: (text, consent) for text, consent in texts})


def mistakes(opened: OpenForm, typed: Typed) -> dict[str, str]:
    """What is wrong with what was typed, field by field; message ids of the catalogue."""
    found = {}
    if addresses.parse(typed.email) is None:
        found["email"] = "This is not an e-mail address we can write to. It looks like name@example.org."
    if len(typed.name) > LONGEST_NAME or not is_one_line(typed.name):
        found["name"] = "A name is one line of at most 200 letters."
    if not typed.consent:
        found["consent"] = "Tick the box if you want the mails. Without it we may not send them."
    elif typed.version and typed.version != str(opened.form.version):
        found["consent"] = "These words were changed while you read. Read them once more, and send again."
    return found


def request_of(opened: OpenForm, language: str, address: Address, typed: Typed, visitor: Details) -> SignUp:
    """The sign-up a filled-in form amounts to: the words that were agreed to, where, and what supports it."""
    _, consent = opened.texts[language]
    facts: Facts = {
        "act": ConsentAct.UNTICKED_BOX,
        "channel": "form",
        "form": str(opened.form.uid),
        "form_version": opened.form.version,
        "shown_by": "us" if typed.version else "website",
        "language": language,
    }
    beside = {"name": typed.name.strip(), "page": place(typed.page)}
    return SignUp(address, consent, facts, visitor | {key: value for key, value in beside.items() if value})


def place(page: str) -> str:
    """Where the form stood: without what follows `?`, which may name a person, and without any login."""
    try:
        parts = urlsplit(page)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        return ""
    known = parts.scheme in ("http", "https") and host and is_one_line(page)
    return f"{parts.scheme}://{host}{parts.path}"[:500] if known else ""
