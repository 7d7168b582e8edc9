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
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList


@dataclass(frozen=True)
class Recipient:
    """What a message may know of the person it goes to."""

    name: str
    email: str
    unsubscribe_url: str


@dataclass(frozen=True)
class Rendered:
    """One message as one person reads it."""

    subject: str
    html: str
    text: str


def render(campaign: Campaign, mailing_list: MailingList, organisation: Organisation, to: Recipient) -> Rendered:
    """The campaign for one person. Raises jinja2.TemplateError for a template that `mistakes` would have named."""
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
    frame = {"organisation": organisation, "mailing_list": mailing_list, "unsubscribe_url": to.unsubscribe_url}
    return Rendered(
        subject=subject,
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
