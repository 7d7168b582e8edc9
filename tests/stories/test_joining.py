"""Getting on a list: by asking on a form, and by confirming from the mailbox itself."""

import re
from dataclasses import asdict

import pytest
from sqlmodel import select

from newsletter import example
from newsletter.addresses import fingerprint, parse
from newsletter.consent.ledger import details_of
from newsletter.consent.wording import ConsentText
from newsletter.forms.asking import place
from newsletter.law.standing import Happening
from tests.world import ANNE, BART, CRIS, DANA, World

FORM = f"/forms/{example.SLUG}"


async def test_the_form_tells_who_writes_what_and_how_often_before_it_asks(world: World) -> None:
    norwegian, english = await world.visitor.get(f"{FORM}?language=nb"), await world.visitor.get(f"{FORM}?language=en")

    for told in ("Kulturhuset Brygga AS", "999 888 777", "Bryggegata 1, 0250 Oslo", "/personvern"):
        assert told in norwegian.text
        assert told in english.text
    assert "Omtrent én gang i måneden." in norwegian.text
    assert example.CONSENT["nb"].words in norwegian.text
    assert "About once a month." in english.text
    assert 'type="checkbox" name="consent" value="yes">' in norwegian.text


async def test_the_form_speaks_the_visitors_language(world: World) -> None:
    for wanted, lang in (("en-GB,en;q=0.9", "en"), ("no", "nb"), ("nn-NO", "nb"), ("de", "nb"), ("", "nb")):
        page = await world.visitor.get(FORM, headers={"accept-language": wanted})
        assert f'<html lang="{lang}">' in page.text


async def test_nobody_learns_from_the_answer_who_subscribes(world: World) -> None:
    await world.joins(ANNE)
    await world.signs_up(BART)
    await world.joins(CRIS)
    for email, kind in ((CRIS, "objection"), (DANA, "block")):
        said = {"email": email, "kind": kind, "channel": "phone"}
        await world.call("POST", "/suppressions", said, expect=201)
    await world.works()

    people = (ANNE, BART, CRIS, DANA, "new@people.example")
    answers = [await world.signs_up(email) for email in people]
    told = [await world.visitor.post(FORM, json={"email": email, "consent": True}) for email in people]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.status_code for answer in told} == {202}
    for answer in (*answers, *told):
        del answer.headers["x-request-id"]  # each request has its own
    assert len({(answer.content, tuple(sorted(answer.headers.items()))) for answer in answers}) == 1
    assert len({(answer.content, tuple(sorted(answer.headers.items()))) for answer in told}) == 1


@pytest.mark.parametrize("way", ["urlencoded", "multipart", "json"])
async def test_a_website_may_post_the_form_in_its_own_way(world: World, way: str) -> None:
    fields = {"email": ANNE, "name": "Anne", "consent": "yes", "language": "en"}
    from_elsewhere = {"origin": "https://venue.example", "referer": "https://venue.example/program?ref=anne"}
    if way == "json":
        answer = await world.visitor.post(FORM, json={**fields, "consent": True}, headers=from_elsewhere)
    elif way == "multipart":
        parts = {name: (None, value) for name, value in fields.items()}
        answer = await world.visitor.post(FORM, files=parts, headers=from_elsewhere)
    else:
        answer = await world.visitor.post(FORM, data=fields, headers=from_elsewhere)
    await world.works()

    assert answer.status_code == (202 if way == "json" else 200)
    assert world.newest_to(ANNE).subject == "Confirm that you want Konsertprogrammet"
    (asked,) = await world.ledger()
    async with world.database.reading() as session:
        assert (await details_of(session, asked))["page"] == "https://venue.example/program"


async def test_only_the_forms_own_origins_may_post_it_by_script(world: World) -> None:
    form = (await world.call("GET", "/forms"))["data"][0]
    await world.call("PATCH", f"/forms/{form['id']}", {"origins": ["https://venue.example"]})

    ours, alike = "https://venue.example", "https://venue.example.evil.example"
    for origin, allowed in ((ours, True), ("https://evil.example", False), (alike, False), ("null", False)):
        headers = {"origin": origin, "access-control-request-method": "POST"}
        asked = await world.visitor.options(FORM, headers=headers)
        answer = await world.visitor.post(FORM, json={"email": ANNE, "consent": True}, headers={"origin": origin})
        refused = await world.visitor.post(FORM, json={"email": ANNE}, headers={"origin": origin})
        for told in (asked, answer, refused):
            assert told.headers.get("access-control-allow-origin") == (origin if allowed else None)
            assert "origin" in told.headers["vary"].lower()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"email": ANNE, "name": "Anne"}, "consent"),
        ({"email": ANNE, "name": "Anne", "consent": "no"}, "consent"),
        ({"email": "anne at home", "name": "Anne", "consent": "yes"}, "email"),
        ({"email": "", "name": "Anne", "consent": "yes"}, "email"),
        ({"email": "anne@people.example\r\nBcc: x@y.example", "name": "Anne", "consent": "yes"}, "email"),
        ({"email": ANNE, "name": "Anne\r\nBcc: x", "consent": "yes"}, "name"),
        ({"email": ANNE, "name": "Anne\0", "consent": "yes"}, "name"),
        ({"email": ANNE, "name": "A" * 201, "consent": "yes"}, "name"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_stored(
    world: World, sent: dict[str, str], field: str
) -> None:
    before = await world.everything_stored()
    page = await world.visitor.post(FORM, data=sent)
    problem = await world.visitor.post(FORM, json=sent)

    assert page.status_code == 422
    assert f'id="wrong-{field}" role="alert"' in page.text
    assert f'value="{sent["name"]}"' in page.text or field == "name"
    assert ("checked" in page.text) == (sent.get("consent") == "yes")
    assert problem.status_code == 422
    assert problem.headers["content-type"] == "application/problem+json"
    assert [error["pointer"] for error in problem.json()["errors"]] == [f"/{field}"]
    assert await world.everything_stored() == before


async def test_the_confirmation_holds_nothing_that_the_forms_sender_typed(world: World) -> None:
    await world.signs_up(ANNE, name="Win a prize at https://evil.example", page="https://evil.example/buy")
    await world.works()
    mail = world.newest_to(ANNE)

    assert b"evil" not in mail.raw
    assert "evil" not in mail.text + mail.html
    assert mail.header("Auto-Submitted") == "auto-generated"
    assert "List-Unsubscribe" not in mail.message
    assert "30. november 2026" in mail.text
    assert mail.confirm_link in mail.html


async def test_a_victim_gets_one_confirmation_a_day_and_three_ever_whatever_the_route(world: World) -> None:
    await world.opens_form("Jazz", "jazz")
    for _ in range(6):
        for route in (FORM, "/forms/jazz"):
            for email in (ANNE, "ANNE@people.EXAMPLE"):
                await world.visitor.post(route, data={"email": email, "consent": "yes"})
                await world.visitor.post(route, json={"email": email, "consent": True})
        await world.works()
        world.passes(hours=23)
    confirmations = world.mail_server.to(ANNE) + world.mail_server.to("ANNE@people.example")

    assert len(confirmations) == 3
    assert len(await world.ledger()) == 3


async def test_looking_at_a_link_changes_nothing(world: World) -> None:
    await world.signs_up(ANNE)
    await world.works()
    link = world.newest_to(ANNE).confirm_link
    before = await world.everything_stored()

    for method in ("GET", "HEAD", "OPTIONS", "PROPFIND"):
        await world.visitor.request(method, link)

    assert await world.everything_stored() == before
    page = await world.visitor.get(link)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


async def test_a_link_works_once_and_says_so_afterwards(world: World) -> None:
    await world.joins(ANNE)
    link = world.newest_to(ANNE).confirm_link
    before = await world.everything_stored()

    again, looked = await world.visitor.post(link), await world.visitor.get(link)

    assert "Du står allerede på listen" in again.text
    assert "Du står allerede på listen" in looked.text
    assert await world.everything_stored() == before


async def test_a_link_expires_after_a_week(world: World) -> None:
    await world.signs_up(ANNE)
    await world.works()
    link = world.newest_to(ANNE).confirm_link

    world.passes(days=7)
    assert "Bekreft påmeldingen" in (await world.visitor.get(link)).text
    world.passes(seconds=1)
    looked, pressed = await world.visitor.get(link), await world.visitor.post(link)

    for told in (looked, pressed):
        assert told.status_code == 410
        assert "Lenken virker ikke lenger" in told.text
    assert [record.kind for record in await world.ledger()] == [Happening.ASKED]


async def test_after_leaving_an_old_confirm_link_brings_nobody_back(world: World) -> None:
    await world.joins(ANNE)
    link = world.newest_to(ANNE).confirm_link
    await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click)

    pressed = await world.visitor.post(link)

    assert pressed.status_code == 410
    assert (await world.report(await world.launches()))["reasons"] == {"withheld": {"withdrawn": 1}}


async def test_a_foreign_or_forged_link_gets_a_page_and_makes_nobody_subscribed(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    unsubscribe = world.newest_to(ANNE).one_click.rpartition("/")[2]
    good = world.mail_server.to(ANNE)[0].confirm_link
    before = await world.everything_stored()

    for link in (
        f"/confirm/{unsubscribe}",
        good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:],
        "/confirm/x",
        "/confirm/æ.ø",
    ):
        for method in ("GET", "POST"):
            told = await world.visitor.request(method, link)
            assert told.status_code == 404
            assert "Det er ingenting på denne adressen" in told.text
    assert await world.everything_stored() == before


async def test_somebody_who_left_joins_again_by_asking_and_confirming_anew(world: World) -> None:
    await world.joins(ANNE)
    await world.launches()
    await world.visitor.post(world.newest_to(ANNE).one_click)
    world.passes(days=1, seconds=1)
    await world.joins(ANNE)

    assert (await world.report(await world.launches()))["deliveries"]["sent"] == 1


async def test_an_objection_is_lifted_by_the_persons_own_later_consent_and_a_block_by_nothing(world: World) -> None:
    await world.joins(ANNE)
    await world.joins(BART)
    for email, kind in ((ANNE, "objection"), (BART, "block")):
        said = {"email": email, "kind": kind, "channel": "letter", "note": "a letter"}
        await world.call("POST", "/suppressions", said, expect=201)
    assert (await world.report(await world.launches()))["reasons"] == {"withheld": {"objected": 1, "blocked": 1}}

    world.passes(days=1, seconds=1)
    await world.joins(ANNE)
    await world.signs_up(BART)
    await world.works()

    assert [mail.subject for mail in world.mail_server.to(BART)] == ["Bekreft at du vil ha Konsertprogrammet"]
    report = await world.report(await world.launches())
    assert report["deliveries"]["sent"] == 1
    assert report["reasons"] == {"withheld": {"blocked": 1}}


async def test_a_typed_name_counts_once_the_mailbox_confirmed_it(world: World) -> None:
    await world.signs_up(ANNE, name="Anne")
    await world.works()
    (before,) = (await world.call("GET", "/subscribers"))["data"]
    await world.visitor.post(world.newest_to(ANNE).confirm_link)
    (after,) = (await world.call("GET", f"/subscribers?email={ANNE.upper()}"))["data"]

    assert (before["name"], after["name"]) == ("", "Anne")


async def test_the_ledger_holds_what_was_asked_with_which_words_where_and_when_and_what_was_granted(
    world: World,
) -> None:
    await world.signs_up(ANNE, name="Anne", page="https://venue.example/program", language="nb")
    await world.works()
    world.passes(hours=2)
    link = world.newest_to(ANNE).confirm_link
    await world.visitor.post(link, headers={"user-agent": "Anne's browser"})
    asked, granted = await world.ledger()
    address = parse(ANNE)
    assert address is not None

    assert asked.kind is Happening.ASKED
    assert asked.subject == fingerprint(address, world.settings.fingerprint_secret)
    assert asked.facts["act"] == "unticked_box"
    assert asked.facts["form_version"] == 1
    assert (granted.happened_at - asked.happened_at).total_seconds() == 7200
    assert granted.answers_uid == asked.uid
    async with world.database.reading() as session:
        text = (await session.exec(select(ConsentText).where(ConsentText.uid == asked.wording_uid))).one()
        first, second = await details_of(session, asked), await details_of(session, granted)
    assert text.words == example.CONSENT["nb"].words
    assert text.digest == asked.wording_digest == granted.wording_digest
    assert first == {
        "ip": "192.0.2.7",
        "user_agent": first["user_agent"],
        "name": "Anne",
        "page": "https://venue.example/program",
    }
    assert second == {"ip": "192.0.2.7", "user_agent": "Anne's browser"}
    assert (await world.verifies()).records == 2


async def test_a_new_form_version_leaves_the_words_of_those_who_came_before(world: World) -> None:
    await world.joins(ANNE)
    text = await world.call(
        "POST",
        f"/lists/{world.ids['list']}/consent-texts",
        {**asdict(example.CONSENT["nb"]), "words": "Helt andre ord.", "language": "nb"},
        expect=201,
    )
    form = (await world.call("GET", "/forms"))["data"][0]
    changed = {"texts": [{"title": "Nytt", "consent_text_id": text["id"]}]}
    assert (await world.call("PATCH", f"/forms/{form['id']}", changed))["version"] == 2
    assert text["version"] == 2
    await world.joins(BART)

    first, _, second, _ = await world.ledger()
    assert (first.facts["form_version"], second.facts["form_version"]) == (1, 2)
    assert first.wording_uid != second.wording_uid
    assert (await world.verifies()).broken is None


async def test_words_that_changed_while_somebody_read_are_shown_again_and_nothing_is_stored(world: World) -> None:
    page = await world.visitor.get(f"{FORM}?language=nb")
    shown = re.search(r'name="version" value="(\d+)"', page.text)
    assert shown is not None
    form = (await world.call("GET", "/forms"))["data"][0]
    told = {**asdict(example.CONSENT["nb"]), "words": "Alt, fra alle.", "language": "nb"}
    text = await world.call("POST", f"/lists/{world.ids['list']}/consent-texts", told, expect=201)
    await world.call("PATCH", f"/forms/{form['id']}", {"texts": [{"title": "Nytt", "consent_text_id": text["id"]}]})

    answer = await world.signs_up(ANNE, version=shown[1], language="nb")

    assert answer.status_code == 422
    assert "Teksten ble endret mens du leste." in answer.text
    assert "Alt, fra alle." in answer.text
    assert "checked" not in answer.text
    assert await world.ledger() == []


async def test_the_ledger_tells_a_form_we_showed_from_one_a_website_showed(world: World) -> None:
    await world.signs_up(ANNE, version="1")
    await world.signs_up(BART)

    assert [record.facts["shown_by"] for record in await world.ledger()] == ["us", "website"]


@pytest.mark.parametrize("crooked", ["http://[x", "http://x:y", "javascript:alert(1)", "\0"])
async def test_a_crooked_address_of_a_page_is_left_out_and_troubles_nobody(world: World, crooked: str) -> None:
    answer = await world.visitor.post(FORM, json={"email": ANNE, "consent": True, "page": crooked})

    assert answer.status_code == 202
    (asked,) = await world.ledger()
    async with world.database.reading() as session:
        assert "page" not in await details_of(session, asked)


async def test_a_page_is_kept_without_login_and_query() -> None:
    assert place("https://anne:secret@venue.example:8443/program?mail=anne#x") == "https://venue.example:8443/program"


async def test_who_confirmed_may_ask_for_another_list_the_same_day(world: World) -> None:
    await world.opens_form("Jazz", "jazz")
    await world.joins(ANNE)
    await world.visitor.post("/forms/jazz", data={"email": ANNE, "consent": "yes"})
    await world.works()

    assert world.newest_to(ANNE).subject == "Confirm that you want Jazz"


async def test_the_grant_says_which_mail_asked_and_when_it_left(world: World) -> None:
    await world.signs_up(ANNE)
    await world.works()
    world.passes(hours=1)
    await world.visitor.post(world.newest_to(ANNE).confirm_link)
    granted = (await world.ledger())[-1]

    assert granted.facts["confirmation_sent_at"] == "2026-11-23T09:00:00.000000Z"
    assert granted.facts["delivery"]


async def test_a_confirmation_that_waited_past_its_link_is_called_back(world: World) -> None:
    await world.signs_up(ANNE)
    world.passes(days=7, seconds=1)
    await world.works()

    assert world.mail_server.mails == []
    deliveries = (await world.everything_stored())["deliveries"]
    assert [(row["state"], row["reason"]) for row in deliveries] == [("cancelled", "link_expired")]
