"""May this message go to people in this situation, now? Asked at launch and again at the door.

The order: what no basis permits; is it marketing at all; does the sender act in business; has the person said no;
is the person of age; is there a basis whose every condition holds, under the law of both countries. What no rule
permits is refused.
"""

from dataclasses import replace
from typing import NamedTuple

from newsletter.law import consents, customers, mailboxes, messages, rules
from newsletter.law.bases import LegalBasis
from newsletter.law.conditions import Answers, Condition, failing, settled
from newsletter.law.countries import Country, country
from newsletter.law.decision import Assumption, Caution, Decision, Duty, Permitted, Refused, Review, Rule
from newsletter.law.facts import Message, Situation
from newsletter.law.reasons import Reason
from newsletter.law.times import Policy
from newsletter.law.vocabulary import Age, MailboxKind, MessageClass, Standing, Suppression

POLICY = Policy()
UNASKED: Answers = {}
TEMPLATE = frozenset(
    {Reason.SENDER_NOT_IDENTIFIED, Reason.REPLIES_NOT_MONITORED, Reason.NO_OPT_OUT, Reason.NOT_RECOGNISABLE}
)


class Attempt(NamedTuple):
    """One basis, what it needs, and whether anything at all is kept that speaks for it."""

    basis: LegalBasis
    rule: Rule
    evidence_kept: bool
    conditions: list[Condition]


def decide(message: Message, person: Situation, *, policy: Policy = POLICY, answers: Answers = UNASKED) -> Decision:
    """The law's answer for one message and everybody in one situation. Total and pure.

    `answers` are what a person said in review about this situation. An answer never lifts a refusal.
    """
    there = country(person.country or message.country)
    decision = (
        messages.banned(message)
        or messages.service(message, person, there, answers)
        or _test(message, person)
        or _non_commercial(message, person, there, answers)
        or _said_no(message, person)
        or _marketing(message, person, there, policy, answers)
    )
    return replace(decision, assumptions=_assumed(message, person))


def basis_shown(person: Situation) -> LegalBasis:
    """The basis a person could be written to on, for people to read: what is kept, asked of no message.

    A decision never looks at it.
    """
    there = country(person.country)
    kept = [
        (LegalBasis.CONSENT, consents.evidence(person.consent) if person.consent else None),
        *(
            (LegalBasis.EXISTING_CUSTOMER, customers.kept(related, POLICY))
            for related in sorted(person.relationships, key=repr)
        ),
        (LegalBasis.NOT_NATURAL_PERSON, mailboxes.conditions(person.mailbox, there)),
    ]
    holding = (basis for basis, needed in kept if needed is not None and failing(needed, basis, UNASKED) is None)
    return next(holding, LegalBasis.UNKNOWN)


def _test(message: Message, person: Situation) -> Decision | None:
    if message.kind is not MessageClass.TEST:
        return None
    duties = frozenset({Duty.NO_TRACKING})
    return _said_no(message, person) or Permitted(LegalBasis.REQUESTED_REPLY, rules.TEST_IS_ASKED_FOR, duties)


def _non_commercial(message: Message, person: Situation, there: Country, answers: Answers) -> Decision | None:
    if not _is_appeal(message) or there.appeals_are_marketing:
        return None
    if (no := _said_no(message, person)) is not None:
        return no
    documented = Condition(
        message.non_commercial_documented, Reason.NON_COMMERCIAL_NOT_DOCUMENTED, rules.NOT_IN_BUSINESS, answerable=True
    )
    needed = [*messages.template(message), documented]
    if (answer := failing(needed, LegalBasis.NON_COMMERCIAL, answers)) is not None:
        return answer
    duties = {Duty.OFFER_OPT_OUT, Duty.IDENTIFY_SENDER, Duty.TELL_RIGHT_TO_OBJECT, *_tracking(message, person)}
    cautions = messages.abroad(there)
    return Permitted(
        LegalBasis.NON_COMMERCIAL, rules.NOT_IN_BUSINESS, frozenset(duties), cautions, settled=settled(needed)
    )


def _is_appeal(message: Message) -> bool:
    """Whether it comes from outside business. A partner's advertisement in it is somebody's business."""
    return not (message.in_business or message.sells or message.partners)


def _said_no(message: Message, person: Situation) -> Refused | None:
    if person.suppression is Suppression.BLOCK:
        return Refused(Reason.BLOCKED, rules.BLOCK_ENDS_ALL)
    if person.suppression is Suppression.OBJECTION:
        return Refused(Reason.OBJECTED, rules.OBJECTION_IS_ABSOLUTE)
    if person.standing in (Standing.WITHDRAWN, Standing.ASKED_AGAIN):
        return Refused(Reason.WITHDRAWN, rules.WITHDRAWAL_ENDS_CONSENT)
    if message.segmented and person.refuses_profiling:
        return Refused(Reason.PROFILING_OBJECTED, rules.OBJECTION_IS_ABSOLUTE)
    return None


def _marketing(message: Message, person: Situation, there: Country, policy: Policy, answers: Answers) -> Decision:
    """Try each basis marketing may rest on; the first that holds permits, the first open one is for review."""
    if person.age is Age.CHILD:
        return Refused(Reason.UNDER_AGE, rules.CHILDREN_CANNOT_CONSENT)
    attempts = _attempts(message, person, there, policy)
    found: list[tuple[Attempt, Refused | Review]] = []
    for attempt in attempts:
        answer = failing(attempt.conditions, attempt.basis, answers)
        if answer is None:
            return _permitted(attempt, message, person, there, policy)
        found.append((attempt, answer))
    tried = _first_of_each_basis(found)
    for _, answer in found:
        if isinstance(answer, Review):
            return replace(answer, tried=tried)
    return replace(_headline(message, person, found), tried=tried)


def _attempts(message: Message, person: Situation, there: Country, policy: Policy) -> list[Attempt]:
    young = message.directed_at_children and person.age is Age.UNKNOWN
    aged = Condition(not young, Reason.AGE_UNKNOWN, rules.CHILDREN_CANNOT_CONSENT, answerable=True)
    template = messages.template(message)
    unsolicited = [*template, *messages.unsolicited(message)]
    consent = consents.conditions(message, person, there, policy)
    asked = person.consent is not None or person.standing is Standing.ASKED
    return [
        Attempt(LegalBasis.CONSENT, rules.PRIOR_CONSENT, asked, [*consent, aged, *template]),
        *(
            Attempt(LegalBasis.EXISTING_CUSTOMER, rules.CUSTOMER_BY_SALE, kept, [*needed, aged, *unsolicited])
            for kept, needed in _by_nearness(message, person, policy)
        ),
        Attempt(
            LegalBasis.NOT_NATURAL_PERSON,
            rules.ORGANISATIONS_ARE_NOT_PROTECTED,
            person.mailbox.kind not in mailboxes.PERSONAL,
            [*mailboxes.conditions(person.mailbox, there), *customers.reserved(person), *unsolicited],
        ),
    ]


def _by_nearness(message: Message, person: Situation, policy: Policy) -> list[tuple[bool, list[Condition]]]:
    """What each relationship must meet, the one that comes furthest first."""
    each = [customers.conditions(message, person, related, policy) for related in person.relationships]

    def how_far(needed: list[Condition]) -> tuple[int, list[int]]:
        unmet = [place for place, condition in enumerate(needed) if not condition.met]
        refusing = [place for place in unmet if not needed[place].answerable]
        return (-refusing[0] if refusing else -len(needed), unmet)

    return [(True, needed) for needed in sorted(each, key=how_far)] or [(False, customers.none_at_all())]


def _first_of_each_basis(found: list[tuple[Attempt, Refused | Review]]) -> tuple[tuple[LegalBasis, Reason], ...]:
    tried: dict[LegalBasis, Reason] = {}
    for attempt, answer in found:
        tried.setdefault(attempt.basis, answer.reason)
    return tuple(tried.items())


def _headline(message: Message, person: Situation, found: list[tuple[Attempt, Refused | Review]]) -> Refused:
    """The refusal that tells most: of the first basis for which anything is kept."""
    refusals = [(attempt, answer) for attempt, answer in found if isinstance(answer, Refused)]
    nothing_kept = refusals[-1 if person.mailbox.kind is MailboxKind.WORK else 0][1]
    headline = next((answer for attempt, answer in refusals if attempt.evidence_kept), nothing_kept)
    if headline.reason in TEMPLATE:
        return headline
    if message.kind in messages.SERVICE and message.contains_marketing:
        return Refused(Reason.MIXED_CONTENT, rules.MIXED_IS_MARKETING)
    if message.kind is MessageClass.SURVEY:
        return Refused(headline.reason, rules.SURVEY_IS_NO_MARKETING)
    if _is_appeal(message):
        return Refused(headline.reason, rules.APPEALS_ARE_MARKETING_ABROAD)
    if message.asks_consent:
        return Refused(Reason.CONSENT_REQUEST_IS_MARKETING, rules.CONSENT_REQUEST_IS_MARKETING)
    return headline


def _permitted(attempt: Attempt, message: Message, person: Situation, there: Country, policy: Policy) -> Permitted:
    duties = {Duty.OFFER_OPT_OUT, Duty.IDENTIFY_SENDER, *_tracking(message, person)}
    cautions = set(messages.abroad(there))
    if message.partners:
        duties.add(Duty.LABEL_PARTNER_CONTENT)
    if person.age is Age.MINOR:
        duties.add(Duty.CARE_FOR_MINORS)
    if attempt.basis is LegalBasis.CONSENT:
        if person.consent_unused_months >= policy.consent_warns_after:
            cautions.add(Caution.CONSENT_UNUSED)
        if person.frequency_reached:
            cautions.add(Caution.FREQUENCY_REACHED)
    else:
        duties |= {Duty.LABEL_AS_MARKETING, Duty.TELL_RIGHT_TO_OBJECT}
        if there.has_register_to_heed:
            duties.add(Duty.CONSULT_REGISTER)
    rests_on = settled(attempt.conditions)
    return Permitted(attempt.basis, attempt.rule, frozenset(duties), frozenset(cautions), settled=rests_on)


def _tracking(message: Message, person: Situation) -> set[Duty]:
    """Tracking never keeps the mail from going: without a consent of its own it is left out."""
    return set() if message.wants_tracking and person.tracking_consented else {Duty.NO_TRACKING}


def _assumed(message: Message, person: Situation) -> frozenset[Assumption]:
    unknown = {
        Assumption.COUNTRY_OF_SENDER: not person.country,
        Assumption.ADULT: person.age is Age.UNKNOWN and not message.directed_at_children,
        Assumption.CONTENT_AS_PROMISED: message.kind is MessageClass.MARKETING and not message.content_types,
    }
    return frozenset(assumption for assumption, is_so in unknown.items() if is_so)
