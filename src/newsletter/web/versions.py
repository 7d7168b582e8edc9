"""Is it still what you saw? The version of a thing is the digest of what its GET shows (RFC 9110 § 8.8.3, § 13).

An edit holds the thing until its transaction ends. With If-Match it first asks, in that transaction, what GET shows
now; so of two who edit the same version one is told 412, and nothing is overwritten unseen.
"""

import hashlib
from dataclasses import dataclass

from fastapi import Request
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsletter.database import exclusively
from newsletter.errors import Outdated
from newsletter.web.answers import Answer, header, heard, of_api, shows

EDITS = frozenset({"PATCH", "PUT", "DELETE"})


class Versioned(BaseModel):
    """A thing as the API shows it that can be edited: its answers carry an ETag."""


def etag_of(body: bytes) -> str:
    """A strong entity tag: two representations have the same only if they are the same bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


@dataclass(frozen=True)
class Edit:
    """A request that may change a thing: which, and in which version it was seen."""

    app: ASGIApp
    scope: Scope
    if_match: str | None

    @property
    def thing(self) -> str:
        """Where it is shown: an action such as `launch` stands below what it is done to."""
        path: str = self.scope["path"]
        return path if self.scope["method"] in EDITS else path.rpartition("/")[0]

    async def begin(self, session: AsyncSession, vouched: object) -> None:
        """Hold the thing until the transaction ends. Raises Outdated when it is not what If-Match names."""
        if self.scope["method"] in EDITS or self.if_match is not None:
            await exclusively(session, f"edit {self.thing}")
        if self.if_match is None:
            return
        shown = {**self.scope, "method": "GET", "path": self.thing, "raw_path": self.thing.encode(),
                 "query_string": b"", "headers": [], "session": session, "vouched": vouched}  # fmt: skip
        now = await heard(self.app, shown, _nothing)
        if now.status in (404, 422):
            return  # there is no such thing, or can be none: the door says so itself
        if now.status != 200 or not shows(shown, Versioned) or not _names(self.if_match, etag_of(now.body)):
            raise Outdated(
                "It was changed since you saw it. Get it anew, and send the change with the ETag it has now."
            )


class Versions:
    """Tags what can be edited, answers 304 to who has it already, and lets an edit say what it edits."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not of_api(scope):
            return await self.app(scope, receive, send)
        if scope["method"] != "GET":
            scope["edit"] = Edit(self.app, dict(scope), header(scope, "if-match"))
        held: Answer | None = None

        async def tagged(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                if not shows(scope, Versioned) or message["status"] not in (200, 201, 202):
                    return await send(message)
                held = Answer(message["status"], list(message["headers"]), b"")
            elif held is None:
                await send(message)
            else:
                held.body += message.get("body", b"")
                if not message.get("more_body", False):
                    await _tag(scope, held)(send)

        await self.app(scope, receive, tagged)


def edit_of(request: Request) -> Edit | None:
    """What is known of a request that may change a thing."""
    found: Edit | None = request.scope.get("edit")
    return found


def _tag(scope: Scope, answer: Answer) -> Answer:
    answer.headers["etag"] = tag = etag_of(answer.body)
    seen = header(scope, "if-none-match") if scope["method"] == "GET" else None
    if seen is None or not _names(seen.replace("W/", ""), tag):
        return answer
    kept = [(name, value) for name, value in answer.raw_headers if name not in (b"content-length", b"content-type")]
    return Answer(304, kept, b"")


def _names(tags: str, tag: str) -> bool:
    return tags.strip() == "*" or tag in (each.strip() for each in tags.split(","))


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
