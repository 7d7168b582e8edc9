"""How does a letter reach the mail server, and what did the server mean? One kept connection at a time."""

import asyncio
import re
import ssl
from dataclasses import dataclass

import aiosmtplib
from aiosmtplib import SMTPDataError, SMTPException, SMTPResponseException, SMTPServerDisconnected

from newsletter.deliveries import DeliveryState
from newsletter.settings import TLS, Relay

MOST_ON_A_CONNECTION = 1_000
TAKEN = range(200, 300)
GO_AHEAD = 354
TRY_LATER = range(400, 500)
CLOSING = 421  # RFC 5321 § 3.8: the server closes after saying so
NO = range(400, 600)  # the only answers that are about the message; any other is no SMTP
_DOT = re.compile(rb"^\.", re.MULTILINE)  # a dot at the beginning of a line is doubled, RFC 5321 § 4.5.2


class Unreachable(Exception):
    """There is no usable connection to the mail server. Says nothing about any recipient."""


@dataclass(frozen=True)
class Outcome:
    """What became of one message: SENT, DEFERRED, FAILED or UNCERTAIN, why, and the server's words."""

    state: DeliveryState
    reason: str | None
    reply: str


class Connection:
    """A connection to the mail server, opened when needed and kept while it is good."""

    def __init__(self, relay: Relay, timeout: float) -> None:
        self._relay = relay
        self._timeout = timeout
        self._client: aiosmtplib.SMTP | None = None
        self._carried = 0

    async def open(self) -> None:
        """Have a usable connection. Raises Unreachable; never speaks of mail before TLS that was asked for."""
        if self._client is not None and self._client.is_connected and self._carried < MOST_ON_A_CONNECTION:
            return
        await self.close()
        relay = self._relay
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=self._timeout,
            use_tls=relay.tls is TLS.IMPLICIT,
            start_tls=relay.tls is TLS.STARTTLS,
            tls_context=ssl.create_default_context() if relay.tls is not TLS.NONE else None,
            username=relay.username,
            password=relay.password.get_secret_value() if relay.password else None,
        )
        try:
            async with asyncio.timeout(self._timeout * 2):
                await client.connect()
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            client.close()
            raise Unreachable(type(error).__name__) from error
        self._client, self._carried = client, 0

    async def send(self, sender: str, recipient: str, data: bytes) -> Outcome:
        """Hand over one message on an open connection. Every answer, and every silence, is an outcome."""
        if self._client is None:
            raise Unreachable("not open")
        exchange = _Exchange(self._client)
        try:
            async with asyncio.timeout(self._timeout * 3):
                reply = await exchange.run(sender, recipient, data)
            self._carried += 1
            return Outcome(DeliveryState.SENT, None, reply)
        except SMTPResponseException as error:
            if error.code in NO:
                await self._ready_again(error.code)
                return exchange.refused(error)
        except (SMTPException, OSError, TimeoutError, ValueError):
            pass
        except asyncio.CancelledError:
            self._hang_up()  # in the middle of a message there is no goodbye
            raise
        self._hang_up()
        return exchange.lost()

    async def _ready_again(self, code: int) -> None:
        if self._client is None or code == CLOSING:
            return await self.close()
        try:
            await self._client.rset()
        except (SMTPException, OSError, TimeoutError):
            self._hang_up()

    def _hang_up(self) -> None:
        """Close without a word to a server that no longer listens, or talks nonsense."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            if client.is_connected:
                await client.quit(timeout=2)
        except (SMTPException, OSError, TimeoutError):
            pass
        finally:
            client.close()


def said(code: int, words: str) -> str:
    """The server's answer as text that a database can keep, whatever letters it came in."""
    return f"{code} {words}".encode(errors="replace").decode().replace("\0", "")


class _Exchange:
    """MAIL, RCPT, DATA for one message, remembering how far it came: what an answer means depends on that."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._client = client
        self._stage = "mail"
        self._body_left = False

    async def run(self, sender: str, recipient: str, data: bytes) -> str:
        await self._client.mail(sender)
        self._stage = "rcpt"
        await self._client.rcpt(recipient)
        self._stage = "data"
        asked = await self._client.execute_command(b"DATA")
        if asked.code != GO_AHEAD:
            raise SMTPDataError(asked.code, asked.message)
        return await self._hand_over(data)

    async def _hand_over(self, data: bytes) -> str:
        """The body and the dot. Not by `client.data`, which does not tell whether the body had begun."""
        protocol = self._client.protocol
        if protocol is None:
            raise SMTPServerDisconnected("Connection lost")
        self._body_left = True
        protocol.write(_DOT.sub(b"..", data) + b".\r\n")
        response = await protocol.read_response(self._client.timeout)
        if response.code not in TAKEN:
            raise SMTPDataError(response.code, response.message)
        return said(response.code, response.message)

    def refused(self, error: SMTPResponseException) -> Outcome:
        """A refusal at RCPT is about the mailbox; at MAIL it is about us, and may be mended."""
        reply = said(error.code, error.message)
        if error.code in TRY_LATER or self._stage == "mail":
            return Outcome(DeliveryState.DEFERRED, f"{self._stage}_deferred", reply)
        return Outcome(DeliveryState.FAILED, f"{self._stage}_refused", reply)

    def lost(self) -> Outcome:
        """No answer, or none that makes sense. Once the body may have gone, it may have arrived (RFC 1047)."""
        state = DeliveryState.UNCERTAIN if self._body_left else DeliveryState.DEFERRED
        return Outcome(state, "no_answer", "")
