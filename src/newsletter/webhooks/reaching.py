"""Where may a webhook go? To the open internet, by TLS; elsewhere only where the operator vouches for the host.

An organisation names the address, and our machine stands inside somebody's network: without this, a webhook would be a
way to knock at its inner doors. The name is resolved by us, and whoever calls connects to exactly the addresses found
here, so that a name cannot lead elsewhere between the look and the call (OWASP: server-side request forgery).
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from httpx2 import URL, InvalidURL

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
PORTS = {"https": 443, "http": 80}

_PLAIN = re.compile(r"https?://[a-z0-9._:\[\]-]+([/?][!\"$-\[\]-~]*)?", re.IGNORECASE | re.ASCII)
"""No user, no fragment, no escapes in the host, and no backslash, which some read as a slash."""
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_NUMBER = re.compile(r"(0x[0-9a-f]*|\d+)")

GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out (RFC 4291 § 2.4). NAT64 and mapped addresses lie outside."""
NEVER: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24", "192.88.99.0/24",  # protocol assignments, 6to4 relays: not private by every Python
        "2001::/23", "2002::/16", "3fff::/20",  # Teredo and its like, 6to4, documentation (RFC 9637)
    )
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a webhook's address leads, at this moment."""

    url: URL
    addresses: Sequence[str]


@dataclass(frozen=True)
class Nowhere:
    """It may not go there, or cannot, and what to do."""

    because: str


_NAMES = ThreadPoolExecutor(4, thread_name_prefix="names")
"""Threads of its own: a name that is slow to resolve must not keep the database waiting for a thread."""


async def by_dns(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as this machine resolves it; none when there is no such name."""
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_NAMES, ask)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def find(address: str, allowed: frozenset[str], resolve: Resolve = by_dns) -> Place | Nowhere:
    """Where an address leads. Of the addresses that its name has, those that may be called."""
    url = _read(address)
    if isinstance(url, Nowhere):
        return url
    host = url.raw_host.decode()
    vouched = host.rstrip(".") in allowed
    if url.scheme != "https" and not vouched:
        return Nowhere("The address must begin with https://.")
    found = await resolve(host, url.port or PORTS[url.scheme])
    if not found:
        return Nowhere(f"There is no host {host}. Check the address.")
    reached = [each for each in found if vouched or is_open(ipaddress.ip_address(each))]
    if not reached:
        return Nowhere(
            f"{host} is no host of the open internet. If it may be called all the same, the operator adds it to "
            "NEWSLETTER_WEBHOOK_HOSTS."
        )
    return Place(url, reached)


def is_open(address: IP) -> bool:
    """Whether an address belongs to the open internet: given out, and to nobody's inner network (RFC 6890)."""
    if any(address in network for network in NEVER) or address.is_multicast or not address.is_global:
        return False
    return address.version == 4 or address in GLOBAL_UNICAST


def _read(address: str) -> URL | Nowhere:
    """The URL, if it says plainly where it leads."""
    meant = Nowhere(
        "The address must look like https://example.org/hooks, without user, password or #; write a name such as "
        "bøker.example as xn--bker-gra.example."
    )
    try:
        url = URL(address)
    except InvalidURL:
        return meant
    plain = _PLAIN.fullmatch(address) and (url.port is None or 0 < url.port < 65536)
    return url if plain and _is_plain(url.raw_host.decode()) else meant


def _is_plain(host: str) -> bool:
    """Whether it is a name, or an IP address as one writes it. A last label that is a number makes it an address."""
    try:
        return not getattr(ipaddress.ip_address(host), "scope_id", None)
    except ValueError:
        return bool(_NAME.fullmatch(host)) and not _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2])
