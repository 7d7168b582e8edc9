"""The claims that the connections of a sender share: nobody is handed out twice, and nothing is left behind."""

import asyncio
from itertools import chain
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.delivery.claiming import MOST, Claims
from newsletter.delivery.composing import Draft

examples = settings(max_examples=50, deadline=None, database=None)


class Outbox:
    """So many drafts, by number; the law lets through those that are in no `refused`."""

    def __init__(self, count: int, refused: set[int]) -> None:
        self.left, self.refused = list(range(count)), refused
        self.asked: list[int] = []

    async def take(self, limit: int) -> list[Draft] | None:
        self.asked.append(limit)
        await asyncio.sleep(0)
        taken, self.left = self.left[:limit], self.left[limit:]
        return [cast(Draft, one) for one in taken if one not in self.refused] if taken else None


async def all_of(claims: Claims) -> list[Any]:
    handed = []
    while (draft := await claims.next()) is not None:
        handed.append(draft)
        await asyncio.sleep(0)
    return handed


@examples
@given(count=st.integers(0, 300), refused=st.sets(st.integers(0, 300)), connections=st.integers(1, 12))
async def test_each_that_may_go_is_handed_out_once_whatever_the_law_refuses(
    count: int, refused: set[int], connections: int
) -> None:
    outbox = Outbox(count, refused)
    claims = Claims(outbox.take)
    handed = await asyncio.gather(*(all_of(claims) for _ in range(connections)))
    assert sorted(chain(*handed)) == sorted(set(range(count)) - refused)
    assert await claims.rest() == []


async def test_claims_grow_while_they_last_less_than_a_second_but_not_beyond_measure() -> None:
    outbox = Outbox(5_000, set())
    claims = Claims(outbox.take, 10)
    assert len(await all_of(claims)) == 5_000
    assert outbox.asked[:4] == [10, 20, 40, 80]
    assert max(outbox.asked) == MOST


async def test_what_is_left_is_given_back_whole() -> None:
    outbox = Outbox(30, set())
    claims = Claims(outbox.take, 10)
    first = await claims.next()
    left: list[Any] = await claims.rest()
    assert sorted([first, *left]) == list(range(30 - len(outbox.left)))
    assert await claims.rest() == []


async def test_what_the_database_raises_is_told_and_the_next_is_asked_anew() -> None:
    fails = True

    async def take(_: int) -> list[Draft] | None:
        if fails:
            raise ConnectionError
        return None

    claims = Claims(take)
    with pytest.raises(ConnectionError):
        await claims.next()
    fails = False
    assert await claims.next() is None
