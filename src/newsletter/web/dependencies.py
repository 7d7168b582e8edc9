"""What does a request bring along? The time, a session, who is asking."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access import auditing, keys
from newsletter.access.audit import Door
from newsletter.access.auditing import Actor
from newsletter.access.keys import Asker, Scope
from newsletter.access.using import Uses
from newsletter.consent.record import Details
from newsletter.database import Database
from newsletter.errors import NotAllowed
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.tokens import Tokens
from newsletter.web.asking import known_parameters
from newsletter.web.repeating import repeat_of
from newsletter.web.request_ids import id_of
from newsletter.web.versions import edit_of

Transaction = Callable[..., AbstractAsyncContextManager[AsyncSession]]


def now(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment


def settings(request: Request) -> Settings:
    chosen: Settings = request.app.state.settings
    return chosen


def tokens(request: Request) -> Tokens:
    made: Tokens = request.app.state.tokens
    return made


def database(request: Request) -> Database:
    opened: Database = request.app.state.database
    return opened


async def writing(request: Request, opened: Annotated[Database, Depends(database)]) -> AsyncIterator[AsyncSession]:
    repeat, edit = repeat_of(request), edit_of(request)
    async with repeat.work() if repeat else opened.transaction() as session:
        auditing.watch(session, partial(actor, request))
        if edit:
            await edit.begin(session, request.scope.get("asker"))
        yield session


def transactions(request: Request, opened: Annotated[Database, Depends(database)]) -> Transaction:
    """For a door that writes in several transactions: whoever leaves meanwhile must not wait for all."""

    @asynccontextmanager
    async def audited(*, behind: bool = False) -> AsyncIterator[AsyncSession]:
        async with opened.transaction(behind=behind) as session:
            auditing.watch(session, partial(actor, request))
            yield session

    return audited


async def reading(request: Request, opened: Annotated[Database, Depends(database)]) -> AsyncIterator[AsyncSession]:
    if (within := request.scope.get("session")) is not None:  # an edit looks at what it edits
        yield within
        return
    async with opened.reading() as session:
        yield session


async def whole_body(request: Request) -> None:
    """Read the body before a transaction begins: who sends it slowly must not keep everybody else from writing."""
    await request.body()


def actor(request: Request) -> Actor | None:
    """Who is to stand in the audit for what this request changes: whoever came with a key."""
    asking: Asker | None = request.scope.get("asker")
    if asking is None:
        return None
    route = request.scope["route"]
    return Actor(
        Door.API,
        asking.name,
        getattr(route, "operation_id", None) or route.name,
        now(request),
        asking.organisation.id,
        asking.hint,
        id_of(request),
    )


bearer = HTTPBearer(auto_error=False, description="An API key: `newsletter api-key create` makes one.")


async def asker(
    request: Request,
    needed: SecurityScopes,
    opened: Annotated[Database, Depends(database)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    response: Response,
) -> Asker:
    """Who asks. Raises NotAllowed without a good key, NotPermitted when it lacks a scope that the door names."""
    response.headers["Cache-Control"] = "no-store"  # answers hold personal data
    vouched: Asker | None = request.scope.get("vouched")
    if vouched is not None:  # an edit looks at what it edits
        return vouched
    if credentials is None:
        raise NotAllowed("Send an API key as `Authorization: Bearer nl_…`. `newsletter api-key create` makes one.")
    moment = now(request)
    async with opened.reading() as session:  # each time anew: a revoked key opens nothing from the same moment
        found = await keys.asker(session, credentials.credentials, now=moment)
        uses: Uses = request.app.state.uses
        uses.note(found, moment)  # a refused use is one too
        found.may(needed.scopes)
        known_parameters(request)
    request.scope["asker"] = found
    if repeat := repeat_of(request):
        await request.body()  # before anything is held: who sends it slowly keeps nobody waiting
        async with opened.reading() as session:
            await repeat.look_up(session, found, request)
    return found


async def organisation(asking: Annotated[Asker, Depends(asker)]) -> Organisation:
    return asking.whole()


def caller_with(scope: Scope) -> Any:
    """The organisation that asks with a key of this scope; the scope also stands in the OpenAPI document.

    A key that is limited to some lists is refused: this is for doors that concern all of the organisation.
    """
    return Security(organisation, scopes=[scope])


async def _of_all(asking: Annotated[Asker, Depends(asker)]) -> Asker:
    asking.whole()
    return asking


def asker_for_all_with(scope: Scope) -> Any:
    """Who asks with a key of this scope that is limited to no lists, where it matters by which key."""
    return Security(_of_all, scopes=[scope])


def asker_with(scope: Scope) -> Any:
    """Who asks with a key of this scope, limited to some lists or not.

    For doors that look everything up by `owned` and `theirs`, which find what the asker may reach.
    """
    return Security(asker, scopes=[scope])


def visitor(request: Request) -> Details:
    """What supports a person's act: where it came from. Erasable."""
    found = {
        "ip": request.client.host if request.client else "",
        "user_agent": request.headers.get("user-agent", "")[:500],
    }
    return {name: value for name, value in found.items() if value}


Now = Annotated[datetime, Depends(now)]
ChosenSettings = Annotated[Settings, Depends(settings)]
LinkTokens = Annotated[Tokens, Depends(tokens)]
Visitor = Annotated[Details, Depends(visitor)]
Opened = Annotated[Database, Depends(database)]
# scope="function": the commit happens before the answer leaves, so nobody is told 200 for what was not kept.
Writing = Annotated[AsyncSession, Depends(writing, scope="function")]
#: Begins one of several transactions.
Transactions = Annotated[Transaction, Depends(transactions)]
Reading = Annotated[AsyncSession, Depends(reading, scope="function")]
