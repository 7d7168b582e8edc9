"""What goes over the wire? One letter as the bytes of RFC 5322, with the headers that make leaving one click.

The email package folds long structured headers into encoded-words, which silently kills one-click, and some
of its versions let a line break through. So headers are written here, and the finished bytes are read once more.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, quote
from functools import lru_cache
from uuid import UUID

from newsletter.delivery.parts import alternative
from newsletter.lines import is_one_line

LONGEST_LINE = 998  # octets without CRLF, RFC 5322 § 2.1.1
_BARE = re.compile(r"[!-;=?-~]+")  # all that an address or a link of ours holds: no space, no bracket to end it early
_WORD = 75 - len("=?utf-8?q??=")  # what an encoded-word holds at most, RFC 2047 § 2
_SPELLED = re.compile(r"[^A-Za-z0-9!*+/ -]+")  # what has to be, in a name too, § 5 (3)


class Malformed(Exception):
    """The letter cannot be written as a lawful message. Its text says why, and names no address."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above a message to one person."""

    uid: UUID
    host_name: str
    date: datetime
    sender_name: str
    sender_email: str
    recipient: str
    subject: str
    reply_to: str = ""
    #: Set on everything that goes to a list (RFC 2919, RFC 2369, RFC 8058).
    list_uid: UUID | None = None
    list_name: str = ""
    unsubscribe_url: str = ""
    #: Nobody wrote it by hand (RFC 3834).
    automatic: bool = False


@dataclass(frozen=True, kw_only=True)
class Letter(Head):
    """One message to one person."""

    text: str
    html: str


def encode(letter: Letter) -> bytes:
    """The whole message, CRLF throughout. Raises Malformed for what no header may carry."""
    body = b"".join(piece for piece in alternative((letter.text,), (letter.html,)) if isinstance(piece, bytes))
    check_lines(body)
    return header_lines(letter) + body


def header_lines(head: Head) -> bytes:
    """The headers but those of MIME. Those that all messages of a list share come first, and are written once."""
    shared = _shared(
        head.sender_name,
        head.sender_email,
        head.reply_to,
        head.list_uid,
        head.list_name,
        head.host_name,
        head.automatic,
    )
    return shared + _lines(_own(head))


@lru_cache(maxsize=256)
def _shared(
    sender_name: str,
    sender_email: str,
    reply_to: str,
    list_uid: UUID | None,
    list_name: str,
    host_name: str,
    automatic: bool,
) -> bytes:
    headers = [("From", _phrase("From", sender_name) + f"<{_bare('From', sender_email)}>")]
    if reply_to:
        headers.append(("Reply-To", _bare("Reply-To", reply_to)))
    if list_uid:
        list_id = f"<{list_uid.hex}.{_bare('List-Id', host_name)}>"
        headers.append(("List-Id", _phrase("List-Id", list_name) + list_id))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if automatic:
        headers.append(("Auto-Submitted", "auto-generated"))
    return _lines(headers)


def _own(head: Head) -> list[tuple[str, str]]:
    headers = [
        ("To", _bare("To", head.recipient)),
        ("Subject", _words("Subject", head.subject)),
        ("Date", _dated(head.date.replace(microsecond=0))),
        # The same at every try, so that a copy sent twice can be told from two messages.
        ("Message-ID", f"<{head.uid.hex}@{_bare('Message-ID', head.host_name)}>"),
    ]
    if head.unsubscribe_url:
        headers.append(("List-Unsubscribe", f"<{_bare('List-Unsubscribe', head.unsubscribe_url)}>"))
    return headers


def _lines(headers: list[tuple[str, str]]) -> bytes:
    """The headers as they go out, read once more: each of them once, and no other."""
    text = "".join([f"{name}: {value}\r\n" for name, value in headers])
    found = [line.partition(":")[0] for line in text.split("\r\n") if line[:1] not in ("", " ", "\t")]
    if found != [name for name, _ in headers]:
        raise Malformed("the headers of the message are not those that were set")
    data = text.encode("ascii")
    check_lines(data)
    return data


def check_lines(data: bytes) -> None:
    """Raises Malformed where these bytes hold a bare CR, LF or NUL, or a line that no mail server need carry."""
    lines = data.split(b"\r\n")
    within = b"".join(lines)
    if b"\r" in within or b"\n" in within or b"\0" in within:
        raise Malformed("a bare CR, LF or NUL is in the message")
    if max(map(len, lines)) > LONGEST_LINE:
        raise Malformed("a line of the message is longer than SMTP carries")


@lru_cache(maxsize=8)
def _dated(second: datetime) -> str:
    return format_datetime(second)


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
    """RFC 2047 encoded-words, each on a line of its own and of whole letters."""
    spelled = _SPELLED.sub(lambda odd: f"={odd[0].encode().hex('=').upper()}", text).replace(" ", "_")
    words, room = [], _WORD - len(f"{name}: ")
    while len(spelled) > room:
        end = _end_of_letter(spelled, room)
        words.append(spelled[:end])
        spelled, room = spelled[end:], _WORD
    return "\r\n ".join(f"=?utf-8?q?{word}?=" for word in (*words, spelled))


def _end_of_letter(spelled: str, end: int) -> int:
    """Where the last letter ends that is whole before this place: no byte of UTF-8 is cut, nor two of one letter."""
    end -= next((back for back in (1, 2) if spelled[end - back] == "="), 0)
    while spelled[end] == "=" and spelled[end + 1] in "89AB":  # a byte that goes on with a letter
        end -= 3
    return end
