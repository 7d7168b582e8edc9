"""What goes over the wire? One letter as the bytes of RFC 5322, with the headers that make leaving one click.

The email package folds long structured headers into encoded-words, which silently kills one-click, and some
of its versions let a line break through. So headers are written here, and the finished bytes are read once more.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from uuid import UUID

LONGEST_LINE = 998  # octets without CRLF, RFC 5322 § 2.1.1
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Malformed(Exception):
    """The letter cannot be written as a lawful message. Its text says why, and names no address."""


@dataclass(frozen=True)
class Letter:
    """One message to one person."""

    uid: UUID
    host_name: str
    date: datetime
    sender_name: str
    sender_email: str
    recipient: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    #: Set on everything that goes to a list (RFC 2919, RFC 2369, RFC 8058).
    list_uid: UUID | None = None
    list_name: str = ""
    unsubscribe_url: str = ""
    #: Nobody wrote it by hand (RFC 3834).
    automatic: bool = False


def encode(letter: Letter) -> bytes:
    """The whole message, CRLF throughout. Raises Malformed for what no header may carry."""
    headers = _headers(letter)
    data = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii") + _body(letter)
    _read_again(data, [name for name, _ in headers])
    return data


def _headers(letter: Letter) -> list[tuple[str, str]]:
    headers = [
        ("From", _mailbox(letter.sender_name, letter.sender_email)),
        ("To", letter.recipient),
        ("Subject", _words(letter.subject, "Subject")),
        ("Date", format_datetime(letter.date)),
        # The same at every try, so that a copy sent twice can be told from two messages.
        ("Message-ID", f"<{letter.uid.hex}@{letter.host_name}>"),
    ]
    if letter.reply_to:
        headers.append(("Reply-To", letter.reply_to))
    if letter.list_uid:
        headers.append(("List-Id", _phrase(letter.list_name) + f"<{letter.list_uid.hex}.{letter.host_name}>"))
    if letter.unsubscribe_url:
        headers.append(("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if letter.automatic:
        headers.append(("Auto-Submitted", "auto-generated"))
    for name, value in headers:
        if _CONTROL.search(value.replace("\r\n ", " ")) or not value.isascii():
            raise Malformed(f"{name} holds a character that no header may carry")
    return headers


def _words(text: str, name: str) -> str:
    """Free text for a header: as it is, or as RFC 2047 encoded-words of at most 75 characters."""
    if _CONTROL.search(text):
        raise Malformed(f"{name} holds a control character")
    if text.isascii() and len(text) + len(name) + 2 <= 78 and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")


def _mailbox(name: str, email: str) -> str:
    return f"{_phrase(name)}<{email}>"


def _phrase(name: str) -> str:
    """A display name, quoted or encoded as its letters demand, with the space that follows it."""
    if not name:
        return ""
    if name.isascii() and len(name) <= 60 and not _CONTROL.search(name) and "=?" not in name:
        return f'"{quote(name)}" '
    return _words(name, "From") + " "


def _body(letter: Letter) -> bytes:
    message = EmailMessage(policy=SMTP)
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _read_again(data: bytes, names: list[str]) -> None:
    """Check the finished bytes: no bare CR or LF, no endless line, and exactly the headers that were set."""
    lines = data.split(b"\r\n")
    if any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines):
        raise Malformed("a bare CR, LF or NUL is in the message")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise Malformed("a line of the message is longer than SMTP carries")
    head = lines[: lines.index(b"")]
    found = [line.partition(b":")[0].decode() for line in head if not line.startswith((b" ", b"\t"))]
    if found != [*names, "MIME-Version", "Content-Type"]:
        raise Malformed("the headers of the message are not those that were set")
