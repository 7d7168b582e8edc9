"""By what name do caller and operator speak of one request? X-Request-ID: the caller's, where it is sane, or ours."""

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,99}")
"""Long enough to be one among many; no letter that could mean anything in a header, a log or a page."""


def id_of(request: Request) -> str:
    return str(request.state.request_id)


class Identified:
    """Names each request, and says the name in its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        sent = Headers(scope=scope).get(HEADER, "")
        chosen = sent if _SANE.fullmatch(sent) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = chosen

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = chosen
            await send(message)

        await self.app(scope, receive, named)
