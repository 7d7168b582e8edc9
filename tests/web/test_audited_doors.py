"""Every operation that changes anything, asked by its owner: each must have left an entry in the audit.

The operations are read from the OpenAPI document, and what is sent is what strangers try elsewhere. A new operation
fails here until it leaves an entry, or is named with the reason why it leaves none.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from httpx2 import AsyncClient, Response
from sqlmodel import col, delete, select, update

from newsletter import tables
from newsletter.access.audit import AuditEntry
from newsletter.access.auditing import is_audited
from newsletter.access.keys import Scope
from newsletter.access.making import create_key
from newsletter.organisations.models import Organisation
from tests.stories.test_notices import A_TICKET, Office
from tests.test_architecture import sources
from tests.web.conftest import tells_a_partner
from tests.web.test_other_organisations import A_LIST, ATTEMPTS, OF_THE_API, OPERATIONS, _filled
from tests.web.test_rights import OF_WEBHOOKS
from tests.world import ANNE, World

CHANGING = [name for name in OPERATIONS if name in OF_THE_API and OPERATIONS[name][0] != "GET"]

LEAVE_NONE = {"decide_by_law": "It answers a case that is told, and keeps nothing."}

A_SALE = {"email": "mine@people.example", "kind": "single_purchase", "seller": "Kulturhuset Brygga AS"}

BODIES: dict[str, Any] = {
    "change_organisation": {"website": "https://elsewhere.example"},
    "create_correspondence": {"to": "theatre-shows", "decided_by": "The board", "why": "One stage"},
    "create_suppression": {"email": "dana@people.example", "kind": "block", "channel": "other"},
    "create_address_change": {"email": "moved@people.example", "channel": "phone"},
    "create_sale": A_SALE,
    "create_sales": {"sales": [A_SALE | {"email": "another@people.example"}]},
    "create_subscriptions": {"subscriptions": [{"email": "one-more@people.example"}]},
    "approve_notice": {"digest": "<digest>", "by": "Kari"},
    "upload_notice_recipients": "email,reference\nmine@people.example,T-9",
    "send_notice_template": {"email": ANNE, "reference": "T-1", "values": {"seat": "row 7"}},
}
"""What to send where a stranger's try would be refused to the owner as well, or spoil what comes after."""


async def _draft(world: World) -> dict[str, str]:
    return {"campaign": await world.drafts(subject="Tried")}


async def _queued(world: World) -> dict[str, str]:
    return {"campaign": await world.queues(subject="Tried")}


async def _paused(world: World) -> dict[str, str]:
    campaign = await world.queues(subject="Tried")
    await world.call("POST", f"/campaigns/{campaign}/pause")
    return {"campaign": campaign}


async def _list(world: World) -> dict[str, str]:
    return {"list": (await world.call("POST", "/lists", A_LIST, expect=201))["id"]}


async def _decided(_: World) -> dict[str, str]:
    return {"code": "theatre-shows"}


@asynccontextmanager
async def _office(world: World) -> AsyncIterator[Office]:
    reads = Scope.NOTICES_READ
    async with (
        world.somebody_with(reads, Scope.NOTICES_WRITE) as writer,
        world.somebody_with(reads, Scope.NOTICES_APPROVE) as approver,
    ):
        yield Office(world, writer, approver)


async def _notice(world: World) -> dict[str, str]:
    async with _office(world) as office:
        return {"notice": await office.writes([ANNE], body="The concert is cancelled.")}


async def _handed_in(world: World) -> dict[str, str]:
    async with _office(world) as office:
        notice = await office.writes([ANNE], body="The concert is cancelled.")
        await office.call(f"/{notice}/submit", {}, expect=202)
        return {"notice": notice, "digest": (await office.call(f"/{notice}/preview"))["digest"]}


async def _template(world: World) -> dict[str, str]:
    async with _office(world) as office:
        template = (await office.call("/templates", A_TICKET, expect=201))["id"]
        await office.lets_go(template)
        return {"notice": template}


async def _webhook(world: World) -> dict[str, str]:
    return await tells_a_partner(world)


PREPARED: dict[str, Callable[[World], Awaitable[dict[str, str]]]] = {
    "delete_list": _list,
    "revoke_correspondence": _decided,
    "delete_campaign": _draft,
    "schedule_campaign": _draft,
    "launch_campaign": _draft,
    "pause_campaign": _queued,
    "resume_campaign": _paused,
    "cancel_campaign": _queued,
    **dict.fromkeys(OF_WEBHOOKS - {"create_webhook"}, _webhook),
    **dict.fromkeys(("change_notice", "submit_notice", "cancel_notice"), _notice),
    **dict.fromkeys(("add_notice_recipients", "upload_notice_recipients"), _notice),
    "approve_notice": _handed_in,
    "send_notice_template": _template,
}
"""What must be there before it can be done."""


async def asks(client: AsyncClient, world: World, name: str) -> Response:
    """Send an operation's request as the owner."""
    method, path, _ = OPERATIONS[name]
    prepare = PREPARED.get(name)
    ids = world.ids | (await prepare(world) if prepare else {})
    attempt = ATTEMPTS[name]
    body = BODIES.get(name, attempt.body)
    filled = _filled(path.replace("{", "<").replace("_id}", ">").replace("}", ">") + attempt.query, ids)
    if isinstance(body, str):
        return await client.request(method, filled, content=body, headers={"Content-Type": attempt.media_type})
    return await client.request(method, filled, json=_with_ids(body, ids) if body is not None else None)


def _with_ids(body: Any, ids: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {name: _with_ids(value, ids) for name, value in body.items()}
    if isinstance(body, list):
        return [_with_ids(value, ids) for value in body]
    return _filled(body, ids) if isinstance(body, str) else body


async def operations_in(world: World) -> list[str]:
    async with world.database.reading() as session:
        return list((await session.exec(select(AuditEntry.operation).order_by(col(AuditEntry.id)))).all())


async def test_every_operation_that_changes_anything_leaves_an_entry(quiet_world: World) -> None:
    async with quiet_world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        key = await create_key(session, venue, "Kari", scopes=set(Scope), now=quiet_world.now)
    async with World._client(quiet_world.app, key) as client:
        answers = {name: await asks(client, quiet_world, name) for name in CHANGING}

    assert {name: answer.text for name, answer in answers.items() if answer.status_code >= 300} == {}
    async with quiet_world.database.reading() as session:
        entries = (await session.exec(select(AuditEntry).where(AuditEntry.hint == key[:11]))).all()
    assert set(CHANGING) - {entry.operation for entry in entries} == set(LEAVE_NONE)
    assert {(entry.who, entry.organisation_id) for entry in entries} == {("Kari", venue.id)}


async def test_what_is_only_read_leaves_none(quiet_world: World) -> None:
    async with quiet_world.somebody_with(*Scope) as client:
        before = await operations_in(quiet_world)
        for name in OF_THE_API:
            if OPERATIONS[name][0] == "GET" and name not in ("watch_campaign", "list_audit_entries"):
                assert (await asks(client, quiet_world, name)).status_code == 200, name
        assert await operations_in(quiet_world) == before


def test_no_door_of_the_api_begins_a_transaction_that_nobody_watches() -> None:
    """They ask for `Writing`, or for `Transactions`."""
    doors = {module: source for module, source in sources().items() if module.startswith("web.api")}
    assert [module for module, source in doors.items() if ".transaction(" in source] == []


def test_no_statement_changes_audited_rows_behind_the_back_of_the_session() -> None:
    """A bulk UPDATE or DELETE is not noted by itself. Each of these has its reason, or its `note`."""
    audited = {model.__name__ for model in tables.ALL if is_audited(model)}
    statements = (update.__name__, delete.__name__)

    found = {
        (module, name)
        for module, source in sources().items()
        for name in audited
        if any(f"{statement}({name})" in source for statement in statements)
    }

    assert found == {
        ("access.using", "ApiKey"),  # when a key was used, and not what it opens
        ("campaigns.reviewing", "ReviewQuestion"),  # a launch notes which campaign met the question last
        ("consent.documents", "ConsentDocument"),  # erasure, at the person's own word; it is in the ledger
    }
