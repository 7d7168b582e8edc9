"""What if a program asks twice, since it missed the answer? With an Idempotency-Key it is done once.

The key is looked up as soon as it is known who asks. `Writing` works in a transaction that stays open until the answer
is whole; the answer is written into it, and only then does it leave (docs/decisions/0030).
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.types import ASGIApp, Receive, Scope, Send

from newsletter.access import repeating
from newsletter.access.keys import Asker
from newsletter.access.repeating import Asked, KeptAnswer
from newsletter.database import Database, attempt
from newsletter.errors import Invalid, Problem
from newsletter.web.answers import Answer, header, heard, of_api, shows

LONGEST_KEY = 255
KEPT_HEADERS = ("content-type", "location", "etag", "cache-control")
NOT_KEPT = frozenset({401, 403, 429})
"""Refusals that were not the operation's: they say who may ask, and how often."""


class ShownOnce(BaseModel):
    """An answer with a secret that is shown this one time. It is never kept."""


class AnsweredBefore(Exception):
    """Ends a request that was answered before; the answer goes out again."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


@dataclass
class Repeat:
    """A request that can be repeated, from when it comes in until its answer is kept."""

    key: str
    database: Database
    lasting: timedelta
    now: datetime
    stack: AsyncExitStack
    asked: Asked | None = None
    session: AsyncSession | None = None

    async def look_up(self, session: AsyncSession, asker: Asker, request: Request) -> None:
        """Now that we know who asks: was it answered? Raises AnsweredBefore, KeyReused."""
        if not 0 < len(self.key) <= LONGEST_KEY or not self.key.isprintable():
            told = f"Send one key of up to {LONGEST_KEY} letters, such as a UUID."
            raise Invalid(Problem("Idempotency-Key", "idempotency_key", told))
        where = (request.method, request.url.path, request.url.query, request.headers.get("content-type", ""))
        asked = Asked.by(asker, self.key, *(part.encode() for part in where), await request.body())
        if kept := await repeating.answered(session, asked, self.lasting, now=self.now):
            raise AnsweredBefore(_again(kept))
        self.asked = asked

    @asynccontextmanager
    async def work(self) -> AsyncIterator[AsyncSession]:
        """The transaction to work in. A refusal undoes the work, and not what is written of it. Raises StillRunning."""
        asked, self.asked = self.asked, None
        assert asked is not None, "a door looks at the key before it writes"  # noqa: S101
        session = await self.stack.enter_async_context(self.database.transaction())
        if kept := await repeating.claim(session, asked, self.lasting, now=self.now):
            raise AnsweredBefore(_again(kept))
        self.asked, self.session = asked, session
        async with attempt(session):
            yield session

    async def keep(self, answer: Answer, *, secret: bool) -> None:
        """Keep what the operation answered; a door with transactions of its own has committed them before."""
        if self.asked is None or answer.status in NOT_KEPT or answer.status >= 500:
            return
        session = self.session
        if session is None:
            session = await self.stack.enter_async_context(self.database.transaction())
        headers = {name: value for name in KEPT_HEADERS if (value := answer.headers.get(name)) is not None}
        body = None if secret and answer.status < 300 else answer.body
        await repeating.keep(session, self.asked, answer.status, headers, body, now=self.now)


class Repeatable:
    """Gives each POST that names itself one answer, however often it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = header(scope, "idempotency-key") if of_api(scope) and scope["method"] == "POST" else None
        if key is None:
            return await self.app(scope, receive, send)
        state = scope["app"].state
        lasting = timedelta(hours=state.settings.answer_hours)
        try:
            async with AsyncExitStack() as stack:
                scope["repeat"] = repeat = Repeat(key, state.database, lasting, state.clock(), stack)
                answer = await heard(self.app, scope, receive)
                await repeat.keep(answer, secret=shows(scope, ShownOnce))
        except AnsweredBefore as before:
            answer = before.answer
        await answer(send)


def repeat_of(request: Request) -> Repeat | None:
    """What is known of a request that can be repeated."""
    found: Repeat | None = request.scope.get("repeat")
    return found


def _again(kept: KeptAnswer) -> Answer:
    headers = {**kept.headers, "idempotent-replayed": "true"}
    if kept.body:
        headers["content-length"] = str(len(kept.body))
    return Answer(kept.status, [(k.encode(), v.encode("latin-1")) for k, v in headers.items()], kept.body or b"")
