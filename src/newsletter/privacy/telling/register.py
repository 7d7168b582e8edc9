"""The record of processing told to people, with the headings of GDPR art. 30(1)."""

from collections.abc import Iterator

from newsletter.languages import sentence
from newsletter.privacy.processing import ProcessingRecord
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import Block, Document, Grid, Heading, Paragraph, facts
from newsletter.privacy.telling.pen import Pen

PEOPLE = {
    "subscribers": sentence("People who are, were, or asked to be on a list"),
    "suppressed": sentence("People who said no to all marketing or to all mail"),
}
STATES = {
    "active": sentence("on the list"),
    "pending": sentence("waiting to confirm"),
    "ended": sentence("left"),
}
OF_THE_PROGRAM = (
    sentence("Confirmation mails, to show that the holder of a mailbox signed up: answer to a request."),
    sentence("Proof of consents and of what was sent: to be able to demonstrate consent (GDPR art. 7(1) and 5(2))."),
    sentence("The suppression list: to keep a no for ever (GDPR art. 21(3))."),
)


def register(record: ProcessingRecord, language: str) -> Document:
    """The record of processing as a document."""
    pen = Pen(language)
    say, made = pen.say, pen.at(record.made_at)
    title = say("Record of processing activities")
    blocks = (
        Paragraph(
            say("GDPR art. 30(1), for the sending of e-mail. Made %(at)s UTC from what the program holds.")
            % {"at": made}
        ),
        *_controller(pen, record),
        *_purposes(pen, record),
        *_people_and_data(pen, record),
        *_recipients(pen, record),
        *_retention(pen, record),
        Heading(say("Security measures (art. 30(1)(g))")),
        *(Paragraph(say(measure)) for measure in record.security),
        Heading(say("What this program does not know")),
        *(Paragraph(say(thing)) for thing in record.unknown),
    )
    return Document(title, f"{title} · {record.controller.name}", language, record.made_at, blocks)


def _controller(pen: Pen, record: ProcessingRecord) -> Iterator[Block]:
    say, held = pen.say, record.controller
    yield Heading(say("Controller (art. 30(1)(a))"))
    yield facts(
        (say("Name"), held.name),
        (say("org. no."), held.organisation_number),
        (say("Postal address"), held.postal_address),
        (say("E-mail address"), held.email),
        (say("Website"), held.website),
        (say("Privacy policy"), held.privacy_policy_url),
    )


def _purposes(pen: Pen, record: ProcessingRecord) -> Iterator[Block]:
    say = pen.say
    yield Heading(say("Purposes (art. 30(1)(b))"))
    yield Grid(
        (say("List"), say("For what"), say("How often"), say("People")),
        tuple(
            (
                one.name + (say(" (retired)") if one.retired else ""),
                "\n".join(one.contents) or one.description or say("No consent text says it."),
                "\n".join(one.frequencies) or say("No consent text says it."),
                ", ".join(f"{say(STATES[state])}: {count}" for state, count in one.people.items()),
            )
            for one in record.purposes
        ),
        (22, 38, 22, 18),
    )
    yield from (Paragraph(say(purpose)) for purpose in OF_THE_PROGRAM)
    yield Heading(say("Legal bases in use"))
    yield Grid(
        (say("Basis"), say("Marketing Control Act"), say("GDPR"), say("Subscriptions"), say("Mails")),
        tuple(
            (
                pen.word(words.BASES, one.basis),
                pen.law(one.marketing_act),
                pen.law(one.gdpr),
                str(one.subscriptions),
                str(one.mails),
            )
            for one in record.bases
        ),
        (26, 30, 22, 12, 10),
    )


def _people_and_data(pen: Pen, record: ProcessingRecord) -> Iterator[Block]:
    say = pen.say
    yield Heading(say("Categories of people and of personal data (art. 30(1)(c))"))
    yield facts(*((say(PEOPLE[name]), str(count)) for name, count in record.people.items()))
    yield Grid(
        (say("Data"), say("Column")),
        tuple((say(one.says), one.column) for one in record.data),
        (60, 40),
        frozenset({1}),
    )


def _recipients(pen: Pen, record: ProcessingRecord) -> Iterator[Block]:
    say = pen.say
    yield Heading(say("Recipients (art. 30(1)(d))"))
    relayed = say("The mail server %(host)s, as processor: gets every address that is written to, and every mail.")
    yield Paragraph(
        relayed % {"host": record.mail_server}
        if record.mail_server
        else say("No mail server is set: mails are caught on the machine itself.")
    )
    if not record.disclosures:
        yield Paragraph(say("No disclosure to a partner is on record."))
        return
    yield Grid(
        (say("Partner"), say("Which data"), say("Purpose"), say("Basis"), say("Last")),
        tuple(
            (
                f"{one.partner}, {one.partner_number}",
                ", ".join(pen.word(words.DATA, kind) for kind in one.data),
                one.purpose,
                pen.word(words.PROCESSING, one.basis),
                pen.at(one.happened_at),
            )
            for one in record.disclosures
        ),
        (24, 24, 22, 16, 14),
    )


def _retention(pen: Pen, record: ProcessingRecord) -> Iterator[Block]:
    say = pen.say
    yield Heading(say("Time limits for erasure (art. 30(1)(f))"))
    yield Grid(
        (say("What"), say("Limit"), say("Setting")),
        tuple(
            (say(limit.says), say("No limit is set.") if limit.value is None else f"{limit.value:g}", limit.setting)
            for limit in record.retention
        ),
        (50, 20, 30),
        frozenset({2}),
    )
