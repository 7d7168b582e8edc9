"""What a clumsy and what a hostile program send, and how each is told what to do instead. Nothing changes by it."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import Response
from sqlmodel import text

from newsletter.campaigns.scheduling import WallClock, wall_clock
from newsletter.settings import Settings
from newsletter.web.document import EXAMPLES
from newsletter.web.errors import MOST_BYTES
from tests.mail_server import MailServer
from tests.stories.test_reviews import lawyer
from tests.world import ANNE, BART, World

EXAMPLE = next(each["sent"] for each in EXAMPLES if each["operation"] == "decide_by_law")
JSON = {"Content-Type": "application/json"}
LIST = {"name": "Jazz", "language": "en", "sender_name": "Venue", "sender_email": "jazz@venue.example"}
CAMPAIGN = {"list_id": "<list>", "subject": "December", "body": "Hello"}
TEXT = {"language": "en", "words": "Yes", "content": "News", "frequency": "Weekly", "withdrawal": "One click"}
FORM_TEXT = {"title": "Join", "introduction": "Do", "consent_text_id": "<consent_text>"}
FORM = {"list_id": "<list>", "slug": "jazz", "texts": [FORM_TEXT]}
PERSON = {"email": BART, "name": "Bart"}
NO = {"email": BART, "kind": "objection", "channel": "letter"}
PEOPLE, TEXTS, NOES = "/lists/<list>/subscriptions", "/lists/<list>/consent-texts", "/suppressions"
TIMED = "/campaigns/<campaign>/schedule"
SALE = {"email": BART, "kind": "continuing_agreement", "seller": "Venue AS", "made_on": "2026-09-01"}
MAILBOX, END = "/subscribers/<subscriber>/mailbox", "/sales/<sale>/end"
DECISIONS = "/product-groups/<code>/correspondences"
DECISION = {"to": "theatre-shows", "decided_by": "The board", "why": "One stage"}
EXPLAINED = "/subscribers/<subscriber>/explanation?campaign_id=<campaign>"
NOTHING_TOLD = ("/at", "/sender", "/message")
AN_ANSWER = {"permitted": True, "by": "Kari", "why": "The lists lie here.", "until": "2027-01-01T00:00:00Z"}
SCHEDULE = {"at": "2026-12-01T09:00", "zone": "Europe/Oslo"}


async def refused(
    world: World, method: str, path: str, sent: Any, status: int = 422, headers: dict[str, str] = JSON
) -> dict[str, Any]:
    """Send it; it must be refused with a problem that says what to do, and change nothing. Answers the problem."""
    before = await world.everything_stored()
    answer = await sends(world, method, path, sent, headers)
    assert answer.status_code == status, answer.text
    assert await world.everything_stored() == before
    return problem_in(answer)


async def sends(world: World, method: str, path: str, sent: Any, headers: dict[str, str] = JSON) -> Response:
    """Send it as the marketer, with the world's ids where `<list>` and its like stand."""
    for name, uid in world.ids.items():
        path = path.replace(f"<{name}>", uid)
        sent = sent.replace(f"<{name}>", uid) if isinstance(sent, str) else sent
    return await world.marketer.request(method, path, content=sent, headers=headers)


def problem_in(answer: Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"]
    assert problem["title"]
    assert len(problem["detail"]) > 15
    assert not problem["detail"].endswith(".."), problem["detail"]
    for wrong in problem.get("errors", []):
        assert set(wrong) == {"pointer", "code", "message"}
        assert len(wrong["message"]) > 10
    return problem


def pointers(problem: dict[str, Any]) -> list[str]:
    return [wrong["pointer"] for wrong in problem["errors"]]


def case(name: str, method: str, path: str, body: Any, *wrong: str) -> Any:
    return pytest.param(method, f"/api/v1{path}", json.dumps(body), list(wrong), id=name)


@pytest.mark.parametrize(
    ("method", "path", "sent", "wrong"),
    [
        case("missing fields", "POST", "/lists", {"name": "Jazz", "language": "en"}, "/sender_name", "/sender_email"),
        case("unknown field", "POST", "/lists", LIST | {"colour": "red"}, "/colour"),
        case("unknown field with slash", "POST", "/lists", LIST | {"a/b~c": 1}, "/a~1b~0c"),
        case("missing in an item", "POST", "/forms", FORM | {"texts": [FORM_TEXT, {}]},
             "/texts/1/title", "/texts/1/consent_text_id"),
        case("no items", "POST", "/forms", FORM | {"texts": []}, "/texts"),
        case("empty name", "POST", "/lists", LIST | {"name": ""}, "/name"),
        case("only blanks", "POST", "/lists", LIST | {"name": "  \u00a0 "}, "/name"),
        case("a number for a name", "POST", "/lists", LIST | {"name": 7}, "/name"),
        case("null", "POST", "/lists", LIST | {"name": None}, "/name"),
        case("long name", "POST", "/lists", LIST | {"name": "x" * 301}, "/name"),
        case("unknown language", "POST", "/lists", LIST | {"language": "tlh"}, "/language"),
        case("language in capitals", "POST", "/lists", LIST | {"language": "EN"}, "/language"),
        case("unknown language of a text", "POST", TEXTS, TEXT | {"language": "no"}, "/language"),
        case("no address", "POST", "/lists", LIST | {"sender_email": "jazz"}, "/sender_email"),
        case("two addresses", "POST", "/lists", LIST | {"reply_to": "a@b.example, c@d.example"}, "/reply_to"),
        case("envelope injection", "POST", PEOPLE,
             {"email": "x@y.example>\r\nRCPT TO:<evil@e.example"}, "/email"),
        case("angle brackets", "POST", PEOPLE, {"email": "<x@y.example>"}, "/email"),
        case("display name", "POST", PEOPLE, {"email": "Bart <b@y.example>"}, "/email"),
        case("nobody to suppress", "POST", NOES, NO | {"email": "nobody"}, "/email"),
        case("unknown kind", "POST", NOES, NO | {"kind": "spam"}, "/kind"),
        case("not an id", "POST", "/campaigns", CAMPAIGN | {"list_id": "7"}, "/list_id"),
        case("unknown format", "POST", "/campaigns", CAMPAIGN | {"body_format": "word"}, "/body_format"),
        case("no test address", "POST", "/campaigns/<campaign>/test", {"to": []}, "/to"),
        case("many test addresses", "POST", "/campaigns/<campaign>/test", {"to": [BART] * 6}, "/to"),
        case("wrong test address", "POST", "/campaigns/<campaign>/test", {"to": [BART, "x"]}, "/to/1"),
        case("slug with a slash", "POST", "/forms", FORM | {"slug": "a/b"}, "/slug"),
        case("slug with a line break at its end", "POST", "/forms", FORM | {"slug": "jazz\n"}, "/slug"),
        case("script for a website", "PATCH", "/organisations/<organisation>",
             {"website": "javascript:alert(1)"}, "/website"),
        case("no consent text", "POST", "/forms", FORM | {"texts": [FORM_TEXT | {"consent_text_id": "<list>"}]},
             "/texts/0/consent_text_id"),
        case("the same language thrice", "POST", "/forms", FORM | {"texts": [FORM_TEXT] * 3},
             "/texts/1/consent_text_id", "/texts/2/consent_text_id"),
        case("bad id in the path", "GET", "/lists/seven", None, "{list_id}"),
        case("NUL for a group in the path", "GET", "/product-groups/%00/correspondences", None, "{code}"),
        case("bad id of two", "GET", "/campaigns/<campaign>/preview?subscriber_id=7", None, "?subscriber_id"),
        case("missing in the query", "GET", "/campaigns/<campaign>/preview", None, "?subscriber_id"),
        case("unknown in the query", "GET", "/lists?colour=red", None, "?colour"),
        case("limit 0", "GET", "/lists?limit=0", None, "?limit"),
        case("limit 501", "GET", "/campaigns?limit=501", None, "?limit"),
        case("limit not a number", "GET", "/forms?limit=all", None, "?limit"),
        case("unknown state", "GET", "/campaigns/<campaign>/deliveries?state=lost", None, "?state"),
        case("cursor that is none", "GET", "/subscribers?cursor=x", None, "?cursor"),
        case("cursor of nothing", "GET", "/suppressions?cursor=", None, "?cursor"),
        case("cursor of another kind", "GET", "/lists?cursor=YmVmb3JlOjU=", None, "?cursor"),
        case("cursor below nothing", "GET", "/lists?cursor=YWZ0ZXI6LTU=", None, "?cursor"),
        case("cursor past all numbers", "GET", "/lists?cursor=YWZ0ZXI6" + "OTk5" * 9, None, "?cursor"),
        case("cursor in other digits", "GET", "/lists?cursor=YWZ0ZXI62aM=", None, "?cursor"),
        case("zone of nowhere", "POST", TIMED, SCHEDULE | {"zone": "Europe/Atlantis"}, "/zone"),
        case("zone that is a folder", "POST", TIMED, SCHEDULE | {"zone": "Europe"}, "/zone"),
        case("zone that is a path", "POST", TIMED,
             SCHEDULE | {"zone": "../../../../etc/passwd"}, "/zone"),
        case("no zone", "POST", TIMED, {"at": "2026-12-01T09:00"}, "/zone"),
        case("time in words", "POST", TIMED, SCHEDULE | {"at": "tomorrow"}, "/at"),
        case("a day alone", "POST", TIMED, SCHEDULE | {"at": "2026-12-01"}, "/at"),
        case("another sign between", "POST", TIMED,
             SCHEDULE | {"at": "2026-12-01+09:00"}, "/at"),
        case("a day there is not", "POST", TIMED, SCHEDULE | {"at": "2027-02-29T09:00"}, "/at"),
        case("a second", "POST", TIMED, SCHEDULE | {"at": "2026-12-01T09:00:01"}, "/at"),
        case("past the last year", "POST", TIMED,
             {"at": "9999-12-31T23:59", "zone": "America/New_York"}, "/at"),
        case("before the first year", "POST", TIMED,
             SCHEDULE | {"at": "0001-01-01T00:00"}, "/at"),
        case("past", "POST", TIMED, SCHEDULE | {"at": "2026-11-23T10:00"}, "/at"),
        case("skipped by summer time", "POST", TIMED,
             SCHEDULE | {"at": "2027-03-28T02:30"}, "/at"),
        case("a no in the future", "POST", NOES, NO | {"happened_at": "2026-11-23T09:01:00Z"}, "/happened_at"),
        case("a no without its offset", "POST", NOES, NO | {"happened_at": "2026-11-20T09:00"}, "/happened_at"),
        case("sale of nobody", "POST", "/sales", SALE | {"email": "bart"}, "/email"),
        case("sale by nobody", "POST", "/sales", {"email": BART, "kind": "single_purchase"}, "/seller"),
        case("sale by a blank", "POST", "/sales", SALE | {"seller": " "}, "/seller"),
        case("sale of no known kind", "POST", "/sales", SALE | {"kind": "barter"}, "/kind"),
        case("sale of an unknown group", "POST", "/sales", SALE | {"product_groups": ["opera"]}, "/product_groups"),
        case("sale with a group in capitals", "POST", "/sales", SALE | {"product_groups": ["Opera"]},
             "/product_groups/0"),
        case("sale tomorrow", "POST", "/sales", SALE | {"made_on": "2026-11-24"}, "/made_on"),
        case("sale before there was e-mail", "POST", "/sales", SALE | {"made_on": "1899-12-31"}, "/made_on"),
        case("sale on no day", "POST", "/sales", SALE | {"made_on": "2026-02-30"}, "/made_on"),
        case("sale that ended before", "POST", "/sales", SALE | {"ended_on": "2026-08-31"}, "/ended_on"),
        case("sale with an offer of something", "POST", "/sales", SALE | {"opt_out": {"free": True}}, "/opt_out/free"),
        case("sale with an answer in words", "POST", "/sales", SALE | {"opt_out": {"opted_out": "maybe"}},
             "/opt_out/opted_out"),
        case("sale to somebody unborn", "POST", "/sales", SALE | {"born_on": "2026-11-24"}, "/born_on"),
        case("sale nowhere", "POST", "/sales", SALE | {"country": "NOR"}, "/country"),
        case("sale in the Union", "POST", "/sales", SALE | {"country": "EU"}, "/country"),
        case("nobody", "POST", f"{PEOPLE}/batch", {"subscriptions": []}, "/subscriptions"),
        case("too many people", "POST", f"{PEOPLE}/batch", {"subscriptions": [{}] * 1001}, "/subscriptions"),
        case("no sales", "POST", "/sales/batch", {"sales": []}, "/sales"),
        case("too many sales", "POST", "/sales/batch", {"sales": [{}] * 1001}, "/sales"),
        case("sales that are no array", "POST", "/sales/batch", {"sales": {}}, "/sales"),
        case("end before it began", "POST", END, {"ended_on": "2026-08-31"}, "/ended_on"),
        case("end at no time", "POST", END, {"ended_on": "soon"}, "/ended_on"),
        case("born tomorrow", "PATCH", "/subscribers/<subscriber>", {"born_on": "2026-11-24"}, "/born_on"),
        case("born long ago", "PATCH", "/subscribers/<subscriber>", {"born_on": "1899-12-31"}, "/born_on"),
        case("lives nowhere", "PATCH", "/subscribers/<subscriber>", {"country": "no"}, "/country"),
        case("speaks what we do not", "PATCH", "/subscribers/<subscriber>", {"language": "sv"}, "/language"),
        case("another address", "PATCH", "/subscribers/<subscriber>", {"email": BART}, "/email"),
        case("mailbox of no known kind", "PUT", MAILBOX, {"kind": "shared"}, "/kind"),
        case("mailbox of a form that is none", "PUT", MAILBOX, {"kind": "role", "organisation_form": "A/S"},
             "/organisation_form"),
        case("mailbox verified tomorrow", "PUT", MAILBOX, {"kind": "role", "verified_on": "2026-11-24"},
             "/verified_on"),
        case("group with a space", "POST", "/product-groups", {"code": "big hall", "name": "Big hall"}, "/code"),
        case("group with a line break at its end", "POST", "/product-groups", {"code": "hall\n", "name": "Hall"},
             "/code"),
        case("group with another code", "PATCH", "/product-groups/<code>", {"name": "Hall", "code": "hall"}, "/code"),
        case("corresponds to nothing", "POST", DECISIONS, DECISION | {"to": "opera"}, "/to"),
        case("corresponds to itself", "POST", DECISIONS, DECISION | {"to": "season-tickets"}, "/to"),
        case("decided by nobody", "POST", DECISIONS, DECISION | {"decided_by": ""}, "/decided_by"),
        case("decided without a reason", "POST", DECISIONS, DECISION | {"why": " "}, "/why"),
        case("campaign about an unknown group", "POST", "/campaigns", CAMPAIGN | {"product_groups": ["opera"]},
             "/product_groups"),
        case("changed to an unknown group", "PATCH", "/campaigns/<campaign>", {"product_groups": ["opera"]},
             "/product_groups"),
        case("campaign with an unknown ban", "POST", "/campaigns", CAMPAIGN | {"banned_content": ["loans"]},
             "/banned_content/0"),
        case("campaign for a nameless partner", "POST", "/campaigns", CAMPAIGN | {"partners": [""]}, "/partners/0"),
        case("so many, but in which time", "POST", TEXTS, TEXT | {"at_most": 4}, ""),
        case("in each week, but how many", "POST", TEXTS, TEXT | {"per": "week"}, ""),
        case("none a week", "POST", TEXTS, TEXT | {"at_most": 0, "per": "week"}, "/at_most"),
        case("lasts a fortnight", "POST", TEXTS, TEXT | {"lasts_months": 0.5}, "/lasts_months"),
        case("lasts no whole years", "POST", TEXTS, TEXT | {"lasts_months": 13}, "/lasts_months"),
        case("organisation of nowhere", "PATCH", "/organisations/<organisation>", {"country": ""}, "/country"),
        case("a question in no language of ours", "GET", "/reviews?language=tlh", None, "?language"),
        case("questions half open", "GET", "/reviews?open=perhaps", None, "?open"),
        case("an explanation of no campaign", "GET", "/subscribers/<subscriber>/explanation", None, "?campaign_id"),
        case("an explanation in no language of ours", "GET", EXPLAINED + "&language=tlh", None, "?language"),
        case("explained to a stranger", "GET", EXPLAINED + "&colour=red", None, "?colour"),
        case("the law asked of nothing", "POST", "/law/decide", {}, *NOTHING_TOLD),
        case("the law asked of a colour", "POST", "/law/decide", EXAMPLE | {"colour": "red"}, "/colour"),
        case("the law asked of somebody too old", "POST", "/law/decide",
             EXAMPLE | {"recipient": {"country": "NO", "age": -1}}, "/recipient/age"),
        case("a number for a day", "PATCH", "/subscribers/<subscriber>", {"born_on": 0}, "/born_on"),
        case("seconds for a day", "PATCH", "/subscribers/<subscriber>", {"born_on": "86400"}, "/born_on"),
        case("a number for a time", "POST", NOES, NO | {"happened_at": 1700000000}, "/happened_at"),
        case("a number for yes", "POST", "/campaigns", CAMPAIGN | {"own_products": 1}, "/own_products"),
        case("a word for no", "POST", "/sales", SALE | {"opt_out": {"opted_out": "off"}}, "/opt_out/opted_out"),
        case("a word for a number", "POST", TEXTS, TEXT | {"at_most": "4", "per": "week"}, "/at_most"),
        case("yes for a number", "POST", TEXTS, TEXT | {"at_most": True, "per": "week"}, "/at_most"),
        case("the law asked of a number for a time", "POST", "/law/decide", EXAMPLE | {"at": 0}, "/at"),
        case("the law asked of a word for yes", "POST", "/law/decide",
             EXAMPLE | {"sender": {"name": "Venue", "in_business": "off"}}, "/sender/in_business"),
        case("the law asked of a group said twice", "POST", "/law/decide",
             EXAMPLE | {"message": {"product_groups": ["opera", "opera"]}}, "/message/product_groups"),
        case("the law asked of mails at numbers", "POST", "/law/decide", EXAMPLE | {"mails": [0]}, "/mails/0"),
        case("a no before all years", "POST", "/suppressions",
             NO | {"happened_at": "0001-01-01T00:00:00+02:00"}, "/happened_at"),
    ],
)  # fmt: skip
async def test_a_wrong_value_is_refused_with_its_place(
    quiet_world: World, method: str, path: str, sent: str, wrong: list[str]
) -> None:
    problem = await refused(quiet_world, method, path, sent)
    assert problem["type"].endswith("invalid")
    assert pointers(problem) == wrong


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"permitted": "perhaps"}, "/permitted"),
        ({"permitted": None}, "/permitted"),
        ({"by": " "}, "/by"),
        ({"by": "Kari\nNordmann"}, "/by"),
        ({"why": ""}, "/why"),
        ({"until": "2027-01-01T00:00:00"}, "/until"),
        ({"until": "2026-11-23T09:00:00Z"}, "/until"),
        ({"until": "soon"}, "/until"),
        ({"colour": "red"}, "/colour"),
    ],
    ids=str,
)
async def test_a_wrong_answer_to_a_question_of_the_law_is_refused(
    quiet_world: World, change: dict[str, Any], wrong: str
) -> None:
    before = await quiet_world.everything_stored()

    async with lawyer(quiet_world) as client:
        with_key = await quiet_world.everything_stored()
        path = f"/api/v1/reviews/{quiet_world.ids['review']}/answers"
        answer = await client.post(path, json=AN_ANSWER | change)

    assert answer.status_code == 422, answer.text
    assert pointers(problem_in(answer)) == [wrong]
    after = await quiet_world.everything_stored()
    assert after == with_key
    assert {table for table in before if before[table] != after[table]} == {"api_keys"}


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        ("", JSON),
        ("{", JSON),
        ('{"name": "Jazz",}', JSON),
        ("name: Jazz", JSON),
        ("[]", JSON),
        ("7", JSON),
        ('"Jazz"', JSON),
        ("null", JSON),
        (json.dumps(LIST), {"Content-Type": "text/plain"}),
        (json.dumps(LIST), {"Content-Type": "application/x-www-form-urlencoded"}),
        (json.dumps(LIST), {"Content-Type": "multipart/form-data; boundary=x"}),
        (json.dumps(LIST), {}),
        ("<list/>", {"Content-Type": "application/xml"}),
    ],
    ids=[
        "nothing", "half", "trailing comma", "yaml", "array", "number", "string", "null", "text/plain", "urlencoded",
        "multipart", "no type", "xml",
    ],
)  # fmt: skip
async def test_a_body_that_is_no_json_object_is_refused_as_a_whole(
    quiet_world: World, sent: str, headers: dict[str, str]
) -> None:
    status = 415 if sent and headers != JSON else 422
    problem = await refused(quiet_world, "POST", "/api/v1/lists", sent, status, headers)
    assert pointers(problem) == [""]
    assert "JSON" in problem["detail"]


@pytest.mark.parametrize("sent", [b'{"name": "\xff"}', b"[" * 100_000], ids=["not UTF-8", "deep"])
async def test_a_body_that_cannot_be_read_is_refused(quiet_world: World, sent: bytes) -> None:
    problem = await refused(quiet_world, "POST", "/api/v1/lists", sent, status=400)
    assert "JSON in UTF-8" in problem["detail"]


CONSENTS, MOVES = "/lists/<list>/consents", "/subscribers/<subscriber>/address-changes"
GIVEN = {"act": "paper", "happened_at": "2026-01-01T12:00:00Z"}
CONSENT = GIVEN | {"email": "eve@people.example", "consent_text_id": "<consent_text>"}
TRACKING = GIVEN | {"words": "Yes", "language": "en"}
MOVE = {"email": "eve@people.example", "channel": "phone"}

Field = tuple[str, str, dict[str, Any], list[str | int]]

ONE_LINE: list[Field] = [
    ("POST", "/lists", LIST, ["name"]),
    ("POST", "/lists", LIST, ["description"]),
    ("POST", "/lists", LIST, ["sender_name"]),
    ("POST", "/lists", LIST, ["sender_email"]),
    ("POST", "/lists", LIST, ["reply_to"]),
    ("PATCH", "/lists/<list>", {}, ["name"]),
    ("PATCH", "/organisations/<organisation>", {}, ["name"]),
    ("PATCH", "/organisations/<organisation>", {}, ["organisation_number"]),
    ("PATCH", "/organisations/<organisation>", {}, ["postal_address"]),
    ("PATCH", "/organisations/<organisation>", {}, ["website"]),
    ("POST", "/forms", FORM, ["slug"]),
    ("POST", "/forms", FORM, ["texts", 0, "title"]),
    ("POST", "/forms", FORM, ["texts", 0, "introduction"]),
    ("PATCH", "/forms/<form>", {}, ["origins", 0]),
    ("POST", "/campaigns", CAMPAIGN, ["subject"]),
    ("PATCH", "/campaigns/<campaign>", {}, ["subject"]),
    ("POST", TIMED, SCHEDULE, ["at"]),
    ("POST", TIMED, SCHEDULE, ["zone"]),
    ("POST", "/campaigns/<campaign>/test", {}, ["to", 0]),
    ("POST", PEOPLE, PERSON, ["email"]),
    ("POST", PEOPLE, PERSON, ["name"]),
    ("POST", "/campaigns", CAMPAIGN, ["partners", 0]),
    ("POST", TEXTS, TEXT, ["partners", 0]),
    ("POST", "/sales", SALE, ["name"]),
    ("POST", "/sales", SALE, ["seller"]),
    ("POST", "/sales", SALE, ["seller_number"]),
    ("POST", "/sales", SALE, ["reference"]),
    ("POST", "/sales", SALE, ["note"]),
    ("PUT", MAILBOX, {"kind": "role"}, ["organisation_number"]),
    ("PUT", MAILBOX, {"kind": "role"}, ["verified_how"]),
    ("PATCH", "/subscribers/<subscriber>", {}, ["name"]),
    ("POST", "/product-groups", {"code": "hall"}, ["name"]),
    ("PATCH", "/product-groups/<code>", {}, ["name"]),
    ("POST", DECISIONS, DECISION, ["decided_by"]),
    ("POST", DECISIONS, DECISION, ["why"]),
    ("PATCH", "/organisations/<organisation>", {}, ["non_commercial_because"]),
    ("PATCH", "/organisations/<organisation>", {}, ["balancing_test"]),
    ("POST", NOES, NO, ["email"]),
    ("POST", NOES, NO, ["note"]),
    ("POST", CONSENTS, CONSENT, ["email"]),
    ("POST", CONSENTS, CONSENT, ["name"]),
    ("POST", CONSENTS, CONSENT, ["place"]),
    ("POST", CONSENTS, CONSENT, ["collected_by"]),
    ("POST", CONSENTS, CONSENT, ["collector_contract"]),
    ("POST", "/subscribers/<subscriber>/tracking-consents", TRACKING, ["place"]),
    ("POST", MOVES, MOVE, ["email"]),
    ("POST", MOVES, MOVE, ["note"]),
]
"""Everything that may end in a header, an envelope or a page's one line."""

MANY_LINES: list[Field] = [
    ("POST", "/campaigns", CAMPAIGN, ["body"]),
    ("POST", TEXTS, TEXT, ["words"]),
    ("POST", TEXTS, TEXT, ["content"]),
    ("POST", "/subscribers/<subscriber>/tracking-consents", TRACKING, ["words"]),
    ("POST", "/sales", SALE, ["opt_out", "text"]),
]

BREAKS = ["\r", "\n", "\r\n", "\t", "\x85", "\u2028", "\u2029"]
CONTROLS = ["\0", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\ud800"]


@pytest.mark.parametrize(
    ("method", "path", "body", "place", "letters"),
    [
        pytest.param(*field, letters, id=" ".join([field[0], field[1], *map(str, field[3])]))
        for fields, letters in ((ONE_LINE, BREAKS + CONTROLS), (MANY_LINES, CONTROLS))
        for field in fields
    ],
)
async def test_a_control_character_is_refused_wherever_it_stands(
    quiet_world: World, method: str, path: str, body: Any, place: list[str | int], letters: list[str]
) -> None:
    before = await quiet_world.everything_stored()
    for letter in letters:
        sent = json.dumps(_with(body, place, f"a{letter}Bcc: b@c.example"))
        answer = await sends(quiet_world, method, f"/api/v1{path}", sent)
        assert answer.status_code == 422, repr(letter)
        assert pointers(problem_in(answer)) == ["/" + "/".join(map(str, place))], repr(letter)
    assert await quiet_world.everything_stored() == before


def _with(body: Any, place: list[str | int], value: str) -> Any:
    """The body with the value put at its place."""
    step, *rest = place
    inner = _with(body.get(step, {}) if isinstance(body, dict) else body[step], rest, value) if rest else value
    if isinstance(step, int):
        return [inner]
    return body | {step: inner}


async def test_lines_in_a_body_are_welcome_and_become_one_kind(world: World) -> None:
    draft = await world.drafts(body="one\r\ntwo\rthree\nfour\tfive")
    assert (await world.call("GET", f"/campaigns/{draft}"))["body"] == "one\ntwo\nthree\nfour\tfive"


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/api", 404, "openapi.json"),
        ("GET", "/api/v1", 404, "openapi.json"),
        ("GET", "/api/v2/lists", 404, "openapi.json"),
        ("GET", "/api/v1/lists/", 404, "openapi.json"),
        ("POST", "/api/v1/newsletters", 404, "openapi.json"),
        ("DELETE", "/api/v1/lists", 405, "Allow"),
        ("PUT", "/api/v1/campaigns/<campaign>", 405, "Allow"),
        ("GET", "/api/v1/campaigns/<campaign>/launch", 405, "Allow"),
        ("HEAD", "/api/v1/campaigns/<campaign>/launch", 405, ""),
        ("PROPFIND", "/api/v1/lists", 405, "Allow"),
        ("GET", "/api/v1/lists/00000000-0000-0000-0000-000000000000", 404, "Check its id"),
    ],
)
async def test_what_is_not_there_is_a_problem_that_says_so(
    quiet_world: World, method: str, path: str, status: int, says: str
) -> None:
    before = await quiet_world.everything_stored()
    answer = await sends(quiet_world, method, path, None, {})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if status == 405:
        assert answer.headers["allow"]
    if method != "HEAD":
        assert says in problem_in(answer)["detail"]
    assert await quiet_world.everything_stored() == before


@pytest.mark.parametrize("asked", ["' OR 1=1 --", "anne@people.example' OR '1'='1", "%", "*", "\0", ""])
async def test_what_is_asked_for_is_a_value_and_never_a_statement(quiet_world: World, asked: str) -> None:
    answer = await quiet_world.marketer.get("/api/v1/subscribers", params={"email": asked})
    assert (answer.status_code, answer.json()) == (200, {"data": [], "next_cursor": None})


async def test_a_slug_in_use_is_a_conflict(quiet_world: World) -> None:
    problem = await refused(
        quiet_world, "POST", "/api/v1/forms", json.dumps(FORM | {"slug": "konsertprogrammet"}), status=409
    )
    assert "Choose another slug" in problem["detail"]


async def test_of_two_forms_made_at_once_for_one_slug_one_is_made(world: World) -> None:
    form = (await world.call("GET", "/forms"))["data"][0]
    text_of_form = {"title": "Jazz", "consent_text_id": form["texts"][0]["consent_text_id"]}
    body = {"list_id": world.ids["list"], "slug": "jazz", "texts": [text_of_form]}
    answers = await asyncio.gather(*(world.marketer.post("/api/v1/forms", json=body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


@pytest.mark.parametrize("path", ["/api/v1/campaigns", "/forms/konsertprogrammet"])
@pytest.mark.parametrize(
    ("kind", "length"),
    [("application/json", None), ("application/json", "5"), ("application/x-www-form-urlencoded", None)],
    ids=["json", "json that lies about its length", "form"],
)
async def test_a_streamed_body_over_one_mebibyte_is_refused_before_it_is_read_whole(
    quiet_world: World, path: str, kind: str, length: str | None
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50 * MOST_BYTES:
            sent += 65536
            yield b"x" * 65536

    before = await quiet_world.everything_stored()
    headers = {"Content-Type": kind} | ({"Content-Length": length} if length else {})
    answer = await quiet_world.marketer.post(path, content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent <= MOST_BYTES + 2 * 65536
    if "json" in kind or path.startswith("/api"):
        assert "1 MiB" in problem_in(answer)["detail"]
    assert await quiet_world.everything_stored() == before


@pytest.mark.parametrize("path", ["/api/v1/campaigns", "/forms/konsertprogrammet"])
async def test_a_body_that_says_it_is_over_one_mebibyte_is_refused_at_its_word(quiet_world: World, path: str) -> None:
    sent = 0

    async def first_of_many() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 5:
            sent += 1
            yield b"x"

    headers = JSON | {"Content-Length": str(MOST_BYTES + 1)}
    answer = await quiet_world.marketer.post(path, content=first_of_many(), headers=headers)
    assert answer.status_code == 413
    assert sent == 1
    assert "Make it smaller" in problem_in(answer)["detail"]


async def test_a_body_of_one_mebibyte_is_read(world: World) -> None:
    sent = {"list_id": world.ids["list"], "subject": "Long", "body": ""}
    sent["body"] = "x" * (MOST_BYTES - len(json.dumps(sent)))
    answer = await world.marketer.post("/api/v1/campaigns", content=json.dumps(sent).encode(), headers=JSON)
    assert answer.status_code == 201


async def test_who_sends_a_form_slowly_keeps_nobody_from_signing_up(world: World) -> None:
    begun, enough = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"email=anne%40people.example&"
        begun.set()
        await enough.wait()
        yield b"consent=yes"

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    slow = asyncio.create_task(world.visitor.post("/forms/konsertprogrammet", content=slowly(), headers=form))
    await begun.wait()
    async with asyncio.timeout(10):
        assert (await world.signs_up(BART)).status_code == 200
    enough.set()
    assert (await slow).status_code == 200
    await world.works()
    assert world.newest_to(ANNE).confirm_link
    assert world.newest_to(BART).confirm_link


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/forms/konsertprogrammet", "[" * 100_000),
        ("POST", "/forms/konsertprogrammet", "[]"),
        ("POST", "/forms/konsertprogrammet", '{"email": "\\ud800@people.example", "consent": true}'),
        ("POST", "/forms/konsertprogrammet", '{"email": "bart@people.example", "consent": true, "name": "\\u0000"}'),
        ("GET", "/forms/konsert%00programmet", None),
        ("GET", "/forms/konsertprogrammet%0d%0aX-Evil:%20yes", None),
        ("POST", "/unsubscribe/%00", None),
        ("POST", "/confirm/%ff%fe", None),
    ],
    ids=[
        "deep",
        "array",
        "half a letter",
        "NUL",
        "NUL in the path",
        "header in the path",
        "NUL token",
        "no UTF-8 token",
    ],
)
async def test_nonsense_at_the_public_doors_is_refused_and_no_fault_of_ours(
    quiet_world: World, method: str, path: str, sent: str | None
) -> None:
    before = await quiet_world.everything_stored()
    answer = await quiet_world.visitor.request(method, path, content=sent, headers=JSON)
    assert answer.status_code in (404, 422), answer.text
    problem_in(answer)
    assert "x-evil" not in answer.headers
    assert await quiet_world.everything_stored() == before


async def test_half_a_letter_and_nul_in_what_supports_a_sign_up_are_no_fault_of_ours(world: World) -> None:
    sent = {"email": ANNE, "name": "A\ud800", "consent": True, "page": "https://a.example/\ud800\0"}
    answer = await world.visitor.post("/forms/konsertprogrammet", content=json.dumps(sent), headers=JSON)
    assert answer.status_code == 202


# Time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "at", "zone", "instant", "shown"),
    [
        ("2026-11-23", "2026-12-01T09:00", "Europe/Oslo", "2026-12-01T08:00:00Z", "2026-12-01T09:00"),
        ("2026-11-23", "2027-07-01 09:00", "Europe/Oslo", "2027-07-01T07:00:00Z", "2027-07-01T09:00"),
        ("2026-11-23", "2028-02-29T09:00", "Asia/Kathmandu", "2028-02-29T03:15:00Z", "2028-02-29T09:00"),
        ("2026-10-01", "2026-10-25T02:30", "Europe/Oslo", "2026-10-25T00:30:00Z", "2026-10-25T02:30"),
        ("2026-10-01", "2026-10-25T02:30+01:00", "Europe/Oslo", "2026-10-25T01:30:00Z", "2026-10-25T02:30+01:00"),
        ("2026-11-23", "2026-12-01T09:00Z", "Europe/Oslo", "2026-12-01T09:00:00Z", "2026-12-01T10:00+01:00"),
        ("2026-11-23", "2026-12-01T09:00:00+01:00", None, "2026-12-01T08:00:00Z", "2026-12-01T09:00+01:00"),
        ("2026-11-23", "2026-12-01T09:00-05:00", "Europe/Oslo", "2026-12-01T14:00:00Z", "2026-12-01T15:00+01:00"),
    ],
    ids=[
        "winter",
        "summer",
        "leap day",
        "doubled: the first",
        "doubled: the second said",
        "in UTC",
        "an instant",
        "in New York",
    ],
)
def test_a_time_is_kept_as_it_was_said_and_as_the_instant_it_means(
    now: str, at: str, zone: str | None, instant: str, shown: str
) -> None:
    read = wall_clock(at, zone, now=datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert read == WallClock(local=shown, zone=zone, instant=datetime.fromisoformat(instant))


async def test_a_time_that_comes_twice_means_the_first(world: World) -> None:
    campaign = await world.drafts()
    world.now = datetime(2026, 10, 1, tzinfo=UTC)
    sent = {"at": "2026-10-25T02:30", "zone": "Europe/Oslo"}
    answered = await world.call("POST", f"/campaigns/{campaign}/schedule", sent)
    note = (
        "2026-10-25T02:30 comes twice in Europe/Oslo, since the clock is put back over it. The first is meant, "
        "2026-10-25T02:30+02:00. For the second, schedule it at 2026-10-25T02:30+01:00."
    )
    assert answered["schedule"] == sent | {"instant": "2026-10-25T00:30:00Z", "note": note}
    assert (await world.call("GET", f"/campaigns/{campaign}"))["schedule"] == answered["schedule"]


async def test_a_time_that_summer_time_skips_is_refused_with_the_one_to_use(quiet_world: World) -> None:
    sent = json.dumps({"at": "2027-03-28T02:30", "zone": "Europe/Oslo"})
    problem = await refused(quiet_world, "POST", "/api/v1/campaigns/<campaign>/schedule", sent)
    assert problem["errors"][0]["code"] == "time_skipped"
    assert "Use 2027-03-28T03:30" in problem["detail"]


# A fault of ours ---------------------------------------------------------------------------------------------------


async def test_a_fault_of_ours_tells_nothing_and_leaves_nothing_behind(
    settings: Settings, mail_server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    async with World.begin(settings, mail_server) as world:
        await world.signs_up(ANNE)
        async with world.database.transaction() as session:
            # Now the second person's row breaks a rule that nobody foresaw, late in the transaction.
            await session.exec(text("CREATE UNIQUE INDEX one ON subscribers (organisation_id)"))  # type: ignore[call-overload]
        before = await _rows(world)

        api = await world.marketer.post(
            f"/api/v1/lists/{world.ids['list']}/subscriptions", json={"email": BART, "name": "Bart Secretperson"}
        )
        visit = await world.signs_up(BART, name="Bart Secretperson")

        assert api.status_code == visit.status_code == 500
        assert "tell the operator" in problem_in(api)["detail"]
        assert visit.headers["content-type"].startswith("text/html")
        for answer in (api, visit):
            for inside in (
                "bart",
                "secretperson",
                "subscribers",
                "sqlite",
                "psycopg",
                "insert",
                "traceback",
                "newsletter/",
            ):
                assert inside not in answer.text.lower().replace("newsletter.css", "")
        logged = capsys.readouterr().out.lower()
        assert "unforeseen" in logged
        assert "bart" not in logged
        assert await _rows(world) == before
        assert (await world.marketer.get("/api/v1/lists")).status_code == 200, "the next request is answered"


async def _rows(world: World) -> list[int]:
    """How many rows there are of what a sign-up writes."""
    tables = ("consent_records", "consent_details", "subscribers", "subscriptions", "deliveries", "evidence_profiles")
    async with world.database.reading() as session:
        found = [await session.exec(text(f"SELECT count(*) FROM {table}")) for table in tables]  # type: ignore[call-overload]
        return [rows.one()[0] for rows in found]


@pytest.mark.parametrize("path", ["/api/v1/campaigns", "/forms/konsertprogrammet"])
@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip"])
async def test_a_compressed_body_is_refused_and_not_unpacked(quiet_world: World, path: str, coding: str) -> None:
    bomb = gzip.compress(b" " * 10 * MOST_BYTES)

    answer = await quiet_world.marketer.post(path, content=bomb, headers=JSON | {"Content-Encoding": coding})

    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert "Content-Encoding" in problem_in(answer)["detail"]


async def test_a_body_longer_than_it_says_is_refused_where_it_is_over(quiet_world: World) -> None:
    async def more_than_said() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65536

    headers = JSON | {"Content-Length": "10", "Idempotency-Key": "one"}
    answer = await quiet_world.marketer.post("/api/v1/campaigns", content=more_than_said(), headers=headers)

    assert answer.status_code == 413
