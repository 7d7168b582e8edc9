"""A real SMTP server on loopback that keeps what it takes, and answers as a test tells it to."""

import asyncio
import email
import email.policy
import inspect
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum, auto
from typing import Any

from aiosmtpd.smtp import MISSING, SMTP, AuthResult, Envelope, Session

from newsletter.relay import TLS, Relay


class Fault(Enum):
    """What a mail server may do instead of answering."""

    #: It closes the connection.
    HANGS_UP = auto()
    #: It says nothing for ever.
    IS_SILENT = auto()
    #: It says byte after byte of an answer, and never comes to its end.
    DRIPS = auto()


Said = str | Fault | None  # a reply, a fault, or None for yes
Answer = Callable[[str], Said | Awaitable[Said]]


def yes(_: str) -> Said:
    return None


@dataclass(frozen=True)
class Mail:
    """One message as it came over the wire."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def header(self, name: str) -> str:
        """The one header of this name as raw bytes have it, unfolded; fails when there are more or none."""
        head = self.raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").decode()
        found = [line.split(": ", 1)[1] for line in head.split("\r\n") if line.lower().startswith(name.lower() + ":")]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    @property
    def one_click(self) -> str:
        """The path of the one-click address."""
        match = re.fullmatch(r"<https://news\.venue\.example(/\S+)>", self.header("List-Unsubscribe"))
        assert match
        return match[1]

    @property
    def confirm_link(self) -> str:
        match = re.search(r"https://news\.venue\.example(/confirm/\S+)", self.text)
        assert match
        return match[1]

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        return str(part.get_content())


@dataclass
class MailServer:
    """Keeps every mail it took. Each `on_…` may answer otherwise than yes; three by recipient, MAIL by sender."""

    mails: list[Mail] = field(default_factory=list)
    on_connect: Answer = yes
    on_ehlo: Answer = yes
    on_starttls: Answer = yes
    on_auth: Answer = yes
    on_mail: Answer = yes
    on_rcpt: Answer = yes
    on_data: Answer = yes
    on_dot: Answer = yes
    on_quit: Answer = yes
    #: What it offers. The largest message is in octets.
    pipelining: bool = True
    utf8: bool = False
    dsn: bool = False
    largest: int | None = 33_554_432
    #: It says 354 to every DATA, also when there is nobody to send to.
    asks_for_every_body: bool = False
    #: It says 250 to every RCPT, also when the sender was refused.
    takes_any_recipient: bool = False
    #: For STARTTLS, or from the first byte where `implicit`.
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    port: int = 0
    connects: int = 0
    #: Everything the clients said, decrypted where it was encrypted.
    heard: bytearray = field(default_factory=bytearray)
    #: What came in one piece, as often as something came.
    pieces: list[bytes] = field(default_factory=list)
    #: The parameters of each MAIL.
    parameters: list[list[str]] = field(default_factory=list)
    #: What was asked about notices (DSN), in order.
    notices: list[str] = field(default_factory=list)
    #: The recipients who were named, in order, whatever became of the message; and those whose message came whole.
    begun: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    #: Who signed in; every password will do.
    signed_in: list[str] = field(default_factory=list)
    talking: set["_Conversation"] = field(default_factory=set)
    _happened: asyncio.Condition = field(default_factory=asyncio.Condition)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        context = self.tls if self.implicit else None
        self._server = await loop.create_server(self._greet, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take no more connections, and cut those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for conversation in self.talking:
            conversation.cut()
        await self.until(lambda: not self.talking)

    @property
    def relay(self) -> Relay:
        return Relay(host="127.0.0.1", port=self.port, tls=TLS.NONE)

    def to(self, recipient: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.recipient == recipient]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until a mail that comes, or a connection that ends, has made it true."""
        async with self._happened, asyncio.timeout(20):
            await self._happened.wait_for(true)

    async def tell(self) -> None:
        async with self._happened:
            self._happened.notify_all()

    def _greet(self) -> SMTP:
        self.connects += 1
        return _Conversation(
            self,
            loop=asyncio.get_running_loop(),
            hostname="mx.people.example",  # else it asks the network for a name, at every connection
            tls_context=None if self.implicit else self.tls,
            data_size_limit=self.largest,
            enable_SMTPUTF8=self.utf8,
            auth_require_tls=False,
            authenticator=self._let_in,
        )

    def _let_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        self.signed_in.append(given.login.decode())
        return AuthResult(success=True)

    async def handle_EHLO(
        self, server: "_Conversation", session: Session, envelope: Envelope, hostname: str, offers: list[str]
    ) -> list[str]:
        if (said := await server.asks(self.on_ehlo, hostname)) is not None:
            return [said]
        session.host_name = hostname
        more = ["250-PIPELINING"] * self.pipelining + ["250-DSN"] * self.dsn
        return [*offers[:-1], *more, offers[-1]]

    async def handle_AUTH(self, server: "_Conversation", session: Session, envelope: Envelope, given: list[str]) -> Any:
        said = await server.asks(self.on_auth, "")
        return MISSING if said is None else said

    async def handle_QUIT(self, server: "_Conversation", session: Session, envelope: Envelope) -> Any:
        said = await server.asks(self.on_quit, "")
        return MISSING if said is None else said

    async def handle_MAIL(
        self, server: "_Conversation", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.parameters.append(options)
        if (said := await server.asks(self.on_mail, address)) is not None:
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: "_Conversation", session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.begun.append(address)
        if (said := await server.asks(self.on_rcpt, address)) is not None:
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: "_Conversation", session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        self.bodies.append(recipient)
        if (said := await server.asks(self.on_dot, recipient)) is not None:
            return said
        self.mails.append(Mail(envelope.mail_from or "", recipient, envelope.original_content or b""))
        await self.tell()
        return "250 Taken"


class _Conversation(SMTP):
    """One connection. Says what the server was told to say, where aiosmtpd would say yes."""

    event_handler: MailServer

    def cut(self) -> None:
        self._writer.transport.abort()

    def data_received(self, data: bytes) -> None:
        self.event_handler.heard += data
        self.event_handler.pieces.append(data)
        super().data_received(data)

    async def _handle_client(self) -> None:
        self.event_handler.talking.add(self)
        try:
            if (said := await self.asks(self.event_handler.on_connect, "")) is not None:
                await self.push(said)
                await self._reader.read()
            else:
                await super()._handle_client()
        finally:
            self._writer.close()
            self.event_handler.talking.discard(self)
            await self.event_handler.tell()

    async def smtp_STARTTLS(self, arg: str) -> None:
        if (said := await self.asks(self.event_handler.on_starttls, "")) is not None:
            await self.push(said)
        else:
            await super().smtp_STARTTLS(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        await super().smtp_MAIL(self._without(arg, "RET", "ENVID"))

    async def smtp_RCPT(self, arg: str | None) -> None:
        arg = self._without(arg, "NOTIFY")
        if self.event_handler.takes_any_recipient and self.envelope and not self.envelope.mail_from:
            await self.push("250 Anybody")
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        if recipients and (said := await self.asks(self.event_handler.on_data, recipients[0])) is not None:
            await self.push(said)
        elif not recipients and self.event_handler.asks_for_every_body:
            await self.push("354 Go on")
            while await self._reader.readuntil() != b".\r\n":
                pass
            await self.push("554 Nobody to send it to")
        else:
            await super().smtp_DATA(arg)

    def _without(self, arg: str | None, *names: str) -> str | None:
        """What is left besides the parameters of DSN, where it is offered; aiosmtpd knows none of them."""
        if arg is None or not self.event_handler.dsn:
            return arg
        asked = [part for part in arg.split(" ") if part.partition("=")[0] in names]
        self.event_handler.notices += asked
        return " ".join(part for part in arg.split(" ") if part not in asked)

    async def push(self, status: str | bytes) -> None:
        """Says any letters there are: byte for byte where they are Latin-1."""
        await super().push(status.encode("latin-1") if isinstance(status, str) else status)

    async def asks(self, answer: Answer, address: str) -> str | None:
        """What to say, or None for yes. A fault never ends, unless by the client hanging up."""
        said = answer(address)
        if inspect.isawaitable(said):
            said = await said
        if not isinstance(said, Fault):
            return said
        if said is Fault.HANGS_UP:
            self.cut()
        while said is Fault.DRIPS:
            self._writer.write(b"2")
            await asyncio.sleep(0.05)  # what drips takes its time: a deadline for each read would never come
        await asyncio.Event().wait()
        raise AssertionError("nothing ends this but the end of the connection")
