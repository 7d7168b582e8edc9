"""What went wrong in other programs of this kind, tried here. docs/security.md says which defect each stands for."""

import json
from typing import Any

import pytest

from newsletter.access.keys import Scope
from newsletter.consent.record import ConsentDetails
from tests.web.test_bad_input import sends
from tests.web.test_other_organisations import ATTEMPTS, OF_THE_API, OPERATIONS, _filled
from tests.world import ANNE, BART, World

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
LISTINGS = [name for name in OF_THE_API if OPERATIONS[name][0] == "GET" and name.startswith("list_")]
WITH_A_BODY = [name for name in OF_THE_API if isinstance(ATTEMPTS[name].body, dict)]


def _address(world: World, name: str) -> str:
    path = OPERATIONS[name][1].replace("{", "<").replace("_id}", ">").replace("}", ">")
    return _filled(path + ATTEMPTS[name].query, world.ids)


@pytest.mark.parametrize("name", OF_THE_API)
async def test_looking_changes_nothing_by_any_way_of_looking(quiet_world: World, name: str) -> None:
    before = await quiet_world.everything_stored()
    for method in ("GET", "HEAD", "OPTIONS", "TRACE", "get", "PROPFIND", "LAUNCH"):
        answer = await quiet_world.marketer.request(method, _address(quiet_world, name))
        assert answer.status_code < 500
    for hint in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        await quiet_world.marketer.get(_address(quiet_world, name), headers={hint: OPERATIONS[name][0]})
    assert await quiet_world.everything_stored() == before


@pytest.mark.parametrize("name", WITH_A_BODY)
async def test_nobody_sets_what_is_not_theirs_to_set(quiet_world: World, name: str) -> None:
    before = await quiet_world.everything_stored()
    for field in (
        "id",
        "uid",
        "organisation_id",
        "created_at",
        "deleted_at",
        "launched_at",
        "legal_basis",
        "__proto__",
    ):
        sent = json.dumps(ATTEMPTS[name].body | {field: quiet_world.ids["organisation"]})
        answer = await sends(
            quiet_world, OPERATIONS[name][0], _address(quiet_world, name), _filled(sent, quiet_world.ids)
        )
        assert answer.status_code in (403, 422), (field, answer.text)
    assert await quiet_world.everything_stored() == before


@pytest.mark.parametrize("name", LISTINGS)
async def test_no_order_filter_or_choice_of_columns_reaches_the_database(quiet_world: World, name: str) -> None:
    async with quiet_world.somebody_with(*Scope) as client:
        for field in ("order", "order_by", "sort", "filter", "fields", "query", "id_type", "include"):
            for value in ("fingerprint", "id;SELECT 1", "(CASE WHEN 1=1 THEN 1 ELSE 2 END)", "digest desc"):
                answer = await client.get(_address(quiet_world, name), params={field: value})
                assert answer.status_code == 422


async def test_neither_a_cookie_nor_an_address_opens_the_api(quiet_world: World) -> None:
    header = quiet_world.marketer.headers["authorization"]
    key = header.removeprefix("Bearer ")
    for name in ("session", "token", "Authorization"):
        answer = await quiet_world.visitor.get("/api/v1/lists", headers={"Cookie": f"{name}={key}"})
        assert answer.status_code == 401
    for query in ("api_key", "access_token", "token"):
        assert (await quiet_world.visitor.get("/api/v1/lists", params={query: key})).status_code == 401


async def test_no_answer_sets_a_cookie_or_lets_another_website_read_it(quiet_world: World) -> None:
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    for client, path in (
        (quiet_world.visitor, "/forms/konsertprogrammet"),
        (quiet_world.marketer, "/api/v1/lists"),
        (quiet_world.visitor, "/unsubscribe/nothing"),
    ):
        answer = await client.get(path, headers=foreign)
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/.env", "/.git/config", "/config.json", "/data/newsletter.sqlite", "/style.css/../.env",
        "/%2e%2e/%2e%2e/etc/passwd", "/style.css%2f..%2f..%2fetc%2fpasswd", "/setup", "/install",
        "/upgrade", "/upgrade.php", "/admin",
        "/webhooks/bounce", "/webhooks/service/ses", "/webhooks/aws", "/mailbox/..%2f..%2fnewsletter.sqlite",
    ],
)  # fmt: skip
async def test_there_is_no_door_to_files_set_up_or_unsigned_events(quiet_world: World, path: str) -> None:
    before = await quiet_world.everything_stored()
    for method in ("GET", "POST"):
        answer = await quiet_world.visitor.request(method, path, json={"email": ANNE, "Type": "Notification"})
        assert answer.status_code == 404
    assert await quiet_world.everything_stored() == before


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "facebookexternalhit/1.1", "curl/8", "", "spam-scanner", MARKUP])
async def test_whoever_looks_like_a_robot_leaves_by_one_click_as_anybody(world: World, agent: str) -> None:
    await world.joins(ANNE)
    await world.launches()
    left = await world.visitor.post(world.newest_to(ANNE).one_click, headers={"User-Agent": agent})
    assert left.status_code == 200
    shown = await world.call("GET", f"/lists/{world.ids['list']}/subscriptions")
    assert [one["state"] for one in shown["data"]] == ["ended"]


async def test_nobody_makes_up_the_address_they_confirm_from(world: World) -> None:
    await world.signs_up(ANNE)
    await world.works()
    made_up = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    await world.visitor.post(world.newest_to(ANNE).confirm_link, headers=made_up)
    stored = str((await world.everything_stored())[ConsentDetails.__tablename__])
    assert "192.0.2.7" in stored
    assert "203.0.113.9" not in stored


async def test_a_stranger_who_fills_in_the_form_again_changes_and_learns_nothing(world: World) -> None:
    await world.joins(ANNE, name="Anne")
    before = (await world.call("GET", "/subscribers"))["data"]
    answer = await world.signs_up(ANNE, name="Somebody else", language="en")
    assert "Anne" not in answer.text.replace(ANNE, "")
    assert (await world.call("GET", "/subscribers"))["data"] == before


async def test_evidence_outlives_every_correction_of_a_person(world: World) -> None:
    await world.joins(ANNE, name="Anne")
    (person,) = (await world.call("GET", "/subscribers"))["data"]
    before = await world.ledger()
    for change in ({"name": "Anna"}, {"language": "en"}, {"country": "NO"}, {"born_on": "1980-01-01"}, {"name": ""}):
        await world.call("PATCH", f"/subscribers/{person['id']}", change)
    assert (await world.ledger())[: len(before)] == before
    (shown,) = (await world.call("GET", f"/lists/{world.ids['list']}/subscriptions"))["data"]
    assert (shown["state"], shown["legal_basis"]) == ("active", "consent")


async def test_markup_is_shown_as_it_was_typed_on_every_page(world: World) -> None:
    (organisation,) = (await world.call("GET", "/organisations"))["data"]
    await world.call("PATCH", f"/organisations/{organisation['id']}", {"name": f"Venue {MARKUP}"})
    await world.opens_form(f"Jazz {MARKUP}", "jazz")
    sent = {"email": ANNE, "consent": "yes", "name": MARKUP, "page": f"https://a.example/{MARKUP}"}
    strange = {"User-Agent": MARKUP, "Referer": MARKUP}
    pages = [await world.visitor.get("/forms/jazz", params={"language": MARKUP, "email": MARKUP, "name": MARKUP})]
    pages.append(await world.visitor.post("/forms/jazz", data=sent | {"email": MARKUP}, headers=strange))
    pages.append(await world.visitor.post("/forms/jazz", data=sent, headers=strange))
    await world.works()
    pages.append(await world.visitor.get(world.newest_to(ANNE).confirm_link))
    pages.append(await world.visitor.get(f"/unsubscribe/{MARKUP}"))
    for page in pages:
        assert page.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<script" not in page.text
        assert "<img" not in page.text


HOUSE = ["{{ settings.secret_key }}", "{{ self._TemplateReference__context }}", "{{ env('HOME') }}", "%(secret_key)s"]


async def test_no_field_of_the_sender_is_a_template(world: World) -> None:
    (organisation,) = (await world.call("GET", "/organisations"))["data"]
    await world.call("PATCH", f"/organisations/{organisation['id']}", {"postal_address": " ".join(HOUSE)})
    await world.joins(ANNE, name="Anne")
    await world.launches()
    assert "{{ settings.secret_key }}" in world.newest_to(ANNE).text


@pytest.mark.parametrize(
    "body",
    [*HOUSE[:3], "{{ ''.__class__.__mro__ }}", "{{ subscriber.__init__.__globals__ }}", "{{ cycler }}",
     "{{ lipsum }}",
     "{% for x in range(10**9) %}{% endfor %}", "{{ 'x' * 10**9 }}", 
     "{% include '/etc/passwd' %}", "{% import 'os' %}"],
)  # fmt: skip
async def test_a_campaign_that_reaches_for_the_house_is_not_launched(world: World, body: str) -> None:
    await world.joins(ANNE)
    sent: Any = {"list_id": world.ids["list"], "subject": "December", "body": body}
    written = await world.marketer.post("/api/v1/campaigns", json=sent)
    assert written.status_code in (201, 422)
    if written.status_code == 201:
        launched = await world.marketer.post(f"/api/v1/campaigns/{written.json()['id']}/launch")
        assert launched.status_code in (409, 422)
    assert not [mail for mail in world.mail_server.to(ANNE) if "December" in str(mail.subject)]


async def test_a_list_without_a_form_can_be_joined_by_nobody_from_outside(world: World) -> None:
    made = await world.call("POST", "/lists", {"name": "Staff", "language": "en", "sender_name": "Venue",
                                               "sender_email": "staff@venue.example"}, expect=201)  # fmt: skip
    for door in (made["id"], "staff", "Staff"):
        assert (await world.visitor.post(f"/forms/{door}", data={"email": BART, "consent": "yes"})).status_code == 404
    joined = {"email": BART, "consent": "yes", "list_id": made["id"], "lists": made["id"], "l": made["id"]}
    await world.visitor.post("/forms/konsertprogrammet", data=joined)
    assert (await world.call("GET", f"/lists/{made['id']}/subscriptions"))["data"] == []


async def test_the_development_mailbox_is_empty_before_the_first_mail_is_caught(quiet_world: World) -> None:
    answer = await quiet_world.visitor.get("/mailbox")
    assert answer.status_code == 200
