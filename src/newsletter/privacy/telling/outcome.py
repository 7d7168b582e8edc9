"""What was sent, told before what holds now: when, on what it rested then, and how that was met."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from newsletter.consent.record import ConsentRecord
from newsletter.languages import sentence
from newsletter.law import rules
from newsletter.law.bases import PLACES, LegalBasis
from newsletter.law.decision import RULE_SET
from newsletter.law.standing import Happening
from newsletter.privacy.around import consent_at
from newsletter.privacy.delivered import DeliveryThen
from newsletter.privacy.telling import words
from newsletter.privacy.telling.asking import About
from newsletter.privacy.telling.kinds import act_told
from newsletter.privacy.telling.pen import Pen

RULES = {rule.code: rule for rule in rules.ALL}
SENT = sentence("“%(subject)s” was sent to %(address)s on %(at)s UTC, because it rested on %(basis)s.")
DECIDED = sentence("It was permitted on %(at)s UTC by this rule: %(rule)s")
CONFIRMED = sentence(
    "That was met so: the sign-up came on %(at)s UTC, and was confirmed on %(confirmed)s UTC with the link that was "
    "sent to the mailbox."
)
GIVEN = sentence("That was met so: the consent was given on %(at)s UTC, as the sender has recorded: %(act)s.")
BOUGHT = sentence(
    "That was met so, by what the sender stated on %(at)s UTC: a sale or an agreement of %(day)s, in which the "
    "customer gave the address, was offered to opt out and did not; and the campaign was for goods of the sender's "
    "own that correspond to it."
)
DESCRIBED = sentence("That was met so: it was recorded on %(at)s UTC that the mailbox is impersonal, and whose it is.")


def sent(
    pen: Pen, about: About, delivery: DeliveryThen, records: Sequence[ConsentRecord], list_uid: UUID
) -> Iterator[str]:
    """That it was sent, when, on which basis, by which rule as it was then, and how that was met."""
    basis = LegalBasis(delivery.legal_basis or LegalBasis.UNKNOWN)
    place = PLACES[basis].marketing_act
    told = pen.word(words.BASES, basis) + (f" ({pen.law(place)})" if place else "")
    named = {"subject": about.subject, "address": about.address, "at": pen.at(delivery.settled_at), "basis": told}
    yield pen.say(SENT) % named
    if delivery.rule:
        yield pen.say(DECIDED) % {"at": pen.at(delivery.decided_at), "rule": _rule(pen, delivery)}
    if delivery.decided_at:
        yield from met(pen, basis, records, list_uid, delivery.decided_at)


def met(pen: Pen, basis: LegalBasis, records: Sequence[ConsentRecord], list_uid: UUID, at: datetime) -> Iterator[str]:
    """How what the basis asks for was met at that time, by the records there were."""
    known = [record for record in records if record.recorded_at <= at]
    if basis is LegalBasis.CONSENT and (grant := consent_at(known, list_uid, at)):
        yield _consent(pen, grant, known)
    elif basis is LegalBasis.EXISTING_CUSTOMER:
        for sale in filter(_suffices, known):
            day = date.fromisoformat(str(sale.facts["made_on"])) if "made_on" in sale.facts else None
            told = {"day": pen.day(day) or pen.say("not recorded"), "at": pen.at(sale.recorded_at)}
            yield pen.say(BOUGHT) % told
    elif basis is LegalBasis.NOT_NATURAL_PERSON:
        for found in [record for record in known if record.kind is Happening.MAILBOX_DESCRIBED][-1:]:
            yield pen.say(DESCRIBED) % {"at": pen.at(found.recorded_at)}


def _suffices(record: ConsentRecord) -> bool:
    """Whether it is a sale in which everything was stated that the basis asks for at collection."""
    stated = record.facts
    collected = stated.get("address_given_by_customer") and stated.get("opt_out_offered")
    return record.kind is Happening.SALE_RECORDED and bool(collected) and stated.get("opted_out") is False


def _consent(pen: Pen, grant: ConsentRecord, known: Sequence[ConsentRecord]) -> str:
    asked = next((record for record in known if record.uid == grant.answers_uid), None)
    if asked:
        return pen.say(CONFIRMED) % {"at": pen.at(asked.happened_at), "confirmed": pen.at(grant.happened_at)}
    when = pen.say("not recorded") if grant.facts.get("time_unknown") else pen.at(grant.happened_at)
    act = act_told(str(grant.facts.get("act", "")), "", pen.say) or pen.say("not recorded")
    return pen.say(GIVEN) % {"at": when, "act": act}


def _rule(pen: Pen, delivery: DeliveryThen) -> str:
    """The rule in words. Of other rules than today's only the name is known."""
    rule = RULES.get(delivery.rule or "") if delivery.rule_set == RULE_SET else None
    if rule is None:
        return f"{delivery.rule} ({delivery.rule_set})"
    return f"{pen.say(rule.says)} ({pen.law(rule.citation)})"
