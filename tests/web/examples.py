"""The examples of the document, played at a venue: `python -m tests.web.examples` writes their answers anew.

An example names its operation, what is sent, with which key if not with one that may do all, and what was answered.
`$create_list.id` stands for the id in the answer to the example of `create_list`. Whatever is made by chance, ids,
digests and secrets, is told by a name that stays.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from httpx2 import AsyncClient, Response
from sqlmodel import select

from newsletter import migrating
from newsletter.access.keys import Scope
from newsletter.access.making import create_key
from newsletter.access.secret import HINT
from newsletter.app import document
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.web.document import EXAMPLES, resolved
from tests.conftest import settings_for
from tests.mail_server import MailServer
from tests.stories.test_reviews import was_brought_in
from tests.world import BART, World

FILE = Path(__file__).parents[2] / "src" / "newsletter" / "web" / "document" / "examples.json"
BY_CHANCE = re.compile(r"\b[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}\b|\b[0-9a-f]{64}\b")
"""Ids, with their hyphens or without, and digests."""
SECRET = re.compile(r"\b(nl_|whsec_)([\w+/-]{8,}=*)")
"""Keys, their hints, and what signs webhooks."""

FIRST_ID = UUID("019ab2f4-0000-7000-8000-000000000000")

Played = tuple[dict[str, Any], Response, Any]


class Player:
    """Asks as somebody at the venue who may do all, and remembers what was answered."""

    def __init__(self, world: World, client: AsyncClient, document: dict[str, Any]) -> None:
        self.world = world
        self.client = client
        self.paths = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }
        self.answers: dict[str, Any] = {}
        self.names: dict[str, str] = {}
        self.secrets: dict[str, int] = {}

    async def play(self) -> AsyncIterator[Played]:
        """Each example with its answer, live and as it is told in the document."""
        for example in EXAMPLES:
            if prepare := BEFORE.get(example["operation"]):
                await prepare(self)
            answer = await self._ask(example)
            told = None
            if answer.content and answer.headers["content-type"] == "application/json":
                self.answers[example["operation"]] = answer.json()
                told = json.loads(SECRET.sub(self._secret, BY_CHANCE.sub(self._name, answer.text)))
            yield example, answer, told

    async def _ask(self, example: dict[str, Any]) -> Response:
        method, path = self.paths[example["operation"]]
        path = path.format(**resolved(example.get("path", {}), self.answers))
        query = resolved(example.get("query", {}), self.answers)
        headers = bearing(resolved(example["asked_with"], self.answers)) if "asked_with" in example else {}
        body = {"json": resolved(example["sent"], self.answers)} if "sent" in example else {}
        if "file" in example:
            headers["Content-Type"] = example["media_type"]
            body = {"content": example["file"].encode()}
        return await self.client.request(method, path, params=query, headers=headers, **body)

    def _name(self, found: re.Match[str]) -> str:
        value = found[0].replace("-", "")
        if value not in self.names:
            number = len(self.names) + 1
            digest = len(value) == 64
            self.names[value] = sha256(str(number).encode()).hexdigest() if digest else f"{FIRST_ID.int + number:032x}"
        return str(UUID(self.names[value])) if "-" in found[0] else self.names[value]

    def _secret(self, found: re.Match[str]) -> str:
        """As long as the secret, and plainly none: its check does not come out. A hint begins as its key does."""
        number = self.secrets.setdefault(found[0][:HINT], len(self.secrets) + 1)
        prefix, drawn = found.groups()
        return f"{prefix}{f'EXAMPLE{number}' * len(drawn)}"[: len(found[0])]


def bearing(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def another_group(player: Player) -> None:
    await player.world.call("POST", "/product-groups", {"code": "season-tickets", "name": "Sesongkort"}, expect=201)


async def it_goes_out(player: Player) -> None:
    await player.world.works()


async def it_is_launched(player: Player) -> None:
    await player.world.ticks()


async def another_is_scheduled(player: Player) -> None:
    campaign = await player.world.drafts()
    when = {"at": "2026-12-01T09:00", "zone": "Europe/Oslo"}
    player.answers["another"] = await player.world.call("POST", f"/campaigns/{campaign}/schedule", when)


async def a_question_is_left(player: Player) -> None:
    await was_brought_in(player.world, BART)
    await player.world.launches(subject="November")


async def the_template_is_approved(player: Player) -> None:
    here = f"/api/v1/notices/{player.answers['create_notice_template']['id']}"
    digest = (await player.client.get(f"{here}/preview")).json()["digest"]
    await player.client.post(f"{here}/submit")
    approver = bearing(player.answers["second_person"]["key"])
    await player.client.post(f"{here}/approve", json={"digest": digest, "by": "Lise Vik"}, headers=approver)


async def a_second_person_comes(player: Player) -> None:
    """Somebody whose key approves, made by who runs the service."""
    async with player.world.database.transaction() as session:
        venue = (await session.exec(select(Organisation))).one()
        scopes = (Scope.NOTICES_READ, Scope.NOTICES_APPROVE)
        key = await create_key(session, venue, "Daglig leder", scopes=scopes, now=player.world.now)
    player.answers["second_person"] = {"key": key}


BEFORE: dict[str, Callable[[Player], Awaitable[None]]] = {
    "approve_notice": a_second_person_comes,
    "create_correspondence": another_group,
    "pause_campaign": it_is_launched,
    "get_progress": it_goes_out,
    "cancel_campaign": another_is_scheduled,
    "list_reviews": a_question_is_left,
    "list_notice_recipients": it_goes_out,
    "send_notice_template": the_template_is_approved,
}
"""What happens at the venue before an example."""


@asynccontextmanager
async def playing(settings: Settings) -> AsyncIterator[Player]:
    """Somebody at a new venue, whose key may do all. Its webhook goes to the same machine, and nobody calls it."""
    settings = settings.model_copy(update={"webhook_hosts": "localhost"})
    server = MailServer()
    await server.start()
    async with World.begin(settings, server) as world:
        async with world.database.transaction() as session:
            venue = (await session.exec(select(Organisation))).one()
            key = await create_key(session, venue, "Kari", scopes=tuple(Scope), now=world.now)
        async with World._client(world.app, key) as client:
            yield Player(world, client, document())
    await server.stop()


async def answers_anew(folder: Path) -> None:
    url = f"sqlite:///{folder / 'newsletter.sqlite'}"
    await asyncio.to_thread(migrating.migrate, url)
    async with playing(settings_for(url, folder)) as player:
        async for example, answer, told in player.play():
            if not answer.is_success:
                raise SystemExit(f"{example['operation']}: {answer.status_code} {answer.text}")
            if told is not None and told != example.get("answered"):  # the order of its fields alone is no change
                example["answered"] = told


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(answers_anew(Path(folder)))
    FILE.write_text(json.dumps(EXAMPLES, indent=1, ensure_ascii=False) + "\n")
