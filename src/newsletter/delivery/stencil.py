"""How is a campaign written for each of a million? All that they share is encoded once; the rest is filled in.

A stencil is made of a campaign's words and keeps nothing of a person: whoever's values fill it get bytes of their own.
"""

from dataclasses import dataclass
from functools import lru_cache

from newsletter.campaigns.cutting import Pieces, Place, Values, cut, filled
from newsletter.campaigns.rendering import Original
from newsletter.delivery.message import check_lines
from newsletter.delivery.parts import alternative, quoted


@dataclass(frozen=True)
class Stencil:
    """A campaign's message as everybody gets it, with places for what is one person's own."""

    subject: Pieces
    #: The body in order, empty where a place is; and what is filled in, with where it stands.
    shared: tuple[bytes, ...]
    places: tuple[tuple[Place, tuple[int, ...]], ...]

    def subject_for(self, values: Values) -> str:
        """What the message is called for the person with these merge fields."""
        return filled(self.subject, values)

    def body_for(self, values: Values) -> bytes | None:
        """The body with its MIME headers, for the person with these merge fields.

        None where a carriage return is among what is filled in: with a line feed after it, it is one line end, and
        pieces that are encoded apart would make two of them.
        """
        own = [place(values) for place, _ in self.places]
        if "\r" in "".join(own):
            return None
        encoded = {text: quoted(text) for text in set(own)}
        check_lines(b"".join(encoded.values()))
        body = list(self.shared)
        for (_, numbers), text in zip(self.places, own, strict=True):
            for number in numbers:
                body[number] = encoded[text]
        return b"".join(body)


@lru_cache(maxsize=32)
def stencil(original: Original) -> Stencil | None:
    """The stencil of a campaign, made once and kept while it is used; None when it has to be written whole each time.

    Raises jinja2.TemplateError, as rendering it would.
    """
    pieces = cut(original)
    if pieces is None or any(isinstance(piece, str) and "\r" in piece for piece in (*pieces.text, *pieces.html)):
        return None
    body = alternative(pieces.text, pieces.html)
    shared = tuple(piece if isinstance(piece, bytes) else b"" for piece in body)
    check_lines(b"".join(shared))
    places: dict[Place, list[int]] = {}
    for number, piece in enumerate(body):
        if not isinstance(piece, bytes):
            places.setdefault(piece, []).append(number)
    return Stencil(pieces.subject, shared, tuple((place, tuple(numbers)) for place, numbers in places.items()))
