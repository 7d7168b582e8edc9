"""On which facts does a decision rest, in words, and which records of the ledger are behind each?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from newsletter.consent.evidence import as_data
from newsletter.consent.record import ConsentRecord, Facts
from newsletter.languages import sentence
from newsletter.law.facts import Situation
from newsletter.law.standing import Happening
from newsletter.privacy.around import Around
from newsletter.privacy.telling.kinds import tell
from newsletter.privacy.telling.pen import Pen
from newsletter.privacy.telling.situation import facts_in_words

#: Each fact of a situation in words, and the kinds of record that speak of it.
FACTS: Mapping[str, tuple[str, frozenset[Happening]]] = {
    "standing": (
        sentence("What the ledger says of this person and this list"),
        frozenset({Happening.REGISTERED, Happening.ASKED, Happening.GRANTED, Happening.WITHDRAWN}),
    ),
    "suppression": (
        sentence("A no that reaches over all lists"),
        frozenset({Happening.OBJECTED, Happening.BLOCKED}),
    ),
    "refuses_profiling": (sentence("Reservation against profiling"), frozenset({Happening.PROFILING_OBJECTED})),
    "tracking_consented": (
        sentence("Consented to being tracked"),
        frozenset({Happening.TRACKING_GRANTED, Happening.TRACKING_WITHDRAWN}),
    ),
    "consent": (sentence("What is kept of the consent"), frozenset({Happening.GRANTED})),
    "consent_for_this_list": (sentence("The consent is for this very list"), frozenset({Happening.GRANTED})),
    "consent_unused_months": (
        sentence("For how long the consent has not been used"),
        frozenset({Happening.GRANTED}),
    ),
    "frequency_reached": (sentence("How often mail may come, as the consent promised"), frozenset()),
    "relationships": (
        sentence("What is kept of sales and agreements"),
        frozenset({Happening.SALE_RECORDED, Happening.SALE_ENDED}),
    ),
    "mailbox": (sentence("Whose mailbox it is"), frozenset({Happening.MAILBOX_DESCRIBED})),
    "country": (sentence("The country the person is in"), frozenset()),
    "age": (sentence("The person's age"), frozenset()),
}


@dataclass(frozen=True)
class FactTold:
    """One fact, its value as plain data and in words, what it means, and the records it was folded from."""

    name: str
    means: str
    value: Any
    says: str
    records: tuple[UUID, ...]


@dataclass(frozen=True)
class Told:
    """As much of a record as is told."""

    kind: str
    list_name: str
    facts: Facts


@dataclass(frozen=True)
class RecordBehind:
    """A record of the ledger that a fact rests on. `says` tells it in words, with its time and the zone."""

    id: UUID
    kind: str
    says: str
    happened_at: datetime
    recorded_at: datetime
    digest: str


def facts_told(
    situation: Situation, around: Around, records: Sequence[ConsentRecord], pen: Pen
) -> tuple[FactTold, ...]:
    """Each fact of the situation, in words, with the records it was folded from."""
    said, told = facts_in_words(pen, situation, around), []
    for name, value in as_data(situation).items():
        means, kinds = FACTS[name]
        behind = tuple(record.uid for record in records if record.kind in kinds)
        told.append(FactTold(name, pen.say(means), value, said[name], behind))
    return tuple(told)


def behind(record: ConsentRecord, names: Mapping[UUID, str], subjects: Mapping[str, str], pen: Pen) -> RecordBehind:
    """A record in words. `names` are those of the lists, `subjects` those of the mails that were answered."""
    told = tell(
        Told(str(record.kind), names.get(record.list_uid, "") if record.list_uid else "", record.facts), pen.say
    )
    if subject := subjects.get(str(record.facts.get("delivery", ""))):
        told += " " + pen.say("It was done with the mail “%(subject)s”.") % {"subject": subject}
    return RecordBehind(
        id=record.uid,
        kind=str(record.kind),
        says=f"{pen.at(record.happened_at)} UTC: {told}",
        happened_at=record.happened_at,
        recorded_at=record.recorded_at,
        digest=record.digest.hex(),
    )
