"""May it rest on consent? The conditions of markedsføringsloven § 15 first paragraph, in the order they are tried.

What makes it a consent at all (act, time, words, sender, content, way out, scope) cannot be mended afterwards. What
only helps to prove it (place, language, number, confirmation, frequency) a person may settle in review.
"""

from newsletter.law import rules
from newsletter.law.conditions import Condition
from newsletter.law.countries import Country
from newsletter.law.decision import Rule
from newsletter.law.evidence import Consent
from newsletter.law.facts import Message, Situation
from newsletter.law.reasons import Reason
from newsletter.law.times import Policy
from newsletter.law.vocabulary import ConsentAct, Moment, Standing

VALID_ACTS = frozenset(
    {ConsentAct.UNTICKED_BOX, ConsentAct.SINGLE_PURPOSE_FORM, ConsentAct.PAPER, ConsentAct.RECORDED_CALL}
)
INVALID_ACTS: dict[ConsentAct, tuple[Reason, Rule]] = {
    ConsentAct.PRETICKED_BOX: (Reason.CONSENT_PRETICKED, rules.CONSENT_IS_ACTIVE),
    ConsentAct.SILENCE: (Reason.CONSENT_BY_SILENCE, rules.CONSENT_IS_ACTIVE),
    ConsentAct.TERMS_CLAUSE: (Reason.CONSENT_BUNDLED, rules.CONSENT_IS_FREE),
    ConsentAct.CONDITION_OF_PURCHASE: (Reason.CONSENT_FORCED, rules.CONSENT_IS_FREE),
}
ON_DOCUMENT = frozenset({ConsentAct.PAPER, ConsentAct.RECORDED_CALL})


def conditions(message: Message, person: Situation, country: Country, policy: Policy) -> list[Condition]:
    """Everything a consent must meet for this message to this person."""
    if person.standing is Standing.ASKED:
        return [Condition(False, Reason.NOT_CONFIRMED, rules.CONSENT_IS_PROVED)]
    if person.consent is None:
        return [Condition(False, Reason.NO_BASIS, rules.PRIOR_CONSENT)]
    for_this_list = person.consent_for_this_list and person.standing is Standing.GRANTED
    return [
        *evidence(person.consent),
        Condition(for_this_list, Reason.OUT_OF_SCOPE_PURPOSE, rules.CONSENT_IS_SPECIFIC),
        *_scope(message, person.consent),
        *_alive(message, person, person.consent, country, policy),
    ]


def evidence(kept: Consent) -> list[Condition]:
    """What must be kept to prove a consent, whatever it is used for."""
    invalid, rule = INVALID_ACTS.get(kept.act, (Reason.CONSENT_ACT_UNKNOWN, rules.CONSENT_IS_PROVED))
    shown = is_own_act(kept.act, confirmed=kept.mailbox_confirmed, document=kept.document_kept)
    informed, proved = rules.CONSENT_IS_INFORMED, rules.CONSENT_IS_PROVED
    return [
        Condition(kept.act in VALID_ACTS, invalid, rule),
        Condition(kept.time_kept, Reason.CONSENT_TIME_UNKNOWN, proved),
        Condition(kept.words_kept, Reason.CONSENT_WORDS_MISSING, proved),
        Condition(kept.names_sender, Reason.CONSENT_NOT_FOR_SENDER, informed),
        Condition(kept.states_content, Reason.CONSENT_CONTENT_NOT_STATED, informed),
        Condition(kept.tells_withdrawal, Reason.CONSENT_WITHDRAWAL_NOT_TOLD, informed),
        Condition(shown, Reason.MAILBOX_NOT_CONFIRMED, proved, answerable=True),
        Condition(kept.names_number, Reason.CONSENT_NUMBER_MISSING, informed, answerable=True),
        Condition(kept.place_kept, Reason.CONSENT_PLACE_UNKNOWN, proved, answerable=True),
        Condition(kept.language_kept, Reason.CONSENT_LANGUAGE_UNKNOWN, informed, answerable=True),
        Condition(kept.states_frequency, Reason.CONSENT_FREQUENCY_NOT_STATED, rules.FREQUENCY_IS_TOLD, answerable=True),
        Condition(kept.collector_documented, Reason.COLLECTOR_NOT_DOCUMENTED, proved, answerable=True),
    ]


def is_own_act(act: ConsentAct, *, confirmed: bool, document: bool) -> bool:
    """Whether it is shown that the holder of the mailbox did something by which one consents."""
    return act in VALID_ACTS and (confirmed or (act in ON_DOCUMENT and document))


def _scope(message: Message, kept: Consent) -> list[Condition]:
    specific = rules.CONSENT_IS_SPECIFIC
    about_content = not kept.content_types or message.content_types <= kept.content_types
    named = message.partners <= kept.partners
    # Others' goods without their names: nobody can see whether the consent names them. Where nobody has said whose
    # they are, the message is taken to keep to what the list promises.
    owned = message.own_products is not False or bool(message.partners)
    return [
        Condition(kept.channel in (None, message.channel), Reason.OUT_OF_SCOPE_CHANNEL, specific),
        Condition(kept.channel is not None, Reason.CONSENT_CHANNEL_NOT_STATED, specific, answerable=True),
        Condition(about_content, Reason.OUT_OF_SCOPE_CONTENT, specific),
        Condition(named, Reason.PARTNER_CONTENT_OUT_OF_SCOPE, specific),
        Condition(owned, Reason.PARTNER_CONTENT_OUT_OF_SCOPE, specific, answerable=True),
    ]


def _alive(message: Message, person: Situation, kept: Consent, country: Country, policy: Policy) -> list[Condition]:
    unused = person.consent_unused_months
    lapsed = country.consent_lapses_after and unused >= country.consent_lapses_after
    # What the words promise is what was consented to, be it shorter or longer.
    stale = unused >= (kept.lasts_months or policy.consent_stale_after)
    too_often = person.frequency_reached and message.moment is Moment.DOOR
    return [
        Condition(not lapsed, Reason.CONSENT_STALE, rules.CONSENT_LAPSES_ABROAD),
        Condition(not stale, Reason.CONSENT_STALE, rules.CONSENT_GOES_STALE),
        Condition(not too_often, Reason.FREQUENCY_EXCEEDED, rules.FREQUENCY_IS_TOLD),
    ]
