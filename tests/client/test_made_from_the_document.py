"""Is the client what the document says? Made anew and compared, and tried with what no door of ours has yet."""

import subprocess
import sys

import pytest

from generate.client import FOLDER, made
from generate.reading import groups, method_name
from newsletter_client.models import CampaignState

ALONE = """
import sys
import newsletter_client
there = {name.partition(".")[0] for name in sys.modules}
print(*sorted(there & {"newsletter", "fastapi", "sqlmodel", "sqlalchemy", "typer"}))
"""


def test_the_client_is_the_one_that_the_document_makes() -> None:
    kept = {name: (FOLDER / name).read_text() for name in ("models.py", "operations.py")}

    assert made() == kept, "`make client` makes it anew"


def test_the_client_needs_nothing_of_the_service() -> None:
    told = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == ""


@pytest.mark.parametrize(
    ("operation_id", "tag", "name"),
    [
        ("create_campaign", "campaigns", "create"),
        ("list_campaigns", "campaigns", "list"),
        ("list_deliveries", "campaigns", "list_deliveries"),
        ("create_tracking_consent", "consents", "create_tracking_consent"),
        ("create_api_key", "api_keys", "create"),
        ("list_entries", "entries", "list"),
        ("get_entry", "entries", "get"),
        ("change_list", "lists", "change"),
    ],
)
def test_a_method_is_named_by_what_it_does_in_its_group(operation_id: str, tag: str, name: str) -> None:
    assert method_name(operation_id, tag) == name


def test_a_door_that_is_yet_to_come_gets_its_method() -> None:
    row = {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}}
    text = {"type": "string"}
    told = {
        "operationId": "change_webhook",
        "tags": ["webhooks"],
        "parameters": [
            {"name": "webhook_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
            {"name": "If-Match", "in": "header", "schema": text},
            {"name": "Idempotency-Key", "in": "header", "schema": text},
        ],
        "requestBody": {"content": {"application/json": {"schema": {"properties": {"from": text, "url": text}}}}},
        "responses": {"200": {"content": {"application/json": {"schema": row}}}},
    }

    (found,) = groups({"paths": {"/webhooks/{webhook_id}": {"patch": told}}})["webhooks"]

    assert (found.name, found.answers) == ("change", "model")
    assert [(one.name, one.wire, one.where, one.kind) for one in found.arguments] == [
        ("webhook_id", "webhook_id", "path", "UUID | str"),
        ("if_match", "If-Match", "header", "str"),
        ("from_", "from", "body", "str"),
        ("url", "url", "body", "str"),
    ]


def test_a_word_that_is_new_at_the_service_is_taken_as_it_is() -> None:
    new = CampaignState("archived")

    assert (new, new.value, new.name) == ("archived", "archived", "archived")
    assert new not in list(CampaignState)
