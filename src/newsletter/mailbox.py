"""Where does mail go on a developer's machine? Into a Maildir, over real SMTP, and nowhere else."""

import asyncio
import email
import email.policy
import mailbox
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

NEWEST = 200


class _Catcher:
    """Takes every message the development service sends."""

    def __init__(self, folder: Path) -> None:
        self._maildir = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        self._maildir.add(content if isinstance(content, bytes) else (content or "").encode())
        return "250 Caught"


async def catch_all(folder: Path) -> tuple[asyncio.Server, int]:
    """Start the mail server of the development mailbox on a free loopback port; answers it and the port."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    catcher = _Catcher(folder)
    loop = asyncio.get_running_loop()

    def conversation() -> SMTP:
        # Without a name it would ask the network for one, and hold up everything meanwhile.
        return SMTP(catcher, enable_SMTPUTF8=True, loop=loop, hostname="localhost", ident="development mailbox")

    server = await loop.create_server(conversation, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


@dataclass(frozen=True)
class Caught:
    """One caught mail, as a page shows it."""

    key: str
    subject: str
    to: str
    date: str
    headers: str
    text: str
    html: str


def caught(folder: Path) -> list[Caught]:
    """The newest caught mails, newest first; none where none was ever caught."""
    new = folder / "new"
    files = sorted(new.iterdir() if new.is_dir() else (), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    keys = [file.name for file in files[:NEWEST]]
    return [mail for key in keys if (mail := read(folder, key)) is not None]


def read(folder: Path, key: str) -> Caught | None:
    raw = _open(folder).get_bytes(key) if key in _open(folder).keys() else None  # noqa: SIM118 - a Maildir is no dict
    if raw is None:
        return None
    message: EmailMessage = email.message_from_bytes(raw, policy=email.policy.default)
    return Caught(
        key=key,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        date=str(message["Date"]),
        headers="\n".join(f"{name}: {value}" for name, value in message.items()),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part: Any = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _open(folder: Path) -> mailbox.Maildir:
    return mailbox.Maildir(folder, create=True)
