"""How long a deferred delivery waits, and when it is given up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.retrying import retry_after, spread

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


DOMAINS = st.from_regex(r"[a-z]{1,12}\.example", fullmatch=True)
CHANCES = st.floats(0, 1, exclude_max=True)


@given(domain=DOMAINS, chance=CHANCES)
def test_a_wait_is_spread_by_a_tenth_at_most(domain: str, chance: float) -> None:
    assert timedelta(minutes=54) <= spread(timedelta(hours=1), domain, chance) <= timedelta(minutes=66)


@given(domain=DOMAINS)
def test_the_mails_to_one_domain_come_back_over_a_time_and_not_in_one_instant(domain: str) -> None:
    hour = timedelta(hours=1)
    assert spread(hour, domain, 0.999) - spread(hour, domain, 0) > timedelta(minutes=5)


def test_domains_come_back_at_different_times_and_each_at_its_own() -> None:
    waits = {spread(timedelta(hours=1), f"people-{number}.example", 0.5) for number in range(100)}
    assert len(waits) == 100
    assert max(waits) - min(waits) > timedelta(minutes=5)
    assert spread(timedelta(hours=1), "PEOPLE.example", 0.5) == spread(timedelta(hours=1), "people.example", 0.5)
