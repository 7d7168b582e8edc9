"""How long a deferred delivery waits, and when it is given up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.retrying import retry_after

DAY = timedelta(hours=24)
LIFETIMES = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=5))


def waits(lifetime: timedelta) -> list[timedelta]:
    """Every wait a delivery goes through before it is given up."""
    found: list[timedelta] = []
    while (wait := retry_after(len(found) + 1, lifetime)) is not None:
        found.append(wait)
    return found


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 5), (2, 15), (3, 30), (4, 60), (5, 60), (26, 60)])
def test_the_wait_grows_with_every_attempt_until_it_is_an_hour(attempts: int, minutes: int) -> None:
    assert retry_after(attempts, DAY) == timedelta(minutes=minutes)


def test_after_a_day_of_waiting_it_is_given_up() -> None:
    assert retry_after(27, DAY) is None
    assert sum(waits(DAY), timedelta()) == timedelta(hours=23, minutes=50)


def test_a_lifetime_shorter_than_the_first_wait_gives_up_at_once() -> None:
    assert retry_after(1, timedelta(minutes=4)) is None
    assert retry_after(1, timedelta(minutes=5)) == timedelta(minutes=5)


@given(lifetime=LIFETIMES)
def test_all_waits_together_fit_into_the_lifetime_and_one_more_would_not(lifetime: timedelta) -> None:
    waited = waits(lifetime)
    assert sum(waited, timedelta()) <= lifetime < sum(waited, timedelta()) + timedelta(hours=1)
    assert waited == sorted(waited)
    assert all(wait >= timedelta(minutes=5) for wait in waited)  # no server is knocked at without rest


@given(attempts=st.integers(1, 500), lifetime=LIFETIMES)
def test_what_is_given_up_is_never_taken_up_again(attempts: int, lifetime: timedelta) -> None:
    if retry_after(attempts, lifetime) is None:
        assert retry_after(attempts + 1, lifetime) is None
