"""What goes out as a notice? A letter about the recipient's own order: no list, no link to leave by, no tracking."""

from datetime import datetime
from uuid import UUID

from newsletter.delivery.message import Letter
from newsletter.notices.reading import Addressed
from newsletter.notices.rendering import render
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings


def write(addressed: Addressed, uid: UUID, organisation: Organisation, settings: Settings, *, now: datetime) -> Letter:
    """The letter to one recipient. It says that a program sent it, so that nobody's absence answers (RFC 3834)."""
    notice, recipient = addressed
    rendered = render(notice, organisation, recipient)
    return Letter(
        uid=uid,
        host_name=settings.host_name,
        date=now,
        sender_name=notice.sender_name,
        sender_email=notice.sender_email,
        recipient=recipient.email,
        reply_to=notice.reply_to,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        automatic=True,
    )
