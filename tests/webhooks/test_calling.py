"""A call goes to the address that was looked at, is secured for the name, ends in time, and follows nobody."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from newsletter.webhooks.calling import MOST_BYTES, Answer, WayOut
from newsletter.webhooks.models import LONGEST_ANSWER
from tests.certificates import Certificate
from tests.webhooks.receiver import Receiver

NAME = "hooks.partner.example"


@pytest.fixture
def certificate(certificate_for: Callable[[str], Certificate], monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """One for the receiver's name, from an authority that this machine trusts."""
    made = certificate_for(f"DNS:{NAME}")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@pytest.fixture
async def receiver(certificate: Certificate) -> AsyncIterator[Receiver]:
    async with Receiver(certificate) as receiver:
        yield receiver


async def at_home(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.fixture
def way(certificate: Certificate) -> WayOut:
    """One that may call the receiver, whose name no name server knows, and is not patient."""
    return WayOut(frozenset({NAME}), timedelta(seconds=1), at_home)


async def answer(way: WayOut, receiver: Receiver, url: str = "https://{name}:{port}/in") -> Answer:
    return await way.call(url.format(name=NAME, port=receiver.port), '{"type":"ping"}', {"webhook-id": "1"})


async def test_the_name_is_asked_for_and_the_looked_up_address_is_called(way: WayOut, receiver: Receiver) -> None:
    said = await answer(way, receiver, "https://{name}:{port}/in?from=us")

    assert said == Answer(204, "")
    (request,) = receiver.told
    assert request.line == "POST /in?from=us HTTP/1.1"
    assert request.server_name == NAME
    assert request.headers["host"] == f"{NAME}:{receiver.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.body == b'{"type":"ping"}'


async def test_a_name_that_leads_elsewhere_when_it_is_called_is_not_called(way: WayOut, receiver: Receiver) -> None:
    """It was open when it was looked at first. Each call looks again, and goes to what it saw."""
    way = replace(way, allowed=frozenset())

    said = await answer(way, receiver)

    assert said.status is None
    assert "is no host of the open internet" in said.said
    assert receiver.connects == 0


async def test_a_certificate_for_another_name_is_refused(
    certificate_for: Callable[[str], Certificate],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = certificate_for("DNS:elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    async with Receiver(other) as receiver:
        said = await answer(WayOut(frozenset({NAME}), timedelta(seconds=5), at_home), receiver)

    assert said.status is None
    assert "certificate" in said.said
    assert receiver.told == []


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    way: WayOut, certificate_for: Callable[..., Certificate]
) -> None:
    async with Receiver(certificate_for(f"DNS:{NAME}", 3)) as receiver:
        said = await answer(way, receiver)

    assert said.status is None
    assert receiver.told == []


async def test_a_redirect_is_not_followed(way: WayOut, receiver: Receiver) -> None:
    async with Receiver(receiver.certificate) as elsewhere:
        receiver.status, receiver.headers = 307, {"Location": f"https://{NAME}:{elsewhere.port}/"}
        said = await answer(way, receiver)

    assert said.status == 307
    assert not said.taken
    assert elsewhere.connects == 0


async def test_an_answer_without_end_is_read_to_its_first_words(way: WayOut, receiver: Receiver) -> None:
    receiver.status, receiver.endless, receiver.said = 200, True, b"Thank you\r\n"

    said = await answer(way, receiver)

    assert said.taken
    assert said.said.startswith("Thank you  xxx")
    assert len(said.said) == LONGEST_ANSWER < MOST_BYTES


async def test_a_packed_answer_is_not_unpacked(way: WayOut, receiver: Receiver) -> None:
    receiver.status, receiver.headers, receiver.said = 200, {"Content-Encoding": "gzip"}, b"\x1f\x8b no gzip"

    assert (await answer(way, receiver)).taken
    assert receiver.told[0].headers["accept-encoding"] == "identity"


async def test_who_does_not_answer_in_time_is_left(way: WayOut, receiver: Receiver) -> None:
    receiver.silent = True

    assert await answer(way, receiver) == Answer(None, "No answer within 1 seconds.")


async def test_an_address_in_an_answer_is_not_kept(way: WayOut, receiver: Receiver) -> None:
    receiver.status, receiver.said = 500, b"no such contact: anne@people.example"

    assert (await answer(way, receiver)).said == "no such contact: [address]"


async def test_where_nobody_listens_it_is_told(way: WayOut, receiver: Receiver) -> None:
    await receiver.__aexit__()

    assert (await answer(way, receiver)).said.startswith("No connection: ")


async def test_the_next_address_is_tried_where_the_first_takes_no_connection(way: WayOut, receiver: Receiver) -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]  # the receiver listens at the second alone

    assert (await answer(replace(way, resolve=two), receiver)).taken
    assert receiver.connects == 1


async def test_a_proxy_of_the_surroundings_is_not_asked(
    way: WayOut, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    assert (await answer(way, receiver)).taken


async def test_without_tls_only_where_the_operator_vouches_for_the_host(way: WayOut) -> None:
    async with Receiver(None) as receiver:
        assert (await answer(way, receiver, "http://{name}:{port}/in")).taken
        refused = await way.call(f"http://other.partner.example:{receiver.port}/in", "{}", {})

    assert refused == Answer(None, "The address must begin with https://.")
