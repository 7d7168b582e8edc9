"""Leaving: one post, at once, whatever else is gone (RFC 8058)."""

import asyncio
import string
from typing import Any

import pytest

from newsletter.law.standing import Happening
from tests.world import ANNE, BART, World

BODY = "List-Unsubscribe=One-Click"
LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"  # base64url, in its order
URLENCODED = {"content-type": "application/x-www-form-urlencoded"}


async def anne_has_a_campaign(world: World) -> tuple[str, str]:
    """Anne got a campaign; answers its id and her one-click path."""
    await world.joins(ANNE)
    campaign = await world.launches()
    return campaign, world.newest_to(ANNE).one_click


@pytest.mark.parametrize(
    "post",
    [
        {"content": BODY, "headers": URLENCODED},
        {"content": BODY, "headers": {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b""},
        {"content": b"\x00garbage", "headers": {"content-type": "multipart/form-data"}},
        {"json": {"List-Unsubscribe": "One-Click"}},
    ],
    ids=["urlencoded", "with charset", "multipart", "empty", "garbage", "json"],
)
@pytest.mark.parametrize("slash", ["", "/"], ids=["plain", "trailing slash"])
async def test_a_bare_post_ends_the_subscription(world: World, post: dict[str, Any], slash: str) -> None:
    _, path = await anne_has_a_campaign(world)

    answer = await world.visitor.post(path + slash, **post)

    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    last = (await world.ledger())[-1]
    assert last.kind is Happening.WITHDRAWN
    assert last.facts["channel"] == "one_click"
    (subscription,) = (await world.call("GET", f"/lists/{world.ids['list']}/subscriptions"))["data"]
    assert (subscription["state"], subscription["legal_basis"]) == ("ended", "unknown")


async def test_the_page_shows_one_button_and_changes_nothing(world: World) -> None:
    _, path = await anne_has_a_campaign(world)
    before = await world.everything_stored()

    page = await world.visitor.get(path)
    for method in ("GET", "HEAD", "OPTIONS", "PROPFIND"):
        await world.visitor.request(method, path)

    assert page.text.count("<button") == 1
    assert "Meld deg av" in page.text
    assert await world.everything_stored() == before
    pressed = await world.visitor.post(f"{path}?page=1", data={"List-Unsubscribe": "One-Click"})
    assert "Du er meldt av listen" in pressed.text
    assert (await world.ledger())[-1].facts["channel"] == "unsubscribe_page"


async def test_leaving_again_is_200_and_written_once(world: World) -> None:
    _, path = await anne_has_a_campaign(world)

    answers = await asyncio.gather(*(world.visitor.post(path, content=BODY, headers=URLENCODED) for _ in range(20)))
    answers.append(await world.visitor.post(path))

    assert {answer.status_code for answer in answers} == {200}
    assert [record.kind for record in await world.ledger()].count(Happening.WITHDRAWN) == 1


async def test_the_record_names_the_message_that_led_to_leaving(world: World) -> None:
    campaign, path = await anne_has_a_campaign(world)
    await world.visitor.post(path)
    (delivery,) = (await world.call("GET", f"/campaigns/{campaign}/deliveries"))["data"]

    assert (await world.ledger())[-1].facts["delivery"] == delivery["id"]


async def test_a_link_five_years_old_works_though_campaign_and_list_were_deleted(world: World) -> None:
    campaign, path = await anne_has_a_campaign(world)
    await world.joins(BART)
    await world.call("DELETE", f"/campaigns/{campaign}", expect=204)
    await world.call("DELETE", f"/lists/{world.ids['list']}", expect=204)
    world.passes(days=5 * 366)

    assert (await world.visitor.get(path)).status_code == 200
    answer = await world.visitor.post(path, content=BODY, headers=URLENCODED)

    assert answer.status_code == 200
    assert (await world.ledger())[-1].kind is Happening.WITHDRAWN
    assert (await world.visitor.get("/forms/konsertprogrammet")).status_code == 404


async def test_what_is_not_our_link_changes_nothing_and_gets_no_success_page(world: World) -> None:
    _, path = await anne_has_a_campaign(world)
    confirm = world.mail_server.to(ANNE)[0].confirm_link.rpartition("/")[2]
    before = await world.everything_stored()

    tampered = [
        path[:i] + ("A" if path[i] != "A" else "B") + path[i + 1 :] for i in range(len("/unsubscribe/"), len(path))
    ]
    last_bit = path[:-1] + LETTERS[LETTERS.index(path[-1]) ^ 1]  # it stands for nothing: the bytes are the same
    for forged in (*tampered, last_bit, path[:-1], f"/unsubscribe/{confirm}", "/unsubscribe/x", "/unsubscribe/ÿ"):
        answer = await world.visitor.post(forged)
        assert answer.status_code == 404, forged
        assert "meldt av" not in answer.text
    assert await world.everything_stored() == before


async def test_leaving_one_list_leaves_the_others(world: World) -> None:
    jazz = await world.opens_form("Jazz", "jazz")
    _, path = await anne_has_a_campaign(world)
    world.passes(days=1, seconds=1)
    await world.visitor.post("/forms/jazz", data={"email": ANNE, "consent": "yes"})
    await world.works()
    await world.visitor.post(world.newest_to(ANNE).confirm_link)
    await world.visitor.post(path)

    assert (await world.report(await world.launches()))["reasons"] == {"withheld": {"withdrawn": 1}}
    assert (await world.report(await world.launches(list_id=jazz)))["deliveries"]["sent"] == 1
