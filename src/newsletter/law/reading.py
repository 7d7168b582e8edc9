"""Which situation is this? Buckets a case, told in full, into what the law is asked about."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from newsletter.law.case import AnswerTold, Case, ConsentTold, NoTold, SaleTold, Sender
from newsletter.law.conditions import Answers
from newsletter.law.consents import is_own_act
from newsletter.law.decision import RULE_SET
from newsletter.law.eligibility import POLICY
from newsletter.law.evidence import Consent, Mailbox, Relationship, Sale
from newsletter.law.facts import Message, Situation
from newsletter.law.reasons import Reason
from newsletter.law.standing import Happening, fold
from newsletter.law.times import Policy, age_of, passed, period_start
from newsletter.law.vocabulary import NoScope

_NO_RECORD = UUID(int=0)


class Question(NamedTuple):
    """What the law is asked: about which message, in which situation, with which answers given in review."""

    message: Message
    situation: Situation
    answers: Answers


@dataclass(frozen=True)
class _Event:
    """A consent or a no on the time line, as the fold looks at it."""

    happened_at: datetime
    kind: Happening
    list_uid: str | None = None
    consent: ConsentTold | None = None
    this_channel: bool = True
    uid: UUID = _NO_RECORD

    @property
    def own_act(self) -> bool:
        if self.consent is None:
            return self.kind is Happening.TRACKING_GRANTED  # a case tells of none that is not the person's own
        return self.this_channel and is_own_act(
            self.consent.act,
            confirmed=self.consent.confirmed_at is not None,
            document=_all_told(self.consent.document),
        )


def question(case: Case, policy: Policy = POLICY) -> Question:
    """The law's question about this case."""
    return Question(message_of(case), situation_of(case, policy), answers_of(case.answers, case.at))


def message_of(case: Case) -> Message:
    """What the message brings."""
    told, sender = case.message, case.sender
    return Message(
        kind=told.kind,
        moment=told.moment,
        channel=told.channel,
        country=sender.country.upper(),
        in_business=sender.in_business,
        non_commercial_documented=_all_told(sender.non_commercial_because, sender.balancing_test),
        sells=told.sells,
        contains_marketing=told.contains_marketing,
        reference_kept=_all_told(told.reference),
        already_sent=told.already_sent,
        banned_content=told.banned_content,
        directed_at_children=told.directed_at_children,
        asks_consent=told.asks_consent,
        content_types=told.content_types,
        partners=frozenset(map(folded, told.partners)),
        own_products=told.own_products,
        product_groups=told.product_groups,
        corresponds=frozenset((c.product_group, c.to) for c in told.corresponds if _all_told(c.decided_by, c.why)),
        segmented=told.segmented,
        wants_tracking=told.wants_tracking,
        sender_identified=told.identifies_sender,
        replies_monitored=told.replies_monitored,
        offers_opt_out=told.free_opt_out and not told.opt_out_needs_login,
        recognisable=told.recognisable_as_marketing,
    )


def situation_of(case: Case, policy: Policy = POLICY) -> Situation:
    """What is known of the person, as far as a decision may rest on it."""
    in_order = sorted(_events(case), key=lambda event: event.happened_at)
    events = [replace(event, uid=UUID(int=place)) for place, event in enumerate(in_order)]
    here = fold(events, folded(case.message.list))
    held = _held(case, events)
    return Situation(
        standing=here.standing,
        suppression=here.suppression,
        refuses_profiling=here.refuses_profiling,
        tracking_consented=here.tracking_consented,
        consent=consent_of(held, case.sender) if held else None,
        consent_for_this_list=held is not None and _is_for(held, case.message.list),
        consent_unused_months=_unused(held, case, policy),
        frequency_reached=held is not None and _reached(held, case),
        relationships=frozenset(relationship_of(sale, case, policy) for sale in case.sales),
        mailbox=_mailbox(case),
        country=case.recipient.country.upper(),
        age=age_of(case.recipient.age),
    )


def consent_of(told: ConsentTold, sender: Sender) -> Consent:
    """What is kept of a consent."""
    return Consent(
        act=told.act,
        time_kept=told.given_at is not None,
        words_kept=_all_told(told.text),
        names_sender=same_entity(told.controller, told.controller_number, sender.name, sender.organisation_number),
        names_number=_all_told(told.controller_number),
        states_content=_all_told(told.content),
        states_frequency=_all_told(told.frequency),
        at_most=told.at_most,
        per=told.per,
        tells_withdrawal=_all_told(told.withdrawal),
        language_kept=_all_told(told.language),
        channel=told.channel,
        content_types=told.content_types,
        partners=frozenset(map(folded, told.partners)),
        lasts_months=told.lasts_months,
        place_kept=_all_told(told.place),
        mailbox_confirmed=told.confirmed_at is not None,
        document_kept=_all_told(told.document),
        collector_documented=not told.collected_by or _all_told(told.collector_contract),
    )


def relationship_of(told: SaleTold, case: Case, policy: Policy = POLICY) -> Relationship:
    """What is kept of a sale, as things are now."""
    sender, today = case.sender, case.at.date()
    sale = Sale(
        kind=told.kind,
        completed=told.completed,
        seller_is_sender=same_entity(told.seller, told.seller_number, sender.name, sender.organisation_number),
        reference_kept=_all_told(told.reference),
        date_kept=told.made_on is not None and told.made_on <= today,
        product_groups=frozenset(filter(_all_told, told.product_groups)),
        address_from_sale=told.address_given_by_customer,
        use_told=told.marketing_use_told,
        opt_out_offered=told.opt_out.offered,
        opt_out_text_kept=_all_told(told.opt_out.text),
        opted_out=told.opt_out.opted_out,
    )
    made = datetime.combine(told.made_on or today, time(), case.at.tzinfo)
    ended = told.ended_on is not None and told.ended_on <= today
    return Relationship(sale, ended, passed(made, case.at, (policy.capital_good_counts_for,)))


def answers_of(told: Iterable[AnswerTold], at: datetime) -> dict[Reason, bool]:
    """The answers that still hold. Of two about the same, the no counts; one without name or ground is none."""
    holding = [a for a in told if a.until > at and a.rule_set == RULE_SET and _all_told(a.by, a.why)]
    return {answer.reason: answer.permitted for answer in sorted(holding, key=lambda a: a.permitted, reverse=True)}


def same_entity(name: str, number: str, other_name: str, other_number: str) -> bool:
    """Whether both are one legal entity: by number where both give one, otherwise by name. No name is nobody."""
    numbers = ["".join(n.upper().split()).removeprefix("NO").removesuffix("MVA") for n in (number, other_number)]
    if all(numbers):
        return numbers[0] == numbers[1]
    return bool(folded(name)) and folded(name) == folded(other_name)


def _all_told(*texts: str) -> bool:
    """Blanks tell nothing."""
    return all(text.strip() for text in texts)


def folded(text: str) -> str:
    """A name as names are compared: case and spaces do not matter."""
    return " ".join(text.casefold().split())


def _events(case: Case) -> Iterable[_Event]:
    opted_out = _opted_out(case)
    for consent in case.consents:
        confirmed = consent.confirmed_at is not None and consent.confirmed_at <= case.at
        to_confirm = consent.confirmation_sent_at is not None or consent.confirmed_at is not None
        kind = Happening.ASKED if to_confirm and not confirmed else Happening.GRANTED
        at = _act_time(consent, case)
        if at <= case.at and not any(at <= moment for moment in opted_out):
            for mailing_list in sorted(map(folded, consent.lists)):
                yield _Event(at, kind, mailing_list, consent, consent.channel in (None, case.message.channel))
    if (tracking := case.recipient.tracking_consented_at) is not None and tracking <= case.at:
        yield _Event(tracking, Happening.TRACKING_GRANTED)
    for no in case.noes:  # after the consents: of the same moment the no counts
        if no.said_at <= case.at and (happening := _happening(no, case)) is not None:
            # A no to a list that is not named may be to any of them.
            yield _Event(no.said_at, happening, folded(no.list) or None if no.scope is NoScope.LIST else None)


def _opted_out(case: Case) -> list[datetime]:
    """When a customer reserved at a sale: a consent from before counts no more. Of unknown time it was just now."""
    sender = case.sender
    own = (s for s in case.sales if same_entity(s.seller, s.seller_number, sender.name, sender.organisation_number))
    days = [sale.made_on for sale in own if sale.opt_out.opted_out is True]
    return [datetime.combine(day, time.max, case.at.tzinfo) if day is not None else case.at for day in days]


def _act_time(consent: ConsentTold, case: Case) -> datetime:
    """A consent is as old as what the person did: a confirmation after a no answers a sign-up from before it.

    One of unknown time is older than any no.
    """
    known = [at for at in (consent.given_at, consent.confirmed_at) if at is not None]
    return min(known, default=datetime.min.replace(tzinfo=case.at.tzinfo))


def _happening(no: NoTold, case: Case) -> Happening | None:
    match no.scope:
        case NoScope.LIST:
            return Happening.WITHDRAWN
        case NoScope.CHANNEL:
            return Happening.OBJECTED if no.channel is case.message.channel else None
        case NoScope.ALL_MARKETING:
            return Happening.OBJECTED
        case NoScope.PROFILING:
            return Happening.PROFILING_OBJECTED
        case NoScope.TRACKING:
            return Happening.TRACKING_WITHDRAWN
        case NoScope.EVERYTHING:
            return Happening.BLOCKED


def _held(case: Case, events: list[_Event]) -> ConsentTold | None:
    """The consent that counts: the newest to this list, or else the newest to another one that still stands."""
    here = folded(case.message.list)
    others = {event.list_uid for event in events if event.list_uid is not None} - {here}
    for lists in ([here], sorted(others)):
        counting = {uid for mailing_list in lists for uid in fold(events, mailing_list).grants}
        told = [event.consent for event in events if event.uid in counting]
        if told:
            return told[-1]
    return None


def _is_for(held: ConsentTold, mailing_list: str) -> bool:
    return _all_told(mailing_list) and folded(mailing_list) in map(folded, held.lists)


def _unused(held: ConsentTold | None, case: Case, policy: Policy) -> int:
    if held is None or held.given_at is None or not _is_for(held, case.message.list):
        return 0
    cuts = (*policy.cuts, *([held.lasts_months] if held.lasts_months > 0 else []))  # its own promise to the day
    return passed(max([held.confirmed_at or held.given_at, *_sent(case)]), case.at, cuts)


def _reached(held: ConsentTold, case: Case) -> bool:
    if held.at_most is None or held.per is None or not _is_for(held, case.message.list):
        return False
    since = period_start(case.at, held.per)
    return sum(mail >= since for mail in _sent(case)) >= held.at_most


def _sent(case: Case) -> list[datetime]:
    return [mail for mail in case.mails if mail <= case.at]


def _mailbox(case: Case) -> Mailbox:
    told = case.recipient
    return Mailbox(
        kind=told.mailbox,
        organisation_form=told.organisation_form.strip().upper(),
        number_kept=_all_told(told.organisation_number),
        verified=_all_told(told.verified_how) and told.verified_at is not None,
    )
