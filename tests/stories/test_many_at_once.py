"""Many addresses onto a list at once: each has an outcome, and nobody gains by it what the law forbids."""

import asyncio
from typing import Any

from tests.world import ANNE, BART, CRIS, DANA, World


async def brings_in(world: World, *people: Any) -> list[dict[str, Any]]:
    path = f"/lists/{world.ids['list']}/subscriptions/batch"
    return list((await world.call("POST", path, {"subscriptions": list(people)}))["data"])


def outcomes(found: list[dict[str, Any]]) -> list[str]:
    return [one["outcome"] for one in found]


async def test_each_has_its_outcome_in_the_order_it_was_sent(world: World) -> None:
    await world.joins(ANNE)
    sent = (
        {"email": BART, "name": "Bart", "country": "NO"},
        {"email": "nobody"},
        {"email": ANNE},
        {"email": CRIS, "born_on": "2999-01-01"},
        7,
        {"email": "BART@people.example", "name": "Somebody else"},
        {"email": DANA, "colour": "red"},
    )

    first, again = await brings_in(world, *sent), await brings_in(world, *sent)

    assert outcomes(first) == ["created", "refused", "unchanged", "refused", "refused", "refused", "refused"]
    assert outcomes(again) == ["unchanged", "refused", "unchanged", "refused", "refused", "refused", "refused"]
    assert [error["pointer"] for one in first for error in one["errors"]] == [
        "/subscriptions/1/email", "/subscriptions/3/born_on", "/subscriptions/4", "/subscriptions/5/email",
        "/subscriptions/6/colour",
    ]  # fmt: skip
    assert "/subscriptions/0" in first[5]["errors"][0]["message"]
    (bart,) = (await world.call("GET", f"/subscribers?email={BART}"))["data"]
    assert (bart["name"], bart["country"]) == ("Bart", "NO")
    assert (await world.call("GET", f"/subscribers?email={CRIS}"))["data"] == []


async def test_what_is_sent_corrects_and_what_is_left_out_stays(world: World) -> None:
    await brings_in(world, {"email": BART, "name": "Bart", "country": "NO"})

    (found,) = await brings_in(world, {"email": BART, "country": "SE"})

    assert found["outcome"] == "changed"
    (bart,) = (await world.call("GET", f"/subscribers?email={BART}"))["data"]
    assert (bart["name"], bart["country"]) == ("Bart", "SE")


async def test_nobody_is_written_to_or_gets_a_basis_by_it(world: World) -> None:
    await world.joins(ANNE)
    await world.signs_up(BART)
    mails = len(world.mail_server.mails)

    found = await brings_in(world, *({"email": email} for email in (ANNE, BART, CRIS)))
    await world.works()

    shown = [(one["subscription"]["state"], one["subscription"]["legal_basis"]) for one in found]
    assert shown == [("active", "consent"), ("pending", "unknown"), ("active", "unknown")]
    assert len(world.mail_server.mails) == mails + 1  # Bart's confirmation, which he asked for himself
    await world.launches()
    assert [mail.recipient for mail in world.mail_server.mails if mail.subject == "December"] == [ANNE]


async def test_who_said_no_stays_out_and_is_left_as_they_are(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click)
    for email, kind in ((BART, "objection"), (CRIS, "block")):
        await world.call("POST", "/suppressions", {"email": email, "kind": kind, "channel": "letter"}, expect=201)
    before = await world.everything_stored()

    found = await brings_in(world, *({"email": email, "name": "Back"} for email in (ANNE, BART, CRIS)))

    assert [one["errors"][0]["code"] for one in found] == ["said_no"] * 3
    assert await world.everything_stored() == before


async def test_two_batches_at_once_in_opposite_order_do_not_wait_for_each_other(world: World) -> None:
    people = [{"email": f"person{number}@people.example"} for number in range(60)]

    both = await asyncio.gather(brings_in(world, *people), brings_in(world, *reversed(people)))

    for mine, others in zip(both[0], reversed(both[1]), strict=True):
        assert sorted((mine["outcome"], others["outcome"])) == ["created", "unchanged"]
        assert mine["subscription"]["id"] == others["subscription"]["id"]


async def test_a_batch_with_a_key_is_answered_the_same_again(world: World) -> None:
    path, sent = f"/api/v1/lists/{world.ids['list']}/subscriptions/batch", {"subscriptions": [{"email": BART}]}

    first, again = [await world.marketer.post(path, json=sent, headers={"Idempotency-Key": "people"}) for _ in range(2)]

    assert first.content == again.content
    assert outcomes(again.json()["data"]) == ["created"]
