"""A real SMTP server on loopback that keeps what it takes, and answers as a test tells it to."""

import asyncio
import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from newsletter.settings import TLS, Relay

Answer = Callable[[str], str | None]


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
    """Keeps every mail it took. `on_rcpt` and `on_data` may answer otherwise than yes, by recipient."""

    mails: list[Mail] = field(default_factory=list)
    on_rcpt: Answer = lambda recipient: None
    on_data: Answer = lambda recipient: None
    port: int = 0
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, loop=loop), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    @property
    def relay(self) -> Relay:
        return Relay(host="127.0.0.1", port=self.port, tls=TLS.NONE)

    def to(self, recipient: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.recipient == recipient]

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (refusal := self.on_rcpt(address)) is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        if (refusal := self.on_data(recipient)) is not None:
            return refusal
        content = envelope.original_content or b""
        self.mails.append(Mail(envelope.mail_from or "", recipient, content))
        return "250 Taken"
