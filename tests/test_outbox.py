"""The outbox: which moves there are, who gets a delivery, and what becomes of it when its sender dies."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col

from newsletter import handing_over, outbox
from newsletter.database import within
from newsletter.deliveries import NEXT, Delivery, DeliveryState
from newsletter.handing_over import LEASE, Settlement
from newsletter.law.vocabulary import Purpose
from newsletter.outbox import TRIES_BY_ITSELF
from tests.shelf import CANCELLED, CLAIMED, DEFERRED, LATER, QUEUED, SENDING, UNCERTAIN, Shelf
from tests.world import MONDAY


async def test_only_the_moves_that_are_drawn_are_made(shelf: Shelf) -> None:
    pairs = [(before, after) for before in DeliveryState for after in DeliveryState]
    rows = await shelf.put_many([before for before, _ in pairs])

    for row, (before, after) in zip(rows, pairs, strict=True):
        async with shelf.database.transaction() as session:
            if after in NEXT[before]:
                assert await outbox.move(session, {before}, after, Delivery.id == row) == 1
            else:
                with pytest.raises(ValueError, match=f"no delivery goes from .*{before}.* to {after}"):
                    await outbox.move(session, {before}, after, Delivery.id == row)

    assert await shelf.states() == [after if after in NEXT[before] else before for before, after in pairs]


async def test_a_move_passes_over_what_is_elsewhere(shelf: Shelf) -> None:
    rows = await shelf.put_many([CLAIMED, QUEUED, SENDING])
    async with shelf.database.transaction() as session:
        moved = await outbox.move(session, {CLAIMED}, CANCELLED, col(Delivery.id).in_(rows))
    assert moved == 1
    assert await shelf.states() == [CANCELLED, QUEUED, SENDING]


async def test_no_delivery_is_given_to_two_takers(shelf: Shelf) -> None:
    rows = await shelf.put_many([QUEUED, DEFERRED] * 250)

    async def take_all() -> list[int]:
        mine: list[int] = []
        while taken := await shelf.take(limit=7):
            mine += taken
        return mine

    taken = await asyncio.gather(*(take_all() for _ in range(6)))

    assert sorted(row for mine in taken for row in mine) == rows


async def test_what_was_deferred_and_is_due_is_taken_first_and_what_is_not_due_stays(shelf: Shelf) -> None:
    young = await shelf.put(QUEUED, due_at=MONDAY)
    old = await shelf.put(DEFERRED, due_at=MONDAY - timedelta(hours=1))
    await shelf.put(QUEUED, due_at=MONDAY + timedelta(microseconds=1))
    assert await shelf.take(limit=1) == [old]
    assert await shelf.take() == [young]
    assert await shelf.take() == []


async def test_of_a_campaign_that_may_not_send_nothing_is_taken_and_answers_to_requests_are(shelf: Shelf) -> None:
    await shelf.put(QUEUED)
    answers = [await shelf.put(QUEUED, Purpose.CONFIRMATION), await shelf.put(QUEUED, Purpose.TEST)]
    assert await shelf.take(running=False) == answers


async def test_only_what_is_waiting_is_taken(shelf: Shelf) -> None:
    rows = dict(zip(DeliveryState, await shelf.put_many(list(DeliveryState)), strict=True))
    assert await shelf.take(limit=100) == [rows[DEFERRED], rows[QUEUED]]


async def test_only_a_claim_is_begun_and_each_beginning_counts_as_an_attempt(shelf: Shelf) -> None:
    rows = dict(zip(DeliveryState, await shelf.put_many(list(DeliveryState), leased_until=MONDAY), strict=True))
    begun = [state for state, row in rows.items() if await shelf.begin(row)]
    assert begun == [CLAIMED]
    row = await shelf.get(rows[CLAIMED])
    assert (row.state, row.attempts, row.leased_until) == (SENDING, 1, MONDAY + LEASE)


async def test_a_claim_of_a_campaign_that_was_held_meanwhile_is_not_begun(shelf: Shelf) -> None:
    of_campaign, confirmation = await shelf.put(CLAIMED), await shelf.put(CLAIMED, Purpose.CONFIRMATION)
    assert not await shelf.begin(of_campaign, running=False)
    assert await shelf.begin(confirmation, running=False)


async def test_a_lapsed_claim_is_queued_again(shelf: Shelf) -> None:
    row = await shelf.put(CLAIMED)
    assert await shelf.release() == 1
    again = await shelf.get(row)
    assert (again.state, again.leased_until) == (QUEUED, None)
    assert await shelf.take() == [row]


async def test_a_body_whose_sender_died_is_uncertain_and_is_not_sent_again(shelf: Shelf) -> None:
    row = await shelf.put(SENDING, attempts=1)
    assert await shelf.release() == 1
    left = await shelf.get(row)
    assert (left.state, left.reason, left.settled_at) == (UNCERTAIN, "no_answer", LATER)
    assert await shelf.take() == []


async def test_a_confirmation_whose_sender_died_is_queued_again_but_not_for_ever(shelf: Shelf) -> None:
    row = await shelf.put(SENDING, Purpose.CONFIRMATION, attempts=TRIES_BY_ITSELF - 1)
    last = await shelf.put(SENDING, Purpose.CONFIRMATION, attempts=TRIES_BY_ITSELF)
    await shelf.release()
    assert (await shelf.get(row)).state is QUEUED
    assert (await shelf.get(last)).state is UNCERTAIN


async def test_a_lease_that_has_not_lapsed_is_left_alone(shelf: Shelf) -> None:
    await shelf.put_many([CLAIMED, SENDING], leased_until=LATER)
    assert await shelf.release() == 0
    assert await shelf.states() == [CLAIMED, SENDING]


async def test_a_claim_is_put_back_for_later_and_nothing_else_is(shelf: Shelf) -> None:
    rows = await shelf.put_many(list(DeliveryState))
    soon = MONDAY + timedelta(seconds=30)
    async with shelf.database.transaction() as session:
        await outbox.put_back(session, rows, reason="mail_server_away", due_at=soon)

    assert await shelf.states() == [QUEUED if state is CLAIMED else state for state in DeliveryState]
    row = await shelf.get(rows[list(DeliveryState).index(CLAIMED)])
    assert (row.reason, row.due_at, row.leased_until, row.attempts) == ("mail_server_away", soon, None, 0)


async def test_whatever_has_not_begun_is_called_back_and_nothing_else_is(shelf: Shelf) -> None:
    await shelf.put_many(list(DeliveryState))
    async with shelf.database.transaction() as session:
        called_back = await outbox.cancel(session, reason="withdrawn", now=MONDAY)

    assert called_back == 3
    begun_or_over = [s if s not in (QUEUED, CLAIMED, DEFERRED) else CANCELLED for s in DeliveryState]
    assert await shelf.states() == begun_or_over


async def test_an_answer_that_comes_after_the_lease_changes_nothing(shelf: Shelf) -> None:
    row = await shelf.put(SENDING, attempts=1)
    await shelf.release()
    async with shelf.database.transaction() as session:
        await within(session, handing_over.settle, [Settlement(row, DeliveryState.FAILED, LATER, "rcpt_refused")])
    assert (await shelf.get(row)).reason == "no_answer"
    assert await shelf.states() == [UNCERTAIN]


async def test_a_long_reply_is_kept_as_far_as_there_is_room(shelf: Shelf) -> None:
    row = await shelf.put(SENDING)
    async with shelf.database.transaction() as session:
        await within(
            session, handing_over.settle, [Settlement(row, DeliveryState.SENT, MONDAY, reply="250 " + "y" * 2_000)]
        )
    kept = await shelf.get(row)
    assert kept.reply is not None
    assert kept.reply.startswith("250 yyy")
    assert len(kept.reply) == 500
