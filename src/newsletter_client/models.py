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


class Door(Word):
    """
    By which door somebody came.
    """

    API = "api"
    COMMAND_LINE = "command_line"


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


class NoticeState(Word):
    """
    A notice's life.
    """

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SENDING = "sending"
    FINISHED = "finished"
    CANCELLED = "cancelled"


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
    NOTICE = "notice"


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


class Scope(Word):
    """
    What a key may be used for: a thing and an act. To write gives no right to read.
    """

    ORGANISATION_READ = "organisation:read"
    ORGANISATION_WRITE = "organisation:write"
    LISTS_READ = "lists:read"
    LISTS_WRITE = "lists:write"
    FORMS_READ = "forms:read"
    FORMS_WRITE = "forms:write"
    SUBSCRIBERS_READ = "subscribers:read"
    SUBSCRIBERS_WRITE = "subscribers:write"
    SALES_READ = "sales:read"
    SALES_WRITE = "sales:write"
    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    CAMPAIGNS_LAUNCH = "campaigns:launch"
    LAW_READ = "law:read"
    LAW_DECIDE = "law:decide"
    PRIVACY_READ = "privacy:read"
    KEYS_WRITE = "keys:write"
    WEBHOOKS_WRITE = "webhooks:write"
    AUDIT_READ = "audit:read"
    NOTICES_READ = "notices:read"
    NOTICES_WRITE = "notices:write"
    NOTICES_APPROVE = "notices:approve"


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


class WebhookDeliveryState(Word):
    """
    What became of telling one webhook of one event.
    """

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookEvent(Word):
    """
    What a webhook can be told.
    """

    SUBSCRIBER_SUBSCRIBED = "subscriber.subscribed"
    SUBSCRIBER_CONFIRMED = "subscriber.confirmed"
    SUBSCRIBER_LEFT = "subscriber.left"
    SUBSCRIBER_OBJECTED = "subscriber.objected"
    DELIVERY_BOUNCED = "delivery.bounced"
    CAMPAIGN_LAUNCHED = "campaign.launched"
    CAMPAIGN_FINISHED = "campaign.finished"
    CAMPAIGN_PAUSED = "campaign.paused"
    PING = "ping"


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
    """What is explained, in a sentence."""
    address: str
    """The person's address."""
    subject: str
    """The subject line."""
    list_name: str
    """The list's name then."""
    sender: str
    """Who sends: the legal entity's name."""
    sender_number: str
    """Its organisation number."""
    asked_at: AwareDatetime
    """When this was asked."""


class Act(Shape):
    """What supports one step of a consent: when, from where. What was erased is empty, and `held` says so."""

    record_id: UUID
    """The record of the ledger."""
    at: AwareDatetime
    """When."""
    ip: str
    """From which address the request came; empty where erased or never kept."""
    user_agent: str
    """The browser, as it named itself."""
    held: Held
    """Whether it is kept."""


class Activity(Shape):
    """One purpose: a list, and the newest words by which people consented to it, in each language."""

    list_id: UUID
    """The list."""
    name: str
    """The name."""
    description: str
    """What comes, for whoever considers joining."""
    people: dict[str, int]
    """How many there are in each state."""
    contents: builtins.list[str]
    """What comes, in each language's words."""
    frequencies: builtins.list[str]
    """How often, in each language's words."""
    retired: bool
    """Whether the list is out of use."""


class AddedShown(Shape):
    """How many were added, and how many stood there already with the same order."""

    added: int
    """How many were added."""
    repeated: int
    """How many stood there already with the same order."""


class AddressChange(Shape):
    """The person's address became another. Both are told by their fingerprints."""

    record_id: UUID
    """The record of the ledger."""
    before: str
    """The fingerprint of the address before it."""
    after: str
    """The fingerprint of the address after it."""
    confirmed_at: AwareDatetime
    """When the new mailbox confirmed."""


class AddressChangeShown(Shape):
    """What became of it. Nothing is changed before the new mailbox has confirmed."""

    outcome: Asked
    """What became of it."""


class Answer(Shape):
    """What somebody answered to a question that the law left open, before the mail was decided on."""

    reason: str
    """Why, in a word for programs; null where there is nothing to explain."""
    permitted: bool
    """Whether it is permitted."""
    by: str
    """Who answers, by name."""
    why: str
    """On what ground."""
    answered_at: AwareDatetime
    """When it was answered."""
    until: AwareDatetime
    """Until when the answer counts."""


class AnswerShown(Shape):
    """An answer, and under which version of the rules it was given."""

    id: UUID
    """Its id, for as long as it exists."""
    permitted: bool
    """Whether it is permitted."""
    by: str
    """Who answered, and with which key."""
    why: str
    """On what ground."""
    until: AwareDatetime
    """Until when the answer counts."""
    answered_at: AwareDatetime
    """When it was answered."""
    holds: bool
    """Whether the answer counts now."""


class AnswerTold(Shape):
    """What a person, asked in review, answered about this very situation."""

    reason: Reason
    """The reason that was for review."""
    permitted: bool
    """Whether it may be sent."""
    by: str
    """Who answered."""
    why: str
    """Why."""
    until: AwareDatetime
    """How long the answer holds."""
    rule_set: str
    """The version of the rules it was given under; under others it is asked again."""


class ApiKeyMade(Shape):
    """A new key. `key` is shown this once, and kept as a hash."""

    id: UUID
    """Its id, for as long as it exists."""
    name: str
    """The name."""
    hint: str
    """How it begins; by that people tell keys apart."""
    scopes: builtins.list[str]
    """What it may be used for."""
    list_ids: builtins.list[UUID] | None
    """The lists it is limited to; null: all of the organisation."""
    created_at: AwareDatetime
    """When it was made."""
    expires_at: AwareDatetime | None
    """From when on it opens nothing; null: it stays good."""
    last_used_at: AwareDatetime | None
    """When it was used last, to the minute; null: never."""
    revoked_at: AwareDatetime | None
    """When it was revoked; null while it counts."""
    key: str
    """The key itself. Keep it: it is not shown again."""


class ApiKeyShown(Shape):
    """A key, without itself. `hint` is how it begins; `last_used_at` is true to the minute."""

    id: UUID
    """Its id, for as long as it exists."""
    name: str
    """The name."""
    hint: str
    """How it begins; by that people tell keys apart."""
    scopes: builtins.list[str]
    """What it may be used for."""
    list_ids: builtins.list[UUID] | None
    """The lists it is limited to; null: all of the organisation."""
    created_at: AwareDatetime
    """When it was made."""
    expires_at: AwareDatetime | None
    """From when on it opens nothing; null: it stays good."""
    last_used_at: AwareDatetime | None
    """When it was used last, to the minute; null: never."""
    revoked_at: AwareDatetime | None
    """When it was revoked; null while it counts."""


class AuditEntryShown(Shape):
    """One thing that one request, or one command, has changed."""

    id: UUID
    """Its id, for as long as it exists."""
    at: AwareDatetime
    """When."""
    door: Door
    """By which door it was asked for."""
    who: str
    """The key's name, or the operating system's name of who typed the command."""
    key_hint: str | None
    """The first letters of the API key; null at the command line."""
    operation: str
    """The operationId, or the command."""
    object_kind: str
    """What kind of thing was changed."""
    object_id: UUID
    """The id of what was changed."""
    before: dict[str, Any] | None
    """The changed fields as they were; null: it was made."""
    after: dict[str, Any] | None
    """The changed fields as they are, and what was done; null: it was deleted."""
    untold: builtins.list[str]
    """Fields that changed and are not told: of a person, or a secret."""
    request_id: str | None
    """The X-Request-Id that was sent along."""


class BasisInUse(Shape):
    """A legal basis that subscriptions or mails rest on today, and its place in both laws."""

    basis: LegalBasis
    """The legal basis."""
    marketing_act: str
    """The place in the Marketing Control Act that it rests on."""
    gdpr: str
    """The place in the GDPR that the processing rests on."""
    subscriptions: int
    """How many subscriptions rest on it."""
    mails: int
    """Every message to the person, sent or not."""


class Category(Shape):
    """A kind of personal data, and the column that holds it."""

    column: str
    """The column that holds it."""
    says: str
    """Which kind of personal data it is."""


class ConsentDocumentShown(Shape):
    """A document. `digest` is the SHA-256 of its bytes, by which the ledger names it."""

    id: UUID
    """Its id, for as long as it exists."""
    digest: str
    """SHA-256, as hexadecimal digits."""
    media_type: str
    """What kind of file it is."""
    created_at: AwareDatetime
    """When it was made."""


class ConsentShown(Shape):
    """A consent as the ledger has it, and what the person's subscription is now: an older one undoes no later no."""

    id: UUID
    """Its id, for as long as it exists."""
    subscriber_id: UUID
    """The person, as a subscriber of the organisation."""
    subscription_id: UUID
    """The person's subscription to the list."""
    act: ConsentAct
    """What the person did to consent."""
    happened_at: AwareDatetime
    """When it happened, with its offset; past."""
    recorded_at: AwareDatetime
    """When it was recorded."""
    state: SubscriptionState
    """The state it is in."""
    legal_basis: LegalBasis
    """What it rests on: what can be proved. `unknown` gets no marketing."""


class ConsentTextShown(Shape):
    """One version of a list's words in one language. It never changes: a new text is a new version."""

    id: UUID
    """Its id, for as long as it exists."""
    language: str
    """The language, by code: `nb` or `en`."""
    version: int
    """The version: each change makes the next."""
    words: str
    """The exact words."""
    sender: str
    """Who sends: the legal entity's name."""
    sender_number: str
    """Its organisation number."""
    postal_address: str
    """The postal address."""
    privacy_policy_url: str
    """Where the privacy policy is."""
    list_name: str
    """The list's name then."""
    content: str
    """What comes, as the words promise it."""
    frequency: str
    """How often it comes, as the words promise it."""
    withdrawal: str
    """How one gets off again, as the words tell it."""
    content_types: builtins.list[str]
    """The kinds of content in it."""
    partners: builtins.list[str]
    """Others whose offers or advertising are in it, by name."""
    at_most: int | None
    """How many mails the words promise at most in each period."""
    per: Per | None
    """The calendar period that the number is for."""
    lasts_months: int
    """For how many months without use the words say it lasts; 0: they do not say."""
    created_at: AwareDatetime
    """When it was made."""


class ConsentTold(Shape):
    """One consent and what is kept to prove it. A new consent is a new one; none is ever edited."""

    act: ConsentAct = ConsentAct.NONE
    """
    What the person did. Valid: unticked_box, single_purpose_form, paper, recorded_call. Invalid by law:
    preticked_box, terms_clause, silence, condition_of_purchase. none: it is not known.
    """
    given_at: AwareDatetime | None = None
    """When. Null: it is not kept."""
    lists: builtins.list[str] = []
    """The mailing lists it was given for."""
    text: str = ""
    """The exact words the person saw."""
    language: str = ""
    """The language they were shown in."""
    controller: str = ""
    """The legal entity the words name as the one who will write."""
    controller_number: str = ""
    """Its organisation number, where the words give it."""
    content: str = ""
    """What the words say will come."""
    content_types: builtins.list[str] = []
    """The kinds of content they are limited to. Empty: all that they say will come."""
    partners: builtins.list[str] = []
    """The partners they name, one by one. "Selected partners" names nobody."""
    channel: Channel | None = None
    """The channel they are about. Null: they name none."""
    frequency: str = ""
    """How often mail comes, as the words say it."""
    at_most: int | None = None
    """How often in numbers, where the words say so: at most so many …"""
    per: Per | None = None
    """… in each of these calendar periods."""
    lasts_months: int = 0
    """For how many months without use the words say it lasts. 0: they do not say."""
    withdrawal: str = ""
    """What the words say about taking it back."""
    place: str = ""
    """Where it was given: form, page, shop, event."""
    confirmation_sent_at: AwareDatetime | None = None
    """When the mailbox was asked to confirm (double opt-in). Null: it never was."""
    confirmed_at: AwareDatetime | None = None
    """When the mailbox confirmed."""
    document: str = ""
    """For paper and recorded calls: what identifies the scan or recording that is kept."""
    collected_by: str = ""
    """Who collected it, where that was not the sender."""
    collector_contract: str = ""
    """The contract with the collector that is kept."""


class Controller(Shape):
    """The legal entity that must prove."""

    id: UUID
    """Its id, for as long as it exists."""
    name: str
    """The name."""
    organisation_number: str
    """The organisation number."""
    postal_address: str
    """The postal address."""
    email: str
    """The e-mail address."""
    website: str
    """The website."""
    privacy_policy_url: str
    """Where the privacy policy is."""


class Correspondence(Shape):
    """A documented decision that what is promoted corresponds to what was bought."""

    product_group: str
    """The promoted product group."""
    to: str
    """The product group that was bought."""
    decided_by: str
    """Who decided so."""
    why: str
    """Why they correspond."""


class CorrespondenceShown(Shape):
    """A decision. It counts until it is revoked, and stays on record."""

    id: UUID
    """Its id, for as long as it exists."""
    product_group: str
    """The group that is promoted."""
    corresponds_to: str
    """The group whose customers may get it."""
    decided_by: str
    """Who decided, by name or office."""
    why: str
    """On what ground."""
    decided_at: AwareDatetime
    """When it was decided."""
    revoked_at: AwareDatetime | None
    """When it was revoked; null while it counts."""


class DecidedThen(Shape):
    """What the law said at the door, and on which facts. `rule` and `rule_set` name the rule as it was then."""

    state: DeliveryState
    """The state it is in."""
    reason: str | None
    """Why, in a word for programs; null where there is nothing to explain."""
    legal_basis: str | None
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    rule: str | None
    """The rule that decided."""
    rule_set: str | None
    """The version of the rules."""
    decided_at: AwareDatetime | None
    """When it was decided."""
    situation: dict[str, Any] | None
    """The facts it rests on, as the law knows them."""


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


class DeclaredSent(Shape):
    """What the composer says it holds. Each question has to be answered, and a notice is one where all are *false*."""

    contains_advertising: bool | None = None
    """A banner for other events, for one."""
    contains_offers: bool | None = None
    """A discount that the contract does not give."""
    contains_partner_content: bool | None = None
    """Anything of a partner's."""
    links_to_marketing: bool | None = None
    """A link to a programme or a shop."""


class DeliveryShown(Shape):
    """What became of the message to one person, and on what it rested."""

    id: UUID
    """Its id, for as long as it exists."""
    subscriber_id: UUID
    """The person, as a subscriber of the organisation."""
    state: DeliveryState
    """The state it is in."""
    reason: str | None
    """Why, in a word for programs; null where there is nothing to explain."""
    legal_basis: LegalBasis | None
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    rule: str | None
    """The rule that decided."""
    rule_set: str | None
    """The version of the rules."""
    decided_at: AwareDatetime | None
    """When it was decided."""
    attempts: int
    """How often it was handed to the mail server."""
    due_at: AwareDatetime
    """When it is to be handed over, at the earliest."""
    settled_at: AwareDatetime | None
    """When its fate was known."""
    unanswered_at: AwareDatetime | None
    """When it was uncertain, if it was sent again since: a copy may have arrived then."""
    reply: str | None
    """The mail server's answer."""


class DeliveryThen(Shape):
    """What became of this campaign's message to this person, and what the law said at the last asking."""

    id: UUID
    """Its id, for as long as it exists."""
    says: str
    """The same in words."""
    state: str
    """The state it is in."""
    reason: str | None
    """Why, in a word for programs; null where there is nothing to explain."""
    legal_basis: str | None
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    rule: str | None
    """The rule that decided."""
    rule_set: str | None
    """The version of the rules."""
    decided_at: AwareDatetime | None
    """When it was decided."""
    settled_at: AwareDatetime | None
    """When its fate was known."""
    reply: str | None
    """The mail server's answer."""


class Described(Shape):
    """Whose mailbox it is. Empty and None are not kept."""

    kind: MailboxKind = MailboxKind.PRIVATE
    """Which kind it is."""
    organisation_form: str = ""
    """As Brønnøysundregistrene abbreviate it: AS, ENK, FLI and so on."""
    organisation_number: str = ""
    """The organisation number."""
    verified_how: str = ""
    """How the mailbox was found to be impersonal."""
    verified_on: date | None = None
    """When that was found out."""


class Disclosure(Shape):
    """The person's data went to a partner."""

    id: UUID
    """Its id, for as long as it exists."""
    partner: str
    """The partner's registered name."""
    partner_number: str
    """Its organisation number."""
    data: builtins.list[str]
    """Which kinds of data went."""
    purpose: str
    """What for."""
    basis: ProcessingBasis
    """The legal basis."""
    happened_at: AwareDatetime
    """When it happened, with its offset; past."""
    recorded_at: AwareDatetime
    """When it was recorded."""


class Document(Shape):
    """A scan or recording that shows a consent: its SHA-256 as the ledger has it, and whether it is there."""

    digest: str
    """SHA-256, as hexadecimal digits."""
    held: Held
    """Whether it is kept."""


class ExpectedShown(Shape):
    """
    What the law would say if the campaign went now.

    `on_list` are all on the list, also those who left it. `asked` are those the law was asked about: everybody, or the
    first 50,000 of a longer list.
    """

    on_list: int
    """How many are on the list, those who left it included."""
    asked: int
    """About how many the law was asked: everybody, or the first 50,000 of a longer list."""
    permitted: dict[str, int]
    """How many would get it, by basis."""
    refused: dict[str, int]
    """How many would not, by reason."""
    review: dict[str, int]
    """How many wait for a person to decide, by reason."""


class FactTold(Shape):
    """One fact, its value as plain data and in words, what it means, and the records it was folded from."""

    name: str
    """The name."""
    means: str
    """What the fact means."""
    value: Any
    """The value, as plain data."""
    says: str
    """The same in words."""
    records: builtins.list[UUID]
    """The records of the ledger."""


class FormSeen(Shape):
    """The form as it stood in the version that was sent. `shown_by` says whose page it was on."""

    id: str
    """Its id, for as long as it exists."""
    slug: str
    """The last part of the form's address."""
    version: int
    """The version: each change makes the next."""
    language: str
    """The language, by code: `nb` or `en`."""
    title: str
    """The heading."""
    introduction: str
    """What stands above the form."""
    shown_by: str
    """Whose page it was on."""


class FormTextSent(Shape):
    """A form in the language of one consent text."""

    title: str
    """The heading."""
    introduction: str = ""
    """What stands above the form."""
    consent_text_id: UUID
    """The consent text whose words were shown."""


class FormTextShown(Shape):
    """A form in one language."""

    title: str
    """The heading."""
    introduction: str = ""
    """What stands above the form."""
    consent_text_id: UUID
    """The consent text whose words were shown."""
    language: str
    """The language, by code: `nb` or `en`."""


class Lack(Shape):
    """Something an authority asks for that is not there. `field` numbers the list in docs/law.md."""

    field: int
    """The number of the point in docs/law.md."""
    asked_for: str
    """What is asked for."""
    held: Held
    """Whether it is kept."""
    list_name: str
    """The list's name then."""
    says: str
    """The same in words."""
    held_says: str = ""
    """The same in words."""


class Limit(Shape):
    """How long something is kept or used. `value` is None where no limit is set."""

    says: str
    """What is kept, or used."""
    setting: str
    """The setting that says so."""
    value: float | None
    """For how long; null where no limit is set."""


class ListShown(Shape):
    """A mailing list. Without `reply_to` it cannot send."""

    id: UUID
    """Its id, for as long as it exists."""
    name: str
    """The name."""
    description: str
    """What comes, for whoever considers joining."""
    language: str
    """The language, by code: `nb` or `en`."""
    sender_name: str
    """The name that mails come from."""
    sender_email: str
    """The address that mails come from."""
    reply_to: str
    """Where answers go. Without it the list cannot send."""
    directed_at_children: bool
    """Whether the list is meant for children."""
    created_at: AwareDatetime
    """When it was made."""


class Mail(Shape):
    """One message to the person, sent or not, and on what it rested."""

    id: UUID
    """Its id, for as long as it exists."""
    purpose: Purpose
    """What for."""
    list_id: UUID | None
    """The list."""
    list_name: str
    """The list's name then."""
    subject: str
    """The subject line."""
    content_digest: str
    """SHA-256 of the subject, a line break and the body, as hexadecimal digits."""
    promotes: builtins.list[str]
    """What it promotes, by product group."""
    own_products: bool | None
    """Whether all that it promotes is sold by the sender itself; null: nobody has said."""
    partners: builtins.list[str]
    """Others whose offers or advertising are in it, by name."""
    state: DeliveryState
    """The state it is in."""
    reason: str | None
    """Why, in a word for programs; null where there is nothing to explain."""
    legal_basis: LegalBasis | None
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    marketing_act: str
    """The place in the Marketing Control Act that it rests on."""
    gdpr: str
    """The place in the GDPR that the processing rests on."""
    rule: str
    """The rule that decided."""
    rule_says: str
    """The rule in words."""
    citation: str
    """The rule's place in the law."""
    rule_set: str
    """The version of the rules."""
    decided_at: AwareDatetime | None
    """When it was decided."""
    created_at: AwareDatetime
    """When it was made."""
    settled_at: AwareDatetime | None
    """When its fate was known."""
    reply: str
    """The mail server's answer."""
    answers: builtins.list[Answer]
    """The reviews that were answered for this mail."""
    assumptions: builtins.list[Assumption]
    """What was taken for true, and not checked."""
    assumptions_say: builtins.list[str] = []
    """The same in words."""


class MailboxShown(Shape):
    """Whose mailbox it is, as recorded last."""

    kind: MailboxKind
    """Which kind it is."""
    organisation_form: str
    """As Brønnøysundregistrene abbreviate it: AS, ENK, FLI and so on."""
    organisation_number: str
    """The organisation number."""
    verified_how: str
    """How the mailbox was found to be impersonal."""
    verified_on: date | None
    """When that was found out."""


class Membership(Shape):
    """
    The person on one list, as the ledger says now. The basis is None where the subscription's row is gone.

    `unmet` is what a recorded customer relationship does not meet; None where it meets all, or none is recorded.
    """

    list_id: UUID
    """The list."""
    list_name: str
    """The list's name then."""
    standing: Standing
    """What the ledger says of the person and the list."""
    legal_basis: LegalBasis | None
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    marketing_act: str
    """The place in the Marketing Control Act that it rests on."""
    gdpr: str
    """The place in the GDPR that the processing rests on."""
    unmet: Reason | None
    """What keeps the message from going, by basis; nothing where it may go."""


class MessageTold(Shape):
    """The message that would be sent."""

    kind: MessageClass = MessageClass.MARKETING
    """
    What it is meant to be: marketing; contract_message (carries out a contract: ticket, cancellation); legal_duty (a
    statute demands it); non_commercial (from outside business); requested_reply (just asked for); survey; test.
    """
    moment: Moment = Moment.DOOR
    """launch: when it is checked, scheduled or launched; door: as it is about to leave."""
    list: str = ""
    """The mailing list it goes to, by any name that consents and noes use too."""
    channel: Channel = Channel.EMAIL
    """How it is sent."""
    contains_marketing: bool | None = None
    """For service messages: whether there is any marketing in it, such as a banner. Null: nobody has looked."""
    reference: str = ""
    """For service messages: the order, contract, statute or request it answers."""
    already_sent: bool = False
    """For replies and surveys: the same has been sent to this person before."""
    sells: bool = True
    """It offers goods, services or other performances against payment."""
    own_products: bool | None = None
    """Everything it promotes is sold by the sender itself. Null: not known."""
    product_groups: builtins.list[str] = []
    """The product groups it promotes."""
    corresponds: builtins.list[Correspondence] = Field([], validate_default=True)
    """Documented decisions on which product groups correspond to which."""
    content_types: builtins.list[str] = []
    """The kinds of content in it. Empty: it keeps to what the list promises."""
    partners: builtins.list[str] = []
    """Names of others whose offers or advertising are in it, or whom it is sent for, group companies included."""
    banned_content: builtins.list[BannedContent] = []
    """What is in it that no basis permits."""
    directed_at_children: bool = False
    """It, or its list, is directed at children."""
    asks_consent: bool = False
    """It asks for consent to (more) marketing."""
    segmented: bool = False
    """Its recipients were chosen by profile."""
    wants_tracking: bool = False
    """It would follow who opens it or clicks in it."""
    identifies_sender: bool = False
    """It tells the sender's name, postal address and organisation number."""
    replies_monitored: bool = False
    """Somebody reads the answers to it."""
    free_opt_out: bool = False
    """It offers a free and easy way to say no."""
    opt_out_needs_login: bool = False
    """Saying no needs a login."""
    recognisable_as_marketing: bool = False
    """Sender, subject or first line show that it is marketing the moment it arrives."""


class MovedShown(Shape):
    """How many deliveries this call has moved, and the campaign's state now."""

    deliveries: int
    """How many deliveries this call has moved."""
    state: CampaignState
    """The campaign's state now."""


class NamedShown(Shape):
    """One delivery that is uncertain, and whose it is."""

    delivery_id: UUID
    """The delivery."""
    subscriber_id: UUID
    """The person, as a subscriber of the organisation."""


class No(Shape):
    """One time the person said no. `list_id` is None, and `list_name` empty, where it reaches every list."""

    record_id: UUID
    """The record of the ledger."""
    kind: str
    """Which kind it is."""
    list_id: UUID | None
    """The list."""
    list_name: str
    """The list's name then."""
    received_at: AwareDatetime
    """When the no reached the sender."""
    recorded_at: AwareDatetime
    """When it was recorded."""
    channel: str
    """How it reached the sender."""
    note: str
    """Whatever else is worth knowing. It can be erased."""


class NoShown(Shape):
    """A no that stands, and how far it reaches; with scope `list`, to which list."""

    scope: NoScope
    """How far the no reaches."""
    list_id: UUID | None = None
    """The list."""


class NoTold(Shape):
    """A no, by whatever way it came: link, mail, telephone, letter, complaint."""

    said_at: AwareDatetime
    """When it was said."""
    scope: NoScope = NoScope.ALL_MARKETING
    """How far it reaches: list, channel, all_marketing, profiling, tracking, everything. In doubt the wider."""
    list: str = ""
    """For scope list: which."""
    channel: Channel = Channel.EMAIL
    """For scope channel: which."""


class NoticeExplanation(Shape):
    """What was decided, if it was, and the law's answer at this moment. Both are None before the notice goes."""

    at: AwareDatetime
    """The moment of the answer."""
    message: dict[str, Any]
    """What the law was told of the message."""
    then: DecidedThen | None
    """What was decided when it went; null before."""
    now: dict[str, Any] | None
    """What the law says now; null before the notice went."""


class NoticeReportShown(Shape):
    """Numbers over all recipients. `reasons` says for each state why."""

    state: NoticeState
    """The state it is in."""
    recipients: int
    """How many it is for."""
    deliveries: dict[str, int]
    """How many deliveries there are in each state."""
    reasons: dict[str, dict[str, int]]
    """For each state how many for which reason."""


class NoticeShown(Shape):
    """A notice. `digest` is of what was handed in; approval holds for exactly that."""

    id: UUID
    """Its id, for as long as it exists."""
    class_: MessageClass = Field(..., alias="class")
    """Why it is no marketing."""
    concerns: str
    """The event, order or contract it is about."""
    because: str
    """For a legal duty: the statute that demands it."""
    sender_name: str
    """The name that mails come from."""
    sender_email: str
    """The address that mails come from."""
    reply_to: str
    """Where answers go."""
    language: str
    """The language, by code: `nb` or `en`."""
    subject: str
    """The subject line."""
    body: str
    """What it says, in Markdown, with `{{ name }}` and `{{ reference }}`."""
    is_template: bool
    """Whether it is a template."""
    fields: builtins.list[str]
    """The values that each sending fills in, by name."""
    declared: dict[str, bool]
    """What the composer says it holds."""
    links: dict[str, str]
    """Hosts it links to besides the organisation's website, each with why that is no marketing."""
    state: NoticeState
    """The state it is in."""
    recipients: int
    """How many it is for."""
    digest: str | None
    """SHA-256 of what was handed in; null while it is a draft."""
    approved_by: str | None
    """Who approved it, and with which key; null before."""
    approved_at: AwareDatetime | None
    """When it was approved; null before."""
    sent_at: AwareDatetime | None
    """When it began to go out; null before."""
    finished_at: AwareDatetime | None
    """When it was through, or called off; null before."""
    created_at: AwareDatetime
    """When it was made."""
    changed_at: AwareDatetime
    """When it was changed last."""


class OptOutOffer(Shape):
    """The opt-out offered when the address was collected (§ 15 third paragraph, last sentence)."""

    offered: bool = False
    """An easy and free opt-out was offered there and then."""
    text: str = ""
    """Its text, as shown."""
    opted_out: bool | None = None
    """The customer's answer: true, no marketing; false, the offer was left unused; null: not kept."""


class OptOutSent(Shape):
    """The opt-out that was offered when the customer gave the address. It cannot be made up for later."""

    offered: bool = False
    """Whether it was offered."""
    text: str = ""
    """Its text, as shown."""
    opted_out: bool | None = None
    """true: no marketing, and counts as an objection; false: the offer was left unused; null: not kept."""


class OrganisationShown(Shape):
    """The legal entity that sends."""

    id: UUID
    """Its id, for as long as it exists."""
    name: str
    """The name."""
    organisation_number: str
    """The organisation number."""
    postal_address: str
    """The postal address."""
    email: str
    """The e-mail address."""
    website: str
    """The website."""
    privacy_policy_url: str
    """Where the privacy policy is."""
    country: str
    """Where the organisation is, by ISO 3166 code."""
    in_business: bool
    """Whether the organisation acts in business; false for who has no economic aim."""
    non_commercial_because: str
    """Why it does not act in business."""
    balancing_test: str
    """Which document weighs the sender's interest against the person's, or names its public task."""


class Point(Shape):
    """One point an authority asks for, and how it stands. `says` is what is known of it, or why it is not asked for."""

    field: int
    """The number of the point in docs/law.md."""
    asked_for: str
    """What is asked for."""
    held: Held
    """Whether it is kept."""
    says: str
    """The same in words."""
    held_says: str = ""
    """The same in words."""


class PreviewShown(Shape):
    """The campaign as one person would read it."""

    subject: str
    """The subject as the person would read it."""
    html: str
    """The HTML part."""
    text: str
    """The plain text part."""


class ProblemShown(Shape):
    """One thing that is missing, and what to do."""

    pointer: str
    """Where the value stands: a JSON pointer (RFC 6901) into the body, `?name` in the query, `{name}` in the path."""
    code: str
    """A word for programs."""
    message: str
    """What is wrong, and what to do."""


class ProcessingRecord(Shape):
    """The record of one organisation, at one moment."""

    made_at: AwareDatetime
    """When this was made."""
    controller: Controller
    """The legal entity that must prove."""
    purposes: builtins.list[Activity]
    """What the data is processed for, one for each list."""
    bases: builtins.list[BasisInUse]
    """The legal bases in use today."""
    people: dict[str, int]
    """How many there are of each kind."""
    data: builtins.list[Category]
    """Which kinds of personal data are kept."""
    mail_server: str
    """The host of the mail server; empty where mail is caught on the machine itself."""
    disclosures: builtins.list[Disclosure]
    """To which partners data went."""
    retention: builtins.list[Limit]
    """How long things are kept or used."""
    security: builtins.list[str]
    """How the data is kept safe."""
    unknown: builtins.list[str]
    """What the program cannot know, and the organisation must add."""


class ProductGroupShown(Shape):
    """A product group."""

    id: UUID
    """Its id, for as long as it exists."""
    code: str
    """A word for programs."""
    name: str
    """The name."""
    created_at: AwareDatetime
    """When it was made."""


class Progress(Shape):
    """
    A report while it grows. `rate` is messages a second over the last ten; null until there were two looks.

    `seconds_left` is if it goes on so, null while that cannot be said; what was deferred may take longer.
    """

    state: CampaignState
    """The state it is in."""
    paused_because: str | None
    """Why it paused by itself, and what to do."""
    considered: int
    """How many people were on the list when it went."""
    deliveries: dict[str, int]
    """How many deliveries there are in each state."""
    reasons: dict[str, dict[str, int]]
    """For each state how many for which reason."""
    rate: float | None
    """Messages a second over the last ten; null while that cannot be said."""
    seconds_left: int | None
    """Seconds until it is through, if it goes on so; null while that cannot be said."""
    counted_at: AwareDatetime
    """When it was counted."""


class QueuedShown(Shape):
    """One sending. Under this id it stands among the recipients of the template, with what became of it."""

    id: UUID
    """The recipient's id."""
    state: NoticeState
    """The state that the template is in."""


class Recipient(Shape):
    """The person, or the organisation, whose mailbox it is."""

    country: str = ""
    """ISO 3166 code of the country the recipient is in. Empty: unknown, taken for the sender's."""
    age: int | None = None
    """In years. Null: unknown, taken for adult unless the list is directed at children."""
    mailbox: MailboxKind = MailboxKind.PRIVATE
    """
    private: a natural person's own, and any of which nothing else is known; work: one employee's; role: impersonal,
    as post@; unclear: one cannot see.
    """
    organisation_form: str = ""
    """For work and role mailboxes: AS, ENK (a sole proprietorship is a natural person), FORENING and so on."""
    organisation_number: str = ""
    """The number of the organisation whose mailbox it is."""
    verified_how: str = ""
    """How it was found that the mailbox is impersonal."""
    verified_at: date | None = None
    """When that was found."""
    tracking_consented_at: AwareDatetime | None = None
    """When the person consented, separately, to being tracked in e-mail."""


class RecipientSent(Shape):
    """Somebody the notice is about, and by which order."""

    email: str
    """The e-mail address."""
    reference: str
    """Order or contract number."""
    name: str = ""
    """The name."""


class RecipientShown(Shape):
    """One recipient and what became of the message to them; *null* before it goes. Erased ones have no address."""

    id: UUID
    """Its id, and that of the delivery."""
    email: str
    """The e-mail address."""
    name: str
    """The name."""
    reference: str
    """Order or contract number."""
    erased_at: AwareDatetime | None
    """When the recipient was forgotten; null before."""
    state: DeliveryState | None
    """The state it is in."""
    reason: str | None
    """Why, in a word for programs; null where there is nothing to explain."""
    legal_basis: LegalBasis | None
    """Why it was no marketing."""
    rule: str | None
    """The rule that decided."""
    rule_set: str | None
    """The version of the rules."""
    decided_at: AwareDatetime | None
    """When it was decided."""
    attempts: int | None
    """How often it was handed to the mail server."""
    settled_at: AwareDatetime | None
    """When its fate was known."""


class RecordBehind(Shape):
    """A record of the ledger that a fact rests on. `says` tells it in words, with its time and the zone."""

    id: UUID
    """Its id, for as long as it exists."""
    kind: str
    """Which kind it is."""
    says: str
    """The same in words."""
    happened_at: AwareDatetime
    """When it happened, with its offset; past."""
    recorded_at: AwareDatetime
    """When it was recorded."""
    digest: str
    """SHA-256, as hexadecimal digits."""


class RuleShown(Shape):
    """The rule an answer rests on, and its place in the law."""

    code: str
    """A word for programs."""
    says: str
    """The same in words."""
    citation: str
    """The rule's place in the law."""
    weight: Weight
    """How heavy the rule weighs."""


class Outcome(Word):
    """
    What became of it.
    """

    RECORDED = "recorded"
    ALREADY_RECORDED = "already_recorded"
    REFUSED = "refused"


class SaleRecorded(Shape):
    """The recorded sale and whose it is. `already_recorded`: it was before, and nothing was written."""

    id: UUID
    """Its id, for as long as it exists."""
    subscriber_id: UUID
    """The person, as a subscriber of the organisation."""
    already_recorded: bool
    """Whether it was recorded before, so that nothing was written now."""


class SaleShown(Shape):
    """A sale as it is kept. Its reference and note are empty once they were erased."""

    id: UUID
    """Its id, for as long as it exists."""
    kind: RelationshipKind
    """Which kind it is."""
    completed: bool
    """Whether the purchase was completed."""
    seller: str
    """The legal entity that was party to the contract."""
    seller_number: str
    """Its organisation number."""
    reference: str
    """Order or contract number."""
    made_on: date | None
    """The day of the sale; null where it is not known."""
    ended_on: date | None
    """The day on which it ends; null while none is known."""
    product_groups: builtins.list[str]
    """What it is about, by product group code."""
    address_given_by_customer: bool
    """Whether the customer gave the address, in this sale."""
    marketing_use_told: bool
    """Whether the customer was told of the use for marketing."""
    opt_out: OptOutOffer
    """The opt-out that was offered when the address was given."""
    note: str
    """Whatever else is worth knowing. It can be erased."""
    recorded_at: AwareDatetime
    """When it was recorded."""


class SaleTold(Shape):
    """A sale, an agreement, or what was no sale, by which the sender got the address."""

    kind: RelationshipKind = RelationshipKind.NONE
    """
    continuing_agreement (season ticket, subscription, paid membership), capital_good (larger item), repeat_purchase,
    single_purchase, freemium_account (free, on the way to a paid one), none (free membership, competition, quote).
    """
    completed: bool = False
    """The purchase was completed and not left in the cart."""
    seller: str = ""
    """The legal entity that is party to the contract."""
    seller_number: str = ""
    """Its organisation number."""
    reference: str = ""
    """Order or contract number."""
    made_on: date | None = None
    """When it was made."""
    ended_on: date | None = None
    """The day on which a continuing agreement ends or has ended."""
    product_groups: builtins.list[str] = []
    """What was sold."""
    address_given_by_customer: bool = False
    """The customer gave this address, in that sale."""
    marketing_use_told: bool = False
    """The customer was told then that it would be used for marketing."""
    opt_out: OptOutOffer = Field({"offered": False, "text": ""}, validate_default=True)
    """The opt-out offered then."""


class Schedule(Shape):
    """When it goes: as it was said, and the instant that is."""

    at: str
    """The time on the wall, as it was said."""
    zone: str | None
    """The time zone, by its IANA name."""
    instant: AwareDatetime
    """The same in UTC."""
    note: str | None = None
    """Which of the two is meant, of a time that comes twice."""


class SealPlace(Shape):
    """Which seal vouches for a record, and where in it the record stands."""

    number: int
    """The number of the seal."""
    digest: str
    """SHA-256, as hexadecimal digits."""
    sealed_at: AwareDatetime
    """When it was sealed."""
    position: int
    """Where in the seal the record stands."""


class Sender(Shape):
    """The legal entity on whose behalf the message is sent."""

    name: str
    """Its registered name."""
    organisation_number: str = ""
    """Its number in the register of organisations. Spaces do not matter."""
    country: str = "NO"
    """ISO 3166 code of its country."""
    in_business: bool = True
    """It acts in business: an activity with an economic aim. A charity does so when it sells."""
    non_commercial_because: str = ""
    """Why it does not act in business."""
    balancing_test: str = ""
    """Which document weighs its interest against the person's (GDPR art. 6(1)(f)), or names its public task."""


class SubscriberShown(Shape):
    """A person we know by one mailbox. `tracking_consented`: a consent of its own to being tracked counts now."""

    id: UUID
    """Its id, for as long as it exists."""
    email: str
    """The e-mail address."""
    name: str
    """The name."""
    language: str
    """The language, by code: `nb` or `en`."""
    country: str
    """Where the person lives, by ISO 3166 code; empty where it is not known."""
    born_on: date | None
    """The person's birthday; null where it is not known."""
    noes: builtins.list[NoShown]
    """Every no that stands."""
    tracking_consented: bool
    """Whether a consent of its own to being tracked counts now."""
    created_at: AwareDatetime
    """When it was made."""


class Outcome1(Word):
    """
    What became of this one.
    """

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class SubscriptionShown(Shape):
    """One person on one list. `legal_basis` is what can be proved; `unknown` gets no marketing."""

    id: UUID
    """Its id, for as long as it exists."""
    subscriber_id: UUID
    """The person, as a subscriber of the organisation."""
    email: str
    """The e-mail address."""
    state: SubscriptionState
    """The state it is in."""
    legal_basis: LegalBasis
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    changed_at: AwareDatetime
    """When it was changed last."""


class Kind(Word):
    """
    Which kind it is.
    """

    OBJECTION = "objection"
    BLOCK = "block"
    PROFILING = "profiling"
    TRACKING = "tracking"
    LIST = "list"


class SuppressionShown(Shape):
    """A mailbox and a no that stands for it. It is named by fingerprint, since it outlives the subscriber."""

    id: UUID
    """Its id, for as long as it exists."""
    fingerprint: str
    """The mailbox's keyed fingerprint; it outlives the address."""
    kind: Kind
    """Which kind it is."""
    list_id: UUID | None = None
    """The list."""
    since: AwareDatetime
    """Since when it stands."""


class TrackingConsentShown(Shape):
    """A consent to tracking as the ledger has it. `tracking_consented` is whether one counts now."""

    id: UUID
    """Its id, for as long as it exists."""
    act: ConsentAct
    """What the person did to consent."""
    happened_at: AwareDatetime
    """When it happened, with its offset; past."""
    recorded_at: AwareDatetime
    """When it was recorded."""
    tracking_consented: bool
    """Whether a consent of its own to being tracked counts now."""


class TriedShown(Shape):
    """The first failing condition of a basis that was tried."""

    basis: LegalBasis
    """The legal basis."""
    reason: Reason
    """Why, in a word for programs; null where there is nothing to explain."""


class UncertainShown(Shape):
    """Of whom nobody knows whether it arrived: how many wait for your word, how many are closed, and who waits."""

    open: int
    """How many wait for a person's word."""
    closed: int
    """How many were closed."""
    named: builtins.list[NamedShown]
    """The first hundred that are open."""
    all: str
    """Where all of them are listed."""
    what_next: str
    """What to do about them."""


class Unmet(Shape):
    """What keeps the message from going. `basis` is None where no basis would have helped."""

    basis: LegalBasis | None
    """The legal basis."""
    basis_says: str
    """The basis in words."""
    reason: Reason
    """Why, in a word for programs; null where there is nothing to explain."""
    reason_says: str
    """The reason in words."""
    settled_by: str
    """What would settle it."""


class WebhookDeliveryShown(Shape):
    """One event on its way to one webhook. `id` is the `webhook-id` of every try."""

    id: UUID
    """Its id, for as long as it exists."""
    event: WebhookEvent
    """What happened."""
    happened_at: AwareDatetime
    """When it happened."""
    state: WebhookDeliveryState
    """The state it is in."""
    attempts: int
    """How often it was tried."""
    tried_at: AwareDatetime | None
    """When it was tried last; null before."""
    status: int | None
    """The HTTP status of the last answer; null when none came."""
    said: str | None
    """The first words of the last answer, or why none came."""
    next_try_at: AwareDatetime | None
    """When it is tried next; null where it is tried no more."""


class WebhookMade(Shape):
    """A webhook with its secret. It is not shown again."""

    id: UUID
    """Its id, for as long as it exists."""
    url: str
    """Where it is told."""
    events: builtins.list[WebhookEvent]
    """What it is told of."""
    description: str
    """Who is told, for people."""
    include_email: bool
    """Whether it is told e-mail addresses."""
    email_because: str
    """What the receiver needs e-mail addresses for."""
    old_secret_until: AwareDatetime | None
    """Until when the secret before signs as well; null where none does."""
    disabled_at: AwareDatetime | None
    """Since when it is told nothing; null while it is told."""
    disabled_because: str | None
    """Why it was disabled; null while it is told."""
    created_at: AwareDatetime
    """When it was made."""
    secret: str
    """The secret that signs what it is told."""


class WebhookShown(Shape):
    """A webhook. While it is disabled nothing is noted for it, and what waits stays."""

    id: UUID
    """Its id, for as long as it exists."""
    url: str
    """Where it is told."""
    events: builtins.list[WebhookEvent]
    """What it is told of."""
    description: str
    """Who is told, for people."""
    include_email: bool
    """Whether it is told e-mail addresses."""
    email_because: str
    """What the receiver needs e-mail addresses for."""
    old_secret_until: AwareDatetime | None
    """Until when the secret before signs as well; null where none does."""
    disabled_at: AwareDatetime | None
    """Since when it is told nothing; null while it is told."""
    disabled_because: str | None
    """Why it was disabled; null while it is told."""
    created_at: AwareDatetime
    """When it was made."""


class Wording(Shape):
    """
    The words a consent rests on, exactly as they were shown, and what stood beside them.

    `envelope` is all their digest is made over.
    """

    id: UUID
    """Its id, for as long as it exists."""
    language: str
    """The language, by code: `nb` or `en`."""
    version: int
    """The version: each change makes the next."""
    published_at: AwareDatetime
    """When the words were published."""
    words: str
    """The exact words."""
    list_name: str
    """The list's name then."""
    sender: str
    """Who sends: the legal entity's name."""
    sender_number: str
    """Its organisation number."""
    postal_address: str
    """The postal address."""
    content: str
    """What comes, as the words promise it."""
    frequency: str
    """How often it comes, as the words promise it."""
    withdrawal: str
    """How one gets off again, as the words tell it."""
    privacy_policy_url: str
    """Where the privacy policy is."""
    envelope: dict[str, Any]
    """All that the digest is made over."""
    digest: str
    """SHA-256, as hexadecimal digits."""


class CampaignShown(Shape):
    """A campaign."""

    id: UUID
    """Its id, for as long as it exists."""
    list_id: UUID
    """The list."""
    subject: str
    """The subject line."""
    body: str
    """What the mail says, with merge fields such as `{{ subscriber.name }}`."""
    body_format: BodyFormat
    """How the body is written."""
    product_groups: builtins.list[str]
    """What it is about, by product group code."""
    own_products: bool | None
    """Whether all that it promotes is sold by the sender itself; null: nobody has said."""
    sells: bool
    """Whether it offers something against payment."""
    content_types: builtins.list[str]
    """The kinds of content in it."""
    partners: builtins.list[str]
    """Others whose offers or advertising are in it, by name."""
    banned_content: builtins.list[BannedContent]
    """What is in it that may go to nobody."""
    asks_consent: bool
    """Whether it asks for a consent, which is itself marketing."""
    state: CampaignState
    """The state it is in."""
    paused_because: str | None
    """Why it paused by itself, and what to do."""
    overdue_because: str | None
    """Why it did not go at its time, and what to do."""
    schedule: Schedule | None
    """When it is to go; null where no time is set."""
    launched_at: AwareDatetime | None
    """When it was launched; null before."""
    finished_at: AwareDatetime | None
    """When the last message was settled."""
    created_at: AwareDatetime
    """When it was made."""
    changed_at: AwareDatetime
    """When it was changed last."""


class ChecklistShown(Shape):
    """Whether the campaign may go. `hints` do not keep it from going, but people from getting it."""

    ready: bool
    """Whether the campaign may go."""
    problems: builtins.list[ProblemShown]
    """What is missing before it may go."""
    hints: builtins.list[ProblemShown]
    """What keeps people from getting it, though not the campaign from going."""
    expected: ExpectedShown
    """What the law would say if it went now."""


class Consent(Shape):
    """One sign-up, and its confirmation where there was one. Without either it proves nothing."""

    list_id: UUID | None
    """The list."""
    list_name: str
    """The list's name then."""
    in_force: bool
    """Whether this is the consent on which mail to the list may rest now."""
    act: str
    """What the person did to consent."""
    channel: str
    """How it reached the sender."""
    given: Act
    """The sign-up."""
    time_known: bool
    """False: it was recorded as given at an unknown time, and `given.at` says nothing."""
    confirmation_sent_at: AwareDatetime | None
    """When the confirmation mail was sent; null where none was."""
    confirmed: Act | None
    """The confirmation; null where there was none."""
    without_confirmation: bool
    """Whether it was granted in another way than by answering a confirmation, as on paper."""
    form: FormSeen | None
    """The form as it stood then."""
    page: str
    """The page the form was on, as the browser told it."""
    name: str
    """The name."""
    wording: Wording | None
    """The words it rests on."""
    place: str
    """Where it was given: an address on the web, or a place."""
    document: Document | None
    """The scan or recording that shows it."""
    collected_by: str
    """The organisation that collected it for the sender, if another did."""
    collector_contract: str
    """The contract under which it did."""


class DecisionShown(Shape):
    """What the law says to the facts it was told."""

    decision: Decision
    """Review: not before a person has decided."""
    basis: LegalBasis | None
    """What it rests on, or in review would rest on."""
    reason: Reason | None
    """Why not, or why not yet."""
    rule: RuleShown
    """The rule that decided."""
    tried: builtins.list[TriedShown]
    """Of each basis that was tried, what failed first."""
    duties: builtins.list[Duty]
    """What goes with the permission."""
    tracking: Tracking
    """Whether opens and clicks may be followed."""
    cautions: builtins.list[Caution]
    """What to think about before sending all the same."""
    assumptions: builtins.list[Assumption]
    """What was taken for true because it was not told."""
    settled: builtins.list[Reason]
    """The reviews a permission rests on."""
    rule_set: str
    """The version of the rules."""
    situation: dict[str, Any]
    """What the facts about the person come to, as the law looks at them."""
    facts_digest: str
    """SHA-256 of the facts as they were read."""


class Explanation(Shape):
    """
    What was sent and why, and the answer now. `considered` is false for who is not on the campaign's list.

    `unmet` is what each basis that was tried does not meet, and what would settle it.
    """

    at: AwareDatetime
    """The moment of the answer."""
    about: About
    """What this is an explanation of."""
    considered: bool
    """False for who is not on the campaign's list."""
    words: builtins.list[str]
    """The answer in sentences."""
    decision: dict[str, Any] | None
    """What the law says now; null where it was not asked."""
    unmet: builtins.list[Unmet]
    """What keeps the message from going, by basis; nothing where it may go."""
    facts: builtins.list[FactTold]
    """The facts, as they were folded or recorded."""
    message: dict[str, Any]
    """What the law was told of the message."""
    records: builtins.list[RecordBehind]
    """The records of the ledger."""
    delivery: DeliveryThen | None
    """What became of this campaign's message to this person; null where there was none."""


class FormShown(Shape):
    """A sign-up form and where it stands."""

    id: UUID
    """Its id, for as long as it exists."""
    list_id: UUID
    """The list."""
    slug: str
    """The last part of the form's address."""
    version: int
    """The version: each change makes the next."""
    url: str
    """Where people find the form."""
    texts: builtins.list[FormTextShown]
    """The form in each language."""
    origins: builtins.list[str]
    """The websites whose scripts may post the form, as `https://host`. Plain HTML needs no leave."""


class KeptRecord(Shape):
    """One record of the ledger. `envelope` is all its digest is made over; `intact` says that the digest fits."""

    id: UUID
    """Its id, for as long as it exists."""
    kind: str
    """Which kind it is."""
    list_name: str
    """The list's name then."""
    happened_at: AwareDatetime
    """When it happened, with its offset; past."""
    recorded_at: AwareDatetime
    """When it was recorded."""
    facts: dict[str, str | int | bool | builtins.list[str]]
    """The facts, as they were folded or recorded."""
    details: dict[str, str]
    """What supports the record, and can be erased."""
    details_held: Held
    """Whether the details are kept, were erased, or never were."""
    wording: Wording | None
    """The words it rests on."""
    answers_id: UUID | None
    """The record that this one answers."""
    envelope: dict[str, Any]
    """All that the digest is made over."""
    digest: str
    """SHA-256, as hexadecimal digits."""
    intact: bool
    """Whether the digest fits the record."""
    seal: SealPlace | None
    """The seal that vouches for it; null until it is sealed."""


class KeptSale(Shape):
    """
    A recorded sale as the ledger tells it now. `sale.reference` and `note` are empty once they were erased.

    `reference_erased` tells that from a sale that never had a reference.
    """

    uid: UUID
    """Its id."""
    sale: SaleTold
    """The sale."""
    note: str
    """Whatever else is worth knowing. It can be erased."""
    recorded_at: AwareDatetime
    """When it was recorded."""
    reference_erased: bool
    """Whether it had a reference that was erased."""


class NoticePreviewShown(Shape):
    """The notice as its first recipient reads it, and the digest that an approval names."""

    subject: str
    """The subject as the recipient reads it."""
    html: str
    """The HTML part."""
    text: str
    """The plain text part."""
    recipients: int
    """How many it is for."""
    digest: str
    """SHA-256 of all that goes out, and to whom; an approval names it."""
    problems: builtins.list[ProblemShown]
    """What is missing before it may go."""


class Person(Shape):
    """All that can be shown about one address. `subscriber_id` is None when no such row is there (any more)."""

    address: str
    """The e-mail address, as it is known now."""
    fingerprint: str
    """The mailbox's keyed fingerprint; it outlives the address."""
    subscriber_id: UUID | None
    """The person, as a subscriber of the organisation."""
    name: str
    """The name."""
    country: str
    """Where the person lives, by ISO 3166 code; empty where it is not known."""
    born_on: date | None
    """The person's birthday; null where it is not known."""
    suppression: Suppression
    """Whether a no over all lists stands."""
    lists: builtins.list[Membership]
    """The lists the person is or was on."""
    consents: builtins.list[Consent]
    """Every sign-up and every consent given elsewhere."""
    sales: builtins.list[KeptSale]
    """The sales."""
    product_groups: dict[str, str]
    """What it is about, by product group code."""
    mailbox: Described | None
    """Whose mailbox it is, where that was found out."""
    noes: builtins.list[No]
    """Every no that stands."""
    mails: builtins.list[Mail]
    """Every message to the person, sent or not."""
    disclosures: builtins.list[Disclosure]
    """To which partners data went."""
    records: builtins.list[KeptRecord]
    """The records of the ledger."""
    address_changes: builtins.list[AddressChange]
    """Every change of address that led to this one, or on from it."""
    records_before: builtins.list[KeptRecord]
    """What was recorded under the addresses before this one."""
    lacking: builtins.list[Lack]
    """What an authority asks for and is not there."""
    points: builtins.list[Point]
    """Every point an authority asks for, and how it stands."""
    erased: bool
    """Whether anything about the person was erased."""


class Proof(Shape):
    """The case: of what it is, whose, when it was made, the people in it, and the ledger's head at that moment."""

    title: str
    """The heading."""
    made_at: AwareDatetime
    """When this was made."""
    controller: Controller
    """The legal entity that must prove."""
    rule_set: str
    """The version of the rules."""
    head: str
    """The ledger's newest seal at that moment."""
    how_to_check: builtins.list[str]
    """How the proof can be checked."""
    people: builtins.list[Person]
    """The people in it."""


class ReportShown(Shape):
    """Numbers over everybody considered. `reasons` says for each state why."""

    state: CampaignState
    """The state it is in."""
    paused_because: str | None
    """Why it paused by itself, and what to do."""
    considered: int
    """How many people were on the list when it went."""
    deliveries: dict[str, int]
    """How many deliveries there are in each state."""
    reasons: dict[str, dict[str, int]]
    """For each state how many for which reason."""
    uncertain: UncertainShown | None
    """Of whom nobody knows whether it arrived; null where there is nobody."""


class ReviewShown(Shape):
    """
    One question for everybody in one situation on one list.

    `people` counts those the newest campaign withheld for it; `examples` are some of them. `situation` holds the facts
    the question rests on, as the law knows them. An `answer` that no longer holds leaves the question open.
    """

    id: UUID
    """Its id, for as long as it exists."""
    list_id: UUID
    """The list."""
    reason: Reason
    """Why the law leaves it to a person."""
    question: str
    """The question in words."""
    settled_by: str
    """What would settle it."""
    rule: RuleShown
    """The rule that decided."""
    rule_set: str
    """The version of the rules."""
    legal_basis: LegalBasis
    """What it rests on: what can be proved. `unknown` gets no marketing."""
    people: int
    """How many people the newest campaign withheld for it."""
    examples: builtins.list[UUID]
    """Some of the people it concerns, by subscriber id."""
    situation: dict[str, Any]
    """The facts it rests on, as the law knows them."""
    asked_at: AwareDatetime
    """When it was asked first."""
    answer: AnswerShown | None
    """The newest answer; null where there is none."""


class SaleOutcome(Shape):
    """What became of one sale of many. `errors` point into the request."""

    outcome: Outcome
    """What became of it."""
    sale: SaleRecorded | None = None
    """The sale."""
    errors: builtins.list[ProblemShown] = Field([], validate_default=True)
    """What is wrong with it."""


class SubscriptionOutcome(Shape):
    """What became of one of many. `errors` point into the request."""

    outcome: Outcome1
    """What became of this one."""
    subscription: SubscriptionShown | None = None
    """The subscription as it is now; null where it was refused."""
    errors: builtins.list[ProblemShown] = Field([], validate_default=True)
    """What is wrong with it."""
