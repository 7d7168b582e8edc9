"""Where does a listing go on? Said in its body as `next_cursor`, and in its header as a link (RFC 8288)."""

from contextvars import ContextVar

from starlette.datastructures import URL, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

goes_on_after: ContextVar[str | None] = ContextVar("goes_on_after", default=None)
"""The cursor of the next part of what is being listed. Set where the page is made, which knows no request."""


class Linked:
    """Adds the address of the next part to an answer that is a part of a listing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        goes_on_after.set(None)

        async def linked(message: Message) -> None:
            cursor = goes_on_after.get()
            if message["type"] == "http.response.start" and message["status"] == 200 and cursor is not None:
                following = URL(scope=scope).include_query_params(cursor=cursor)
                base = scope["app"].state.settings.base_url  # as people reach it, whatever stands before us
                MutableHeaders(scope=message)["Link"] = f'<{base}{following.path}?{following.query}>; rel="next"'
            await send(message)

        await self.app(scope, receive, linked)
