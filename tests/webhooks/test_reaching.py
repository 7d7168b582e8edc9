"""A webhook goes to the open internet alone, however its address is written and wherever its name leads."""

from collections.abc import Sequence

import pytest

from newsletter.webhooks.reaching import Nowhere, Place, Resolve, by_dns, find

NOBODY: frozenset[str] = frozenset()
OPEN = "93.184.215.14"


def leading_to(*addresses: str) -> Resolve:
    """A name server that knows one answer."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


INNER = {
    "loopback": "127.0.0.1",
    "another loopback": "127.8.9.10",
    "this host": "0.0.0.0",
    "this network": "0.1.2.3",
    "private": "10.0.0.1",
    "private, too": "172.16.5.4",
    "private, at home": "192.168.1.1",
    "link-local": "169.254.0.1",
    "a cloud's metadata": "169.254.169.254",
    "behind a carrier's NAT": "100.64.0.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "documentation": "192.0.2.1",
    "benchmarks": "198.18.0.1",
    "protocol assignments": "192.0.0.8",
    "6to4 relays": "192.88.99.1",
    "IPv6 loopback": "::1",
    "IPv6 unspecified": "::",
    "IPv6 private": "fd00::1",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local, scoped": "fe80::1%eth0",
    "IPv6 site-local": "fec0::1",
    "IPv6 multicast": "ff02::1",
    "IPv6 documentation": "2001:db8::1",
    "IPv6 documentation, new": "3fff::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped, open": f"::ffff:{OPEN}",
    "compatible": "::127.0.0.1",
    "NAT64 of loopback": "64:ff9b::7f00:1",
    "NAT64, local": "64:ff9b:1::7f00:1",
    "6to4 of loopback": "2002:7f00:1::1",
    "Teredo": "2001:0:7f00:1::1",
    "metadata, IPv6": "fd00:ec2::254",
}


@pytest.mark.parametrize("address", INNER.values(), ids=INNER)
async def test_a_name_that_leads_inside_leads_nowhere(address: str) -> None:
    found = await find("https://hooks.partner.example/", NOBODY, leading_to(address))

    assert isinstance(found, Nowhere)
    assert "NEWSLETTER_WEBHOOK_HOSTS" in found.because


@pytest.mark.parametrize("address", [a for a in INNER.values() if "%" not in a])
async def test_neither_does_the_address_itself(address: str) -> None:
    host = f"[{address}]" if ":" in address else address

    assert isinstance(await find(f"https://{host}/", NOBODY), Nowhere)


ODD = [
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.1/",
    "https://127.0.1/",
    "https://127.0.0.1./",
    "https://127.0.0.01/",
    "https://0/",
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://127%2e0%2e0%2e1/",
    "https://[::1%25eth0]/",
    "https://[::ffff:7f00:1]/",
    "https://[127.0.0.1]/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://user@hooks.partner.example/",
    "https://user:word@hooks.partner.example/",
    "https://@hooks.partner.example/",
    "https://hooks.partner.example\\@127.0.0.1/",
    "https://hooks.partner.example:0/",
    "https://hooks.partner.example:99999/",
    "https://hooks.partner.example:no/",
    "https://hooks.partner.example/#there",
    "https://hooks..example/",
    "https:// hooks.partner.example/",
    "https://hooks.partner.example/\r\nHost: other",
    "https://hooks.partner.example/\t",
    "https:///nowhere",
    "https://",
    "//hooks.partner.example/",
    "hooks.partner.example",
    "http://hooks.partner.example/",
    "ftp://hooks.partner.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
    "javascript:alert(1)",
    "ws://hooks.partner.example/",
    "",
]


@pytest.mark.parametrize("address", ODD)
async def test_an_address_that_is_no_plain_one_leads_nowhere_and_says_what_to_do(address: str) -> None:
    """Those that the system's own resolver would take for loopback are left to it."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return [OPEN] if host.endswith(".example") else await by_dns(host, port)

    found = await find(address, NOBODY, resolve)

    assert isinstance(found, Nowhere), found
    assert found.because.endswith(".")


async def test_an_open_address_leads_to_where_its_name_does() -> None:
    found = await find("https://Hooks.Partner.example:8443/in?from=us", NOBODY, leading_to(OPEN, "2606:4700::1111"))

    assert isinstance(found, Place)
    assert str(found.url) == "https://hooks.partner.example:8443/in?from=us"
    assert found.addresses == [OPEN, "2606:4700::1111"]


async def test_a_name_that_leads_inside_and_out_is_called_outside_alone() -> None:
    found = await find("https://hooks.partner.example/", NOBODY, leading_to("10.0.0.1", OPEN))

    assert isinstance(found, Place)
    assert found.addresses == [OPEN]


@pytest.mark.parametrize("address", [f"https://{OPEN}/", "https://[2606:4700::1111]/", "https://xn--bker-gra.example/"])
async def test_addresses_as_one_writes_them_are_taken(address: str) -> None:
    resolve = leading_to(OPEN) if "xn--" in address else by_dns

    assert isinstance(await find(address, NOBODY, resolve), Place)


@pytest.mark.parametrize("address", ["http://hooks.internal:8080/in", "https://hooks.internal./", "http://10.0.0.5/"])
async def test_the_operator_may_vouch_for_a_host(address: str) -> None:
    allowed = frozenset({"hooks.internal", "10.0.0.5"})

    assert isinstance(await find(address, allowed, leading_to("10.0.0.5")), Place)
    assert isinstance(await find(address.replace("hooks", "looks").replace(".5", ".6"), allowed), Nowhere)


async def test_a_name_that_is_not_there_is_told() -> None:
    found = await find("https://hooks.partner.example/", NOBODY, leading_to())

    assert found == Nowhere("There is no host hooks.partner.example. Check the address.")
