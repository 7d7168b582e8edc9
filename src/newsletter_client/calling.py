"""How is one thing asked, until it is answered? The way to the service: addresses, tries, pages, refusals."""

import asyncio
import builtins
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from httpx2 import AsyncClient, Response, ServerSentEvent, Timeout
from pydantic import TypeAdapter

from newsletter_client.refusing import Refused

Answer = TypeVar("Answer")

LEFT_OUT: Any = type("LeftOut", (), {"__repr__": lambda _: "LEFT_OUT"})()
"""Not said at all, where None would be an answer."""

TRY_AGAIN = {429, 503}
"""Refused for now: nothing was done, and Retry-After says when to come back (RFC 6585 § 4, RFC 9110 § 10.2.3)."""
IDEMPOTENCY = "Idempotency-Key"
SILENCE = 60
"""Policy. Seconds without a word after which a stream is given up; the service says something every 15."""


@dataclass(frozen=True)
class Caller:
    """One service, by one key."""

    http: AsyncClient
    #: Policy. How often one thing is tried, and how many seconds are waited at most before the next try.
    tries: int
    patience: float

    async def ask(self, method: str, path: str, answers: type[Answer], **sent: Any) -> Answer:
        answer = await self._call(method, path, **sent)
        return TypeAdapter(answers).validate_json(answer.content)

    async def tell(self, method: str, path: str, **sent: Any) -> None:
        await self._call(method, path, **sent)

    async def fetch(self, method: str, path: str, **sent: Any) -> bytes:
        return (await self._call(method, path, accept="*/*", **sent)).content

    async def ask_or_fetch(self, method: str, path: str, answers: type[Answer], **sent: Any) -> Answer | bytes:
        """The answer as a shape where it comes as JSON, else as it is."""
        answer = await self._call(method, path, accept="application/json, */*;q=0.5", **sent)
        if "json" not in answer.headers.get("content-type", ""):
            return answer.content
        return TypeAdapter(answers).validate_json(answer.content)

    async def rows(self, method: str, path: str, of: type[Answer], **sent: Any) -> builtins.list[Answer]:
        return [TypeAdapter(of).validate_python(row) for row in (await self._call(method, path, **sent)).json()["data"]]

    async def listing(
        self, path: str, of: type[Answer], *, query: Mapping[str, Any] | None = None
    ) -> AsyncIterator[Answer]:
        """Every row of a listing, page after page; the next page is asked for when it is needed."""
        shape = TypeAdapter(of)
        cursor: Any = LEFT_OUT
        while cursor is not None:
            page = (await self._call("GET", path, query={**(query or {}), "cursor": cursor})).json()
            for row in page["data"]:
                yield shape.validate_python(row)
            cursor = page.get("next_cursor")

    async def events(self, path: str, *, query: Mapping[str, Any] | None = None) -> AsyncIterator[ServerSentEvent]:
        """Each event of a stream as it comes, until the service ends it."""
        timeout = Timeout(**{**self.http.timeout.as_dict(), "read": SILENCE})
        async with self.http.sse(path, params=_said(query or {}), timeout=timeout) as source:
            if source.response.is_error:
                await source.response.aread()
                raise Refused.of(source.response)
            async for event in source:
                yield event

    @staticmethod
    def at(path: str, **values: object) -> str:
        """A path with its values in place, each of them one step of it."""
        return path.format_map({name: quote(str(value), safe="") for name, value in values.items()})

    async def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = LEFT_OUT,
        content: bytes | None = None,
        headers: Mapping[str, Any] | None = None,
        accept: str = "application/json",
    ) -> Response:
        told = {"Accept": accept, **{name: str(value) for name, value in _said(headers or {}).items()}}
        if method == "POST":
            told.setdefault(IDEMPOTENCY, str(uuid.uuid4()))
        if body is not LEFT_OUT:
            content, told["Content-Type"] = as_json(body), "application/json"
        params = _said(query or {})
        for left in reversed(range(self.tries)):
            answer = await self.http.request(method, path, params=params, content=content, headers=told)
            if answer.is_success:
                return answer
            wait = _wait(answer)
            if not left or method not in ("GET", "POST") or wait is None or wait > self.patience:
                break
            await asyncio.sleep(wait)
        raise Refused.of(answer)


def _wait(answer: Response) -> float | None:
    """Seconds until the service wants to be asked again; None when it did not say."""
    after = answer.headers.get("retry-after", "")
    return float(after) if answer.status_code in TRY_AGAIN and after.isdigit() else None


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not LEFT_OUT}


def as_json(body: Any) -> bytes:
    """A body as it goes out: shapes with the fields that were set, and nothing that was left out."""
    said = _said(body) if isinstance(body, Mapping) else body
    return TypeAdapter(Any).dump_json(said, exclude_unset=True, by_alias=True)
