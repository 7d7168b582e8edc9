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

from newsletter.lines import is_one_line

LONGEST_LINE = 998  # octets without CRLF, RFC 5322 § 2.1.1
_BARE = re.compile(r"[!-;=?-~]+")  # all that an address or a link of ours holds: no space, no bracket to end it early
_BODY = SMTP.clone(max_line_length=76)  # as quoted-printable wants it, RFC 2045 § 6.7


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
        ("From", _phrase("From", letter.sender_name) + f"<{_bare('From', letter.sender_email)}>"),
        ("To", _bare("To", letter.recipient)),
        ("Subject", _words("Subject", letter.subject)),
        ("Date", format_datetime(letter.date)),
        # The same at every try, so that a copy sent twice can be told from two messages.
        ("Message-ID", f"<{letter.uid.hex}@{_bare('Message-ID', letter.host_name)}>"),
    ]
    if letter.reply_to:
        headers.append(("Reply-To", _bare("Reply-To", letter.reply_to)))
    if letter.list_uid:
        list_id = f"<{letter.list_uid.hex}.{letter.host_name}>"
        headers.append(("List-Id", _phrase("List-Id", letter.list_name) + list_id))
    if letter.unsubscribe_url:
        headers.append(("List-Unsubscribe", f"<{_bare('List-Unsubscribe', letter.unsubscribe_url)}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if letter.automatic:
        headers.append(("Auto-Submitted", "auto-generated"))
    return headers


def _bare(name: str, value: str) -> str:
    """An address, a link or a host name, exactly as it is or not at all."""
    if not _BARE.fullmatch(value):
        raise Malformed(f"{name} holds a character that does not belong there")
    return value


def _words(name: str, text: str) -> str:
    """Free text for a header: as it is, or encoded."""
    if _speaks_for_itself(name, text) and len(f"{name}: {text}") <= 78:
        return text
    return _encoded(name, text)


def _phrase(name: str, text: str) -> str:
    """What a person or a list is called, up to the angle bracket: quoted, or encoded on lines of its own."""
    if not text:
        return ""
    if _speaks_for_itself(name, text) and len(text) <= 60:
        return f'"{quote(text)}" '
    return _encoded(name, text) + "\r\n "


def _speaks_for_itself(name: str, text: str) -> bool:
    if not is_one_line(text):
        raise Malformed(f"{name} holds a control character or a line break")
    return text.isascii() and "=?" not in text and text == text.strip()


def _encoded(name: str, text: str) -> str:
    """RFC 2047 encoded-words of at most 75 characters."""
    return Header(text, "utf-8", maxlinelen=75, header_name=name).encode(linesep="\r\n")


def _body(letter: Letter) -> bytes:
    message = EmailMessage(policy=_BODY)
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
