"""What is the law asked about a notice? That it is no marketing is what the composer declared and two people read."""

from newsletter.law.facts import Message
from newsletter.law.vocabulary import MessageClass, Moment
from newsletter.notices.declaring import contains_marketing
from newsletter.notices.models import Notice
from newsletter.organisations.models import Organisation


def message_of(notice: Notice, organisation: Organisation) -> Message:
    """What every recipient of a notice shares."""
    named = bool(notice.concerns) and (notice.kind is not MessageClass.LEGAL_DUTY or bool(notice.because))
    return Message(
        notice.kind,
        Moment.DOOR,
        country=organisation.country,
        in_business=organisation.in_business,
        contains_marketing=contains_marketing(notice.declared),
        reference_kept=named,  # and each recipient has their own: `recipients` takes nobody without
        sender_identified=organisation.identified,
    )
