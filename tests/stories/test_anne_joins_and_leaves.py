"""Anne's way through the house, from the form to the door."""

import re

from tests.world import ANNE, BART, CRIS, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def test_anne_signs_up_confirms_reads_leaves_and_is_left_out_of_the_next(world: World) -> None:
    page = await world.visitor.get("/forms/konsertprogrammet?language=en")
    assert "Kulturhuset Brygga AS" in page.text
    assert "About once a month" in page.text
    assert "checked" not in page.text

    told = await world.signs_up(ANNE, name="Anne", language="en")
    assert "Look in your mailbox" in told.text
    await world.works()
    confirmation = world.newest_to(ANNE)
    assert confirmation.header("Auto-Submitted") == "auto-generated"

    looked = await world.visitor.get(confirmation.confirm_link)
    assert "Yes, put me on the list" in looked.text
    pressed = await world.visitor.post(confirmation.confirm_link)
    assert "You are on the list" in pressed.text

    first = await world.launches(subject="December", body="Hello {{ subscriber.name }}, **jazz** on Friday.")
    mail = world.newest_to(ANNE)
    assert mail.subject == "December"
    assert "Hello Anne, <strong>jazz</strong> on Friday." in mail.html
    assert (await world.report(first))["deliveries"]["sent"] == 1
    assert (await world.report(first))["state"] == "finished"

    left = await world.visitor.post(mail.one_click, data=ONE_CLICK)
    assert left.status_code == 200
    assert "location" not in left.headers
    assert "set-cookie" not in left.headers

    second = await world.launches(subject="January")
    assert (await world.report(second))["reasons"] == {"withheld": {"withdrawn": 1}}
    assert [m.subject for m in world.mail_server.to(ANNE)][-1] == "December"


async def test_only_the_confirmed_get_the_campaign_and_everybody_considered_has_a_row_with_its_reason(
    world: World,
) -> None:
    await world.joins(ANNE)
    await world.signs_up(BART)
    await world.call("POST", f"/lists/{world.ids['list']}/subscriptions", {"email": CRIS}, expect=201)

    campaign = await world.launches()

    report = await world.report(campaign)
    assert report["considered"] == 3
    assert report["reasons"] == {"withheld": {"not_confirmed": 1, "no_basis": 1}}
    assert [m.subject for m in world.mail_server.to(BART)] == ["Bekreft at du vil ha Konsertprogrammet"]
    assert world.mail_server.to(CRIS) == []
    rows = (await world.call("GET", f"/campaigns/{campaign}/deliveries?state=sent"))["data"]
    assert [(row["legal_basis"], row["rule"]) for row in rows] == [("consent", "prior_consent")]


async def test_the_mail_carries_what_law_and_mail_programs_want(world: World) -> None:
    await world.joins(ANNE)
    await world.launches(subject="Årets konserter: jazz, vise & «alt» annet")
    mail = world.newest_to(ANNE)

    assert mail.subject == "Årets konserter: jazz, vise & «alt» annet"
    assert mail.header("From") == '"Kulturhuset Brygga" <program@kulturhuset-brygga.example>'
    assert mail.header("To") == ANNE
    assert mail.header("Reply-To") == "post@kulturhuset-brygga.example"
    assert mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https://news\.venue\.example/unsubscribe/[\w.-]+>", mail.header("List-Unsubscribe"))
    assert re.fullmatch(r'"Konsertprogrammet" <[0-9a-f]{32}\.news\.venue\.example>', mail.header("List-Id"))
    assert re.fullmatch(r"<[0-9a-f]{32}@news\.venue\.example>", mail.header("Message-ID"))
    mail.header("Date")
    for part in (mail.text, mail.html):
        assert "Kulturhuset Brygga AS" in part
        assert "Bryggegata 1, 0250 Oslo" in part
        assert "Du får dette fordi du meldte deg på Konsertprogrammet" in part
        assert mail.one_click in part
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert b"\r" not in mail.raw.replace(b"\r\n", b"")
