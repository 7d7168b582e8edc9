"""What does a request bring along? The time, a session, who is asking."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlmodel.ext.asyncio.session import AsyncSession

from newsletter.access import keys
from newsletter.access.keys import Asker, Scope
from newsletter.consent.record import Details
from newsletter.database import Database
from newsletter.errors import NotAllowed
from newsletter.organisations.models import Organisation
from newsletter.settings import Settings
from newsletter.tokens import Tokens


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


async def writing(opened: Annotated[Database, Depends(database)]) -> AsyncIterator[AsyncSession]:
    async with opened.transaction() as session:
        yield session


async def reading(opened: Annotated[Database, Depends(database)]) -> AsyncIterator[AsyncSession]:
    async with opened.reading() as session:
        yield session


async def whole_body(request: Request) -> None:
    """Read the body before a transaction begins: who sends it slowly must not keep everybody else from writing."""
    await request.body()


bearer = HTTPBearer(auto_error=False, description="An API key: `newsletter api-key create` makes one.")


async def asker(
    needed: SecurityScopes,
    opened: Annotated[Database, Depends(database)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    response: Response,
) -> Asker:
    """Who asks. Raises NotAllowed without a good key, NotPermitted when the key lacks a scope that the door names."""
    response.headers["Cache-Control"] = "no-store"  # answers hold personal data
    if credentials is None:
        raise NotAllowed("Send an API key as `Authorization: Bearer nl_…`. `newsletter api-key create` makes one.")
    async with opened.reading() as session:
        found = await keys.asker(session, credentials.credentials)
    found.may(needed.scopes)
    return found


async def organisation(asking: Annotated[Asker, Depends(asker)]) -> Organisation:
    return asking.organisation


def caller_with(scope: Scope) -> Any:
    """The organisation that asks with a key of this scope; the scope also stands in the OpenAPI document."""
    return Security(organisation, scopes=[scope])


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
Caller = Annotated[Organisation, caller_with(Scope.MARKETING)]
#: Whoever has any good key; for reading what concerns both who sends and who answers for the law.
AnyAsker = Annotated[Asker, Security(asker)]
#: Whoever may answer what the law left for a person; the key says who it was.
Decider = Annotated[Asker, Security(asker, scopes=[Scope.LAW_DECIDE])]
#: Whoever may write mail that is no marketing, and whoever may let it go.
NoticeWriter = Annotated[Asker, Security(asker, scopes=[Scope.NOTICES_WRITE])]
Approver = Annotated[Asker, Security(asker, scopes=[Scope.NOTICES_APPROVE])]
# scope="function": the commit happens before the answer leaves, so nobody is told 200 for what was not kept.
Writing = Annotated[AsyncSession, Depends(writing, scope="function")]
Reading = Annotated[AsyncSession, Depends(reading, scope="function")]
