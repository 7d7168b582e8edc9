"""How is a message handed over to a server that does not offer PIPELINING? One command, one answer, by aiosmtplib."""

import asyncio
from typing import cast

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponse

from newsletter.delivery.envelope import Envelope, Offers, on_the_wire
from newsletter.delivery.exchange import Exchange, Outcome
from newsletter.delivery.replies import CLOSING, Reply, Stage


class OneByOne:
    """A session with a server that answers each command before the next."""

    #: No envelope goes ahead of its message here.
    announced: Envelope | None = None

    def __init__(self, client: aiosmtplib.SMTP, offers: Offers, timeout: float) -> None:
        self.offers = offers
        self._client = client
        self._timeout = timeout

    @property
    def usable(self) -> bool:
        return self._client.is_connected

    async def send(self, envelope: Envelope, data: bytes, then: Envelope | None) -> Outcome:
        """Hand over one message; which one follows does not matter here."""
        exchange = Exchange(envelope)
        try:
            async with asyncio.timeout(self._timeout * 3):
                understood = await self._ask(exchange, data)
                if understood and exchange.outcome.reason:
                    await self._client.rset()
        except (SMTPException, OSError, TimeoutError, ValueError):
            understood = False
        if not understood:
            self.drop()
        return exchange.outcome

    async def _ask(self, exchange: Exchange, data: bytes) -> bool:
        """Go on until a no, or to the end. False when the server is not to be spoken to any more."""
        for stage, command in zip(Stage, self.offers.commands(exchange.envelope), strict=False):
            if not _hear(exchange, stage, await self._client.execute_command(command)):
                return False
            if not exchange.granted(stage):
                return True
        return _hear(exchange, Stage.DOT, await self._hand_over(exchange, data))

    async def _hand_over(self, exchange: Exchange, data: bytes) -> SMTPResponse:
        """The body and the dot. Not by `client.data`, which does not tell whether the body had begun."""
        protocol = self._client.protocol
        if protocol is None:
            raise SMTPException("connection lost")
        exchange.body_left = True
        protocol.write(on_the_wire(data))
        return await protocol.read_response(self._timeout)

    async def quit(self, seconds: float) -> None:
        """Say goodbye (RFC 5321 § 4.1.1.10)."""
        try:
            if self.usable:
                await self._client.quit(timeout=seconds)
        except (SMTPException, OSError, TimeoutError):
            pass
        finally:
            self.drop()

    def drop(self) -> None:
        """End the session without a word to a server that no longer listens, or talks nonsense."""
        transport = self._client.transport
        self._client.close()
        if transport is not None:
            cast(asyncio.WriteTransport, transport).abort()  # or what was written would still leave


def _hear(exchange: Exchange, stage: Stage, response: SMTPResponse) -> bool:
    return exchange.hear(stage, Reply(response.code, response.message)) and response.code != CLOSING
