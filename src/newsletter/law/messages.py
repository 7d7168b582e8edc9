"""Is the message lawful, whoever gets it, and is it marketing at all?"""

from newsletter.law import rules
from newsletter.law.bases import LegalBasis
from newsletter.law.conditions import Answers, Condition, failing, settled
from newsletter.law.countries import Country
from newsletter.law.decision import Caution, Decision, Duty, Permitted, Refused
from newsletter.law.facts import Message, Situation
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import MessageClass, Standing, Suppression

SERVICE = {
    MessageClass.CONTRACT_MESSAGE: (LegalBasis.CONTRACT_MESSAGE, rules.CONTRACT_IS_NO_MARKETING),
    MessageClass.LEGAL_DUTY: (LegalBasis.LEGAL_DUTY, rules.DUTY_IS_NO_MARKETING),
    MessageClass.SURVEY: (LegalBasis.CONTRACT_MESSAGE, rules.SURVEY_IS_NO_MARKETING),
    MessageClass.REQUESTED_REPLY: (LegalBasis.REQUESTED_REPLY, rules.REPLY_ANSWERS_A_REQUEST),
    MessageClass.OWN_NOTICE: (LegalBasis.REQUESTED_REPLY, rules.HEAD_NOTICE_IS_THE_SENDERS_OWN),
}
"""The classes that are no marketing while they hold none, with the basis and the rule that say so."""

ASKING = frozenset({Standing.ASKED, Standing.ASKED_AGAIN})
"""Where a form was sent that the mailbox has not answered."""


def banned(message: Message) -> Refused | None:
    """What no basis permits."""
    return Refused(Reason.CONTENT_BANNED, rules.CONTENT_BANNED) if message.banned_content else None


def template(message: Message) -> list[Condition]:
    """What every marketing message carries with it (the template gate)."""
    return [
        Condition(message.sender_identified, Reason.SENDER_NOT_IDENTIFIED, rules.SENDER_IDENTIFIED),
        Condition(message.replies_monitored, Reason.REPLIES_NOT_MONITORED, rules.REPLIES_MONITORED),
        Condition(message.offers_opt_out, Reason.NO_OPT_OUT, rules.OPT_OUT_OFFERED),
    ]


def unsolicited(message: Message) -> list[Condition]:
    """What marketing that nobody asked for carries as well."""
    return [Condition(message.recognisable, Reason.NOT_RECOGNISABLE, rules.UNSOLICITED_IS_RECOGNISABLE)]


def unlawful(message: Message) -> Refused | None:
    """What is wrong with the message itself, whoever would get it; None when nothing is."""
    wrong = banned(message) or failing(template(message), LegalBasis.UNKNOWN, {})
    return wrong if isinstance(wrong, Refused) else None


def abroad(country: Country) -> frozenset[Caution]:
    """What to think about when the country's own rules are not known here."""
    return frozenset() if country.known else frozenset({Caution.COUNTRY_LAW_UNKNOWN})


def service(message: Message, person: Situation, country: Country, answers: Answers) -> Decision | None:
    """The answer for a message that is no marketing; None for one that is, or is by what it holds."""
    if message.kind not in SERVICE or message.contains_marketing:
        return None
    if message.kind is MessageClass.SURVEY and (country.surveys_are_marketing or message.already_sent):
        return None
    if person.suppression is Suppression.BLOCK:
        return Refused(Reason.BLOCKED, rules.BLOCK_ENDS_ALL)
    basis, rule = SERVICE[message.kind]
    needed = [*_reference(message, person), _looked_at(message)]
    if (answer := failing(needed, basis, answers)) is not None:
        return answer
    duties = frozenset({Duty.NO_MARKETING, Duty.NO_TRACKING, Duty.IDENTIFY_SENDER})
    cautions = abroad(country) if message.kind is MessageClass.SURVEY else frozenset[Caution]()
    return Permitted(basis, rule, duties, cautions, settled=settled(needed))


def _looked_at(message: Message) -> Condition:
    looked = message.contains_marketing is not None
    return Condition(looked, Reason.AD_FREE_NOT_SHOWN, rules.MIXED_IS_MARKETING, answerable=True)


def _reference(message: Message, person: Situation) -> list[Condition]:
    if message.kind is MessageClass.OWN_NOTICE:
        return []
    if message.kind is MessageClass.REQUESTED_REPLY:
        asked = (person.standing in ASKING or message.reference_kept) and not message.already_sent
        return [Condition(asked, Reason.NOT_ASKED, rules.REPLY_ANSWERS_A_REQUEST)]
    _, rule = SERVICE[message.kind]
    return [Condition(message.reference_kept, Reason.REFERENCE_MISSING, rule, answerable=True)]
