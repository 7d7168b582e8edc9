"""Every table there is, for migrations and for tests that compare."""

from sqlmodel import SQLModel

from newsletter.access.audit import AuditEntry
from newsletter.access.keys import ApiKey
from newsletter.access.repeating import KeptAnswer
from newsletter.campaigns.interning import KeptSituation
from newsletter.campaigns.models import Campaign
from newsletter.campaigns.reviewing import ReviewAnswer, ReviewQuestion
from newsletter.consent.documents import ConsentDocument
from newsletter.consent.evidence import EvidenceProfile
from newsletter.consent.notices import HeadNotice
from newsletter.consent.record import ConsentDetails, ConsentRecord
from newsletter.consent.seals import Seal, SealedRecord, UnsealedRecord
from newsletter.consent.wording import ConsentText
from newsletter.customers.models import Correspondence, ProductGroup
from newsletter.deliveries import Delivery
from newsletter.forms.models import Form, FormText
from newsletter.limits import SpentRate
from newsletter.notices.models import Notice, NoticeRecipient
from newsletter.organisations.models import Organisation
from newsletter.subscriptions.models import MailingList, Relationship, Subscriber, Subscription, SuppressedMailbox
from newsletter.webhooks.models import Webhook, WebhookDelivery

ALL: tuple[type[SQLModel], ...] = (
    ApiKey, AuditEntry, Campaign, ConsentDetails, ConsentDocument, ConsentRecord, ConsentText, Correspondence, Delivery,
    EvidenceProfile, Form, FormText, HeadNotice, KeptAnswer, KeptSituation, MailingList, Notice, NoticeRecipient,
    Organisation, ProductGroup, Relationship, ReviewAnswer, ReviewQuestion, Seal, SealedRecord, SpentRate, Subscriber,
    Subscription, SuppressedMailbox, UnsealedRecord, Webhook, WebhookDelivery,
)  # fmt: skip

metadata = SQLModel.metadata
