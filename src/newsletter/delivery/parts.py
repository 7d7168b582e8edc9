"""How does a message carry its text and its HTML? As alternatives (RFC 2046 § 5.1.4), in quoted-printable.

Everything that is encoded ends at the beginning of a line: with a line end of its own, or else with a soft one, that a
reader takes out. So pieces encoded apart can be put side by side, and what they decode to stands side by side as well.
"""

from binascii import b2a_qp

from newsletter.campaigns.cutting import Pieces, Place

_BOUNDARY = "=_alternative"  # `=_` stands in no quoted-printable text, so that no part can hold it
_BEGIN = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'.encode()
_END = f"\r\n--{_BOUNDARY}--\r\n".encode()


def alternative(text: Pieces, html: Pieces) -> tuple[bytes | Place, ...]:
    """The body of a message with its MIME headers, in order; the places are still to be encoded, with `quoted`."""
    return (_BEGIN, *_part("plain", text), b"\r\n", *_part("html", html), _END)


def quoted(text: str) -> bytes:
    """The text in quoted-printable, up to the beginning of a line. Line ends of any kind become CRLF."""
    data = text.encode()
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # With a letter after it, what ends the text is encoded as what stands within a line.
    lines = b2a_qp(data + b"x")[:-1].replace(b"\n", b"\r\n")
    return lines if not lines or lines.endswith(b"\n") else lines + b"=\r\n"


def _part(kind: str, pieces: Pieces) -> tuple[bytes | Place, ...]:
    head = (
        f'--{_BOUNDARY}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return (head.encode(), *(quoted(piece) if isinstance(piece, str) else piece for piece in _ended(pieces)))


def _ended(pieces: Pieces) -> Pieces:
    """With a line end after the last line."""
    last = pieces[-1]
    if not isinstance(last, str):
        return (*pieces, "\n")
    return pieces if last.endswith(("\n", "\r")) else (*pieces[:-1], f"{last}\n")
