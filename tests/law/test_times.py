"""Where time matters: to the day, to the second, over the ends of months and leap years."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsletter.law.times import MONTHS, Policy, age_of, months_before, passed, period_start
from newsletter.law.vocabulary import Age, Per

NOON = datetime(2026, 11, 22, 12, 30, 15, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2026-11-22", 1, "2026-10-22"),
        ("2026-11-22", 11, "2025-12-22"),
        ("2026-11-22", 12, "2025-11-22"),
        ("2026-01-22", 1, "2025-12-22"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2024-02-29", 48, "2020-02-29"),
        ("2026-12-31", 6, "2026-06-30"),
    ],
)
def test_so_many_months_earlier_is_the_same_day_or_the_last_of_a_shorter_month(
    now: str, months: int, before: str
) -> None:
    at = datetime.fromisoformat(now).replace(hour=12, tzinfo=UTC)
    assert months_before(at, months) == datetime.fromisoformat(before).replace(hour=12, tzinfo=UTC)


def test_a_cut_point_has_passed_on_its_second() -> None:
    year = months_before(NOON, 12)
    assert passed(year, NOON, MONTHS) == 12
    assert passed(year + timedelta(seconds=1), NOON, MONTHS) == 0
    assert passed(year - timedelta(days=364), NOON, MONTHS) == 12
    assert passed(months_before(NOON, 120), NOON, MONTHS) == 120
    assert passed(months_before(NOON, 500), NOON, MONTHS) == 120
    assert passed(NOON + timedelta(days=9), NOON, MONTHS) == 0


def test_there_is_an_answer_at_the_beginning_of_the_calendar() -> None:
    early = datetime(5, 1, 1, tzinfo=UTC)
    assert months_before(early, 120) == datetime.min.replace(tzinfo=UTC)
    assert passed(datetime(1, 1, 1, 0, 0, 1, tzinfo=UTC), early, MONTHS) == 36


def test_the_operators_numbers_are_cut_points_too() -> None:
    assert Policy().cuts == MONTHS
    assert {9, 30} <= set(Policy(9, 30, 40).cuts)
    assert 40 not in Policy(9, 30, 40).cuts, "of a consent nobody asks how old a purchase is"
    assert passed(months_before(NOON, 10), NOON, Policy(consent_warns_after=9).cuts) == 9


@pytest.mark.parametrize(
    ("years", "age"),
    [
        (None, Age.UNKNOWN),
        (0, Age.CHILD),
        (14, Age.CHILD),
        (15, Age.MINOR),
        (17, Age.MINOR),
        (18, Age.ADULT),
        (99, Age.ADULT),
    ],
)
def test_the_law_cares_for_two_birthdays(years: int | None, age: Age) -> None:
    assert age_of(years) is age


@pytest.mark.parametrize(
    ("per", "began"),
    [
        (Per.DAY, "2026-11-22"),
        (Per.WEEK, "2026-11-16"),  # the 22nd is a Sunday
        (Per.MONTH, "2026-11-01"),
        (Per.QUARTER, "2026-10-01"),
        (Per.YEAR, "2026-01-01"),
    ],
)
def test_a_promised_frequency_counts_in_calendar_periods(per: Per, began: str) -> None:
    assert period_start(NOON, per) == datetime.fromisoformat(began).replace(tzinfo=UTC)


def test_a_period_begins_in_the_zone_of_the_moment_that_is_asked_about() -> None:
    oslo = timezone(timedelta(hours=1))
    at = datetime(2026, 12, 1, 0, 30, tzinfo=oslo)  # still November in London
    assert period_start(at, Per.MONTH) == datetime(2026, 12, 1, tzinfo=oslo)


@pytest.mark.parametrize(("month", "began"), [(1, 1), (3, 1), (4, 4), (6, 4), (7, 7), (9, 7), (10, 10), (12, 10)])
def test_quarters_begin_in_january_april_july_and_october(month: int, began: int) -> None:
    assert period_start(NOON.replace(month=month), Per.QUARTER).month == began
