"""What was asked: about whom, which message, of which sender, and when."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.languages import sentence
from newsletter.organisations.models import Organisation
from newsletter.privacy.telling.pen import Pen

ASKED = sentence(
    "About %(address)s and the campaign “%(subject)s” to the list “%(list)s”, of %(sender)s, org. no. %(number)s. "
    "Asked on %(at)s UTC."
)


@dataclass(frozen=True)
class About:
    """What an explanation explains."""

    says: str
    address: str
    subject: str
    list_name: str
    sender: str
    sender_number: str
    asked_at: datetime


def about(pen: Pen, address: str, subject: str, list_name: str, sender: Organisation, at: datetime) -> About:
    told = {
        "address": address,
        "subject": subject,
        "list": list_name,
        "sender": sender.name,
        "number": sender.organisation_number,
        "at": pen.at(at),
    }
    says = pen.say(ASKED) % told
    return About(says, address, subject, list_name, sender.name, sender.organisation_number, at)
