"""Every operation of the API against every key: which scope opens it, and which list, and what opens nothing.

Read from the OpenAPI document, so that an operation that comes later is tried without a word here.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import AsyncClient
from sqlmodel import select, update

from newsletter.access.keys import SENDING, ApiKey, Scope
from newsletter.subscriptions.models import MailingList
from tests.web.test_other_organisations import EMPTY, NOBODY, OF_THE_API, OPERATIONS, tries
from tests.world import ANNE, World

OPEN_TO_ALL: set[str] = set()
"""Operations that need no key."""
FOR_ANY_KEY: set[str] = set()
"""Operations that any good key opens."""
LOCKED = (401, 403)

OF_NOTICES = {
    "create_notice", "list_notices", "get_notice", "change_notice", "preview_notice", "submit_notice", "approve_notice",
    "cancel_notice", "report_notice", "add_notice_recipients", "upload_notice_recipients", "list_notice_recipients",
    "explain_notice_recipient", "create_notice_template", "send_notice_template",
}  # fmt: skip
OF_WEBHOOKS = {
    "create_webhook", "list_webhooks", "get_webhook", "change_webhook", "delete_webhook", "rotate_webhook_secret",
    "test_webhook", "list_webhook_deliveries", "replay_webhook_delivery",
}  # fmt: skip
#: What a key that is limited to another list is answered, where it is not "there is no such thing".
CONCERNS_ALL = {
    "change_organisation", "create_list", "create_address_change", "create_tracking_consent", "get_consent_document",
    "create_suppression", "list_suppressions", "create_sale", "create_sales", "end_sale", "list_sales",
    "create_product_group", "rename_product_group", "create_correspondence", "revoke_correspondence",
    "prove_subscriber", "create_disclosure", "list_disclosures", "get_processing_record", *OF_WEBHOOKS,
    *OF_NOTICES, "list_audit_entries",
}  # fmt: skip
OF_NO_LIST = {
    "list_organisations", "list_product_groups", "list_correspondences", "decide_by_law", "create_consent_document",
}  # fmt: skip

APART = {
    Scope.CAMPAIGNS_LAUNCH: {
        "launch_campaign", "schedule_campaign", "resume_campaign", "settle_uncertain", "send_again_to_refused",
    },
    Scope.LAW_DECIDE: {"answer_review"},
    Scope.KEYS_WRITE: {"create_api_key", "list_api_keys", "get_api_key", "revoke_api_key"},
    Scope.WEBHOOKS_WRITE: OF_WEBHOOKS,
    Scope.NOTICES_APPROVE: {"approve_notice"},
    Scope.AUDIT_READ: {"list_audit_entries"},
}  # fmt: skip
"""What was set apart on purpose: the document says what a door asks for, and not whether that is what was meant."""

WHOLE = (Scope.KEYS_WRITE, Scope.WEBHOOKS_WRITE)
"""Who may change these may see them too."""

one_database = pytest.mark.parametrize("quiet_world", ["sqlite"], indirect=True, scope="module")
both_databases = pytest.mark.parametrize("quiet_world", ["sqlite", "postgresql"], indirect=True, scope="module")


def scope_of(name: str) -> str | None:
    """The scope that an operation says a key must have."""
    asked = OPERATIONS[name][2].get("security", [])
    scopes = [scope for each in asked for scope in each["HTTPBearer"]]
    assert len(scopes) <= 1, f"{name} names one scope"
    return scopes[0] if scopes else None


def test_every_operation_names_the_scope_it_needs() -> None:
    keyless = {name for name in OF_THE_API if not OPERATIONS[name][2].get("security")}
    unscoped = {name for name in OF_THE_API if scope_of(name) is None}
    assert keyless == OPEN_TO_ALL
    assert unscoped - keyless == FOR_ANY_KEY


def test_every_scope_opens_something_and_only_get_is_to_read() -> None:
    assert {scope_of(name) for name in OF_THE_API} - {None} == set(Scope)
    asks_only = {"decide_by_law"}  # it is sent a case, and keeps nothing
    for name in OF_THE_API:
        reads = OPERATIONS[name][0] == "GET" or name in asks_only
        scope = scope_of(name)
        assert reads is str(scope).endswith(":read") or scope in WHOLE, name


def test_what_was_set_apart_is_apart() -> None:
    assert {scope: {name for name in OF_THE_API if scope_of(name) == scope} for scope in APART} == APART


@pytest.fixture(scope="module")
async def keys(quiet_world: World) -> AsyncIterator[dict[frozenset[Scope], AsyncClient]]:
    """A key of each scope alone, and one of all but each."""
    every = frozenset(Scope)
    sets = [frozenset({scope}) for scope in Scope] + [every - {scope} for scope in Scope]
    async with AsyncExitStack() as held:
        yield {some: await held.enter_async_context(quiet_world.somebody_with(*some)) for some in sets}


@one_database
async def test_each_operation_is_opened_by_its_scope_and_by_no_other(
    quiet_world: World, keys: dict[frozenset[Scope], AsyncClient]
) -> None:
    nothing_there = dict.fromkeys(quiet_world.ids, NOBODY)
    before = await quiet_world.everything_stored()
    for name in OF_THE_API:
        needed = scope_of(name)
        method, path, _ = OPERATIONS[name]
        # What is asked for is there, unless the key opens the door and something would be done to it.
        for scopes, client in keys.items():
            opens = needed is None or needed in scopes
            ids = nothing_there if opens and method != "GET" else quiet_world.ids
            answer = await client.request(method, in_path(path, ids))
            if opens:
                assert answer.status_code not in LOCKED, (name, scopes, answer.text)
                continue
            assert answer.status_code == 403, (name, scopes, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'
            assert f"--scope {needed}" in answer.json()["detail"]
    assert await quiet_world.everything_stored() == before


@both_databases
async def test_a_key_for_another_list_finds_nothing_of_this_one(quiet_world: World) -> None:
    """With every scope, and the very requests that the owner would send."""
    other = await another_list(quiet_world)
    async with quiet_world.somebody_with(*Scope, lists=[other.id]) as limited:
        before = await quiet_world.everything_stored()
        for name in OF_THE_API:
            answer = await tries(limited, quiet_world, name)
            if name in OF_NO_LIST:
                assert answer.status_code < 300, (name, answer.text)
                continue
            if name in CONCERNS_ALL:
                assert answer.status_code == 403, (name, answer.text)
                assert "limited to some lists" in answer.json()["detail"]
                assert "--list" in answer.json()["detail"]
            elif name == "create_api_key":
                assert answer.status_code == 403, "a key for all lists is more than it has"
            else:
                assert answer.status_code in (404, EMPTY), (name, answer.text)
            for theirs in (quiet_world.ids["list"], quiet_world.ids["subscriber"], quiet_world.ids["campaign"], ANNE):
                assert theirs not in answer.text, name
        after = await quiet_world.everything_stored()
    assert {table for table in after if after[table] != before[table]} <= {"consent_documents", "audit_entries"}


@both_databases
async def test_a_key_for_the_list_itself_reads_all_of_it(quiet_world: World) -> None:
    async with quiet_world.database.reading() as session:
        own = (await session.exec(select(MailingList).where(MailingList.name == "Konsertprogrammet"))).one()
    async with quiet_world.somebody_with(*Scope, lists=[own.id]) as limited:
        for name in set(OF_THE_API) - CONCERNS_ALL - {"get_api_key"}:
            if OPERATIONS[name][0] == "GET":
                assert (await tries(limited, quiet_world, name)).status_code == 200, name


@one_database
async def test_what_is_expired_or_revoked_or_no_key_opens_nothing(quiet_world: World) -> None:
    every = tuple(Scope)
    soon = quiet_world.now + timedelta(seconds=1)
    async with (
        quiet_world.somebody_with(*every, expires_at=soon) as expired,
        quiet_world.somebody_with(*every) as revoked,
    ):
        assert (await expired.get("/api/v1/lists")).status_code == 200
        assert (await revoked.get("/api/v1/lists")).status_code == 200
        hint = revoked.headers["authorization"].removeprefix("Bearer ")[:11]
        async with quiet_world.database.transaction() as session:
            await session.exec(update(ApiKey).where(ApiKey.hint == hint).values(revoked_at=quiet_world.now))  # type: ignore[arg-type]
        before = await quiet_world.everything_stored()
        quiet_world.passes(seconds=1)
        try:
            for name in set(OF_THE_API) - OPEN_TO_ALL:
                for client in (expired, revoked, quiet_world.visitor):
                    answer = await tries(client, quiet_world, name)
                    assert answer.status_code == 401, (name, answer.text)
                    assert answer.headers["www-authenticate"] == "Bearer"
        finally:
            quiet_world.passes(seconds=-1)
    assert await quiet_world.everything_stored() == before


def test_all_that_sending_takes_leaves_out_deciding_by_law_making_keys_and_telling_others() -> None:
    assert {Scope.CAMPAIGNS_LAUNCH, Scope.SUBSCRIBERS_WRITE} < SENDING
    assert not set(APART) - {Scope.CAMPAIGNS_LAUNCH} & SENDING


def test_the_page_about_keys_tells_of_every_scope() -> None:
    page = (Path(__file__).parents[2] / "docs" / "keys.md").read_text()
    assert re.findall(r"^\| `([a-z]+:[a-z]+)` \|", page, flags=re.M) == list(Scope)


def in_path(path: str, ids: dict[str, Any]) -> str:
    """The path with ids in the places of their names; what it has no id for is nobody's."""
    named = {part: part.strip("{}").removesuffix("_id") for part in path.split("/") if part.startswith("{")}
    for part, name in named.items():
        path = path.replace(part, ids.get(name, NOBODY))
    return path


async def another_list(world: World) -> MailingList:
    """A list of the venue's with nothing on it."""
    async with world.database.transaction() as session:
        first = (await session.exec(select(MailingList).where(MailingList.name == "Konsertprogrammet"))).one()
        plain = first.model_dump(exclude={"id", "uid", "name"})
        made = MailingList(name="Jazz", **plain)
        session.add(made)
        await session.flush()
    return made
