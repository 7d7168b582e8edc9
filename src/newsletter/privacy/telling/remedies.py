"""What would settle it? For each reason what the sender can lawfully do. Message ids of the catalogue."""

from newsletter.campaigns.questions import QUESTIONS
from newsletter.languages import sentence
from newsletter.law.reasons import Reason
from newsletter.privacy.telling.kinds import Speak

ASK_FOR_CONSENT = sentence(
    "Ask the person for a consent on the website, at the checkout or on paper. Do not ask by e-mail: that is itself "
    "marketing."
)
RECORD_OR_ASK = sentence(
    "If it can be shown, record it with what shows it. If not, ask the person for a new consent on the website, at the "
    "checkout or on paper."
)
NOT_AFTERWARDS = sentence(
    "This cannot be mended afterwards. Ask the person for a new consent on the website, at the checkout or on paper."
)
OWN_ACT = sentence(
    "Only the person can lift it, by consenting actively later on: by signing up anew and confirming it, or on paper. "
    "Do not ask by e-mail."
)
OF_A_PERSON = sentence("Nothing, on this basis: it is for impersonal addresses alone.")
NARROWER = sentence("Send only what the consent is about, or ask the person for a consent to this as well.")

REMEDIES: dict[Reason, str] = {
    **dict.fromkeys((Reason.NO_BASIS, Reason.CONSENT_REQUEST_IS_MARKETING, Reason.CONSENT_STALE), ASK_FOR_CONSENT),
    **dict.fromkeys(
        (
            Reason.CONSENT_TIME_UNKNOWN,
            Reason.CONSENT_ACT_UNKNOWN,
            Reason.CONSENT_WORDS_MISSING,
            Reason.NO_SALE,
            Reason.ADDRESS_NOT_FROM_SALE,
            Reason.USE_NOT_TOLD,
            Reason.OPT_OUT_NOT_OFFERED,
        ),
        RECORD_OR_ASK,
    ),
    **dict.fromkeys(
        (
            Reason.CONSENT_PRETICKED,
            Reason.CONSENT_BUNDLED,
            Reason.CONSENT_BY_SILENCE,
            Reason.CONSENT_FORCED,
            Reason.CONSENT_NOT_FOR_SENDER,
            Reason.CONSENT_CONTENT_NOT_STATED,
            Reason.CONSENT_WITHDRAWAL_NOT_TOLD,
        ),
        NOT_AFTERWARDS,
    ),
    **dict.fromkeys((Reason.OBJECTED, Reason.WITHDRAWN, Reason.OPTED_OUT), OWN_ACT),
    **dict.fromkeys((Reason.NATURAL_PERSON_NO_BASIS, Reason.ENK_NATURAL_PERSON), OF_A_PERSON),
    **dict.fromkeys((Reason.OUT_OF_SCOPE_PURPOSE, Reason.OUT_OF_SCOPE_CHANNEL, Reason.OUT_OF_SCOPE_CONTENT), NARROWER),
    Reason.BLOCKED: sentence("Nothing the sender does. Nothing may be sent to this mailbox."),
    Reason.PARTNER_CONTENT_OUT_OF_SCOPE: sentence(
        "Leave the partner's content out, or ask the person for a consent that names the partner."
    ),
    Reason.CONTENT_BANNED: sentence("Take that content out. No basis permits it."),
    Reason.MIXED_CONTENT: sentence("Take the advertising out of the message."),
    Reason.SENDER_NOT_IDENTIFIED: sentence("Record the sender's name, organisation number and postal address."),
    Reason.REPLIES_NOT_MONITORED: sentence("Give a reply address that somebody reads."),
    Reason.NO_OPT_OUT: sentence("Offer a free way to say no in the message."),
    Reason.NOT_RECOGNISABLE: sentence("Make it plain at once that the message is marketing."),
    Reason.NOT_ASKED: sentence("Nothing, until the person asks for it."),
    Reason.PROFILING_OBJECTED: sentence("Send the message to the whole list, without choosing by profile."),
    Reason.COUNTRY_PROTECTS_ORGANISATIONS: sentence("Ask the organisation for a consent, and not by e-mail."),
    Reason.UNDER_AGE: sentence("Nothing. Nobody under 15 can consent to marketing."),
    Reason.NOT_CONFIRMED: sentence("That the holder of the mailbox confirms, or signs up anew and confirms that."),
    Reason.FREQUENCY_EXCEEDED: sentence("Wait for the next period, or ask the person for a consent to more."),
    Reason.WRONG_ENTITY: sentence(
        "Only the seller may write to the customer. Ask the person for a consent on the website, at the checkout or on "
        "paper."
    ),
    **dict.fromkeys(
        (Reason.RELATIONSHIP_INSUFFICIENT, Reason.RELATIONSHIP_ENDED),
        sentence(
            "A customer relationship that lasts when the message is sent, or a consent: ask the person for one on the "
            "website, at the checkout or on paper."
        ),
    ),
    Reason.NOT_OWN_PRODUCTS: sentence(
        "State in the campaign that what it promotes is the sender's own, if it is. For others' goods, ask the person "
        "for a consent."
    ),
    Reason.NOT_CORRESPONDING: sentence(
        "If what the campaign promotes corresponds to what was bought, record that decision and its grounds. If not, "
        "ask the person for a consent on the website or at the checkout."
    ),
    Reason.REVIEWED_NO: sentence(
        "The answer holds until its end. Ask the person for a consent on the website, at the checkout or on paper."
    ),
}
"""For each reason that nobody is asked about in review."""

REVIEW = sentence("A person must answer: %(question)s What would settle it: %(evidence)s")


def remedy(reason: Reason, *, for_review: bool, speak: Speak) -> str:
    """What would settle it: what the sender can do, or what a person must answer and on what."""
    if reason in QUESTIONS and (for_review or reason not in REMEDIES):
        question, evidence = QUESTIONS[reason]
        return speak(REVIEW) % {"question": speak(question), "evidence": speak(evidence)}
    return speak(REMEDIES[reason])
