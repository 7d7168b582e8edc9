"""What a changed address makes of a history, and what counts after a no, by the fold alone."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from newsletter.law.standing import NOES, Fold, Happening, carried, fold
from newsletter.law.vocabulary import Standing, Suppression

JAZZ = UUID(int=1)
DAY = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """As much of a ledger record as the fold looks at."""

    kind: Happening
    day: int = 0
    list_uid: UUID | None = None
    own_act: bool = False
    uid: UUID = field(default_factory=uuid4)

    @property
    def happened_at(self) -> datetime:
        return DAY + timedelta(days=self.day)


def granted(day: int, *, own_act: bool = True) -> Record:
    return Record(Happening.GRANTED, day, JAZZ, own_act)


def left(day: int) -> Record:
    return Record(Happening.WITHDRAWN, day, JAZZ)


def objected(day: int) -> Record:
    return Record(Happening.OBJECTED, day)


def changed(day: int) -> Record:
    return Record(Happening.ADDRESS_CHANGED, day)


def moved(old: list[Record], day: int, new: list[Record] | None = None) -> tuple[Fold, Fold]:
    """What stands under the old mailbox and under the new one after the change."""
    here, there = changed(day), changed(day)
    return fold([*old, here], JAZZ), fold([*(new or []), there, *carried(old)], JAZZ)


def test_a_consent_goes_along_and_leaves_nothing_behind() -> None:
    old, new = moved([granted(1)], 5)
    assert (old.standing, old.grants, old.said_no_at) == (Standing.NONE, (), None)
    assert (new.standing, len(new.grants)) == (Standing.GRANTED, 1)


def test_asking_for_a_change_changes_nothing() -> None:
    asked = Record(Happening.ADDRESS_CHANGE_ASKED, 3)
    assert replace(fold([granted(1), asked], JAZZ), grants=()) == Fold(Standing.GRANTED)


@pytest.mark.parametrize("said", [left(3), objected(3), Record(Happening.BLOCKED, 3)], ids=lambda said: said.kind)
def test_a_no_comes_along_and_stays_behind_too(said: Record) -> None:
    for found in moved([granted(1), said], 5):
        assert found.standing is Standing.WITHDRAWN
        assert (found.suppression is Suppression.NONE) == (said.kind is Happening.WITHDRAWN)


@pytest.mark.parametrize("said", [left(2), objected(2)], ids=lambda said: said.kind)
def test_a_no_of_the_new_mailbox_beats_each_consent_that_comes_along(said: Record) -> None:
    _, new = moved([granted(4)], 5, [said])
    assert new.standing is not Standing.GRANTED
    assert fold([said, changed(5), granted(4), granted(6)], JAZZ).standing is Standing.GRANTED, "her own later one"


def test_a_no_that_was_lifted_at_the_old_mailbox_is_lifted_at_the_new() -> None:
    _, new = moved([objected(1), granted(2)], 5)
    assert (new.standing, new.suppression) == (Standing.GRANTED, Suppression.NONE)


def test_who_goes_back_is_where_they_were_and_nothing_counts_twice() -> None:
    first = [granted(1)]
    second = [changed(2), *carried(first)]
    back = [*first, changed(2), changed(4), *carried(second)]
    assert len(fold(back, JAZZ).grants) == 1


def test_what_another_left_behind_at_a_mailbox_goes_no_further_but_for_its_noes() -> None:
    others = [granted(1), Record(Happening.PROFILING_OBJECTED, 1), changed(2)]
    assert [record.kind for record in carried([*others, changed(4), granted(3)])] == [
        Happening.PROFILING_OBJECTED,
        Happening.GRANTED,
    ]


def test_what_is_known_of_a_mailbox_stays_with_it_and_all_else_goes_along() -> None:
    stays = {Happening.MAILBOX_DESCRIBED, Happening.ADDRESS_CHANGE_ASKED, Happening.ADDRESS_CHANGED}
    assert {record.kind for record in carried([Record(kind) for kind in Happening if kind not in stays])} == (
        set(Happening) - stays
    )
    assert carried([Record(kind) for kind in stays]) == []
    assert not NOES & stays


@pytest.mark.parametrize("said", [left(2), objected(2)], ids=lambda said: said.kind)
def test_after_a_no_an_unproved_consent_opens_nothing(said: Record) -> None:
    """Or a sale could be rested on after the person had left: whoever records could undo every no."""
    assert fold([granted(1), said, granted(3, own_act=False)], JAZZ).standing is Standing.WITHDRAWN
    assert fold([granted(1), said, granted(3)], JAZZ).standing is Standing.GRANTED
    assert fold([granted(3, own_act=False)], JAZZ).standing is Standing.GRANTED, "without a no it is for the law"


def test_tracking_needs_the_persons_own_act_later_than_every_no() -> None:
    yes, no = Record(Happening.TRACKING_GRANTED, 2, own_act=True), Record(Happening.TRACKING_WITHDRAWN, 3)
    assert fold([yes], JAZZ).tracking_consented
    assert not fold([replace(yes, own_act=False)], JAZZ).tracking_consented
    assert not fold([no, yes], JAZZ).tracking_consented
    assert not fold([objected(3), yes], JAZZ).tracking_consented
    assert fold([no, replace(yes, day=4)], JAZZ).tracking_consented
    assert moved([yes], 5)[1].tracking_consented
    assert not moved([yes], 5)[0].tracking_consented
    assert not moved([replace(yes, day=4)], 5, [no])[1].tracking_consented


def test_a_form_that_somebody_sent_after_a_no_does_not_lose_the_no_on_the_way() -> None:
    asked = Record(Happening.ASKED, 3, JAZZ)
    old, new = moved([granted(1), left(2), asked], 5)
    assert old.standing is Standing.WITHDRAWN
    assert (new.standing, new.no_stands) == (Standing.ASKED_AGAIN, True)
