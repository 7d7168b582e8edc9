"""The shapes that go to the service and come back.

Made by `make client` from the OpenAPI document: do not edit.
"""

from __future__ import annotations

import builtins
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from newsletter_client.shapes import Shape, Word


class Asked(Word):
    """
    What became of a sign-up. The visitor is told the same in every case.
    """

    CONFIRMATION_QUEUED = "confirmation_queued"
    ALREADY_ACTIVE = "already_active"
    ENOUGH_MAILS = "enough_mails"
    REFUSED = "refused"


class Assumption(Word):
    """
    What was taken for true because nothing is known. It never makes a basis.
    """

    COUNTRY_OF_SENDER = "country_of_sender"
    ADULT = "adult"
    CONTENT_AS_PROMISED = "content_as_promised"


class BannedContent(Word):
    """
    What no basis permits.
    """

    ALCOHOL = "alcohol"
    TOBACCO = "tobacco"
    UNLICENSED_GAMBLING = "unlicensed_gambling"
    EXHORTS_CHILDREN = "exhorts_children"


class BodyFormat(Word):
    """
    What a campaign is written in.
    """

    MARKDOWN = "markdown"
    HTML = "html"


class CampaignState(Word):
    """
    A campaign's life.
    """

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    LAUNCHING = "launching"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Caution(Word):
    """
    What a permission should make somebody think about.
    """

    CONSENT_UNUSED = "consent_unused"
    FREQUENCY_REACHED = "frequency_reached"
    COUNTRY_LAW_UNKNOWN = "country_law_unknown"


class Channel(Word):
    """
    How marketing reaches the person.
    """

    EMAIL = "email"
    SMS = "sms"


class ConsentAct(Word):
    """
    What the person did to consent.
    """

    NONE = "none"
    UNTICKED_BOX = "unticked_box"
    SINGLE_PURPOSE_FORM = "single_purpose_form"
    PAPER = "paper"
    RECORDED_CALL = "recorded_call"
    PRETICKED_BOX = "preticked_box"
    TERMS_CLAUSE = "terms_clause"
    SILENCE = "silence"
    CONDITION_OF_PURCHASE = "condition_of_purchase"


class DeliveryState(Word):
    """
    Where one message to one person stands.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    WITHHELD = "withheld"
    CANCELLED = "cancelled"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Duty(Word):
    """
    What goes with a permission.
    """

    OFFER_OPT_OUT = "offer_opt_out"
    IDENTIFY_SENDER = "identify_sender"
    NO_MARKETING = "no_marketing"
    NO_TRACKING = "no_tracking"
    LABEL_AS_MARKETING = "label_as_marketing"
    TELL_RIGHT_TO_OBJECT = "tell_right_to_object"
    LABEL_PARTNER_CONTENT = "label_partner_content"
    CARE_FOR_MINORS = "care_for_minors"
    CONSULT_REGISTER = "consult_register"


class Held(Word):
    """
    Whether something that is asked for is there.
    """

    KEPT = "kept"
    PARTLY = "partly"
    MISSING = "missing"
    ERASED = "erased"
    NOT_APPLICABLE = "not_applicable"


class LegalBasis(Word):
    """
    Why we may write to somebody.
    """

    CONSENT = "consent"
    EXISTING_CUSTOMER = "existing_customer"
    NOT_NATURAL_PERSON = "not_natural_person"
    CONTRACT_MESSAGE = "contract_message"
    LEGAL_DUTY = "legal_duty"
    NON_COMMERCIAL = "non_commercial"
    REQUESTED_REPLY = "requested_reply"
    UNKNOWN = "unknown"


class MailboxKind(Word):
    """
    Whose mailbox it is.
    """

    PRIVATE = "private"
    WORK = "work"
    ROLE = "role"
    UNCLEAR = "unclear"


class MessageClass(Word):
    """
    What kind of message it is, before the law looks whether it is ad-free.
    """

    MARKETING = "marketing"
    CONTRACT_MESSAGE = "contract_message"
    LEGAL_DUTY = "legal_duty"
    NON_COMMERCIAL = "non_commercial"
    REQUESTED_REPLY = "requested_reply"
    SURVEY = "survey"
    TEST = "test"
    OWN_NOTICE = "own_notice"


class Moment(Word):
    """
    When the law is asked. Only a promised frequency is answered differently.
    """

    LAUNCH = "launch"
    DOOR = "door"


class NoScope(Word):
    """
    How far a no reaches.
    """

    LIST = "list"
    CHANNEL = "channel"
    ALL_MARKETING = "all_marketing"
    PROFILING = "profiling"
    TRACKING = "tracking"
    EVERYTHING = "everything"


class Per(Word):
    """
    The calendar period a promised frequency counts in.
    """

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class PersonalData(Word):
    """
    What we hold about a person, in kinds: what can be disclosed.
    """

    ADDRESS = "address"
    NAME = "name"
    LANGUAGE = "language"
    LISTS = "lists"
    CONSENTS = "consents"
    MAILS = "mails"


class ProcessingBasis(Word):
    """
    On what the processing of personal data rests: GDPR art. 6(1), letter by letter.
    """

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Purpose(Word):
    """
    What a message of ours is for.
    """

    CAMPAIGN = "campaign"
    CONFIRMATION = "confirmation"
    ADDRESS_CHANGE = "address_change"
    TEST = "test"
    HEAD_NOTICE = "head_notice"


class Reason(Word):
    """
    Why a message may not go, or not until a person has decided.
    """

    CONTENT_BANNED = "content_banned"
    MIXED_CONTENT = "mixed_content"
    AD_FREE_NOT_SHOWN = "ad_free_not_shown"
    REFERENCE_MISSING = "reference_missing"
    SENDER_NOT_IDENTIFIED = "sender_not_identified"
    REPLIES_NOT_MONITORED = "replies_not_monitored"
    NO_OPT_OUT = "no_opt_out"
    NOT_RECOGNISABLE = "not_recognisable"
    CONSENT_REQUEST_IS_MARKETING = "consent_request_is_marketing"
    NOT_ASKED = "not_asked"
    NON_COMMERCIAL_NOT_DOCUMENTED = "non_commercial_not_documented"
    BLOCKED = "blocked"
    OBJECTED = "objected"
    WITHDRAWN = "withdrawn"
    PROFILING_OBJECTED = "profiling_objected"
    NO_BASIS = "no_basis"
    NATURAL_PERSON_NO_BASIS = "natural_person_no_basis"
    ENK_NATURAL_PERSON = "enk_natural_person"
    MAILBOX_UNCLEAR = "mailbox_unclear"
    ORGANISATION_FORM_UNKNOWN = "organisation_form_unknown"
    ORGANISATION_NUMBER_MISSING = "organisation_number_missing"
    MAILBOX_NOT_VERIFIED = "mailbox_not_verified"
    COUNTRY_PROTECTS_ORGANISATIONS = "country_protects_organisations"
    COUNTRY_RULE_UNKNOWN = "country_rule_unknown"
    UNDER_AGE = "under_age"
    AGE_UNKNOWN = "age_unknown"
    MINOR_CUSTOMER = "minor_customer"
    NOT_CONFIRMED = "not_confirmed"
    CONSENT_TIME_UNKNOWN = "consent_time_unknown"
    CONSENT_ACT_UNKNOWN = "consent_act_unknown"
    CONSENT_PRETICKED = "consent_preticked"
    CONSENT_BUNDLED = "consent_bundled"
    CONSENT_BY_SILENCE = "consent_by_silence"
    CONSENT_CONDITION_OF_PURCHASE = "consent_condition_of_purchase"
    CONSENT_WORDS_MISSING = "consent_words_missing"
    CONSENT_NOT_FOR_SENDER = "consent_not_for_sender"
    CONSENT_CONTENT_NOT_STATED = "consent_content_not_stated"
    CONSENT_WITHDRAWAL_NOT_TOLD = "consent_withdrawal_not_told"
    OUT_OF_SCOPE_PURPOSE = "out_of_scope_purpose"
    OUT_OF_SCOPE_CHANNEL = "out_of_scope_channel"
    OUT_OF_SCOPE_CONTENT = "out_of_scope_content"
    PARTNER_CONTENT_OUT_OF_SCOPE = "partner_content_out_of_scope"
    CONSENT_STALE = "consent_stale"
    FREQUENCY_EXCEEDED = "frequency_exceeded"
    CONSENT_NUMBER_MISSING = "consent_number_missing"
    CONSENT_PLACE_UNKNOWN = "consent_place_unknown"
    CONSENT_LANGUAGE_UNKNOWN = "consent_language_unknown"
    CONSENT_CHANNEL_NOT_STATED = "consent_channel_not_stated"
    CONSENT_FREQUENCY_NOT_STATED = "consent_frequency_not_stated"
    MAILBOX_NOT_CONFIRMED = "mailbox_not_confirmed"
    COLLECTOR_NOT_DOCUMENTED = "collector_not_documented"
    NO_SALE = "no_sale"
    WRONG_ENTITY = "wrong_entity"
    RELATIONSHIP_INSUFFICIENT = "relationship_insufficient"
    RELATIONSHIP_UNCLEAR = "relationship_unclear"
    RELATIONSHIP_ENDED = "relationship_ended"
    ADDRESS_NOT_FROM_SALE = "address_not_from_sale"
    MARKETING_USE_NOT_TOLD = "marketing_use_not_told"
    OPTOUT_NOT_OFFERED_AT_COLLECTION = "optout_not_offered_at_collection"
    OPTED_OUT_AT_COLLECTION = "opted_out_at_collection"
    NOT_OWN_PRODUCTS = "not_own_products"
    NOT_CORRESPONDING = "not_corresponding"
    SALE_REFERENCE_MISSING = "sale_reference_missing"
    SALE_DATE_MISSING = "sale_date_missing"
    OPTOUT_TEXT_MISSING = "optout_text_missing"
    OPTOUT_ANSWER_UNKNOWN = "optout_answer_unknown"
    REVIEWED_NO = "reviewed_no"


class RelationshipKind(Word):
    """
    On what a customer relationship rests.
    """

    NONE = "none"
    CONTINUING_AGREEMENT = "continuing_agreement"
    CAPITAL_GOOD = "capital_good"
    REPEAT_PURCHASE = "repeat_purchase"
    SINGLE_PURCHASE = "single_purchase"
    FREEMIUM_ACCOUNT = "freemium_account"


class Standing(Word):
    """
    What the ledger says now about one person and one list.
    """

    NONE = "none"
    REGISTERED = "registered"
    ASKED = "asked"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    ASKED_AGAIN = "asked_again"


class SubscriptionState(Word):
    """
    A subscription's life, as people outside see it.
    """

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


class Suppression(Word):
    """
    A no that reaches further than one list.
    """

    NONE = "none"
    OBJECTION = "objection"
    BLOCK = "block"


class Weight(Word):
    """
    What kind of authority a rule has.
    """

    STATUTE = "statute"
    GUIDANCE = "guidance"
    POLICY = "policy"


class About(Shape):
    """What an explanation explains."""

    says: str
    address: str
    subject: str
    list_name: str
    sender: str
    sender_number: str
    asked_at: AwareDatetime


class Act(Shape):
    """What supports one step of a consent: when, from where. What was erased is empty, and `held` says so."""

    record_id: UUID
    at: AwareDatetime
    ip: str
    user_agent: str
    held: Held


class Activity(Shape):
    """One purpose: a list, and the newest words by which people consented to it, in each language."""

    list_id: UUID
    name: str
    description: str
    people: dict[str, int]
    contents: builtins.list[str]
    frequencies: builtins.list[str]
    retired: bool


class AddressChange(Shape):
    """The person's address became another. Both are told by their fingerprints."""

    record_id: UUID
    before: str
    after: str
    confirmed_at: AwareDatetime


class AddressChangeShown(Shape):
    """What became of it. Nothing is changed before the new mailbox has confirmed."""

    outcome: Asked


class Answer(Shape):
    """What somebody answered to a question that the law left open, before the mail was decided on."""

    reason: str
    permitted: bool
    by: str
    why: str
    answered_at: AwareDatetime
    until: AwareDatetime


class AnswerShown(Shape):
    """An answer, and under which version of the rules it was given."""

    id: UUID
    permitted: bool
    by: str
    why: str
    until: AwareDatetime
    answered_at: AwareDatetime
    holds: bool


class AnswerTold(Shape):
    """What a person, asked in review, answered about this very situation."""

    reason: Reason = Field(..., description="The reason that was for review.")
    permitted: bool = Field(..., description="Whether it may be sent.")
    by: str = Field(..., description="Who answered.")
    why: str = Field(..., description="Why.")
    until: AwareDatetime = Field(..., description="How long the answer holds.")
    rule_set: str = Field(
        ..., description="The version of the rules it was given under; under others it is asked again."
    )


class BasisInUse(Shape):
    """A legal basis that subscriptions or mails rest on today, and its place in both laws."""

    basis: LegalBasis
    marketing_act: str
    gdpr: str
    subscriptions: int
    mails: int


class Category(Shape):
    """A kind of personal data, and the column that holds it."""

    column: str
    says: str


class ConsentDocumentShown(Shape):
    """A document. `digest` is the SHA-256 of its bytes, by which the ledger names it."""

    id: UUID
    digest: str
    media_type: str
    created_at: AwareDatetime


class ConsentShown(Shape):
    """A consent as the ledger has it, and what the person's subscription is now: an older one undoes no later no."""

    id: UUID
    subscriber_id: UUID
    subscription_id: UUID
    act: ConsentAct
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    state: SubscriptionState
    legal_basis: LegalBasis


class ConsentTextShown(Shape):
    """One version of a list's words in one language. It never changes: a new text is a new version."""

    id: UUID
    language: str
    version: int
    words: str
    sender: str
    sender_number: str
    postal_address: str
    privacy_policy_url: str
    list_name: str
    content: str
    frequency: str
    withdrawal: str
    content_types: builtins.list[str]
    partners: builtins.list[str]
    at_most: int | None
    per: Per | None
    lasts_months: int
    created_at: AwareDatetime


class ConsentTold(Shape):
    """One consent and what is kept to prove it. A new consent is a new one; none is ever edited."""

    act: ConsentAct = Field(
        ConsentAct.NONE,
        description="What the person did. Valid: unticked_box, single_purpose_form, paper, recorded_call. Invalid by law:\npreticked_box, terms_clause, silence, condition_of_purchase. none: it is not known.",
    )
    given_at: AwareDatetime | None = Field(None, description="When. Null: it is not kept.")
    lists: builtins.list[str] = Field([], description="The mailing lists it was given for.")
    text: str = Field("", description="The exact words the person saw.")
    language: str = Field("", description="The language they were shown in.")
    controller: str = Field("", description="The legal entity the words name as the one who will write.")
    controller_number: str = Field("", description="Its organisation number, where the words give it.")
    content: str = Field("", description="What the words say will come.")
    content_types: builtins.list[str] = Field(
        [], description="The kinds of content they are limited to. Empty: all that they say will come."
    )
    partners: builtins.list[str] = Field(
        [], description='The partners they name, one by one. "Selected partners" names nobody.'
    )
    channel: Channel | None = Field(None, description="The channel they are about. Null: they name none.")
    frequency: str = Field("", description="How often mail comes, as the words say it.")
    at_most: int | None = Field(None, description="How often in numbers, where the words say so: at most so many …")
    per: Per | None = Field(None, description="… in each of these calendar periods.")
    lasts_months: int = Field(
        0, description="For how many months without use the words say it lasts. 0: they do not say."
    )
    withdrawal: str = Field("", description="What the words say about taking it back.")
    place: str = Field("", description="Where it was given: form, page, shop, event.")
    confirmation_sent_at: AwareDatetime | None = Field(
        None, description="When the mailbox was asked to confirm (double opt-in). Null: it never was."
    )
    confirmed_at: AwareDatetime | None = Field(None, description="When the mailbox confirmed.")
    document: str = Field(
        "", description="For paper and recorded calls: what identifies the scan or recording that is kept."
    )
    collected_by: str = Field("", description="Who collected it, where that was not the sender.")
    collector_contract: str = Field("", description="The contract with the collector that is kept.")


class Controller(Shape):
    """The legal entity that must prove."""

    id: UUID
    name: str
    organisation_number: str
    postal_address: str
    email: str
    website: str
    privacy_policy_url: str


class Correspondence(Shape):
    """A documented decision that what is promoted corresponds to what was bought."""

    product_group: str = Field(..., description="The promoted product group.")
    to: str = Field(..., description="The product group that was bought.")
    decided_by: str = Field(..., description="Who decided so.")
    why: str = Field(..., description="Why they correspond.")


class CorrespondenceShown(Shape):
    """A decision. It counts until it is revoked, and stays on record."""

    id: UUID
    product_group: str
    corresponds_to: str
    decided_by: str
    why: str
    decided_at: AwareDatetime
    revoked_at: AwareDatetime | None


class Decision(Word):
    """
    Review: not before a person has decided.
    """

    PERMITTED = "permitted"
    REFUSED = "refused"
    REVIEW = "review"


class Tracking(Word):
    """
    Whether opens and clicks may be followed.
    """

    ON = "on"
    OFF = "off"


class DeliveryShown(Shape):
    """What became of the message to one person, and on what it rested."""

    id: UUID
    subscriber_id: UUID
    state: DeliveryState
    reason: str | None
    legal_basis: LegalBasis | None
    rule: str | None
    rule_set: str | None
    decided_at: AwareDatetime | None
    attempts: int
    due_at: AwareDatetime
    settled_at: AwareDatetime | None
    unanswered_at: AwareDatetime | None = Field(
        ..., description="When it was uncertain, if it was sent again since: a copy may have arrived then."
    )
    reply: str | None


class DeliveryThen(Shape):
    """What became of this campaign's message to this person, and what the law said at the last asking."""

    id: UUID
    says: str
    state: str
    reason: str | None
    legal_basis: str | None
    rule: str | None
    rule_set: str | None
    decided_at: AwareDatetime | None
    settled_at: AwareDatetime | None
    reply: str | None


class Described(Shape):
    """Whose mailbox it is. Empty and None are not kept."""

    kind: MailboxKind = MailboxKind.PRIVATE
    organisation_form: str = ""
    organisation_number: str = ""
    verified_how: str = ""
    verified_on: date | None = None


class Disclosure(Shape):
    """The person's data went to a partner."""

    id: UUID
    partner: str
    partner_number: str
    data: builtins.list[str]
    purpose: str
    basis: ProcessingBasis
    happened_at: AwareDatetime
    recorded_at: AwareDatetime


class Document(Shape):
    """A scan or recording that shows a consent: its SHA-256 as the ledger has it, and whether it is there."""

    digest: str
    held: Held


class ExpectedShown(Shape):
    """
    What the law would say if the campaign went now.

    `on_list` are all on the list, also those who left it. `asked` are those the law was asked about: everybody, or the
    first 50,000 of a longer list.
    """

    on_list: int
    asked: int
    permitted: dict[str, int]
    refused: dict[str, int]
    review: dict[str, int]


class FactTold(Shape):
    """One fact, its value as plain data and in words, what it means, and the records it was folded from."""

    name: str
    means: str
    value: Any
    says: str
    records: builtins.list[UUID]


class FormTextSent(Shape):
    """A form in the language of one consent text."""

    title: str
    introduction: str = ""
    consent_text_id: UUID


class FormTextShown(Shape):
    """A form in one language."""

    title: str
    introduction: str = ""
    consent_text_id: UUID
    language: str


class KeptFormShown(Shape):
    """The form as it stood in the version that was sent. `shown_by` says whose page it was on."""

    id: str
    slug: str
    version: int
    language: str
    title: str
    introduction: str
    shown_by: str


class Lack(Shape):
    """Something an authority asks for that is not there. `field` numbers the list in docs/law.md."""

    field: int
    asked_for: str
    held: Held
    list_name: str
    says: str
    held_says: str = ""


class LawRuleShown(Shape):
    """The rule an answer rests on, and its place in the law."""

    code: str
    says: str
    citation: str
    weight: Weight


class Limit(Shape):
    """How long something is kept or used. `value` is None where no limit is set."""

    says: str
    setting: str
    value: float | None


class ListShown(Shape):
    """A mailing list. Without `reply_to` it cannot send."""

    id: UUID
    name: str
    description: str
    language: str
    sender_name: str
    sender_email: str
    reply_to: str
    directed_at_children: bool
    created_at: AwareDatetime


class Mail(Shape):
    """One message to the person, sent or not, and on what it rested."""

    id: UUID
    purpose: Purpose
    list_id: UUID | None
    list_name: str
    subject: str
    content_digest: str
    promotes: builtins.list[str]
    own_products: bool | None
    partners: builtins.list[str]
    state: DeliveryState
    reason: str | None
    legal_basis: LegalBasis | None
    marketing_act: str
    gdpr: str
    rule: str
    rule_says: str
    citation: str
    rule_set: str
    decided_at: AwareDatetime | None
    created_at: AwareDatetime
    settled_at: AwareDatetime | None
    reply: str
    answers: builtins.list[Answer]
    assumptions: builtins.list[Assumption]
    assumptions_say: builtins.list[str] = []


class MailboxShown(Shape):
    """Whose mailbox it is, as recorded last."""

    kind: MailboxKind
    organisation_form: str
    organisation_number: str
    verified_how: str
    verified_on: date | None


class Membership(Shape):
    """
    The person on one list, as the ledger says now. The basis is None where the subscription's row is gone.

    `unmet` is what a recorded customer relationship does not meet; None where it meets all, or none is recorded.
    """

    list_id: UUID
    list_name: str
    standing: Standing
    legal_basis: LegalBasis | None
    marketing_act: str
    gdpr: str
    unmet: Reason | None


class MessageTold(Shape):
    """The message that would be sent."""

    kind: MessageClass = Field(
        MessageClass.MARKETING,
        description="What it is meant to be: marketing; contract_message (carries out a contract: ticket, cancellation); legal_duty (a\nstatute demands it); non_commercial (from outside business); requested_reply (just asked for); survey; test.",
    )
    moment: Moment = Field(
        Moment.DOOR, description="launch: when it is checked, scheduled or launched; door: as it is about to leave."
    )
    list: str = Field("", description="The mailing list it goes to, by any name that consents and noes use too.")
    channel: Channel = Field(Channel.EMAIL, description="How it is sent.")
    contains_marketing: bool | None = Field(
        None,
        description="For service messages: whether there is any marketing in it, such as a banner. Null: nobody has looked.",
    )
    reference: str = Field("", description="For service messages: the order, contract, statute or request it answers.")
    already_sent: bool = Field(
        False, description="For replies and surveys: the same has been sent to this person before."
    )
    sells: bool = Field(True, description="It offers goods, services or other performances against payment.")
    own_products: bool | None = Field(
        None, description="Everything it promotes is sold by the sender itself. Null: not known."
    )
    product_groups: builtins.list[str] = Field([], description="The product groups it promotes.")
    corresponds: builtins.list[Correspondence] = Field(
        [], description="Documented decisions on which product groups correspond to which.", validate_default=True
    )
    content_types: builtins.list[str] = Field(
        [], description="The kinds of content in it. Empty: it keeps to what the list promises."
    )
    partners: builtins.list[str] = Field(
        [],
        description="Names of others whose offers or advertising are in it, or whom it is sent for, group companies included.",
    )
    banned_content: builtins.list[BannedContent] = Field([], description="What is in it that no basis permits.")
    directed_at_children: bool = Field(False, description="It, or its list, is directed at children.")
    asks_consent: bool = Field(False, description="It asks for consent to (more) marketing.")
    segmented: bool = Field(False, description="Its recipients were chosen by profile.")
    wants_tracking: bool = Field(False, description="It would follow who opens it or clicks in it.")
    identifies_sender: bool = Field(
        False, description="It tells the sender's name, postal address and organisation number."
    )
    replies_monitored: bool = Field(False, description="Somebody reads the answers to it.")
    free_opt_out: bool = Field(False, description="It offers a free and easy way to say no.")
    opt_out_needs_login: bool = Field(False, description="Saying no needs a login.")
    recognisable_as_marketing: bool = Field(
        False, description="Sender, subject or first line show that it is marketing the moment it arrives."
    )


class MovedShown(Shape):
    """How many deliveries this call has moved, and the campaign's state now."""

    deliveries: int
    state: CampaignState


class NamedShown(Shape):
    """One delivery that is uncertain, and whose it is."""

    delivery_id: UUID
    subscriber_id: UUID


class No(Shape):
    """One time the person said no. `list_id` is None, and `list_name` empty, where it reaches every list."""

    record_id: UUID
    kind: str
    list_id: UUID | None
    list_name: str
    received_at: AwareDatetime
    recorded_at: AwareDatetime
    channel: str
    note: str


class NoShown(Shape):
    """A no that stands, and how far it reaches; with scope `list`, to which list."""

    scope: NoScope
    list_id: UUID | None = None


class NoTold(Shape):
    """A no, by whatever way it came: link, mail, telephone, letter, complaint."""

    said_at: AwareDatetime = Field(..., description="When it was said.")
    scope: NoScope = Field(
        NoScope.ALL_MARKETING,
        description="How far it reaches: list, channel, all_marketing, profiling, tracking, everything. In doubt the wider.",
    )
    list: str = Field("", description="For scope list: which.")
    channel: Channel = Field(Channel.EMAIL, description="For scope channel: which.")


class OptOutOffer(Shape):
    """The opt-out offered when the address was collected (§ 15 third paragraph, last sentence)."""

    offered: bool = Field(False, description="An easy and free opt-out was offered there and then.")
    text: str = Field("", description="Its text, as shown.")
    opted_out: bool | None = Field(
        None, description="The customer's answer: true, no marketing; false, the offer was left unused; null: not kept."
    )


class OptOutSent(Shape):
    """The opt-out that was offered when the customer gave the address. It cannot be made up for later."""

    offered: bool = False
    text: str = Field("", description="Its text, as shown.")
    opted_out: bool | None = Field(
        None,
        description="true: no marketing, and counts as an objection; false: the offer was left unused; null: not kept.",
    )


class OrganisationShown(Shape):
    """The legal entity that sends."""

    id: UUID
    name: str
    organisation_number: str
    postal_address: str
    email: str
    website: str
    privacy_policy_url: str
    country: str
    in_business: bool
    non_commercial_because: str
    balancing_test: str


class Point(Shape):
    """One point an authority asks for, and how it stands. `says` is what is known of it, or why it is not asked for."""

    field: int
    asked_for: str
    held: Held
    says: str
    held_says: str = ""


class PreviewShown(Shape):
    """The campaign as one person would read it."""

    subject: str
    html: str
    text: str


class ProblemShown(Shape):
    """One thing that is missing, and what to do."""

    pointer: str
    code: str
    message: str


class ProcessingRecord(Shape):
    """The record of one organisation, at one moment."""

    made_at: AwareDatetime
    controller: Controller
    purposes: builtins.list[Activity]
    bases: builtins.list[BasisInUse]
    people: dict[str, int]
    data: builtins.list[Category]
    mail_server: str
    disclosures: builtins.list[Disclosure]
    retention: builtins.list[Limit]
    security: builtins.list[str]
    unknown: builtins.list[str]


class ProductGroupShown(Shape):
    """A product group."""

    id: UUID
    code: str
    name: str
    created_at: AwareDatetime


class Progress(Shape):
    """
    A report while it grows. `rate` is messages a second over the last ten; null until there were two looks.

    `seconds_left` is if it goes on so, null while that cannot be said; what was deferred may take longer.
    """

    state: CampaignState
    paused_because: str | None
    considered: int
    deliveries: dict[str, int]
    reasons: dict[str, dict[str, int]]
    rate: float | None
    seconds_left: int | None
    counted_at: AwareDatetime


class Recipient(Shape):
    """The person, or the organisation, whose mailbox it is."""

    country: str = Field(
        "", description="ISO 3166 code of the country the recipient is in. Empty: unknown, taken for the sender's."
    )
    age: int | None = Field(
        None, description="In years. Null: unknown, taken for adult unless the list is directed at children."
    )
    mailbox: MailboxKind = Field(
        MailboxKind.PRIVATE,
        description="private: a natural person's own, and any of which nothing else is known; work: one employee's; role: impersonal,\nas post@; unclear: one cannot see.",
    )
    organisation_form: str = Field(
        "",
        description="For work and role mailboxes: AS, ENK (a sole proprietorship is a natural person), FORENING and so on.",
    )
    organisation_number: str = Field("", description="The number of the organisation whose mailbox it is.")
    verified_how: str = Field("", description="How it was found that the mailbox is impersonal.")
    verified_at: date | None = Field(None, description="When that was found.")
    tracking_consented_at: AwareDatetime | None = Field(
        None, description="When the person consented, separately, to being tracked in e-mail."
    )


class RecordBehind(Shape):
    """A record of the ledger that a fact rests on. `says` tells it in words, with its time and the zone."""

    id: UUID
    kind: str
    says: str
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    digest: str


class ReviewRuleShown(Shape):
    """The rule a question stands on."""

    code: str
    says: str
    citation: str
    weight: str


class ReviewShown(Shape):
    """
    One question for everybody in one situation on one list.

    `people` counts those the newest campaign withheld for it; `examples` are some of them. `situation` holds the facts
    the question rests on, as the law knows them. An `answer` that no longer holds leaves the question open.
    """

    id: UUID
    list_id: UUID
    reason: Reason
    question: str
    settled_by: str
    rule: ReviewRuleShown
    rule_set: str
    legal_basis: LegalBasis
    people: int
    examples: builtins.list[UUID]
    situation: dict[str, Any]
    asked_at: AwareDatetime
    answer: AnswerShown | None


class Outcome(Word):
    RECORDED = "recorded"
    ALREADY_RECORDED = "already_recorded"
    REFUSED = "refused"


class SaleRecorded(Shape):
    """The recorded sale and whose it is. `already_recorded`: it was before, and nothing was written."""

    id: UUID
    subscriber_id: UUID
    already_recorded: bool


class SaleShown(Shape):
    """A sale as it is kept. Its reference and note are empty once they were erased."""

    id: UUID
    kind: RelationshipKind
    completed: bool
    seller: str
    seller_number: str
    reference: str
    made_on: date | None
    ended_on: date | None
    product_groups: builtins.list[str]
    address_given_by_customer: bool
    marketing_use_told: bool
    opt_out: OptOutOffer
    note: str
    recorded_at: AwareDatetime


class SaleTold(Shape):
    """A sale, an agreement, or what was no sale, by which the sender got the address."""

    kind: RelationshipKind = Field(
        RelationshipKind.NONE,
        description="continuing_agreement (season ticket, subscription, paid membership), capital_good (larger item), repeat_purchase,\nsingle_purchase, freemium_account (free, on the way to a paid one), none (free membership, competition, quote).",
    )
    completed: bool = Field(False, description="The purchase was completed and not left in the cart.")
    seller: str = Field("", description="The legal entity that is party to the contract.")
    seller_number: str = Field("", description="Its organisation number.")
    reference: str = Field("", description="Order or contract number.")
    made_on: date | None = Field(None, description="When it was made.")
    ended_on: date | None = Field(None, description="The day on which a continuing agreement ends or has ended.")
    product_groups: builtins.list[str] = Field([], description="What was sold.")
    address_given_by_customer: bool = Field(False, description="The customer gave this address, in that sale.")
    marketing_use_told: bool = Field(
        False, description="The customer was told then that it would be used for marketing."
    )
    opt_out: OptOutOffer = Field(
        {"offered": False, "text": ""}, description="The opt-out offered then.", validate_default=True
    )


class Schedule(Shape):
    """When it goes: as it was said, and the instant that is."""

    at: str
    zone: str
    instant: AwareDatetime


class SealPlace(Shape):
    """Which seal vouches for a record, and where in it the record stands."""

    number: int
    digest: str
    sealed_at: AwareDatetime
    position: int


class Sender(Shape):
    """The legal entity on whose behalf the message is sent."""

    name: str = Field(..., description="Its registered name.")
    organisation_number: str = Field(
        "", description="Its number in the register of organisations. Spaces do not matter."
    )
    country: str = Field("NO", description="ISO 3166 code of its country.")
    in_business: bool = Field(
        True, description="It acts in business: an activity with an economic aim. A charity does so when it sells."
    )
    non_commercial_because: str = Field("", description="Why it does not act in business.")
    balancing_test: str = Field(
        "",
        description="Which document weighs its interest against the person's (GDPR art. 6(1)(f)), or names its public task.",
    )


class SubscriberShown(Shape):
    """A person we know by one mailbox. `tracking_consented`: a consent of its own to being tracked counts now."""

    id: UUID
    email: str
    name: str
    language: str
    country: str
    born_on: date | None
    noes: builtins.list[NoShown]
    tracking_consented: bool
    created_at: AwareDatetime


class SubscriptionShown(Shape):
    """One person on one list. `legal_basis` is what can be proved; `unknown` gets no marketing."""

    id: UUID
    subscriber_id: UUID
    email: str
    state: SubscriptionState
    legal_basis: LegalBasis
    changed_at: AwareDatetime


class Kind(Word):
    OBJECTION = "objection"
    BLOCK = "block"
    PROFILING = "profiling"
    TRACKING = "tracking"
    LIST = "list"


class SuppressionShown(Shape):
    """A mailbox and a no that stands for it. It is named by fingerprint, since it outlives the subscriber."""

    id: UUID
    fingerprint: str
    kind: Kind
    list_id: UUID | None = None
    since: AwareDatetime


class TrackingConsentShown(Shape):
    """A consent to tracking as the ledger has it. `tracking_consented` is whether one counts now."""

    id: UUID
    act: ConsentAct
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    tracking_consented: bool


class TriedShown(Shape):
    """The first failing condition of a basis that was tried."""

    basis: LegalBasis
    reason: Reason


class UncertainShown(Shape):
    """Of whom nobody knows whether it arrived: how many wait for your word, how many are closed, and who waits."""

    open: int
    closed: int
    named: builtins.list[NamedShown] = Field(..., description="The first hundred that are open.")
    all: str = Field(..., description="Where all of them are listed.")
    what_next: str


class Unmet(Shape):
    """What keeps the message from going. `basis` is None where no basis would have helped."""

    basis: LegalBasis | None
    basis_says: str
    reason: Reason
    reason_says: str
    settled_by: str


class Wording(Shape):
    """
    The words a consent rests on, exactly as they were shown, and what stood beside them.

    `envelope` is all their digest is made over.
    """

    id: UUID
    language: str
    version: int
    published_at: AwareDatetime
    words: str
    list_name: str
    sender: str
    sender_number: str
    postal_address: str
    content: str
    frequency: str
    withdrawal: str
    privacy_policy_url: str
    envelope: dict[str, Any]
    digest: str


class CampaignShown(Shape):
    """A campaign."""

    id: UUID
    list_id: UUID
    subject: str
    body: str
    body_format: BodyFormat
    product_groups: builtins.list[str]
    own_products: bool | None
    sells: bool
    content_types: builtins.list[str]
    partners: builtins.list[str]
    banned_content: builtins.list[BannedContent]
    asks_consent: bool
    state: CampaignState
    paused_because: str | None = Field(..., description="Why it paused by itself, and what to do.")
    schedule: Schedule | None
    launched_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    created_at: AwareDatetime
    changed_at: AwareDatetime


class ChecklistShown(Shape):
    """Whether the campaign may go. `hints` do not keep it from going, but people from getting it."""

    ready: bool
    problems: builtins.list[ProblemShown]
    hints: builtins.list[ProblemShown]
    expected: ExpectedShown


class Consent(Shape):
    """One sign-up, and its confirmation where there was one. Without either it proves nothing."""

    list_id: UUID | None
    list_name: str
    in_force: bool
    act: str
    channel: str
    given: Act
    time_known: bool
    confirmation_sent_at: AwareDatetime | None
    confirmed: Act | None
    without_confirmation: bool
    form: KeptFormShown | None
    page: str
    name: str
    wording: Wording | None
    place: str
    document: Document | None
    collected_by: str
    collector_contract: str


class DecisionShown(Shape):
    """What the law says to the facts it was told."""

    decision: Decision = Field(..., description="Review: not before a person has decided.")
    basis: LegalBasis | None = Field(..., description="What it rests on, or in review would rest on.")
    reason: Reason | None = Field(..., description="Why not, or why not yet.")
    rule: LawRuleShown = Field(..., description="The rule that decided.")
    tried: builtins.list[TriedShown] = Field(..., description="Of each basis that was tried, what failed first.")
    duties: builtins.list[Duty] = Field(..., description="What goes with the permission.")
    tracking: Tracking = Field(..., description="Whether opens and clicks may be followed.")
    cautions: builtins.list[Caution] = Field(..., description="What to think about before sending all the same.")
    assumptions: builtins.list[Assumption] = Field(..., description="What was taken for true because it was not told.")
    settled: builtins.list[Reason] = Field(..., description="The reviews a permission rests on.")
    rule_set: str = Field(..., description="The version of the rules.")
    situation: dict[str, Any] = Field(
        ..., description="What the facts about the person come to, as the law looks at them."
    )
    facts_digest: str = Field(..., description="SHA-256 of the facts as they were read.")


class Explanation(Shape):
    """
    What was sent and why, and the answer now. `considered` is false for who is not on the campaign's list.

    `unmet` is what each basis that was tried does not meet, and what would settle it.
    """

    at: AwareDatetime
    about: About
    considered: bool
    words: builtins.list[str]
    decision: dict[str, Any] | None
    unmet: builtins.list[Unmet]
    facts: builtins.list[FactTold]
    message: dict[str, Any]
    records: builtins.list[RecordBehind]
    delivery: DeliveryThen | None


class FormShown(Shape):
    """A sign-up form and where it stands."""

    id: UUID
    list_id: UUID
    slug: str
    version: int
    url: str
    texts: builtins.list[FormTextShown]
    origins: builtins.list[str]


class KeptRecord(Shape):
    """One record of the ledger. `envelope` is all its digest is made over; `intact` says that the digest fits."""

    id: UUID
    kind: str
    list_name: str
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    facts: dict[str, str | int | bool | builtins.list[str]]
    details: dict[str, str]
    details_held: Held
    wording: Wording | None
    answers_id: UUID | None
    envelope: dict[str, Any]
    digest: str
    intact: bool
    seal: SealPlace | None


class KeptSale(Shape):
    """
    A recorded sale as the ledger tells it now. `sale.reference` and `note` are empty once they were erased.

    `reference_erased` tells that from a sale that never had a reference.
    """

    uid: UUID
    sale: SaleTold
    note: str
    recorded_at: AwareDatetime
    reference_erased: bool


class Person(Shape):
    """All that can be shown about one address. `subscriber_id` is None when no such row is there (any more)."""

    address: str
    fingerprint: str
    subscriber_id: UUID | None
    name: str
    country: str
    born_on: date | None
    suppression: Suppression
    lists: builtins.list[Membership]
    consents: builtins.list[Consent]
    sales: builtins.list[KeptSale]
    product_groups: dict[str, str]
    mailbox: Described | None
    noes: builtins.list[No]
    mails: builtins.list[Mail]
    disclosures: builtins.list[Disclosure]
    records: builtins.list[KeptRecord]
    address_changes: builtins.list[AddressChange]
    records_before: builtins.list[KeptRecord]
    lacking: builtins.list[Lack]
    points: builtins.list[Point]
    erased: bool


class Proof(Shape):
    """The case: of what it is, whose, when it was made, the people in it, and the ledger's head at that moment."""

    title: str
    made_at: AwareDatetime
    controller: Controller
    rule_set: str
    head: str
    how_to_check: builtins.list[str]
    people: builtins.list[Person]


class ReportShown(Shape):
    """Numbers over everybody considered. `reasons` says for each state why."""

    state: CampaignState
    paused_because: str | None = Field(..., description="Why it paused by itself, and what to do.")
    considered: int
    deliveries: dict[str, int]
    reasons: dict[str, dict[str, int]]
    uncertain: UncertainShown | None


class SaleOutcome(Shape):
    """What became of one sale of many. `errors` point into the request."""

    outcome: Outcome
    sale: SaleRecorded | None = None
    errors: builtins.list[ProblemShown] = Field([], validate_default=True)
