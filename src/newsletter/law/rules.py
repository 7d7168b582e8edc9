"""Which rules does the program know? Each once, with its citation. `docs/law.md` lists them; a test compares."""

from newsletter.law.decision import Rule, Weight

PRIOR_CONSENT = Rule(
    "prior_consent",
    "In business, marketing by e-mail to a natural person needs that person's prior consent.",
    "markedsføringsloven § 15 first paragraph",
    Weight.STATUTE,
)
CONSENT_IS_PROVED = Rule(
    "consent_is_proved",
    "The sender must be able to show that the holder of the mailbox consented; "
    "until the mailbox has confirmed, nothing shows it.",
    "GDPR art. 7(1); markedsføringsloven § 15 first paragraph",
    Weight.STATUTE,
)
CONSENT_IS_ACTIVE = Rule(
    "consent_is_active",
    "Consent is an unambiguous act: a pre-ticked box, a clause in terms, silence or a condition of purchase is none.",
    "GDPR art. 4(11), 7(2) and 7(4), recital 32; Forbrukertilsynet's guidance on § 15",
    Weight.STATUTE,
)
CONSENT_IS_INFORMED = Rule(
    "consent_is_informed",
    "The person was told who would write, what would come, and how to take the consent back.",
    "GDPR art. 4(11) and 7(3), recital 42",
    Weight.STATUTE,
)
FREQUENCY_IS_TOLD = Rule(
    "frequency_is_told",
    "The person was told how often mail would come.",
    "Forbrukertilsynet's guidance on § 15",
    Weight.GUIDANCE,
)
CONSENT_IS_SPECIFIC = Rule(
    "consent_is_specific",
    "Consent to one list is not consent to another.",
    "GDPR art. 4(11) and 6(1)(a)",
    Weight.STATUTE,
)
WITHDRAWAL_ENDS_CONSENT = Rule(
    "withdrawal_ends_consent",
    "A consent may be taken back at any time, as easily as it was given, and counts no more from then on.",
    "GDPR art. 7(3)",
    Weight.STATUTE,
)
OBJECTION_IS_ABSOLUTE = Rule(
    "objection_is_absolute",
    "Who objects to direct marketing gets none, whatever the basis was.",
    "GDPR art. 21(2) and (3)",
    Weight.STATUTE,
)
BLOCK_ENDS_ALL = Rule(
    "block_ends_all",
    "Nothing is sent to a mailbox that is dead or whose holder asked to be left alone entirely.",
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
CONFIRMATION_ANSWERS_A_REQUEST = Rule(
    "confirmation_answers_a_request",
    "A neutral confirmation of a request just made is a reply, not marketing.",
    "markedsføringsloven § 15 first paragraph, by its reach; Forbrukertilsynet's guidance on what is marketing",
    Weight.GUIDANCE,
)
TEST_IS_ASKED_FOR = Rule(
    "test_is_asked_for",
    "A test mail goes to an address the sender named for that very mail, a few a day.",
    "house policy",
    Weight.POLICY,
)

ALL = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))
