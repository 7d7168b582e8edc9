"""Every table there is, for migrations and for tests that compare."""

from sqlmodel import SQLModel

from newsletter.access.keys import ApiKey
from newsletter.campaigns.models import Campaign
from newsletter.consent.evidence import EvidenceProfile
from newsletter.consent.record import ConsentDetails, ConsentRecord
from newsletter.consent.seals import Seal, SealedRecord, UnsealedRecord
from newsletter.consent.wording import ConsentText
from newsletter.deliveries import Delivery
from newsletter.forms.models import Form, FormText
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Subscriber, Subscription, SuppressedMailbox

ALL: tuple[type[SQLModel], ...] = (
    ApiKey, Campaign, ConsentDetails, ConsentRecord, ConsentText, Delivery, EvidenceProfile, Form, FormText,
    MailingList, Organisation, Seal, SealedRecord, Subscriber, Subscription, SuppressedMailbox, UnsealedRecord,
)  # fmt: skip

metadata = SQLModel.metadata
