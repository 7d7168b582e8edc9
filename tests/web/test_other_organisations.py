"""Every door of the API, tried without a key, with a wrong one, and by another organisation.

The doors are read from the OpenAPI document. A new operation makes `test_every_operation_is_tried` fail until
somebody has written down how a stranger would try it.
"""

import importlib
import json
import pkgutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from httpx2 import AsyncClient, Response
from sqlmodel import update

from newsletter.access.keys import ApiKey, Scope
from newsletter.access.making import create_key
from newsletter.app import create_app
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.web import api
from tests.web.conftest import sells_season_tickets
from tests.world import ANNE, MONDAY, World

NOT_THERE, OWN, EMPTY = 404, 201, 200
NOBODY = str(UUID(int=0))


@dataclass(frozen=True)
class Attempt:
    """What a stranger sends, and what comes of it. `<list>` and its like stand for the victim's ids."""

    answer: int = NOT_THERE
    body: Any = None
    query: str = ""
    media_type: str = "application/json"


A_CONSENT = {"act": "paper", "happened_at": "2026-01-01T12:00:00Z", "place": "Here"}
A_LIST = {"name": "Mine", "language": "en", "sender_name": "Me", "sender_email": "me@other.example"}
A_TEXT = {"language": "en", "words": "Yes", "content": "News", "frequency": "Weekly", "withdrawal": "One click"}
A_SALE = {"email": "mine@people.example", "kind": "single_purchase", "seller": "Another AS"}
A_DECISION = {"to": "<code>", "decided_by": "Me", "why": "I want to"}
A_FORM_TEXT = {"title": "Mine", "consent_text_id": "<consent_text>"}
A_DISCLOSURE = {
    "partner": "Mine",
    "partner_number": "1",
    "data": ["address"],
    "purpose": "Mine",
    "basis": "legitimate_interests",
}

AN_ANSWER = {"permitted": True, "by": "Me", "why": "I want to", "until": "2030-01-01T00:00:00Z"}
A_CASE = {"at": "2026-11-23T09:00:00+01:00", "sender": {"name": "Mine"}, "message": {}}
A_WEBHOOK = {"url": "https://93.184.215.14/in", "events": ["subscriber.left"]}

A_NOTICE = {"class": "contract_message", "concerns": "Mine", "list_id": "<list>", "subject": "Mine", "body": "Mine"}
A_BUYER = {"email": "mine@people.example", "reference": "T-9"}
AN_APPROVAL = {"digest": "0" * 64, "by": "Me"}

ATTEMPTS = {
    "list_organisations": Attempt(EMPTY),
    "get_organisation": Attempt(),
    "change_organisation": Attempt(body={"name": "Mine now", "postal_address": "Nowhere"}),
    "create_list": Attempt(OWN, body=A_LIST),
    "list_lists": Attempt(EMPTY),
    "get_list": Attempt(),
    "change_list": Attempt(body={"reply_to": "me@other.example"}),
    "delete_list": Attempt(),
    "create_consent_text": Attempt(body=A_TEXT),
    "list_consent_texts": Attempt(),
    "create_subscription": Attempt(body={"email": "mine@people.example"}),
    "create_subscriptions": Attempt(body={"subscriptions": [{"email": "mine@people.example"}]}),
    "list_subscriptions": Attempt(),
    "create_form": Attempt(body={"list_id": "<list>", "slug": "mine", "texts": [A_FORM_TEXT]}),
    "list_forms": Attempt(EMPTY),
    "get_form": Attempt(),
    "change_form": Attempt(body={"origins": ["https://other.example"]}),
    "list_subscribers": Attempt(EMPTY, query=f"?email={ANNE}"),
    "get_subscriber": Attempt(),
    "change_subscriber": Attempt(body={"country": "DK"}),
    "describe_mailbox": Attempt(body={"kind": "role"}),
    "get_mailbox": Attempt(),
    "create_sale": Attempt(body=A_SALE | {"list_ids": ["<list>"]}),
    "create_sales": Attempt(EMPTY, body={"sales": [A_SALE | {"list_ids": ["<list>"]}]}),
    "end_sale": Attempt(body={}),
    "list_sales": Attempt(),
    "create_product_group": Attempt(OWN, body={"code": "mine", "name": "Mine"}),
    "list_product_groups": Attempt(EMPTY),
    "rename_product_group": Attempt(body={"name": "Mine"}),
    "create_correspondence": Attempt(body=A_DECISION),
    "list_correspondences": Attempt(),
    "revoke_correspondence": Attempt(),
    "create_suppression": Attempt(OWN, body={"email": ANNE, "kind": "block", "channel": "other"}),
    "list_suppressions": Attempt(EMPTY),
    "create_address_change": Attempt(body={"email": "mine@people.example", "channel": "phone"}),
    "create_consent": Attempt(body=A_CONSENT | {"email": "mine@people.example", "consent_text_id": "<consent_text>"}),
    "create_tracking_consent": Attempt(body=A_CONSENT | {"words": "Yes", "language": "en"}),
    "create_consent_document": Attempt(OWN, body="A letter", media_type="text/plain"),
    "get_consent_document": Attempt(),
    "create_campaign": Attempt(body={"list_id": "<list>", "subject": "Mine", "body": "Mine"}),
    "list_campaigns": Attempt(EMPTY),
    "get_campaign": Attempt(),
    "change_campaign": Attempt(body={"subject": "Mine"}),
    "delete_campaign": Attempt(),
    "preview_campaign": Attempt(query="?subscriber_id=<subscriber>"),
    "check_campaign": Attempt(),
    "test_campaign": Attempt(body={"to": ["me@other.example"]}),
    "schedule_campaign": Attempt(body={"at": "2026-12-01T09:00", "zone": "Europe/Oslo"}),
    "launch_campaign": Attempt(),
    "pause_campaign": Attempt(),
    "resume_campaign": Attempt(),
    "cancel_campaign": Attempt(),
    "settle_uncertain": Attempt(body={"action": "send_again"}),
    "send_again_to_refused": Attempt(body={}),
    "report_campaign": Attempt(),
    "list_deliveries": Attempt(),
    "get_progress": Attempt(),
    "watch_campaign": Attempt(),
    "list_audit_entries": Attempt(EMPTY),
    "list_reviews": Attempt(EMPTY),
    "answer_review": Attempt(body=AN_ANSWER),
    "explain_subscriber": Attempt(query="?campaign_id=<campaign>"),
    "decide_by_law": Attempt(EMPTY, body=A_CASE),
    "prove_subscriber": Attempt(),
    "create_disclosure": Attempt(body=A_DISCLOSURE),
    "list_disclosures": Attempt(),
    "get_processing_record": Attempt(EMPTY),
    "create_api_key": Attempt(OWN, body={"name": "Mine", "scopes": ["lists:read"]}),
    "list_api_keys": Attempt(EMPTY),
    "get_api_key": Attempt(),
    "revoke_api_key": Attempt(),
    "create_webhook": Attempt(OWN, body=A_WEBHOOK),
    "list_webhooks": Attempt(EMPTY),
    "get_webhook": Attempt(),
    "change_webhook": Attempt(body={"description": "Mine now", "enabled": False}),
    "delete_webhook": Attempt(),
    "rotate_webhook_secret": Attempt(),
    "test_webhook": Attempt(),
    "list_webhook_deliveries": Attempt(),
    "replay_webhook_delivery": Attempt(),
    "create_notice": Attempt(body=A_NOTICE),
    "list_notices": Attempt(EMPTY),
    "get_notice": Attempt(),
    "change_notice": Attempt(body={"subject": "Mine"}),
    "preview_notice": Attempt(),
    "submit_notice": Attempt(),
    "approve_notice": Attempt(body=AN_APPROVAL),
    "cancel_notice": Attempt(),
    "report_notice": Attempt(),
    "add_notice_recipients": Attempt(body={"recipients": [A_BUYER]}),
    "upload_notice_recipients": Attempt(body="email,reference", media_type="text/csv"),
    "list_notice_recipients": Attempt(),
    "explain_notice_recipient": Attempt(),
    "create_notice_template": Attempt(body=A_NOTICE),
    "send_notice_template": Attempt(body=A_BUYER),
}
"""By operation id."""


def _document() -> Any:
    unused = Settings(secret_key=("a" * 40,), fingerprint_key="b" * 40, data_dir=Path("/nowhere"))  # type: ignore[arg-type]
    return create_app(unused).openapi()


OPERATIONS = {
    operation.get("operationId", f"{method} {path}"): (method.upper(), path, operation)
    for path, methods in _document()["paths"].items()
    for method, operation in methods.items()
}
OF_THE_API = sorted(name for name, (_, path, _) in OPERATIONS.items() if path.startswith("/api/"))

every_operation = pytest.mark.parametrize("name", OF_THE_API)


@pytest.fixture(scope="module")
async def stranger(quiet_world: World) -> AsyncIterator[AsyncClient]:
    """Somebody with a good key of another organisation."""
    async with quiet_world.database.transaction() as session:
        other = Organisation(name="Another AS", organisation_number="1", postal_address="Elsewhere", created_at=MONDAY)
        session.add(other)
        await session.flush()
        key = await create_key(session, other, "stranger", scopes=set(Scope), now=MONDAY)
    async with World._client(quiet_world.app, key) as client:
        yield client


def test_every_operation_is_tried() -> None:
    assert set(ATTEMPTS) == set(OF_THE_API)


def test_no_operation_hides_from_the_document() -> None:
    modules = [
        importlib.import_module(f"{api.__name__}.{module.name}") for module in pkgutil.iter_modules(api.__path__)
    ]
    routes = [route for module in modules if hasattr(module, "router") for route in module.router.routes]
    hidden = [route for route in routes if not (isinstance(route, APIRoute) and route.operation_id in ATTEMPTS)]
    assert routes
    assert hidden == []


def test_the_document_names_and_describes_every_operation() -> None:
    ids = [operation.get("operationId") for _, _, operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    assert sorted(OPERATIONS) == OF_THE_API, "everything in the document is under /api"
    for method, path, operation in OPERATIONS.values():
        assert operation.get("operationId"), (method, path)
        assert operation.get("description", "").endswith("."), (method, path)


@every_operation
async def test_without_a_good_key_nothing_is_told_and_nothing_done(quiet_world: World, name: str) -> None:
    key = quiet_world.marketer.headers["authorization"].removeprefix("Bearer ")
    wrong = [
        "Bearer",
        "Bearer nl_wrong",
        f"Bearer {key[:-1]}",
        f"Bearer {key.swapcase()}",
        f"Bearer {key}\xe9",
    ]  # as a byte
    wrong += [f"Basic {key}", key, "Bearer ' OR 1=1 --"]
    before = await quiet_world.everything_stored()

    for headers in ({}, *({b"Authorization": header.encode("latin-1")} for header in wrong)):
        answer = await tries(quiet_world.visitor, quiet_world, name, headers)

        assert answer.status_code == 401, headers
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "newsletter api-key create" in answer.json()["detail"]
    assert await quiet_world.everything_stored() == before


@every_operation
async def test_another_organisation_finds_nothing_and_changes_nothing(
    quiet_world: World, stranger: AsyncClient, name: str
) -> None:
    attempt, before = ATTEMPTS[name], await quiet_world.everything_stored()

    answer = await tries(stranger, quiet_world, name)

    assert answer.status_code == attempt.answer, answer.text
    after = await quiet_world.everything_stored()
    if attempt.answer == OWN:
        assert after != before
        assert all(row in after[table] for table, rows in before.items() for row in rows), "theirs come to those"
    else:
        assert after == before
    if attempt.answer == NOT_THERE:
        nobodys = await tries(stranger, quiet_world, name, ids=dict.fromkeys(quiet_world.ids, NOBODY))
        assert answer.json() == nobodys.json(), "it cannot be told from what is not there"
    for theirs in (*quiet_world.ids.values(), ANNE, "Kulturhuset", "Konsertprogrammet", "December"):
        assert theirs not in answer.text


async def test_the_same_requests_of_the_owner_are_answered(quiet_world: World) -> None:
    """So that a 404 above is the organisation's doing, and not a misspelt path."""
    async with quiet_world.somebody_with(*Scope) as owner:
        for name in OF_THE_API:
            method, path, _ = OPERATIONS[name]
            if method == "GET":
                answer = await tries(owner, quiet_world, name)
                assert answer.status_code == 200, (path, answer.text)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/forms", {"list_id": "<own>", "slug": "mine", "texts": [A_FORM_TEXT]}, 422),
        ("/campaigns/<own campaign>/preview?subscriber_id=<subscriber>", None, 404),
        ("/lists/<own>/consents", A_CONSENT | {"email": ANNE, "consent_text_id": "<consent_text>"}, 422),
        (
            "/lists/<own>/consents",
            A_CONSENT | {"email": ANNE, "consent_text_id": "<own text>", "document_id": "<document>"},
            422,
        ),
        ("/suppressions", {"email": ANNE, "kind": "list", "list_id": "<list>", "channel": "phone"}, 404),
        ("/campaigns", {"list_id": "<own>", "subject": "Mine", "body": "Mine", "product_groups": ["<code>"]}, 422),
        ("/sales", A_SALE | {"product_groups": ["<code>"]}, 422),
        ("/sales", A_SALE | {"list_ids": ["<list>"]}, 404),
        ("/product-groups/mine/correspondences", A_DECISION, 422),
        ("/product-groups/mine/correspondences/<correspondence>/revoke", None, 404),
    ],
    ids=[
        "my form with their consent text",
        "my campaign for their subscriber",
        "a consent to my list by their words",
        "a consent to my list by their document",
        "a no to their list",
        "my campaign about their product group",
        "my sale of their product group",
        "my customer on their list",
        "my product group corresponding to theirs",
        "their decision through my product group",
    ],
)
async def test_what_is_ones_own_cannot_be_joined_to_what_is_anothers(
    world: World, path: str, body: Any, status: int
) -> None:
    async with world.database.transaction() as session:
        other = Organisation(name="Another AS", created_at=MONDAY)
        session.add(other)
        await session.flush()
        key = {"Authorization": f"Bearer {await create_key(session, other, 'stranger', now=MONDAY)}"}
    await world.joins(ANNE)
    world.ids["subscriber"] = (await world.call("GET", "/subscribers"))["data"][0]["id"]
    world.ids["consent_text"] = (await world.call("GET", "/forms"))["data"][0]["texts"][0]["consent_text_id"]
    own = (await world.visitor.post("/api/v1/lists", json=A_LIST, headers=key)).json()["id"]
    draft = {"list_id": own, "subject": "Mine", "body": "{{ subscriber.name }}"}
    campaign = (await world.visitor.post("/api/v1/campaigns", json=draft, headers=key)).json()["id"]
    text = (await world.visitor.post(f"/api/v1/lists/{own}/consent-texts", json=A_TEXT, headers=key)).json()["id"]
    plain = {"Content-Type": "text/plain"}
    theirs = (await world.marketer.post("/api/v1/consent-documents", content="Yes, Anne", headers=plain)).json()["id"]
    await world.visitor.post("/api/v1/product-groups", json={"code": "mine", "name": "Mine"}, headers=key)
    await sells_season_tickets(world)
    ids = world.ids | {"own": own, "own campaign": campaign, "own text": text, "document": theirs}
    before = await world.everything_stored()

    sent = _filled(json.dumps(body), ids)
    method = "GET" if body is None and "revoke" not in path else "POST"
    answer = await world.visitor.request(
        method, f"/api/v1{_filled(path, ids)}", content=sent, headers=key | {"Content-Type": "application/json"}
    )

    assert answer.status_code == status, answer.text
    assert await world.everything_stored() == before


async def test_a_revoked_key_opens_nothing_from_the_same_moment(world: World) -> None:
    assert (await world.marketer.get("/api/v1/lists")).status_code == 200
    async with world.database.transaction() as session:
        await session.exec(update(ApiKey).values(revoked_at=world.now))
    assert (await world.marketer.get("/api/v1/lists")).status_code == 401


async def tries(
    client: AsyncClient,
    world: World,
    name: str,
    headers: dict[bytes, bytes] | None = None,
    ids: dict[str, str] | None = None,
) -> Response:
    """Send an operation's request with the venue's ids in it."""
    method, path, _ = OPERATIONS[name]
    attempt, ids = ATTEMPTS[name], ids or world.ids
    headers = {b"X-Request-ID": b"one-and-the-same"} | (headers or {})  # or no two refusals would be equal
    address = _filled(path.replace("{", "<").replace("_id}", ">").replace("}", ">") + attempt.query, ids)
    if attempt.body is None:
        return await client.request(method, address, headers=headers)
    sent = _filled(json.dumps(attempt.body), ids)
    kind = {b"Content-Type": attempt.media_type.encode()}
    return await client.request(method, address, content=sent, headers=headers | kind)


def _filled(text: str, ids: dict[str, str]) -> str:
    for name, uid in ids.items():
        text = text.replace(f"<{name}>", uid)
    return text
