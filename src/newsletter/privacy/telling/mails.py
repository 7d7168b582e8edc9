"""The mails to one person told: those that were handed over, on what they rested, and those that were held back."""

from collections.abc import Iterator, Sequence

from newsletter.campaigns.questions import QUESTIONS
from newsletter.deliveries import DeliveryState
from newsletter.law.reasons import Reason
from newsletter.privacy.proof import Answer, Mail
from newsletter.privacy.resting import SENT
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import Block, Grid, Heading
from newsletter.privacy.telling.kinds import NO, YES
from newsletter.privacy.telling.pen import Pen, lines


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


def _sent(pen: Pen, mail: Mail) -> tuple[str, ...]:
    basis = lines(pen.word(words.BASES, mail.legal_basis), pen.law(mail.marketing_act), pen.law(mail.gdpr))
    taken = mail.state is DeliveryState.SENT and bool(mail.reply)
    state = "" if taken else pen.word(words.STATES, mail.state)
    replied = pen.say("The mail server answered: “%(reply)s”") % {"reply": mail.reply} if mail.reply else ""
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
    return lines(kind, f"«{mail.subject}»" if mail.subject else "")


def _rule(pen: Pen, mail: Mail) -> str:
    """The rule in words, and where it stands. Of other rules than today's only the name is known."""
    told = pen.say(mail.rule_says) if mail.rule_says else mail.rule.replace("_", " ")
    version = pen.say("Version of the rules: %(version)s") % {"version": mail.rule_set} if mail.rule_set else ""
    return lines(told, pen.law(mail.citation) if mail.citation else "", version)
