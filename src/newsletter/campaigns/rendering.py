"""What does one person get to read? Subject, HTML and text of a campaign, framed by what the law demands.

The frame (sender, postal address, why you get this, how to leave) is ours and stands around every campaign in
both parts. A body that would swallow or hide it is refused by `converting`.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from newsletter import languages
from newsletter.campaigns import template
from newsletter.campaigns.converting import parts
from newsletter.campaigns.models import BodyFormat, Campaign
from newsletter.law.bases import LegalBasis
from newsletter.law.decision import Duty
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList


@dataclass(frozen=True)
class Recipient:
    """What a message may know of the person it goes to."""

    name: str
    email: str
    unsubscribe_url: str


@dataclass(frozen=True)
class Footing:
    """On what a message rests, and the duties that go with it: what the frame has to say."""

    basis: LegalBasis = LegalBasis.CONSENT
    duties: frozenset[Duty] = frozenset()

    @property
    def unsolicited(self) -> bool:
        """Nobody asked for it, so that it says what it is the moment it arrives."""
        return Duty.LABEL_AS_MARKETING in self.duties

    @property
    def tells_right_to_object(self) -> bool:
        return Duty.TELL_RIGHT_TO_OBJECT in self.duties

    @property
    def labels_partners(self) -> bool:
        return Duty.LABEL_PARTNER_CONTENT in self.duties


ASKED_FOR = Footing()
"""A message that rests on consent and holds nobody else's content."""


class Imprint(NamedTuple):
    """The organisation as its messages tell it (ehandelsloven §§ 8 and 9)."""

    name: str
    organisation_number: str
    postal_address: str
    email: str


class Original(NamedTuple):
    """All that a campaign's message is made from, but for the person. Equal ones read the same to everybody.

    A plain tuple, since one is made and looked up for each message.
    """

    subject: str
    body: str
    body_format: BodyFormat
    partners: tuple[str, ...]
    list_name: str
    language: str
    organisation: Imprint
    footing: Footing

    @classmethod
    def of(
        cls, campaign: Campaign, mailing_list: MailingList, organisation: Organisation, footing: Footing = ASKED_FOR
    ) -> "Original":
        return cls(
            subject=campaign.subject,
            body=campaign.body,
            body_format=campaign.body_format,
            partners=tuple(campaign.partners),
            list_name=mailing_list.name,
            language=mailing_list.language,
            organisation=Imprint(
                organisation.name, organisation.organisation_number, organisation.postal_address, organisation.email
            ),
            footing=footing,
        )

    def shared(self) -> dict[str, Any]:
        """The merge fields that say the same to everybody."""
        return {"list": {"name": self.list_name}, "organisation": {"name": self.organisation.name}}

    def values(self, to: Recipient) -> dict[str, Any]:
        """All merge fields, as they are for one person."""
        subscriber = {"name": to.name, "email": to.email}
        return self.shared() | {"subscriber": subscriber, "unsubscribe_url": to.unsubscribe_url}


@dataclass(frozen=True)
class Rendered:
    """One message as one person reads it."""

    subject: str
    html: str
    text: str


def render(
    campaign: Campaign,
    mailing_list: MailingList,
    organisation: Organisation,
    to: Recipient,
    footing: Footing = ASKED_FOR,
) -> Rendered:
    """The campaign for one person, with what its footing demands.

    Raises jinja2.TemplateError for a template that `mistakes` would have named.
    """
    original = Original.of(campaign, mailing_list, organisation, footing)
    values = original.values(to)
    html_source, text_source = parts(original.body, original.body_format)
    content = Rendered(
        subject=one_line(template.compiled(original.subject, html=False).render(values)),
        html=template.compiled(html_source, html=True).render(values),
        text=template.compiled(text_source, html=False).render(values).strip(),
    )
    return framed(original, content, to.unsubscribe_url, whole="<html" in content.html.lower())


def one_line(subject: str) -> str:
    """A subject without line breaks, whatever stands in its fields."""
    return " ".join(subject.split())


def framed(original: Original, content: Rendered, unsubscribe_url: str, *, whole: bool) -> Rendered:
    """The content within what must stand around it. `whole` is HTML that is a document already."""
    frame: dict[str, Any] = {
        "organisation": original.organisation,
        "list_name": original.list_name,
        "unsubscribe_url": unsubscribe_url,
        "footing": original.footing,
        "partners": ", ".join(original.partners),
        "subject": content.subject,
    }
    # As plain text first: what stands in a .txt is not escaped, and an HTML part must escape it.
    frame["why"] = languages.page("email/campaign/why.txt", original.language, **frame).strip()
    around = "document" if whole else "frame"
    return Rendered(
        subject=languages.page("email/campaign/subject.txt", original.language, **frame).strip(),
        html=languages.page(f"email/campaign/{around}.html", original.language, content=content.html, **frame),
        text=languages.page("email/campaign/body.txt", original.language, content=content.text, **frame),
    )
