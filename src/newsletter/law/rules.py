"""Which rules does the program know? Each once, with its citation. `docs/law.md` lists them; a test compares."""

from newsletter.law.decision import Rule, Weight

PRIOR_CONSENT = Rule(
    "prior_consent",
    "In business, marketing by e-mail to a natural person needs that person's prior consent.",
    "markedsføringsloven § 15 first paragraph",
    Weight.STATUTE,
)

# The message itself.
CONTENT_BANNED = Rule(
    "content_banned",
    "Advertising of alcohol, tobacco or unlicensed gambling, and telling children to buy, is forbidden on any basis.",
    "alkoholloven § 9-2; tobakksskadeloven § 22; pengespilloven; markedsføringsloven § 20",
    Weight.STATUTE,
)
MIXED_IS_MARKETING = Rule(
    "mixed_is_marketing",
    "A message that holds any marketing is marketing as a whole, also when it carries out a contract.",
    "Forbrukertilsynet's guidance on § 15, 2.5.1",
    Weight.GUIDANCE,
)
CONTRACT_IS_NO_MARKETING = Rule(
    "contract_is_no_marketing",
    "A message without advertising that carries out a named contract with the recipient is no marketing.",
    "markedsføringsloven § 15 first paragraph, by its reach; Forbrukertilsynet's guidance, 3.3.4; GDPR art. 6(1)(b)",
    Weight.GUIDANCE,
)
DUTY_IS_NO_MARKETING = Rule(
    "duty_is_no_marketing",
    "A message without advertising that a named statute demands is no marketing.",
    "angrerettloven § 18, as an example; GDPR art. 6(1)(c)",
    Weight.STATUTE,
)
SURVEY_IS_NO_MARKETING = Rule(
    "survey_is_no_marketing",
    "One survey about a named order, with nothing promoted in it, is no marketing, unless the recipient's country "
    "says otherwise.",
    "Forbrukertilsynet's guidance on § 15; for Germany the Bundesgerichtshof's practice",
    Weight.GUIDANCE,
)
REPLY_ANSWERS_A_REQUEST = Rule(
    "reply_answers_a_request",
    "A neutral reply to a request just made, such as a confirmation without advertising, sent once, does not count "
    "as marketing and falls outside § 15 first paragraph.",
    "markedsføringsloven § 15 first paragraph, by its reach; Forbrukertilsynet's guidance on what is marketing",
    Weight.GUIDANCE,
)
NOT_IN_BUSINESS = Rule(
    "not_in_business",
    "Who does not act in business, and sells nothing, may inform and appeal until the person objects.",
    "markedsføringsloven § 15 first paragraph, by its reach; GDPR art. 6(1)(e) or (f), and 21",
    Weight.STATUTE,
)
APPEALS_ARE_MARKETING_ABROAD = Rule(
    "appeals_are_marketing_abroad",
    "In the United Kingdom an appeal for an aim is marketing too, and needs a basis.",
    "PECR reg. 22, as the Information Commissioner's Office reads direct marketing; ehandelsloven § 6",
    Weight.STATUTE,
)
CONSENT_REQUEST_IS_MARKETING = Rule(
    "consent_request_is_marketing",
    "Asking for consent by e-mail is itself marketing, and needs a basis beforehand.",
    "Forbrukertilsynet's guidance on § 15, 2.5.2",
    Weight.GUIDANCE,
)
TEST_IS_ASKED_FOR = Rule(
    "test_is_asked_for",
    "A test mail goes to an address the sender named for that very mail, a few a day.",
    "house policy",
    Weight.POLICY,
)
SENDER_IDENTIFIED = Rule(
    "sender_identified",
    "Marketing says on whose behalf it is sent, with name, postal address and organisation number.",
    "ehandelsloven §§ 8 and 9 first paragraph",
    Weight.STATUTE,
)
REPLIES_MONITORED = Rule(
    "replies_monitored",
    "A no said by answering the mail must reach the sender.",
    "ehandelsloven § 8; ePrivacy directive art. 13(4)",
    Weight.STATUTE,
)
OPT_OUT_OFFERED = Rule(
    "opt_out_offered",
    "Every marketing message offers a free and easy opt-out, without login.",
    "markedsføringsloven § 15 third paragraph; GDPR art. 7(3)",
    Weight.STATUTE,
)
UNSOLICITED_IS_RECOGNISABLE = Rule(
    "unsolicited_is_recognisable",
    "Marketing that nobody asked for can be recognised as marketing the moment it arrives.",
    "ehandelsloven § 9 first paragraph",
    Weight.STATUTE,
)

# A no.
WITHDRAWAL_ENDS_CONSENT = Rule(
    "withdrawal_ends_consent",
    "A consent may be taken back at any time, as easily as it was given, and counts no more from then on. What was "
    "done on it before stays lawful.",
    "GDPR art. 7(3)",
    Weight.STATUTE,
)
OBJECTION_IS_ABSOLUTE = Rule(
    "objection_is_absolute",
    "Who objects to direct marketing, or to being profiled for it, gets none such, whatever the basis was.",
    "GDPR art. 21(2) and (3)",
    Weight.STATUTE,
)
BLOCK_ENDS_ALL = Rule(
    "block_ends_all",
    "Nothing is sent to a mailbox that is dead or whose holder asked to be left alone entirely.",
    "house policy",
    Weight.POLICY,
)

# Who the person is.
ORGANISATIONS_ARE_NOT_PROTECTED = Rule(
    "organisations_are_not_protected",
    "An impersonal mailbox of an organisation that is no natural person needs no consent.",
    "markedsføringsloven § 15 first paragraph, by its reach; Ot.prp. nr. 92 (2003-2004) ch. 3",
    Weight.STATUTE,
)
WORK_MAILBOX_IS_PERSONAL = Rule(
    "work_mailbox_is_personal",
    "An employee's own mailbox at work is a natural person's, also where it stands in a public register.",
    "markedsføringsloven § 15 first paragraph; Forbrukertilsynet's guidance on who is protected",
    Weight.GUIDANCE,
)
ENK_IS_NATURAL = Rule(
    "enk_is_natural",
    "A sole proprietorship is its owner, a natural person in trade, whatever its mailbox is called.",
    "markedsføringsloven § 15 first paragraph; Ot.prp. nr. 92 (2003-2004) ch. 3",
    Weight.STATUTE,
)
IMPERSONAL_IS_SHOWN = Rule(
    "impersonal_is_shown",
    "That a mailbox is impersonal, and whose, is documented before it is used.",
    "house policy, since the sender carries the burden of proof",
    Weight.POLICY,
)
COUNTRY_PROTECTS_ORGANISATIONS = Rule(
    "country_protects_organisations",
    "The law of the recipient's country holds too, and some protect organisations as well: Denmark and Germany do.",
    "ehandelsloven § 6; markedsføringsloven § 4; Danish markedsføringslov § 10; German UWG § 7(2)",
    Weight.STATUTE,
)
COUNTRY_DECIDES_ON_ORGANISATIONS = Rule(
    "country_decides_on_organisations",
    "Each country decides for itself how far it protects organisations; where that is not known, a person finds out.",
    "ehandelsloven § 6; ePrivacy directive art. 13(5)",
    Weight.STATUTE,
)
CHILDREN_CANNOT_CONSENT = Rule(
    "children_cannot_consent",
    "Nobody under 15 can consent to marketing.",
    "Forbrukertilsynet's guidance; markedsføringsloven § 19",
    Weight.GUIDANCE,
)
MINORS_MAKE_NO_CONTRACT = Rule(
    "minors_make_no_contract",
    "Nobody under 18 can as a rule make a contract, so a customer relationship is looked at by a person.",
    "vergemålsloven § 9",
    Weight.STATUTE,
)

# Consent.
CONSENT_IS_PROVED = Rule(
    "consent_is_proved",
    "The sender must be able to show that the holder of the mailbox consented, when, where and to which words.",
    "GDPR art. 7(1); markedsføringsloven § 15 first paragraph",
    Weight.STATUTE,
)
CONSENT_IS_ACTIVE = Rule(
    "consent_is_active",
    "Consent is an unambiguous act: a pre-ticked box or silence is none.",
    "GDPR art. 4(11), recital 32; Forbrukertilsynet's guidance on § 15, 2.6.1",
    Weight.STATUTE,
)
CONSENT_IS_FREE = Rule(
    "consent_is_free",
    "Consent is separate and free: a clause in terms or a condition of purchase is none.",
    "GDPR art. 7(2) and 7(4), recital 43; Forbrukertilsynet's guidance on § 15, 2.6.1",
    Weight.STATUTE,
)
CONSENT_IS_INFORMED = Rule(
    "consent_is_informed",
    "The person was told who would write, what would come, and how to take the consent back.",
    "GDPR art. 4(11) and 7(3), recital 42",
    Weight.STATUTE,
)
CONSENT_IS_SPECIFIC = Rule(
    "consent_is_specific",
    "Consent to one list, channel, kind of content or partner is not consent to another.",
    "GDPR art. 4(11) and 6(1)(a)",
    Weight.STATUTE,
)
FREQUENCY_IS_TOLD = Rule(
    "frequency_is_told",
    "The person was told how often mail would come, and no more than that comes.",
    "Forbrukertilsynet's guidance on § 15",
    Weight.GUIDANCE,
)
CONSENT_GOES_STALE = Rule(
    "consent_goes_stale",
    "A consent that was not used for two years, or for as long as its words say it lasts, counts no more.",
    "house policy, since no statute sets a limit; Datatilsynet on consent",
    Weight.POLICY,
)
CONSENT_LAPSES_ABROAD = Rule(
    "consent_lapses_abroad",
    "In Denmark a consent that was not used for a year has lapsed.",
    "Forbrugerombudsmanden's guidance on spam; ehandelsloven § 6",
    Weight.GUIDANCE,
)

# An existing customer relationship.
CUSTOMER_BY_SALE = Rule(
    "customer_by_sale",
    "Without consent, an existing customer may be written to at an address that the customer gave in connection with "
    "a sale, about the trader's own goods and services that correspond to those sold, where a free and easy opt-out "
    "was offered when the address was collected and is offered in each mail.",
    "markedsføringsloven § 15 third paragraph",
    Weight.STATUTE,
)
SELLER_IS_SENDER = Rule(
    "seller_is_sender",
    "Only the trader that is party to the contract may write to the customer: no sister company, no successor.",
    "markedsføringsloven § 15 third paragraph",
    Weight.STATUTE,
)
RELATIONSHIP_EXISTS = Rule(
    "relationship_exists",
    "The customer relationship exists when the message is sent.",
    "markedsføringsloven § 15 third paragraph",
    Weight.STATUTE,
)
SINGLE_PURCHASE_IS_NOT_ENOUGH = Rule(
    "single_purchase_is_not_enough",
    "A single purchase is as a rule no customer relationship; one or more purchases of cheap things never are.",
    "Forbrukertilsynet's guidance on § 15, 3.3.1",
    Weight.GUIDANCE,
)
OPEN_RELATIONSHIP_IS_REVIEWED = Rule(
    "open_relationship_is_reviewed",
    "A person decides whether repeated purchases, or a free account on the way to a paid one, are a relationship.",
    "house policy; EU Court of Justice C-654/23",
    Weight.POLICY,
)
CUSTOMERS_STAFF_IS_REVIEWED = Rule(
    "customers_staff_is_reviewed",
    "Where the customer is an organisation, a person decides whether its employee's own mailbox may be written to.",
    "house policy, since no authority has said whose customer relationship it is",
    Weight.POLICY,
)
CAPITAL_GOOD_WEARS_OUT = Rule(
    "capital_good_wears_out",
    "A larger purchase makes a customer relationship for two years.",
    "house policy",
    Weight.POLICY,
)
OPT_OUT_AT_COLLECTION = Rule(
    "opt_out_at_collection",
    "When the address was collected the customer was told of the use and could reserve against it, easily and free.",
    "markedsføringsloven § 15 third paragraph",
    Weight.STATUTE,
)
OWN_AND_CORRESPONDING = Rule(
    "own_and_corresponding",
    "Only the trader's own goods and services that correspond to those the relationship rests on, and no partner's.",
    "markedsføringsloven § 15 third paragraph",
    Weight.STATUTE,
)
SALE_IS_PROVED = Rule(
    "sale_is_proved",
    "The sender can show the sale and the offer: reference, date, the opt-out's text and its answer.",
    "GDPR art. 5(2); markedsføringsloven § 15 third paragraph",
    Weight.STATUTE,
)
REVIEW_BY_A_PERSON = Rule(
    "review_by_a_person",
    "What a person, asked in review, said no to is not sent.",
    "house policy",
    Weight.POLICY,
)
HEAD_NOTICE_IS_THE_SENDERS_OWN = Rule(
    "head_notice_is_the_senders_own",
    "The sender's own address is told the newest seal of the sender's ledger, once a day at most, with no marketing.",
    "house policy",
    Weight.POLICY,
)

ALL = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))
