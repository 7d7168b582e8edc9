"""How often may one program ask? As often as its API key and its network address have tokens left.

A bucket fills evenly and holds a minute's worth (the generic cell rate algorithm, ITU-T I.371: of each only the time
at which it is full again is kept). The buckets are those of this process; RateLimit and RateLimit-Policy tell of them
(draft-ietf-httpapi-ratelimit-headers-10). Leaving is never limited: mail providers post it from a few addresses for
everybody (RFC 8058).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil, floor

from fastapi.security.utils import get_authorization_scheme_param
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsletter.errors import TooMany
from newsletter.web.answers import of_api

MINUTE = 60.0
MOST_BUCKETS = 50_000
"""Policy. So many are kept, some 15 megabytes; then the one that was used longest ago is taken for full."""
NEVER = ("/unsubscribe/",)


@dataclass(frozen=True)
class Left:
    """What is left of a bucket: requests now, and seconds until it is full, or until there is one for you."""

    policy: str
    quota: int
    requests: int
    full_in: float
    wait: float = 0.0

    @property
    def retry_after(self) -> int:
        """Whole seconds, of which the last has passed when there is a token (RFC 9110 § 10.2.3)."""
        return max(1, ceil(self.wait))


@dataclass
class Buckets:
    """The buckets of one policy. A bucket that is full is not kept: it is like one that never was."""

    policy: str
    quota: int
    most: int = MOST_BUCKETS
    _full_at: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def take(self, name: str, now: float) -> Left:
        """Take one token, if there is one; `wait` says in how many seconds there is."""
        each = MINUTE / self.quota
        behind = min(MINUTE, max(0.0, self._full_at.pop(name, 0.0) - now))  # no more, where a clock was set back
        wait = behind + each - MINUTE
        if wait <= 1e-6:
            behind, wait = behind + each, 0.0
        self._full_at[name] = now + behind
        while len(self._full_at) > self.most or self._first_is_full(now):
            self._full_at.popitem(last=False)
        return Left(self.policy, self.quota, max(0, floor((MINUTE - behind) / each + 1e-6)), behind, wait)

    def _first_is_full(self, now: float) -> bool:
        return bool(self._full_at) and next(iter(self._full_at.values())) <= now

    def __len__(self) -> int:
        return len(self._full_at)


class Limited:
    """Refuses what comes too often with 429 and the time to wait, and tells everybody else what is left."""

    def __init__(self, app: ASGIApp, key_requests: int, address_requests: int) -> None:
        self.app = app
        self.keys, self.addresses = Buckets("key", key_requests), Buckets("address", address_requests)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _limited(scope):
            return await self.app(scope, receive, send)
        now = scope["app"].state.clock().timestamp()
        left = [buckets.take(name, now) for buckets, name in self._asked_of(scope)]

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and left:
                message = {**message, "headers": list(message["headers"])}
                headers = MutableHeaders(raw=message["headers"])
                headers["ratelimit-policy"] = ", ".join(f'"{one.policy}";q={one.quota};w=60' for one in left)
                headers["ratelimit"] = ", ".join(f'"{o.policy}";r={o.requests};t={ceil(o.full_in)}' for o in left)
            await send(message)

        if longest := max((one for one in left if one.wait), key=lambda one: one.wait, default=None):
            return await _refuse(longest, scope, receive, told)
        await self.app(scope, receive, told)

    def _asked_of(self, scope: Scope) -> Iterator[tuple[Buckets, str]]:
        """The buckets that this request takes from. A key that opens nothing has one too: nobody is asked about it."""
        if self.addresses.quota and scope["client"] is not None:
            yield self.addresses, network(scope["client"][0])
        if self.keys.quota and of_api(scope) and (sent := Headers(scope=scope).get("authorization")) is not None:
            _, key = get_authorization_scheme_param(sent)  # as it is read where it is known whose it is
            yield self.keys, hashlib.sha256(key.encode()).hexdigest()[:32]


def network(address: str) -> str:
    """By what one who asks is known: an IPv4 address, or the 64 bits of an IPv6 address that a household is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, 64), strict=False))


def _limited(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"].startswith(NEVER):
        return False
    return of_api(scope) or scope["method"] == "POST"


async def _refuse(left: Left, scope: Scope, receive: Receive, send: Send) -> None:
    whose = {"key": "this API key", "address": "your network address"}[left.policy]
    error = TooMany(
        f"More than {left.quota} requests a minute came with {whose}. Wait {left.retry_after} s, and ask more slowly.",
        left.retry_after,
    )
    answer = scope["app"].exception_handlers[Exception]
    await answer(Request(scope), error)(scope, receive, send)
