"""Nothing is said to a mail server before the TLS that was asked for, and no password travels in the clear."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from newsletter.deliveries import DeliveryState
from newsletter.delivery.envelope import Envelope
from newsletter.delivery.smtp import Connection, Unreachable
from newsletter.errors import Misconfigured
from newsletter.relay import TLS, Relay, relay
from tests.certificates import Certificate
from tests.mail_server import MailServer

SECURED = [TLS.STARTTLS, TLS.IMPLICIT]


def relay_of(server: MailServer, tls: TLS) -> Relay:
    return Relay(host="localhost", port=server.port, tls=tls, username="venue", password=SecretStr("hemmelig"))


async def begin_tls(server: MailServer, certificate: Certificate, tls: TLS) -> None:
    """Start the server anew with a certificate."""
    await server.stop()
    server.tls, server.implicit = certificate.context, tls is TLS.IMPLICIT
    await server.start()


async def test_without_the_starttls_that_was_asked_for_nothing_is_said(mail_server: MailServer) -> None:
    with pytest.raises(Unreachable):
        await Connection(relay_of(mail_server, TLS.STARTTLS), timeout=2).open()

    said = [line.split()[0] for line in bytes(mail_server.heard).splitlines()]
    assert mail_server.connects == 1
    assert set(said) <= {b"EHLO", b"QUIT"}


@pytest.mark.parametrize("tls", SECURED)
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    mail_server: MailServer, certificate_for: Callable[[str], Certificate], tls: TLS
) -> None:
    await begin_tls(mail_server, certificate_for("DNS:localhost"), tls)
    await check_that_it_is_refused(mail_server, tls)


@pytest.mark.parametrize("tls", SECURED)
async def test_a_certificate_for_another_name_is_refused(
    mail_server: MailServer,
    certificate_for: Callable[[str], Certificate],
    monkeypatch: pytest.MonkeyPatch,
    tls: TLS,
) -> None:
    certificate = certificate_for("DNS:mail.elsewhere.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    await begin_tls(mail_server, certificate, tls)
    await check_that_it_is_refused(mail_server, tls)


async def check_that_it_is_refused(mail_server: MailServer, tls: TLS) -> None:
    with pytest.raises(Unreachable):
        await Connection(relay_of(mail_server, tls), timeout=2).open()

    assert mail_server.connects == 1
    for word in (b"AUTH", b"MAIL", b"RCPT"):
        assert word not in mail_server.heard


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "one by one"])
@pytest.mark.parametrize("tls", SECURED)
async def test_behind_a_good_certificate_it_signs_in_and_sends(
    mail_server: MailServer,
    certificate_for: Callable[[str], Certificate],
    monkeypatch: pytest.MonkeyPatch,
    tls: TLS,
    pipelining: bool,
) -> None:
    mail_server.pipelining = pipelining
    certificate = certificate_for("DNS:localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    await begin_tls(mail_server, certificate, tls)
    connection = Connection(relay_of(mail_server, tls), timeout=2)
    await connection.open()
    data = b"Subject: Hello\r\n\r\nHello.\r\n"
    outcome = await connection.send(Envelope.of("program@venue.example", "anne@people.example", data), data)
    await connection.close()

    assert outcome.state is DeliveryState.SENT
    assert mail_server.signed_in == ["venue"]


REFUSED_URLS = [
    "smtp://user:hemmelig@mail.example?tls=maybe",
    "smtp://user:hemmelig@mail.example:tls",
    "smtp://user:hemmelig@mail.example:99999",
    "smtp://user:hemm/elig@mail.example",
    "smtp://user:12/hemmelig@mail.example",
    "smtp://user:12?hemmelig@mail.example",
    "smtp://user:12#hemmelig@mail.example",
    "smtp://:hemmelig@mail.example",
    "smtp://user:hemmelig@mail.example?tls=",
    "smtp://user:hemmelig@mail.example?ssl=implicit",
    "smtp://[::1",
    "smtps://mail.example",
    "mail.example:25",
    "smtp://",
    "",
]


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_a_mail_server_that_cannot_be_meant_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(Misconfigured, match="NEWSLETTER_SMTP_URL must look like smtp://") as refused:
        relay(url)
    check_that_the_password_is_not_told(refused.value)


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "localhost.example", "[::2]"])
def test_a_password_does_not_travel_in_the_clear(host: str) -> None:
    with pytest.raises(Misconfigured, match="use tls=starttls or implicit") as refused:
        relay(f"smtp://user:hemmelig@{host}:25?tls=none")
    check_that_the_password_is_not_told(refused.value)


def check_that_the_password_is_not_told(refused: Misconfigured) -> None:
    assert "hemm" not in str(refused)
    assert refused.__cause__ is None
    assert refused.__suppress_context__ or refused.__context__ is None


READ_URLS = {
    "smtp://mail.example": Relay(host="mail.example", port=587, tls=TLS.STARTTLS),
    "smtp://mail.example:2525/": Relay(host="mail.example", port=2525, tls=TLS.STARTTLS),
    "smtp://mail.example?tls=implicit": Relay(host="mail.example", port=465, tls=TLS.IMPLICIT),
    "smtp://relay.internal:25?tls=none": Relay(host="relay.internal", port=25, tls=TLS.NONE),
    "smtp://a%40b.example:p%2F%3F%23%3A@mail.example": Relay(
        host="mail.example", port=587, tls=TLS.STARTTLS, username="a@b.example", password=SecretStr("p/?#:")
    ),
    "smtp://user:word@[::1]:25?tls=none": Relay(
        host="::1", port=25, tls=TLS.NONE, username="user", password=SecretStr("word")
    ),
}


@pytest.mark.parametrize(("url", "meant"), READ_URLS.items(), ids=READ_URLS)
def test_a_mail_server_is_read_from_its_address(url: str, meant: Relay) -> None:
    assert relay(url) == meant
