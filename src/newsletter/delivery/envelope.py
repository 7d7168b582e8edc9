"""What must a mail server be told before a message, and may this server be told it? Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

_UNSPEAKABLE = re.compile(r"[\x00-\x20<>\x7f]")  # would end the address, or the line, early


class Envelope(NamedTuple):
    """From whom, to whom, how much, and whether it has octets above 127."""

    sender: str
    recipient: str
    size: int
    eight_bit: bool = False
    #: What a notice about its delivery is to name it by, in letters and digits; empty: nothing.
    name: str = ""

    @classmethod
    def of(cls, sender: str, recipient: str, data: bytes, name: str = "") -> Self:
        """The envelope of a message whose bytes are known."""
        return cls(sender, recipient, len(data), not data.isascii(), name)

    @property
    def international(self) -> bool:
        """Whether an address needs SMTPUTF8 (RFC 6531)."""
        return not (self.sender.isascii() and self.recipient.isascii())

    @property
    def speakable(self) -> bool:
        """Whether both addresses can stand in a command: no line break, no bracket, no space."""
        return not (_UNSPEAKABLE.search(self.sender) or _UNSPEAKABLE.search(self.recipient))


@dataclass(frozen=True, slots=True)
class Offers:
    """Which extensions a server has, as far as we use them."""

    pipelining: bool = False
    #: SIZE is understood (RFC 1870), and up to how many octets; 0 is no limit.
    size: bool = False
    largest: int = 0
    eight_bit: bool = False
    utf8: bool = False
    dsn: bool = False

    @classmethod
    def of(cls, extensions: Mapping[str, str]) -> Self:
        """From the keywords of an EHLO answer in small letters, each with its parameters."""
        largest = extensions.get("size", "").strip()
        return cls(
            pipelining="pipelining" in extensions,
            size="size" in extensions,
            largest=int(largest) if largest.isascii() and largest.isdigit() else 0,
            eight_bit="8bitmime" in extensions,
            utf8="smtputf8" in extensions,
            dsn="dsn" in extensions,
        )

    def hindrance(self, envelope: Envelope) -> str | None:
        """Why a message cannot be offered to this server at all, or None."""
        reason = None
        if not envelope.speakable:
            reason = "message_malformed"
        elif envelope.international and not self.utf8:
            reason = "smtputf8_missing"
        elif 0 < self.largest < envelope.size:
            reason = "message_too_large"
        return reason

    def commands(self, envelope: Envelope) -> tuple[bytes, bytes, bytes]:
        """MAIL, RCPT and DATA, without line ends. BODY only where it is needed (RFC 6152).

        Of notices (RFC 3461) only that of a failure is wanted, named as we name the delivery, without the body.
        """
        mail = f"MAIL FROM:<{envelope.sender}>"
        if self.size:
            mail += f" SIZE={envelope.size}"
        if self.eight_bit and envelope.eight_bit:
            mail += " BODY=8BITMIME"
        if envelope.international:
            mail += " SMTPUTF8"
        rcpt = f"RCPT TO:<{envelope.recipient}>"
        if self.dsn:
            mail += f" RET=HDRS ENVID={envelope.name}" if envelope.name else " RET=HDRS"
            rcpt += " NOTIFY=FAILURE"
        return mail.encode(), rcpt.encode(), b"DATA"


def on_the_wire(data: bytes) -> bytes:
    """A message with each dot at the beginning of a line doubled, and the dot that ends it (RFC 5321 § 4.5.2)."""
    stuffed = data.replace(b"\n.", b"\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") or not stuffed else b"\r\n.\r\n")
