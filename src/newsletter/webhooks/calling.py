"""What does a webhook's receiver say? One call, to an address that was looked at, without following it elsewhere."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from httpx2 import AsyncClient, ConnectError, ConnectTimeout, HTTPError, Limits, Response

from newsletter.logs import struck_out
from newsletter.webhooks.models import LONGEST_ANSWER
from newsletter.webhooks.reaching import Nowhere, Place, Resolve, by_dns, find

log = structlog.get_logger()

MOST_BYTES = 4 * LONGEST_ANSWER
ONCE = Limits(max_keepalive_connections=0)
"""A connection is secured for one name, and two names may share an address: none is used for another call."""


@dataclass(frozen=True)
class Answer:
    """The status, if there was one, and the first words; or why there was none. Without e-mail addresses."""

    status: int | None
    said: str

    @property
    def taken(self) -> bool:
        """Only 2xx is a yes. A redirect is not followed, so it is a no."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """The receiver wants no more of it (Standard Webhooks on 410)."""
        return self.status == 410


def told(status: int | None, words: str) -> Answer:
    """An answer as it is kept."""
    printable = "".join(letter if letter.isprintable() else " " for letter in words)
    return Answer(status, struck_out(None, "", printable)[:LONGEST_ANSWER].strip())


@dataclass(frozen=True)
class WayOut:
    """How a call gets out: where it may go, how long it may last, and whose certificates are good there."""

    allowed: frozenset[str]
    within: timedelta
    resolve: Resolve = by_dns
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    async def call(self, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        """Post a body and tell what was answered in time, or why nothing was. Where to is looked at anew."""
        try:
            async with asyncio.timeout(self.within.total_seconds()):
                place = await find(url, self.allowed, self.resolve)
                if isinstance(place, Nowhere):
                    return told(None, place.because)
                return await self._call(place, body, headers)
        except TimeoutError:
            return told(None, f"No answer within {self.within.total_seconds():g} seconds.")
        except Exception as error:  # what a receiver makes us stumble over is its failure, and is tried again
            log.exception("a webhook could not be called")
            return told(None, f"It could not be called: {type(error).__name__}.")

    async def _call(self, place: Place, body: str, headers: Mapping[str, str]) -> Answer:
        """Post to the first address that takes a connection."""
        answer = told(None, "")
        async with AsyncClient(verify=self.trusted, limits=ONCE, trust_env=False, timeout=None) as client:
            for address in place.addresses:
                try:
                    return await _post(client, place, address, body, headers)
                except (ConnectError, ConnectTimeout) as error:  # nothing was said yet
                    answer = told(None, f"No connection: {error}")
                except HTTPError as error:
                    return told(None, f"The call broke off: {error or type(error).__name__}")
        return answer


async def _post(client: AsyncClient, place: Place, address: str, body: str, headers: Mapping[str, str]) -> Answer:
    """The address is the one that was looked at; the certificate and the Host header are of the name."""
    to = place.url.copy_with(host=address)
    own = {"Host": place.url.netloc.decode(), "Content-Type": "application/json", "User-Agent": "newsletter"}
    asked = {"Accept-Encoding": "identity", **own, **headers}
    name = {"sni_hostname": place.url.raw_host.decode()}
    async with client.stream("POST", to, content=body.encode(), headers=asked, extensions=name) as response:
        return told(response.status_code, await _first_words(response))


async def _first_words(response: Response) -> str:
    """The beginning of the body as it comes, never unpacked, and no more of it."""
    read = b""
    async for part in response.aiter_raw():
        read += part
        if len(read) >= MOST_BYTES:
            break
    return read[:MOST_BYTES].decode(errors="replace")
