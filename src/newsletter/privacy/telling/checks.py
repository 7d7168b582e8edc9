"""The end of a proof told: each point an authority asks for, and how anybody checks the records."""

from collections.abc import Iterator

from newsletter.privacy.kept import Held, KeptRecord
from newsletter.privacy.proof import Person, Point, Proof
from newsletter.privacy.telling import words
from newsletter.privacy.telling.document import Block, Grid, Heading, Paragraph, facts
from newsletter.privacy.telling.pen import Pen, lines


def points(pen: Pen, person: Person) -> Iterator[Block]:
    """Each point, and how it stands."""
    say = pen.say
    if not person.points:
        return
    yield Heading(say("What authorities ask for, point by point"), 2)
    yield Grid(
        (say("No."), say("Asked for"), say("Here"), say("That is")),
        tuple(
            (str(point.field), say(point.asked_for), pen.word(words.HELD, point.held), _point(pen, person, point))
            for point in person.points
        ),
        (6, 26, 15, 53),
    )


def _point(pen: Pen, person: Person, point: Point) -> str:
    """What is known of a point, and each thing about it that is lacking, with its list and whether it was erased."""
    told = [pen.say(point.says)] if point.says else []
    for lack in person.lacking:
        if lack.field == point.field:
            marks = [lack.list_name, pen.word(words.HELD, lack.held) if lack.held is Held.ERASED else ""]
            about = ", ".join(filter(None, marks))
            told.append(pen.say(lack.says) + (f" ({about})" if about else ""))
    return lines(*told)


def how_to_check(pen: Pen, proof: Proof) -> Iterator[Block]:
    """In words, and with the digest and the seal of each record."""
    say = pen.say
    yield Heading(say("How to check"))
    yield from (Paragraph(say(told)) for told in proof.how_to_check)
    yield facts((say("The ledger's head"), proof.head))
    yield Grid(
        (say("When (UTC)"), say("Record"), say("Digest"), say("Seal, place in it, when it was sealed, and its digest")),
        tuple(
            (pen.at(record.happened_at), str(record.id), record.digest, _seal(pen, record))
            for person in proof.people
            for record in (*person.records, *person.records_before)
        ),
        (13, 22, 32, 33),
        codes=frozenset({1, 2, 3}),
    )


def _seal(pen: Pen, record: KeptRecord) -> str:
    place = record.seal
    if place is None:
        return pen.say("waits for its seal")
    return lines(f"{place.number}, {place.position}", pen.at(place.sealed_at), place.digest)
