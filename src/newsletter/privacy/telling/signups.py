"""One sign-up told: when, how and where, whether the mailbox confirmed, and the words exactly as they were."""

from collections.abc import Iterator

from newsletter.privacy.kept import Consent, FormSeen, Held, Wording
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import Block, Heading, Paragraph, Quote, facts
from newsletter.privacy.telling.frequency import lately, unlimited
from newsletter.privacy.telling.kinds import act_told, value_told
from newsletter.privacy.telling.pen import Pen

Row = tuple[str, str]


def told(pen: Pen, consent: Consent, came_lately: int) -> Iterator[Block]:
    """A section about one sign-up. `came_lately` is how many campaigns to its list were sent of late."""
    say = pen.say
    title = say("The consent to “%(list)s”") if consent.channel == "recorded" else say("The sign-up for “%(list)s”")
    yield Heading(title % {"list": consent.list_name}, 2)
    if consent.channel == "recorded":
        where, steps = _elsewhere(pen, consent), _in_force(pen, consent)
    else:
        where, steps = _form(pen, consent.form, consent.page), _steps(pen, consent)
    yield facts(*_act(pen, consent), *where, *steps)
    if consent.wording is None:
        yield Paragraph(say("The words are not kept."), strong=True)
    else:
        yield from _text(pen, consent.wording)
        yield Paragraph(_how_often(pen, consent.wording, came_lately))


def _act(pen: Pen, consent: Consent) -> Iterator[Row]:
    say = pen.say
    given = say("Consented") if consent.channel == "recorded" else say("Signed up")
    yield given, pen.at(consent.given.at) if consent.time_known else pen.kept("", Held.MISSING)
    yield say("What the person did"), act_told(consent.act, consent.form.shown_by if consent.form else "", say)
    yield say("By what means"), value_told("channel", consent.channel, say)
    yield say("Name"), consent.name


def _form(pen: Pen, form: FormSeen | None, page: str) -> Iterator[Row]:
    say = pen.say
    if form:
        yield say("Form"), f"{form.title or form.id} ({form.slug}, {form.version})"
        yield say("Introduction"), form.introduction
        yield say("Where the form was shown"), value_told("shown_by", form.shown_by, say)
    yield say("Page"), page


def _elsewhere(pen: Pen, consent: Consent) -> Iterator[Row]:
    say, document = pen.say, consent.document
    yield say("Where it was given"), pen.kept(consent.place, consent.given.held)
    if document:
        kept = say("kept") if document.held is Held.KEPT else pen.word(words.HELD, document.held)
        yield say("SHA-256 of the document that shows it"), f"{document.digest} ({kept})"
    yield say("Who collected it"), consent.collected_by
    yield say("Contract with who collected it"), consent.collector_contract


def _steps(pen: Pen, consent: Consent) -> Iterator[Row]:
    say, given, confirmed = pen.say, consent.given, consent.confirmed
    yield say("IP address"), pen.kept(given.ip, given.held)
    yield say("Stated browser or program (User-Agent)"), pen.kept(given.user_agent, given.held)
    yield say("The confirmation mail was sent"), pen.at(consent.confirmation_sent_at)
    yield say("Confirmed with the link that was sent to the mailbox"), pen.at(confirmed.at) if confirmed else say("no")
    if confirmed:
        pressed = say("pressed the button on the page behind the link; opening the link alone changes nothing")
        yield say("What was done then"), pressed
        yield say("IP address at the confirmation"), pen.kept(confirmed.ip, confirmed.held)
        yield say("Stated browser or program at the confirmation"), pen.kept(confirmed.user_agent, confirmed.held)
    yield from _in_force(pen, consent)


def _in_force(pen: Pen, consent: Consent) -> Iterator[Row]:
    yield pen.say("Counts now, by the records"), pen.say("yes") if consent.in_force else pen.say("no")


def _how_often(pen: Pen, text: Wording, came_lately: int) -> str:
    counted = lately(pen, came_lately)
    return counted if text.envelope.get("at_most") else f"{unlimited(pen, text.frequency)} {counted}"


def _text(pen: Pen, text: Wording) -> Iterator[Block]:
    say = pen.say
    version = say("The words, version %(version)s in the language %(language)s:")
    yield Paragraph(version % {"version": text.version, "language": text.language})
    yield Quote(text.words)
    number = say("org. no.")
    yield facts(
        (say("To whom"), f"{text.sender}, {number} {text.sender_number}, {text.postal_address}"),
        (say("To the list"), text.list_name),
        (say("For what"), text.content),
        (say("How often"), text.frequency),
        (say("How you leave"), text.withdrawal),
        (say("Privacy policy"), text.privacy_policy_url),
    )
