"""What do the records of one person and one list add up to?"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.law.facts import Standing, Suppression
from newsletter.law.standing import Fold, Happening, fold

JAZZ, THEATRE = UUID(int=1), UUID(int=2)
#: Those that reach over all lists of the sender.
WIDER = {Happening.OBJECTED, Happening.BLOCKED}


@dataclass(frozen=True)
class Record:
    """As much of a ledger record as the fold looks at."""

    kind: Happening
    list_uid: UUID | None = JAZZ
    uid: UUID = field(default_factory=uuid4)


REGISTERED, ASKED, GRANTED, WITHDRAWN = (
    Record(kind) for kind in (Happening.REGISTERED, Happening.ASKED, Happening.GRANTED, Happening.WITHDRAWN)
)
OBJECTED, BLOCKED = Record(Happening.OBJECTED, None), Record(Happening.BLOCKED, None)
ASKED_FOR_THEATRE, GRANTED_THEATRE, LEFT_THEATRE = (
    Record(kind, THEATRE) for kind in (Happening.ASKED, Happening.GRANTED, Happening.WITHDRAWN)
)

records = st.builds(Record, kind=st.sampled_from(Happening), list_uid=st.sampled_from([JAZZ, THEATRE])).map(
    lambda record: Record(record.kind, None if record.kind in WIDER else record.list_uid, record.uid)
)
histories = st.lists(records, max_size=12)
#: hypothesis keeps no clock and no database here: the answers depend on nothing but the input.
quickly = settings(max_examples=200, deadline=None, database=None)


#: Standing before, what happens, standing after.
STEPS: dict[Standing, dict[Happening, Standing]] = {
    Standing.NONE: {
        Happening.REGISTERED: Standing.REGISTERED,
        Happening.ASKED: Standing.ASKED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.NONE,
        Happening.BLOCKED: Standing.NONE,
    },
    Standing.REGISTERED: {
        Happening.REGISTERED: Standing.REGISTERED,
        Happening.ASKED: Standing.ASKED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
    },
    Standing.ASKED: {
        Happening.REGISTERED: Standing.ASKED,
        Happening.ASKED: Standing.ASKED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
    },
    Standing.GRANTED: {
        Happening.REGISTERED: Standing.GRANTED,
        Happening.ASKED: Standing.GRANTED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
    },
    Standing.WITHDRAWN: {
        Happening.REGISTERED: Standing.WITHDRAWN,
        Happening.ASKED: Standing.ASKED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
    },
}
#: The shortest way to each standing.
WAY: dict[Standing, list[Record]] = {
    Standing.NONE: [],
    Standing.REGISTERED: [REGISTERED],
    Standing.ASKED: [ASKED],
    Standing.GRANTED: [ASKED, GRANTED],
    Standing.WITHDRAWN: [ASKED, GRANTED, WITHDRAWN],
}


@pytest.mark.parametrize("happens", Happening)
@pytest.mark.parametrize("before", Standing)
def test_what_each_happening_makes_of_each_standing(before: Standing, happens: Happening) -> None:
    assert fold(WAY[before], JAZZ).standing is before
    record = Record(happens, None if happens in WIDER else JAZZ)
    assert fold([*WAY[before], record], JAZZ).standing is STEPS[before][happens]


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([], Fold()),
        ([ASKED], Fold(Standing.ASKED, (ASKED.uid,))),
        ([ASKED, GRANTED], Fold(Standing.GRANTED)),
        ([ASKED, GRANTED, WITHDRAWN], Fold(Standing.WITHDRAWN)),
        ([ASKED, WITHDRAWN], Fold(Standing.WITHDRAWN)),
        ([ASKED, GRANTED, WITHDRAWN, ASKED], Fold(Standing.ASKED, (ASKED.uid,))),
        ([ASKED, GRANTED, WITHDRAWN, REGISTERED], Fold(Standing.WITHDRAWN)),
        ([OBJECTED], Fold(Standing.NONE, (), Suppression.OBJECTION)),
        ([ASKED, OBJECTED], Fold(Standing.WITHDRAWN, (), Suppression.OBJECTION)),
        ([OBJECTED, ASKED], Fold(Standing.ASKED, (ASKED.uid,), Suppression.OBJECTION)),
        ([ASKED, GRANTED, OBJECTED, ASKED, GRANTED], Fold(Standing.GRANTED)),
        ([ASKED, GRANTED, OBJECTED, GRANTED_THEATRE], Fold(Standing.WITHDRAWN)),
        ([OBJECTED, GRANTED_THEATRE], Fold()),
        ([OBJECTED, ASKED_FOR_THEATRE], Fold(Standing.NONE, (), Suppression.OBJECTION)),
        ([ASKED, GRANTED, LEFT_THEATRE], Fold(Standing.GRANTED)),
        ([BLOCKED, ASKED, GRANTED], Fold(Standing.GRANTED, (), Suppression.BLOCK)),
        ([BLOCKED, GRANTED_THEATRE], Fold(Standing.NONE, (), Suppression.BLOCK)),
        ([BLOCKED, OBJECTED, GRANTED], Fold(Standing.GRANTED, (), Suppression.BLOCK)),
        ([OBJECTED, BLOCKED], Fold(Standing.NONE, (), Suppression.BLOCK)),
    ],
    ids=[
        "nothing happened",
        "asked",
        "confirmed",
        "left",
        "left before confirming",
        "asked again after leaving",
        "brought in again after leaving",
        "objection on a list never joined",
        "objection while asked",
        "asked after an objection",
        "own later consent lifts the objection",
        "consent to another list lifts the objection, and brings nobody back here",
        "consent to another list lifts the objection",
        "asking alone lifts nothing",
        "leaving another list",
        "a grant lifts no block",
        "a grant for another list lifts no block",
        "an objection weakens no block",
        "a block after an objection",
    ],
)
def test_what_the_records_add_up_to(happened: list[Record], expected: Fold) -> None:
    assert fold(happened, JAZZ) == expected


def test_either_of_two_asks_can_be_answered_and_then_neither() -> None:
    again = Record(Happening.ASKED)
    assert fold([ASKED, again], JAZZ).open_asks == (ASKED.uid, again.uid)
    assert fold([ASKED, again, GRANTED], JAZZ).open_asks == ()


@pytest.mark.parametrize("ends", [WITHDRAWN, OBJECTED, BLOCKED], ids=lambda record: record.kind)
def test_a_confirmation_link_from_before_leaving_can_be_answered_no_more(ends: Record) -> None:
    assert fold([ASKED, ends], JAZZ).open_asks == ()
    later = Record(Happening.ASKED)
    assert fold([ASKED, ends, later], JAZZ).open_asks == (later.uid,)


def last(happened: list[Record], *kinds: Happening, of: UUID = JAZZ) -> int:
    """The place of the last such record that this list sees, or -1."""
    seen = [i for i, record in enumerate(happened) if record.kind in kinds and record.list_uid in (None, of)]
    return seen[-1] if seen else -1


@quickly
@given(histories)
def test_after_any_no_only_a_later_grant_opens_the_door(happened: list[Record]) -> None:
    no = last(happened, Happening.WITHDRAWN, Happening.OBJECTED, Happening.BLOCKED)
    granted = last(happened, Happening.GRANTED)
    assert (fold(happened, JAZZ).standing is Standing.GRANTED) == (granted > no)


@quickly
@given(histories)
def test_a_block_is_never_lifted_and_an_objection_only_by_a_later_grant(happened: list[Record]) -> None:
    kinds = [record.kind for record in happened]
    suppression = fold(happened, JAZZ).suppression
    if Happening.BLOCKED in kinds:
        assert suppression is Suppression.BLOCK
    else:
        objected = last(happened, Happening.OBJECTED)
        granted = max(last(happened, Happening.GRANTED, of=name) for name in (JAZZ, THEATRE))
        assert (suppression is Suppression.OBJECTION) == (objected > granted)


@quickly
@given(histories)
def test_every_list_sees_the_same_wider_no(happened: list[Record]) -> None:
    assert len({fold(happened, name).suppression for name in (JAZZ, THEATRE, UUID(int=0))}) == 1


@quickly
@given(histories)
def test_only_who_has_asked_and_not_yet_left_or_confirmed_has_something_to_answer(happened: list[Record]) -> None:
    found = fold(happened, JAZZ)
    assert bool(found.open_asks) == (found.standing is Standing.ASKED)


@quickly
@given(histories)
def test_what_happens_on_another_list_changes_no_standing_here(happened: list[Record]) -> None:
    here = [record for record in happened if record.list_uid in (None, JAZZ)]
    assert fold(happened, JAZZ).standing is fold(here, JAZZ).standing
