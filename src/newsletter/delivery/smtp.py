"""How does a letter reach the mail server? Over one kept connection at a time, opened when needed and renewed in time.

aiosmtplib opens it, secures it and signs in. Then the messages are handed over by `pipelining`, where the server offers
that, else by `one_by_one`.
"""

import asyncio
import ssl
from datetime import timedelta
from typing import cast

import aiosmtplib
from aiosmtplib import SMTPException

from newsletter import measuring
from newsletter.deliveries import DeliveryState
from newsletter.delivery.envelope import Envelope, Offers
from newsletter.delivery.exchange import Outcome, unanswered
from newsletter.delivery.one_by_one import OneByOne
from newsletter.delivery.pipelining import Pipelined
from newsletter.relay import TLS, Relay

__all__ = ["Connection", "Envelope", "Outcome", "Unreachable"]

MOST_ON_A_CONNECTION = 1_000  # policy
OLDEST = timedelta(minutes=10)  # policy
GOODBYE = 2.0  # seconds a server may take to say it


class Unreachable(Exception):
    """There is no usable connection to the mail server. Says nothing about any recipient."""


class Connection:
    """A connection to the mail server, opened when needed and kept while it is good."""

    def __init__(self, relay: Relay, timeout: float) -> None:
        self._relay = relay
        self._timeout = timeout
        self._session: Pipelined | OneByOne | None = None
        self._carried = 0
        self._renewed_at = 0.0
        measuring.LINES.add(self)

    @property
    def is_open(self) -> bool:
        return self._session is not None and self._session.usable

    async def open(self) -> None:
        """Have a usable connection. Raises Unreachable; never speaks of mail before TLS that was asked for."""
        if self._session is not None and self._session.usable and (self._session.announced or self._has_room(0)):
            return
        await self.close()
        client = self._client()
        try:
            async with asyncio.timeout(self._timeout * 2):
                await client.connect()
                if client.is_ehlo_or_helo_needed:
                    await client.ehlo()
            self._session = self._begin(client)
        except asyncio.CancelledError:
            client.close()
            raise
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            client.close()
            measuring.AWAY.inc()
            raise Unreachable(type(error).__name__) from error
        self._carried, self._renewed_at = 0, asyncio.get_running_loop().time()

    async def send(self, envelope: Envelope, data: bytes, *, then: Envelope | None = None) -> Outcome:
        """Hand over one message on an open connection. Every answer, and every silence, is an outcome.

        `then` is the envelope of the next message, when it is known and may go: its words ride along with this body
        if the server takes that well. It must then be the next one sent, or be given up by `abandon`.
        """
        if self._session is None:
            raise Unreachable("not open")
        session = await self._session_for(envelope)
        if session is None:
            return unanswered(body_left=False)
        if reason := session.offers.hindrance(envelope):
            return Outcome(DeliveryState.FAILED, reason, "")
        try:
            with measuring.HAND_OVER.time():
                outcome = await session.send(envelope, data, then if self._has_room(1) else None)
            measuring.REPLIES.labels(outcome.about).inc()
        except asyncio.CancelledError:
            session.drop()  # in the middle of a message there is no goodbye
            raise
        self._carried += 1
        return outcome

    def abandon(self) -> None:
        """Give up the message that was announced: the server waits for its body, so the connection is dropped."""
        if self._session is not None and self._session.announced:
            self._session.drop()

    async def close(self) -> None:
        """Say goodbye where that is possible, and be gone."""
        session, self._session = self._session, None
        if session is not None:
            await session.quit(min(GOODBYE, self._timeout))

    async def _session_for(self, envelope: Envelope) -> Pipelined | OneByOne | None:
        """The session, or a new one when another message was announced on it; None when there is none to be had."""
        if self._session is not None and self._session.announced not in (None, envelope):
            self.abandon()
            try:
                await self.open()
            except Unreachable:
                return None
        return self._session

    def _has_room(self, waiting: int) -> bool:
        """Whether the connection may carry one more after those that wait, or is due for renewal."""
        age = asyncio.get_running_loop().time() - self._renewed_at
        return self._carried + waiting < MOST_ON_A_CONNECTION and age < OLDEST.total_seconds()

    def _client(self) -> aiosmtplib.SMTP:
        relay = self._relay
        return aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=self._timeout,
            use_tls=relay.tls is TLS.IMPLICIT,
            start_tls=relay.tls is TLS.STARTTLS,
            tls_context=ssl.create_default_context() if relay.tls is not TLS.NONE else None,
            username=relay.username,
            password=relay.password.get_secret_value() if relay.password else None,
        )

    def _begin(self, client: aiosmtplib.SMTP) -> Pipelined | OneByOne:
        """The kind of session that the server offers. Raises SMTPException when it has gone meanwhile."""
        offers, transport = Offers.of(client.esmtp_extensions), client.transport
        if not offers.pipelining:
            return OneByOne(client, offers, self._timeout)
        if transport is None:
            raise SMTPException("connection lost")
        return Pipelined(cast(asyncio.Transport, transport), offers, self._timeout)  # uvloop's are no subclass
