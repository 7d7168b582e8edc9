"""What does one person get to read? Subject, HTML and text of a campaign, framed by what the law demands.

The frame (sender, postal address, why you get this, how to leave) is ours and stands around every campaign in
both parts. A body that would swallow or hide it is refused by `converting`.
"""

from dataclasses import dataclass
from typing import Any

from newsletter import languages
from newsletter.campaigns import template
from newsletter.campaigns.converting import parts
from newsletter.campaigns.models import Campaign
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
    values: dict[str, Any] = {
        "subscriber": {"name": to.name, "email": to.email},
        "list": {"name": mailing_list.name},
        "organisation": {"name": organisation.name},
        "unsubscribe_url": to.unsubscribe_url,
    }
    html_source, text_source = parts(campaign.body, campaign.body_format)
    content = template.compiled(html_source, html=True).render(values)
    whole = "frame" if "<html" not in content.lower() else "document"
    subject = " ".join(template.compiled(campaign.subject, html=False).render(values).split())
    frame: dict[str, Any] = {
        "organisation": organisation,
        "mailing_list": mailing_list,
        "unsubscribe_url": to.unsubscribe_url,
        "footing": footing,
        "partners": ", ".join(campaign.partners),
    }
    # As plain text first: what stands in a .txt is not escaped, and an HTML part must escape it.
    frame["why"] = languages.page("email/campaign/why.txt", mailing_list.language, **frame).strip()
    return Rendered(
        subject=languages.page("email/campaign/subject.txt", mailing_list.language, subject=subject, **frame).strip(),
        html=languages.page(
            f"email/campaign/{whole}.html",
            mailing_list.language,
            content=content,
            subject=subject,
            **frame,
        ),
        text=languages.page(
            "email/campaign/body.txt",
            mailing_list.language,
            content=template.compiled(text_source, html=False).render(values).strip(),
            **frame,
        ),
    )
