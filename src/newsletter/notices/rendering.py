"""What does one recipient read? Subject, HTML and text of a notice, framed by who sends it and why it comes."""

from collections.abc import Mapping
from typing import Any

from newsletter import languages
from newsletter.campaigns import template
from newsletter.campaigns.converting import parts
from newsletter.campaigns.models import BodyFormat
from newsletter.campaigns.rendering import Rendered, one_line
from newsletter.notices.models import Notice, NoticeRecipient
from newsletter.organisations.models import Organisation

FIELDS: Mapping[str, str] = {
    "name": "the recipient's name, empty when unknown",
    "reference": "the recipient's order, ticket or contract",
    "organisation.name": "the sender's name",
}
"""The merge fields there are in every notice. Each is a text."""


def fields_of(notice: Notice) -> dict[str, str]:
    """The merge fields of a notice; those of a template too."""
    return {**FIELDS, **{f"values.{field}": "a value given with each sending" for field in notice.fields}}


def somebody(notice: Notice) -> NoticeRecipient:
    """Nobody in particular, for a preview: each merge field stands there by its name."""
    return NoticeRecipient(
        notice_id=notice.id,
        recipient=b"",
        name="[name]",
        reference="[reference]",
        values={field: f"[{field}]" for field in notice.fields},
        created_at=notice.created_at,
    )


def render(notice: Notice, organisation: Organisation, to: NoticeRecipient) -> Rendered:
    """The notice for one recipient. Raises jinja2.TemplateError for a template that `checking` would have named."""
    values: dict[str, Any] = {
        "name": to.name,
        "reference": to.reference,
        "organisation": {"name": organisation.name},
        "values": {field: to.values.get(field, "") for field in notice.fields},
    }
    html, text = parts(notice.body, BodyFormat.MARKDOWN)
    subject = one_line(template.compiled(notice.subject, html=False).render(values))
    frame = {
        "organisation": organisation,
        "subject": subject,
        "concerns": notice.concerns,
        "because": notice.because,
        "reference": to.reference,
    }
    frame["why"] = languages.page("email/notice/why.txt", notice.language, **frame).strip()
    return Rendered(
        subject=subject,
        html=languages.page(
            "email/notice/body.html",
            notice.language,
            content=template.compiled(html, html=True).render(values),
            **frame,
        ),
        text=languages.page(
            "email/notice/body.txt",
            notice.language,
            content=template.compiled(text, html=False).render(values).strip(),
            **frame,
        ),
    )
