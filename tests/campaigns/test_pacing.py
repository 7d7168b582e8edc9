"""How long may a launch keep everybody else from writing?"""

from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.campaigns.pacing import FEWEST, FIRST, MANY_WRITERS, ONE_WRITER, STEP, Pace

quickly = settings(max_examples=100, deadline=None, database=None)


@quickly
@given(st.sampled_from([ONE_WRITER, MANY_WRITERS]), st.floats(0.000_005, 0.001), st.integers(500, 5_000))
def test_chunks_come_to_take_as_long_as_they_may_whatever_a_person_costs(aim: float, cost: float, most: int) -> None:
    pace = Pace(aim)
    for _ in range(50):
        pace.took(pace.people * cost, most=most)
    fitting = max(FEWEST, min(most, aim / cost))
    assert fitting - STEP <= pace.people <= fitting


def test_a_chunk_that_took_too_long_is_followed_by_a_short_one() -> None:
    pace = Pace(people=2_000)
    pace.took(0.5, most=2_000)
    assert pace.people == FEWEST


def test_the_first_chunk_is_short_since_it_meets_the_most_new_situations() -> None:
    assert Pace().people == FIRST < FEWEST
