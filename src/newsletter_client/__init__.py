"""The newsletter's API from Python: `async with Newsletter("https://news.example.org", api_key=…) as api`."""

from types import TracebackType
from typing import Self

from httpx2 import AsyncBaseTransport, AsyncClient, Timeout

from newsletter_client.calling import LEFT_OUT, Caller
from newsletter_client.operations import Doors
from newsletter_client.refusing import Mistake, Refused

__all__ = ["LEFT_OUT", "Mistake", "Newsletter", "Refused"]


class Newsletter(Doors):
    """One service, opened by one API key. What it refuses is raised as `Refused`.

    Reads and posts that are refused for now (429, 503) are tried again when the service says so: up to `tries` times,
    never after more than `patience` seconds. `timeout` holds for each step of one try; a service that does not answer
    within it, or is not there, is an `httpx2.TransportError`.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str,
        timeout: float = 30,
        tries: int = 4,
        patience: float = 60,
        transport: AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {api_key}"}
        self._http = AsyncClient(base_url=url, headers=headers, timeout=Timeout(timeout), transport=transport)
        super().__init__(Caller(self._http, tries, patience))

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, traceback)
