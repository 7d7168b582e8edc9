"""The mails to one person told: those that were handed over, on what they rested, and those that were held back."""

from collections.abc import Iterator, Sequence

from newsletter.campaigns.questions import QUESTIONS
from newsletter.deliveries import DeliveryState
from newsletter.law.reasons import Reason
from newsletter.law.vocabulary import Purpose
from newsletter.privacy.proof import Answer, Mail
from newsletter.privacy.resting import SENT
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import Block, Grid, Heading, Paragraph
from newsletter.privacy.telling.kinds import NO, YES
from newsletter.privacy.telling.pen import Pen, lines
from newsletter.privacy.telling.verdict import assumed


def told(pen: Pen, mails: Sequence[Mail]) -> Iterator[Block]:
    """A section for each of the two, where there are any."""
    say = pen.say
    if sent := [mail for mail in mails if mail.state in SENT]:
        yield Heading(say("Mails sent"), 2)
        yield Grid(
            (say("When (UTC)"), say("Mail"), say("Basis"), say("Rule"), say("The mail server's answer")),
            tuple(_sent(pen, mail) for mail in sent),
            (13, 20, 22, 29, 16),
        )
        yield Paragraph(say("That the sender's mail server accepted a mail does not show that it was read."))
        yield from _campaigns(pen, sent)
    if answered := [(mail, answer) for mail in mails for answer in mail.answers]:
        yield Heading(say("Answers of people that a mail rested on"), 2)
        yield Grid(
            (say("When (UTC)"), say("Mail"), say("Question"), say("Answer"), say("By whom, and why")),
            tuple(_answered(pen, mail, answer) for mail, answer in answered),
            (13, 24, 22, 13, 28),
        )
    if others := [mail for mail in mails if mail.state not in SENT]:
        yield Heading(say("Mails not sent"), 2)
        yield Grid(
            (say("When (UTC)"), say("Mail"), say("State"), say("Why"), say("Rule")),
            tuple(_not_sent(pen, mail) for mail in others),
            (13, 22, 13, 23, 29),
        )


def _campaigns(pen: Pen, sent: Sequence[Mail]) -> Iterator[Block]:
    """What goes for every campaign, and the digest of each."""
    say = pen.say
    digests = dict.fromkeys((mail.subject, mail.content_digest) for mail in sent if mail.content_digest)
    if not digests:
        return
    yield Paragraph(
        say(
            "Each campaign carries the sender's name, organisation number and address, and a free way to opt out. One "
            "that does not rest on consent is marked as advertising, and tells of the right to object."
        )
    )
    rows = tuple((f"«{subject}»", digest) for subject, digest in digests)
    yield Grid((say("Campaign"), say("Digest of subject and body")), rows, (40, 60), codes=frozenset({1}))


def _sent(pen: Pen, mail: Mail) -> tuple[str, ...]:
    basis = lines(pen.word(words.BASES, mail.legal_basis), pen.law(mail.marketing_act), pen.law(mail.gdpr))
    taken = mail.state is DeliveryState.SENT and bool(mail.reply)
    state = "" if taken else pen.word(words.STATES, mail.state)
    replied = pen.say("The sender's mail server answered: “%(reply)s”") % {"reply": mail.reply} if mail.reply else ""
    answer = lines(state, pen.reason(mail.reason), replied)
    return pen.at(mail.settled_at), _what(pen, mail), basis, _rule(pen, mail), answer


def _not_sent(pen: Pen, mail: Mail) -> tuple[str, ...]:
    state, why = pen.word(words.STATES, mail.state), pen.reason(mail.reason)
    return pen.at(mail.settled_at or mail.created_at), _what(pen, mail), state, why, _rule(pen, mail)


def _answered(pen: Pen, mail: Mail, answer: Answer) -> tuple[str, ...]:
    said = pen.say(YES if answer.permitted else NO)
    until = pen.say("until %(at)s") % {"at": pen.at(answer.until)}
    asked = pen.say(QUESTIONS[Reason(answer.reason)][0]) if answer.reason in QUESTIONS else answer.reason
    return pen.at(answer.answered_at), _what(pen, mail), asked, lines(said, until), lines(answer.by, answer.why)


def _what(pen: Pen, mail: Mail) -> str:
    kind = ", ".join(part for part in (pen.word(words.PURPOSES, mail.purpose), mail.list_name) if part)
    return lines(kind, f"«{mail.subject}»" if mail.subject else "", *_promoted(pen, mail))


def _promoted(pen: Pen, mail: Mail) -> Iterator[str]:
    """What a campaign promotes, as the sender stated."""
    if mail.purpose is not Purpose.CAMPAIGN:
        return
    say = pen.say
    yield say("Promotes: %(goods)s") % {"goods": ", ".join(mail.promotes) or say("no product group is stated")}
    yield say("stated to be the sender's own") if mail.own_products else say("not stated to be the sender's own")
    if mail.partners:
        yield say("Partners: %(partners)s") % {"partners": ", ".join(mail.partners)}


def _rule(pen: Pen, mail: Mail) -> str:
    """The rule in words, and where it stands. Of other rules than today's only the name is known."""
    told = pen.say(mail.rule_says) if mail.rule_says else mail.rule.replace("_", " ")
    version = pen.say("Version of the rules: %(version)s") % {"version": mail.rule_set} if mail.rule_set else ""
    taken = assumed(mail.assumptions, pen) if mail.assumptions else ""
    return lines(told, pen.law(mail.citation) if mail.citation else "", version, taken)
