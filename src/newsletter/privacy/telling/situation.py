"""The facts that a decision rests on, in words: what is recorded, and what is not."""

from collections.abc import Iterator, Mapping

from newsletter.consent.record import Facts
from newsletter.languages import sentence
from newsletter.law.evidence import Consent, Mailbox, Relationship
from newsletter.law.facts import Situation
from newsletter.privacy.around import Around
from newsletter.privacy.telling import words
from newsletter.privacy.telling.frequency import lately, unlimited
from newsletter.privacy.telling.kinds import NO, YES, act_told, value_told
from newsletter.privacy.telling.pen import Pen

OF_A_CONSENT = {
    "time_kept": sentence("when it was given"),
    "place_kept": sentence("which form, in which version"),
    "words_kept": sentence("the words that belong to the form"),
    "language_kept": sentence("their language"),
    "names_sender": sentence("that they name the sender"),
    "names_number": sentence("that they give the sender's organisation number"),
    "states_content": sentence("that they say what will come"),
    "states_frequency": sentence("that they say how often"),
    "tells_withdrawal": sentence("that they say how to leave"),
    "mailbox_confirmed": sentence("that it was confirmed with the link that was sent to the mailbox"),
}
ELSEWHERE = {"place_kept": sentence("where it was given"), "words_kept": sentence("the exact words")}
"""The same of a consent that was not given by a form."""
OF_A_SALE = {
    "completed": sentence("that it was completed"),
    "seller_is_sender": sentence("that the sender was the seller"),
    "reference_kept": sentence("its reference"),
    "date_kept": sentence("its date"),
    "address_from_sale": sentence("that the customer gave the address in it"),
    "use_told": sentence("that the customer was told of the marketing"),
    "opt_out_offered": sentence("that a way to say no was offered"),
    "opt_out_text_kept": sentence("the words of that offer"),
}
OF_A_MAILBOX = {
    "number_kept": sentence("the organisation number"),
    "verified": sentence("how and when it was found out"),
}
OPTED_OUT = {
    True: sentence("The customer said no."),
    False: sentence("The customer did not say no."),
    None: sentence("The customer's answer is not recorded."),
}
PERIODS = {
    "day": sentence("day"),
    "week": sentence("week"),
    "month": sentence("month"),
    "quarter": sentence("quarter"),
    "year": sentence("year"),
}


def facts_in_words(pen: Pen, known: Situation, around: Around) -> dict[str, str]:
    """Each fact of a situation, by its name."""
    consent = known.consent
    none = pen.say("no consent is in force") if around.consent else pen.say("no consent is recorded")
    return {
        "standing": pen.word(words.STANDINGS, known.standing),
        "suppression": pen.word(words.SUPPRESSIONS, known.suppression),
        "refuses_profiling": _yes(pen, True) if known.refuses_profiling else pen.say("none"),
        "tracking_consented": _yes(pen, known.tracking_consented),
        "consent": " ".join(_consent(pen, consent, around.consent or {})) if consent else none,
        "consent_for_this_list": _yes(pen, known.consent_for_this_list) if consent else none,
        "consent_unused_months": _unused(pen, known) if consent else none,
        "frequency_reached": _frequency(pen, consent, known.frequency_reached, around) if consent else none,
        "relationships": _relationships(pen, known, around.groups),
        "mailbox": " ".join(_mailbox(pen, known.mailbox)),
        "country": pen.country(known.country) if known.country else pen.say("not recorded"),
        "age": pen.word(words.AGES, known.age),
    }


def _yes(pen: Pen, said: bool) -> str:
    return pen.say(YES if said else NO)


def _kept(pen: Pen, kept: object, parts: Mapping[str, str]) -> Iterator[str]:
    """What of these is recorded, and what is not."""
    found = [pen.say(told) for name, told in parts.items() if getattr(kept, name)]
    absent = [pen.say(told) for name, told in parts.items() if not getattr(kept, name)]
    if found:
        yield pen.say("Recorded: %(parts)s.") % {"parts": ", ".join(found)}
    if absent:
        yield pen.say("Not recorded: %(parts)s.") % {"parts": ", ".join(absent)}


def _consent(pen: Pen, kept: Consent, record: Facts) -> Iterator[str]:
    shown_by = str(record.get("shown_by", ""))
    act = act_told(kept.act, shown_by, pen.say) if kept.act != "none" else pen.say("not recorded")
    yield pen.say("What the person did: %(act)s.") % {"act": act}
    yield from _kept(pen, kept, OF_A_CONSENT if "form" in record else OF_A_CONSENT | ELSEWHERE)
    if shown_by == "website":
        yield pen.say("That the page where the form stood showed these words is not recorded.")
    if kept.document_kept:
        yield pen.say("A document shows it.")
    if not kept.collector_documented:
        yield pen.say("No contract with who collected it is recorded.")
    if kept.content_types:
        yield pen.say("Limited to: %(kinds)s.") % {"kinds": ", ".join(sorted(kept.content_types))}
    if kept.partners:
        yield pen.say("Partners that the words name: %(partners)s.") % {"partners": ", ".join(sorted(kept.partners))}


def _unused(pen: Pen, known: Situation) -> str:
    if not known.consent_unused_months:
        return pen.say("no limit has been reached")
    return pen.say("at least %(months)s months") % {"months": known.consent_unused_months}


def _frequency(pen: Pen, kept: Consent, is_reached: bool, around: Around) -> str:
    counted = lately(pen, around.lately)
    if kept.at_most is None or kept.per is None:
        return f"{unlimited(pen, around.frequency)} {counted}"
    promised = {"count": kept.at_most, "period": pen.say(PERIODS[kept.per])}
    told = pen.say("at most %(count)s each %(period)s was promised") % promised
    reached = pen.say("reached") if is_reached else pen.say("not reached")
    return f"{told}: {reached}. {counted}"


def _relationships(pen: Pen, known: Situation, groups: Mapping[str, str]) -> str:
    told = sorted(" ".join(_relationship(pen, one, groups)) for one in known.relationships)
    return " ".join(told) or pen.say("no sale and no agreement is recorded")


def _relationship(pen: Pen, one: Relationship, groups: Mapping[str, str]) -> Iterator[str]:
    sale = one.sale
    yield pen.say("Kind of sale or agreement: %(kind)s.") % {"kind": value_told("kind", sale.kind, pen.say)}
    if one.ended:
        yield pen.say("It has ended.")
    if one.months:
        yield pen.say("It is at least %(months)s months old.") % {"months": one.months}
    names = ", ".join(sorted(groups.get(code, code) for code in sale.product_groups))
    yield pen.say("What was sold: %(groups)s.") % {"groups": names or pen.say("not recorded")}
    yield from _kept(pen, sale, OF_A_SALE)
    if sale.opt_out_offered or sale.opted_out is not None:
        yield pen.say(OPTED_OUT[sale.opted_out])


def _mailbox(pen: Pen, kept: Mailbox) -> Iterator[str]:
    if kept == Mailbox():
        yield pen.say("Nothing is recorded. It is taken for a person's own.")
        return
    yield pen.say("Kind of mailbox: %(kind)s.") % {"kind": value_told("mailbox", kept.kind, pen.say)}
    form = kept.organisation_form or pen.say("not recorded")
    yield pen.say("Form of organisation: %(form)s.") % {"form": form}
    yield from _kept(pen, kept, OF_A_MAILBOX)
