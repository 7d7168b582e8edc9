"""Many connections, one commit: nobody's body leaves before it is written down, and no outcome is forgotten."""

import asyncio

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from newsletter.campaigns.models import Campaign, CampaignState
from newsletter.delivery.group_commit import GroupCommit
from newsletter.handing_over import Settlement
from tests.shelf import CANCELLED, CLAIMED, QUEUED, SENDING, SENT, UNCERTAIN, Shelf
from tests.world import MONDAY


@pytest.fixture
def moves(shelf: Shelf) -> GroupCommit:
    return GroupCommit(shelf.database, lambda: MONDAY)


async def test_what_comes_while_a_group_is_written_goes_together_with_the_next(
    shelf: Shelf, moves: GroupCommit
) -> None:
    rows = await shelf.put_many([CLAIMED] * 20)
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(shelf.database._threaded, "commit", count)
    assert await asyncio.gather(*map(moves.begin, rows)) == [True] * 20
    assert await shelf.states() == [SENDING] * 20
    assert commits <= 2


async def test_connections_that_go_on_and_on_keep_going_together(shelf: Shelf, moves: GroupCommit) -> None:
    rows = await shelf.put_many([CLAIMED] * 200)
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    async def connection(theirs: list[int]) -> None:
        for row in theirs:
            assert await moves.begin(row)
            moves.settle(Settlement(row, SENT, MONDAY))
        await moves.write()

    event.listen(shelf.database._threaded, "commit", count)
    await asyncio.gather(*(connection(rows[number::10]) for number in range(10)))
    assert await shelf.states() == [SENT] * 200
    assert commits <= 30


async def test_who_is_on_the_wire_is_waited_for_a_moment(shelf: Shelf, moves: GroupCommit) -> None:
    quick, slow, quick_again, slow_again = await shelf.put_many([CLAIMED] * 4)
    assert all(await asyncio.gather(moves.begin(quick), moves.begin(slow)))
    commits = 0

    def count(_: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(shelf.database._threaded, "commit", count)
    moves.settle(Settlement(quick, SENT, MONDAY))
    first = asyncio.create_task(moves.begin(quick_again))
    for _ in range(5):  # turns of the loop in which the other's answer comes
        await asyncio.sleep(0)
    moves.settle(Settlement(slow, SENT, MONDAY))
    assert await moves.begin(slow_again)
    assert await first
    assert commits == 1


async def test_only_what_is_still_claimed_is_begun(shelf: Shelf, moves: GroupCommit) -> None:
    rows = await shelf.put_many([CLAIMED, CANCELLED, CLAIMED])
    assert await asyncio.gather(*map(moves.begin, rows)) == [True, False, True]


async def test_what_was_claimed_while_its_campaign_was_being_paused_waits_for_it_to_go_on(
    shelf: Shelf, moves: GroupCommit
) -> None:
    row = await shelf.put(CLAIMED)
    async with shelf.database.transaction() as session:
        (await session.get_one(Campaign, shelf.campaign_id)).state = CampaignState.PAUSED

    assert not await moves.begin(row)
    assert await shelf.states() == [QUEUED]


async def test_what_became_of_one_message_is_written_before_the_next_begins(shelf: Shelf, moves: GroupCommit) -> None:
    sent, following = await shelf.put_many([SENDING, CLAIMED])
    moves.settle(Settlement(sent, SENT, MONDAY, reply="250 OK"))
    assert await moves.begin(following)
    assert await shelf.states() == [SENT, SENDING]
    assert (await shelf.get(sent)).reply == "250 OK"
    assert (await shelf.get(sent)).leased_until is None


async def test_a_database_that_is_away_begins_nothing_and_forgets_no_outcome(shelf: Shelf, moves: GroupCommit) -> None:
    sent, *others = await shelf.put_many([SENDING, CLAIMED, CLAIMED])
    moves.settle(Settlement(sent, SENT, MONDAY))
    await rename(shelf, "deliveries", "away")

    told = await asyncio.gather(*map(moves.begin, others), return_exceptions=True)
    assert [type(one) for one in told] != []
    assert all(isinstance(one, DBAPIError) for one in told)
    with pytest.raises(DBAPIError):
        await moves.write()

    await rename(shelf, "away", "deliveries")
    assert await shelf.states() == [SENDING, CLAIMED, CLAIMED]
    await moves.write()
    assert await shelf.states() == [SENT, CLAIMED, CLAIMED]


async def test_an_outcome_that_comes_after_the_lease_has_lapsed_changes_nothing(
    shelf: Shelf, moves: GroupCommit
) -> None:
    row = await shelf.put(SENDING)
    await shelf.release()
    moves.settle(Settlement(row, SENT, MONDAY))
    await moves.write()
    assert await shelf.states() == [UNCERTAIN]


async def rename(shelf: Shelf, before: str, after: str) -> None:
    async with shelf.database.transaction() as session:
        await (await session.connection()).execute(text(f"ALTER TABLE {before} RENAME TO {after}"))
