"""How is a message handed over in one round trip? Commands in groups, their answers paired in order (RFC 2920).

    we write                          it answers
    [MAIL₁ RCPT₁ DATA₁]               250 250 354
    [body₁ . MAIL₂ RCPT₂ DATA₂]       250 250 250 354
    [body₂ .]                         250

DATA must end a group; the message content may begin one. An answer that cannot be right may have moved all that follow
by one, so after it the session is over: nothing is sent on it any more, and nothing it says is believed.
"""

import asyncio
import re
from collections import deque
from collections.abc import Iterator

from newsletter.delivery.envelope import Envelope, Offers, on_the_wire
from newsletter.delivery.exchange import Exchange, Outcome
from newsletter.delivery.replies import CLOSING, Reply, Stage

LONGEST_LINE = 4096
MOST_LINES = 100
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)

Awaited = tuple[Exchange, Stage] | None  # None: to be read and dropped


class Garbled(Exception):
    """What came is no answer of SMTP."""


class Hearing:
    """Answers out of bytes, however these were cut into packets."""

    def __init__(self) -> None:
        self._rest = b""
        self._code = b""
        self._lines: list[bytes] = []

    def hear(self, data: bytes) -> Iterator[Reply]:
        """Each answer that is whole by now. Raises Garbled after those before what is no SMTP (RFC 5321 § 4.2)."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if reply := self._line(line.removesuffix(b"\r")):
                yield reply
        if len(self._rest) > LONGEST_LINE:
            raise Garbled("endless line")

    def _line(self, line: bytes) -> Reply | None:
        found = _LINE.fullmatch(line)
        if found is None or len(line) > LONGEST_LINE or len(self._lines) >= MOST_LINES:
            raise Garbled("no answer of SMTP")
        code, goes_on, words = found.groups(b"")
        if self._lines and code != self._code:
            raise Garbled("an answer in two minds")
        self._code = code
        self._lines.append(words.strip())
        if goes_on == b"-":
            return None
        text, self._lines = b"\n".join(self._lines), []
        return Reply(int(code), text.decode(errors="replace"))


class Pipelined(asyncio.Protocol):
    """A session with a server that offers PIPELINING, on a transport that is open, secured and signed in."""

    def __init__(self, transport: asyncio.Transport, offers: Offers, timeout: float) -> None:
        self.offers = offers
        self._transport = transport
        self._timeout = timeout
        self._loop = asyncio.get_running_loop()
        self._hearing = Hearing()
        self._awaited: deque[Awaited] = deque()
        self._announced: Exchange | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._alive = True
        self._eager = True
        self._half_said = False  # a refused envelope may still lie with the server
        transport.set_protocol(self)

    @property
    def usable(self) -> bool:
        return self._alive and not self._transport.is_closing()

    @property
    def announced(self) -> Envelope | None:
        """Whose envelope the server has already; only its body may follow."""
        return self._announced.envelope if self._announced else None

    async def send(self, envelope: Envelope, data: bytes, then: Envelope | None) -> Outcome:
        """Hand over one message, the one that was announced if any was. Each of its two waits has a deadline."""
        exchange, self._announced = self._announced or self._introduce(envelope), None
        await self._until(exchange, Stage.DATA)
        if not (self.usable and exchange.permitted):
            self._refused(exchange)
            return exchange.outcome
        self._hand_over(exchange, data, then)
        await self._until(exchange, Stage.DOT)
        if not exchange.granted(Stage.DOT):
            self._eager = False
        return exchange.outcome

    async def quit(self, seconds: float) -> None:
        """Say goodbye, unless the server waits for a body: then there is none (RFC 5321 § 4.1.1.10)."""
        if self.usable and self._announced is None:
            goodbye = Exchange(Envelope("", "", 0))
            self._write(b"QUIT\r\n", (goodbye, Stage.MAIL))
            await self._until(goodbye, Stage.MAIL, seconds)
        self.drop()

    def drop(self) -> None:
        """End the session at once: what has not left stays here, and what is still said is not heard."""
        self._alive, self._announced = False, None
        self._awaited.clear()
        self._transport.abort()
        self._wake()

    def data_received(self, data: bytes) -> None:
        try:
            for reply in self._hearing.hear(data):
                if self._alive:
                    self._take(reply)
        except Garbled:
            self.drop()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self.drop()

    def _take(self, reply: Reply) -> None:
        """Pair an answer with the oldest question; one that nobody asked for ends the session."""
        if not self._awaited:
            return self.drop()
        awaited = self._awaited.popleft()
        understood = awaited[0].hear(awaited[1], reply) if awaited else reply.code not in range(300, 400)
        if not understood or reply.code == CLOSING:
            self.drop()

    def _introduce(self, envelope: Envelope) -> Exchange:
        """The first group: a clean table where an envelope was left on it, then MAIL, RCPT, DATA."""
        exchange = Exchange(envelope)
        if self._half_said:
            self._half_said = False
            self._write(b"RSET\r\n" + self._group(envelope), None, *self._answers(exchange))
        else:
            self._write(self._group(envelope), *self._answers(exchange))
        return exchange

    def _hand_over(self, exchange: Exchange, data: bytes, then: Envelope | None) -> None:
        exchange.body_left = True
        body = on_the_wire(data)
        if then is None or not self._eager or self.offers.hindrance(then):
            return self._write(body, (exchange, Stage.DOT))
        self._announced = Exchange(then)
        self._write(body + self._group(then), (exchange, Stage.DOT), *self._answers(self._announced))

    def _refused(self, exchange: Exchange) -> None:
        """Bring the server back to where a message can begin, less eagerly after all but a plain no at RCPT."""
        self._eager = self._eager and exchange.granted(Stage.MAIL) and not exchange.granted(Stage.DATA)
        if not self.usable:
            return
        self._half_said = True
        if not exchange.granted(Stage.DATA):
            return
        if exchange.granted(Stage.RCPT):
            self.drop()  # a lone dot would send that person an empty mail
        else:
            self._write(b".\r\n", None)  # RFC 2920 § 3.1: it waits for a body that is for nobody

    def _group(self, envelope: Envelope) -> bytes:
        return b"\r\n".join(self.offers.commands(envelope)) + b"\r\n"

    def _answers(self, exchange: Exchange) -> tuple[Awaited, ...]:
        return (exchange, Stage.MAIL), (exchange, Stage.RCPT), (exchange, Stage.DATA)

    def _write(self, group: bytes, *awaited: Awaited) -> None:
        if self.usable:
            self._awaited.extend(awaited)
            self._transport.write(group)

    async def _until(self, exchange: Exchange, stage: Stage, seconds: float | None = None) -> None:
        """Wait for an answer that is whole. One byte a second does not put the deadline off."""
        if exchange.heard(stage):
            return
        deadline = self._loop.call_later(self._timeout if seconds is None else seconds, self.drop)
        try:
            while self.usable and not exchange.heard(stage):
                self._waiter = self._loop.create_future()
                await self._waiter
        finally:
            deadline.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
