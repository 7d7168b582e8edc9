"""What do the records of one person and one list add up to?"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.law.standing import Fold, Happening, fold
from newsletter.law.vocabulary import Standing, Suppression

JAZZ, THEATRE = UUID(int=1), UUID(int=2)
#: Those that reach over all lists of the sender.
NOES = {Happening.OBJECTED, Happening.BLOCKED}
ABOUT_NO_LIST = {
    *NOES,
    Happening.PROFILING_OBJECTED,
    Happening.TRACKING_GRANTED,
    Happening.TRACKING_WITHDRAWN,
    Happening.SALE_RECORDED,
    Happening.SALE_ENDED,
    Happening.MAILBOX_DESCRIBED,
    Happening.DISCLOSED,
    Happening.ADDRESS_CHANGE_ASKED,
    Happening.ADDRESS_CHANGED,
}
DAY = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """As much of a ledger record as the fold looks at."""

    kind: Happening
    list_uid: UUID | None = JAZZ
    uid: UUID = field(default_factory=uuid4)
    happened_at: datetime = DAY
    own_act: bool = True


def in_order(happened: list[Record]) -> list[Record]:
    """The same records, each a day after the one before: as a ledger usually has them."""
    return [replace(record, happened_at=DAY + timedelta(days=day)) for day, record in enumerate(happened)]


def folded(happened: list[Record], list_uid: UUID = JAZZ) -> Fold:
    """What they add up to, each a day after the one before; without the time of the latest no."""
    return replace(fold(in_order(happened), list_uid), said_no_at=None, refused_tracking_at=None)


REGISTERED, ASKED, GRANTED, WITHDRAWN = (
    Record(kind) for kind in (Happening.REGISTERED, Happening.ASKED, Happening.GRANTED, Happening.WITHDRAWN)
)
LATER = Record(Happening.GRANTED)
OBJECTED, BLOCKED = Record(Happening.OBJECTED, None), Record(Happening.BLOCKED, None)
ASKED_FOR_THEATRE, GRANTED_THEATRE, LEFT_THEATRE = (
    Record(kind, THEATRE) for kind in (Happening.ASKED, Happening.GRANTED, Happening.WITHDRAWN)
)

records = st.builds(
    Record, kind=st.sampled_from(Happening), list_uid=st.sampled_from([JAZZ, THEATRE]), own_act=st.booleans()
).map(lambda record: replace(record, list_uid=None if record.kind in ABOUT_NO_LIST else record.list_uid))
histories = st.lists(records, max_size=12).map(in_order)
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
        Happening.ADDRESS_CHANGED: Standing.NONE,
    },
    Standing.REGISTERED: {
        Happening.REGISTERED: Standing.REGISTERED,
        Happening.ASKED: Standing.ASKED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
        Happening.ADDRESS_CHANGED: Standing.NONE,
    },
    Standing.ASKED: {
        Happening.REGISTERED: Standing.ASKED,
        Happening.ASKED: Standing.ASKED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
        Happening.ADDRESS_CHANGED: Standing.NONE,
    },
    Standing.GRANTED: {
        Happening.REGISTERED: Standing.GRANTED,
        Happening.ASKED: Standing.GRANTED,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
        Happening.ADDRESS_CHANGED: Standing.NONE,
    },
    Standing.WITHDRAWN: {
        Happening.REGISTERED: Standing.WITHDRAWN,
        Happening.ASKED: Standing.ASKED_AGAIN,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
        Happening.ADDRESS_CHANGED: Standing.WITHDRAWN,
    },
    Standing.ASKED_AGAIN: {
        Happening.REGISTERED: Standing.ASKED_AGAIN,
        Happening.ASKED: Standing.ASKED_AGAIN,
        Happening.GRANTED: Standing.GRANTED,
        Happening.WITHDRAWN: Standing.WITHDRAWN,
        Happening.OBJECTED: Standing.WITHDRAWN,
        Happening.BLOCKED: Standing.WITHDRAWN,
        Happening.ADDRESS_CHANGED: Standing.WITHDRAWN,
    },
}
#: The shortest way to each standing.
WAY: dict[Standing, list[Record]] = {
    Standing.NONE: [],
    Standing.REGISTERED: [REGISTERED],
    Standing.ASKED: [ASKED],
    Standing.GRANTED: [ASKED, GRANTED],
    Standing.WITHDRAWN: [ASKED, GRANTED, WITHDRAWN],
    Standing.ASKED_AGAIN: [ASKED, GRANTED, WITHDRAWN, ASKED],
}


@pytest.mark.parametrize("happens", Happening)
@pytest.mark.parametrize("before", Standing)
def test_what_each_happening_makes_of_each_standing(before: Standing, happens: Happening) -> None:
    """What is not in the table is about no list, and leaves the standing as it was."""
    assert folded(WAY[before]).standing is before
    record = Record(happens, None if happens in ABOUT_NO_LIST else JAZZ)
    assert folded([*WAY[before], record]).standing is STEPS[before].get(happens, before)


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        ([], Fold()),
        ([ASKED], Fold(Standing.ASKED, (ASKED.uid,))),
        ([ASKED, GRANTED], Fold(Standing.GRANTED, grants=(GRANTED.uid,))),
        ([ASKED, GRANTED, WITHDRAWN], Fold(Standing.WITHDRAWN)),
        ([ASKED, WITHDRAWN], Fold(Standing.WITHDRAWN)),
        ([ASKED, GRANTED, WITHDRAWN, ASKED], Fold(Standing.ASKED_AGAIN, (ASKED.uid,))),
        ([ASKED, GRANTED, WITHDRAWN, REGISTERED], Fold(Standing.WITHDRAWN)),
        ([OBJECTED], Fold(suppression=Suppression.OBJECTION)),
        ([ASKED, OBJECTED], Fold(Standing.WITHDRAWN, suppression=Suppression.OBJECTION)),
        ([OBJECTED, ASKED], Fold(Standing.ASKED_AGAIN, (ASKED.uid,), suppression=Suppression.OBJECTION)),
        ([ASKED, GRANTED, OBJECTED, ASKED, LATER], Fold(Standing.GRANTED, grants=(LATER.uid,))),
        ([ASKED, GRANTED, OBJECTED, GRANTED_THEATRE], Fold(Standing.WITHDRAWN)),
        ([OBJECTED, GRANTED_THEATRE], Fold()),
        ([OBJECTED, ASKED_FOR_THEATRE], Fold(suppression=Suppression.OBJECTION)),
        ([ASKED, GRANTED, LEFT_THEATRE], Fold(Standing.GRANTED, grants=(GRANTED.uid,))),
        ([BLOCKED, ASKED, GRANTED], Fold(Standing.GRANTED, grants=(GRANTED.uid,), suppression=Suppression.BLOCK)),
        ([BLOCKED, GRANTED_THEATRE], Fold(suppression=Suppression.BLOCK)),
        ([BLOCKED, OBJECTED, GRANTED], Fold(Standing.GRANTED, grants=(GRANTED.uid,), suppression=Suppression.BLOCK)),
        ([OBJECTED, BLOCKED], Fold(suppression=Suppression.BLOCK)),
        ([GRANTED, LATER], Fold(Standing.GRANTED, grants=(GRANTED.uid, LATER.uid))),
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
        "two consents count both",
    ],
)
def test_what_the_records_add_up_to(happened: list[Record], expected: Fold) -> None:
    assert folded(happened) == expected


def test_either_of_two_asks_can_be_answered_and_then_neither() -> None:
    again = Record(Happening.ASKED)
    assert folded([ASKED, again]).open_asks == (ASKED.uid, again.uid)
    assert folded([ASKED, again, GRANTED]).open_asks == ()


@pytest.mark.parametrize("ends", [WITHDRAWN, OBJECTED, BLOCKED], ids=lambda record: record.kind)
def test_a_confirmation_link_from_before_leaving_can_be_answered_no_more(ends: Record) -> None:
    assert folded([ASKED, ends]).open_asks == ()
    later = Record(Happening.ASKED)
    assert folded([ASKED, ends, later]).open_asks == (later.uid,)


def last(happened: list[Record], *kinds: Happening, of: UUID = JAZZ) -> int:
    """The place of the last such record that this list sees, or -1."""
    seen = [i for i, record in enumerate(happened) if record.kind in kinds and record.list_uid in (None, of)]
    return seen[-1] if seen else -1


@quickly
@given(histories)
def test_after_any_no_only_a_later_own_act_opens_the_door(happened: list[Record]) -> None:
    """Nor does any consent from before the mailbox became another's, or another became theirs."""
    no = last(happened, Happening.WITHDRAWN, *NOES)
    own = [record for record in happened if record.own_act or record.kind is not Happening.GRANTED]
    granted = last(happened if no < 0 else own, Happening.GRANTED)
    ends = last(happened if no < 0 else own, Happening.WITHDRAWN, Happening.ADDRESS_CHANGED, *NOES)
    assert (fold(happened, JAZZ).standing is Standing.GRANTED) == (granted > ends)


@quickly
@given(histories)
def test_a_block_is_never_lifted_and_an_objection_only_by_a_later_own_act(happened: list[Record]) -> None:
    kinds = [record.kind for record in happened]
    suppression = fold(happened, JAZZ).suppression
    if Happening.BLOCKED in kinds:
        assert suppression is Suppression.BLOCK
    else:
        objected = last(happened, Happening.OBJECTED)
        own = [record if record.own_act else replace(record, kind=Happening.ASKED) for record in happened]
        granted = max(last(own, Happening.GRANTED, of=name) for name in (JAZZ, THEATRE))
        assert (suppression is Suppression.OBJECTION) == (objected > granted)


@quickly
@given(histories)
def test_every_list_sees_the_same_wider_no(happened: list[Record]) -> None:
    assert len({fold(happened, name).suppression for name in (JAZZ, THEATRE, UUID(int=0))}) == 1


@quickly
@given(histories)
def test_only_who_has_asked_and_not_yet_left_or_confirmed_has_something_to_answer(happened: list[Record]) -> None:
    found = fold(happened, JAZZ)
    assert bool(found.open_asks) == (found.standing in {Standing.ASKED, Standing.ASKED_AGAIN})


@quickly
@given(histories)
def test_what_happens_on_another_list_changes_no_standing_here(happened: list[Record]) -> None:
    here = [record for record in happened if record.list_uid in (None, JAZZ)]
    assert fold(happened, JAZZ).standing is fold(here, JAZZ).standing


# A record may be brought into the ledger long after it happened.


def test_a_consent_from_before_a_no_counts_not_whenever_it_is_brought_in() -> None:
    objected = replace(OBJECTED, happened_at=DAY)
    older = replace(GRANTED, happened_at=DAY - timedelta(days=1))
    found = fold([ASKED, objected, older], JAZZ)
    assert (found.standing, found.suppression) == (Standing.WITHDRAWN, Suppression.OBJECTION)
    assert fold([ASKED, objected, replace(older, happened_at=DAY)], JAZZ) == found  # of the same moment the no counts
    newer = replace(older, happened_at=DAY + timedelta(seconds=1))
    assert fold([ASKED, objected, newer], JAZZ) == Fold(Standing.GRANTED, grants=(newer.uid,), said_no_at=DAY)


def test_a_consent_to_another_list_from_before_an_objection_lifts_it_not() -> None:
    objected = replace(OBJECTED, happened_at=DAY)
    for days, suppression in ((-1, Suppression.OBJECTION), (0, Suppression.OBJECTION), (1, Suppression.NONE)):
        elsewhere = replace(GRANTED_THEATRE, happened_at=DAY + timedelta(days=days))
        assert fold([objected, elsewhere], JAZZ).suppression is suppression


def test_of_several_noes_to_being_tracked_the_latest_counts_whatever_the_order_they_came_in() -> None:
    no, yes = Record(Happening.TRACKING_WITHDRAWN, None), Record(Happening.TRACKING_GRANTED, None)
    first, later = replace(no, happened_at=DAY), replace(no, happened_at=DAY + timedelta(days=9))
    for noes in ([first, later], [later, first]):
        assert not fold([*noes, replace(yes, happened_at=DAY + timedelta(days=5))], JAZZ).tracking_consented


def test_of_several_noes_the_latest_counts_whatever_the_order_they_came_in() -> None:
    first, later = replace(OBJECTED, happened_at=DAY), replace(WITHDRAWN, happened_at=DAY + timedelta(days=9))
    between = replace(GRANTED, happened_at=DAY + timedelta(days=5))
    for noes in ([first, later], [later, first]):
        assert fold([*noes, between], JAZZ).standing is Standing.WITHDRAWN


@pytest.mark.parametrize("list_uid", [JAZZ, THEATRE])
def test_only_an_own_act_lifts_an_objection(list_uid: UUID) -> None:
    imported = Record(Happening.GRANTED, list_uid, own_act=False)
    assert folded([OBJECTED, imported]).suppression is Suppression.OBJECTION
    assert folded([OBJECTED, replace(imported, own_act=True)]).suppression is Suppression.NONE


@pytest.mark.parametrize("no", [WITHDRAWN, OBJECTED, BLOCKED], ids=lambda record: record.kind)
def test_only_an_own_act_brings_somebody_back_who_left(no: Record) -> None:
    imported = replace(GRANTED, own_act=False)
    assert folded([imported]).standing is Standing.GRANTED
    assert folded([ASKED, GRANTED, no, imported]).standing is Standing.WITHDRAWN
    assert folded([ASKED, GRANTED, no, GRANTED, imported]).standing is Standing.GRANTED


@quickly
@given(histories)
def test_a_no_stands_until_an_own_act_whatever_form_was_sent_since(happened: list[Record]) -> None:
    found = fold(happened, JAZZ)
    if found.no_stands:
        assert found.said_no_at is not None
        assert found.standing in {Standing.WITHDRAWN, Standing.ASKED_AGAIN}
    if found.said_no_at is not None and found.standing is not Standing.GRANTED:
        assert found.no_stands or found.standing in {Standing.NONE, Standing.REGISTERED}


def test_a_no_to_being_profiled_stays_and_ends_nothing_else() -> None:
    found = folded([ASKED, GRANTED, Record(Happening.PROFILING_OBJECTED, None)])
    assert found == Fold(Standing.GRANTED, grants=(GRANTED.uid,), refuses_profiling=True)
    assert folded([Record(Happening.PROFILING_OBJECTED, None), ASKED, GRANTED]).refuses_profiling


def test_being_tracked_needs_a_consent_of_its_own_that_no_wider_no_followed() -> None:
    yes, no = Record(Happening.TRACKING_GRANTED, None), Record(Happening.TRACKING_WITHDRAWN, None)
    assert not folded([ASKED, GRANTED]).tracking_consented
    assert folded([ASKED, GRANTED, yes]).tracking_consented
    assert not folded([ASKED, GRANTED, yes, no]).tracking_consented
    assert folded([ASKED, GRANTED, yes, no, yes]).tracking_consented
    assert not folded([ASKED, GRANTED, yes, OBJECTED, GRANTED]).tracking_consented


@pytest.mark.parametrize("no", [OBJECTED, Record(Happening.TRACKING_WITHDRAWN, None)], ids=lambda record: record.kind)
def test_a_tracking_consent_from_before_a_no_counts_not_whenever_it_is_brought_in(no: Record) -> None:
    yes = Record(Happening.TRACKING_GRANTED, None)
    for days, tracked in ((-1, False), (0, False), (1, True)):
        assert fold([no, replace(yes, happened_at=DAY + timedelta(days=days))], JAZZ).tracking_consented is tracked


@quickly
@given(histories)
def test_what_is_known_of_sales_and_mailboxes_changes_nothing(happened: list[Record]) -> None:
    told = [kind for kind in ABOUT_NO_LIST if kind.startswith(("sale", "mailbox"))]
    more = [record for record in happened if record.kind not in told]
    assert fold(happened, JAZZ) == fold(more, JAZZ)
