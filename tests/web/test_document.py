"""Does the API's document say what the service does? Its examples are played, its words and answers are counted."""

import json
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient, Response
from jsonschema import Draft202012Validator

from newsletter.access.secret import looks_like_one
from newsletter.app import document
from newsletter.settings import Settings
from newsletter.web.document import EXAMPLES, MEANINGS, operations
from newsletter.web.document.showing import LOADED
from newsletter.web.errors import TYPES
from tests.conftest import settings_for
from tests.mail_server import MailServer
from tests.web.examples import Played, playing
from tests.world import World

CHECKOUT = Path(__file__).parents[2]
DOCUMENT = document()
OPERATIONS = {operation["operationId"]: operation for operation in operations(DOCUMENT)}
SCHEMAS = DOCUMENT["components"]["schemas"]
NO_JSON = {"watch_campaign", "get_consent_document", "create_consent_document"}
"""Operations that stream or take or answer with a file."""


@pytest.fixture(scope="module")
def on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an empty venue on SQLite."""
    place = tmp_path_factory.mktemp("venue")
    shutil.copy(sqlite_template, place / "newsletter.sqlite")
    return settings_for(f"sqlite:///{place / 'newsletter.sqlite'}", place)


@pytest.fixture(scope="module")
async def played(on_sqlite: Settings) -> AsyncIterator[dict[str, Played]]:
    """Every example, played in turn at one venue."""
    async with playing(on_sqlite) as player:
        yield {each[0]["operation"]: each async for each in player.play()}


@pytest.fixture(scope="module")
async def somewhere(on_sqlite: Settings) -> AsyncIterator[World]:
    """The venue, with somebody who has a key and somebody who has none."""
    async with World.begin(on_sqlite, MailServer()) as world:
        yield world


@pytest.fixture
def stranger(somewhere: World) -> AsyncClient:
    """Somebody without a key."""
    return somewhere.visitor


def misshapen(value: Any, schema: dict[str, Any]) -> list[str]:
    """What of a value is not as the document has it."""
    whole = {**schema, "components": DOCUMENT["components"]}
    checked = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checked.iter_errors(value)]


def answer_of(operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The status and the content of a good answer."""
    return next((status, told.get("content", {})) for status, told in operation["responses"].items() if status < "3")


def test_the_committed_document_is_that_of_the_service() -> None:
    committed = (CHECKOUT / "openapi.json").read_text()
    now = json.dumps(DOCUMENT, indent=2, ensure_ascii=False) + "\n"
    assert committed == now, "The API has changed: run `make document`, and look at what changed in openapi.json."


def test_every_operation_has_a_name_and_says_what_it_does() -> None:
    for name, operation in OPERATIONS.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
        assert operation["summary"]
        assert operation["description"].endswith("."), name


def test_every_field_and_every_parameter_has_its_meaning() -> None:
    fields = {
        f"{model}.{field}": told.get("description")
        for model, schema in SCHEMAS.items()
        for field, told in schema.get("properties", {}).items()
    }
    parameters = {
        f"{name}: {told['name']}": told["description"]
        for name, operation in OPERATIONS.items()
        for told in operation.get("parameters", [])
    }
    assert [name for name, meaning in (fields | parameters).items() if not meaning] == []


def test_every_shape_has_a_name_that_people_can_read() -> None:
    assert [name for name in SCHEMAS if "__" in name] == []


def test_no_meaning_is_written_down_for_a_field_that_is_not_there() -> None:
    fields = {model: set(schema.get("properties", {})) for model, schema in SCHEMAS.items()}
    parameters = {told["name"] for operation in OPERATIONS.values() for told in operation.get("parameters", [])}
    there = fields | {"every": set().union(*fields.values()), "parameters": parameters}
    assert [f"{where}.{name}" for where, told in MEANINGS.items() for name in told if name not in there[where]] == []


def test_every_operation_has_an_example_of_what_is_sent_and_what_is_answered() -> None:
    for name, operation in OPERATIONS.items():
        sent = operation.get("requestBody", {}).get("content", {})
        if "application/json" in sent:
            assert "example" in sent["application/json"], name
            assert "$" not in json.dumps(sent["application/json"]["example"]), name
        content = answer_of(operation)[1]
        if "application/json" in content and name not in NO_JSON:
            assert "example" in content["application/json"], name
    assert [each["operation"] for each in EXAMPLES if each["operation"] not in OPERATIONS] == []


@pytest.mark.parametrize("name", OPERATIONS)
async def test_an_example_is_accepted_and_answered_as_the_document_says(played: dict[str, Played], name: str) -> None:
    example, answer, told = played[name]
    status, content = answer_of(OPERATIONS[name])
    assert str(answer.status_code) == status, answer.text
    if "answered" in example:
        assert misshapen(answer.json(), content["application/json"]["schema"]) == []
        assert told == example["answered"], "Run `make document`, and look at what changed."
    if "sent" in example:
        sent = OPERATIONS[name]["requestBody"]["content"]["application/json"]
        assert misshapen(sent["example"], sent["schema"]) == []


def test_an_example_shows_no_secret_that_could_be_one() -> None:
    told = re.findall(r"\b(?:nl|whsec)_[\w+/-]{20,}=*", json.dumps(DOCUMENT))
    assert len(set(told)) == 3, "a key, and what signs webhooks before and after it was made anew"
    for each in told:
        assert re.fullmatch(r"(nl|whsec)_(EXAMPLE\d)+E?X?A?M?P?L?", each)
        assert not looks_like_one(each), "a scanner that checks keys lets it be"


# Refusals


def test_an_operation_tells_of_the_refusals_it_can_answer_with_and_of_no_others() -> None:
    told = {name: sorted(status for status in each["responses"] if status >= "4") for name, each in OPERATIONS.items()}
    assert told["list_lists"] == ["401", "403", "422", "429"]
    assert told["get_list"] == ["401", "403", "404", "422", "429"]
    assert told["create_list"] == ["400", "401", "403", "409", "413", "415", "422", "429"]
    assert told["change_list"] == ["400", "401", "403", "404", "409", "412", "413", "415", "422", "429"]
    assert told["create_campaign"] == ["400", "401", "403", "404", "409", "413", "415", "422", "429"]
    assert told["launch_campaign"] == ["401", "403", "404", "409", "412", "422", "429"]
    assert told["create_consent_document"] == ["401", "403", "409", "413", "422", "429"]


def test_who_has_the_version_already_is_told_so_by_an_empty_answer() -> None:
    unchanged = {name: each["responses"].get("304") for name, each in OPERATIONS.items()}
    assert unchanged["list_lists"] is unchanged["change_list"] is None
    assert unchanged["get_list"] == {"description": "It is still that version."}


def test_a_state_and_an_unanswered_request_are_told_apart() -> None:
    told = OPERATIONS["launch_campaign"]["responses"]["409"]["description"]
    assert told.startswith("It was launched already")
    assert "Idempotency-Key" in told


def test_every_refusal_is_a_problem_of_one_shape() -> None:
    for operation in OPERATIONS.values():
        for status, told in operation["responses"].items():
            if status >= "4":
                schema = {"$ref": "#/components/schemas/Problem"}
                assert told["content"] == {"application/problem+json": {"schema": schema}}
                assert told["description"]


@pytest.mark.parametrize(
    ("who", "method", "path", "sent", "status", "kind"),
    [
        ("visitor", "GET", "/api/v1/nothing", {}, 404, "no-such-path"),
        ("visitor", "DELETE", "/api/v1/lists", {}, 405, "method-not-allowed"),
        ("visitor", "GET", "/api/v1/lists", {}, 401, "not-allowed"),
        ("visitor", "POST", "/api/v1/lists", {"content": "x" * 2_000_000}, 413, "too-large"),
        ("marketer", "GET", "/api/v1/lists?colour=red", {}, 422, "invalid"),
        ("marketer", "DELETE", "/api/v1/lists/{list}", {"headers": {"If-Match": '"seen before"'}}, 412, "outdated"),
    ],
)
async def test_a_problem_has_its_shape_and_its_type_leads_to_what_to_do(
    somewhere: World, who: str, method: str, path: str, sent: dict[str, Any], status: int, kind: str
) -> None:
    answer = await getattr(somewhere, who).request(method, path.format(**somewhere.ids), **sent)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (status, f"https://news.venue.example/problems/{kind}")
    assert misshapen(problem, {"$ref": "#/components/schemas/Problem"}) == []
    page = await somewhere.visitor.get(problem["type"])
    assert page.status_code == 200
    assert "What to do" in page.text


def test_every_type_of_problem_has_its_page_and_every_page_its_type() -> None:
    pages = {file.stem: file.read_text() for file in (CHECKOUT / "docs" / "problems").glob("*.md")}
    assert set(pages) == TYPES
    for kind, text in pages.items():
        assert re.match(rf"# .+\n\n`{kind}`, HTTP \d{{3}}\.\n", text), kind
        assert "\nWhat to do:\n\n- " in text


async def test_there_is_no_page_for_what_is_no_type(stranger: AsyncClient) -> None:
    assert (await stranger.get("/problems/boredom")).status_code == 404
    assert (await stranger.get("/problems/..%2F..%2Fpyproject")).status_code == 404


# The page


async def loaded_by(stranger: AsyncClient, path: str) -> list[Response]:
    """A page and all that it loads."""
    page = await stranger.get(path)
    return [page, *[await stranger.get(found) for found in re.findall(r'(?:src|href)="(/[^"]*)"', page.text)]]


async def test_the_page_of_the_document_and_all_that_it_loads_come_from_us(stranger: AsyncClient) -> None:
    page, *files = await loaded_by(stranger, "/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    assert [file.url.path for file in files] == [f"/docs/{name}" for name in LOADED]
    assert [file.status_code for file in files] == [200] * len(LOADED)
    styles, _, ours = files
    assert set(re.findall(r"url\(\W?(\w+:)", styles.text)) <= {"data:"}
    assert "@import" not in styles.text
    assert "://" not in ours.text
    assert "validatorUrl: null" in ours.text


async def test_the_page_of_the_document_may_run_and_ask_nothing_but_ours(stranger: AsyncClient) -> None:
    policy = dict(
        rule.strip().split(" ", 1)
        for rule in (await stranger.get("/docs")).headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in " ".join(policy.values())
    assert (await stranger.get("/docs/showing.py")).status_code == 404
