"""Something to be read by people: headings, sentences, quotes and tables, whatever they are printed on.

A proof and a record of processing are told once, as a document; PDF, HTML and Markdown are made from it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from babel.dates import format_datetime

DAY = {"nb": "d. MMM y", "en": "d MMM y"}
"""How a day is written in each language."""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a part, level 2 a section of it."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Plain sentences. `strong` is what a reader in a hurry must see."""

    kind: ClassVar[str] = "paragraph"
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Quote:
    """Words exactly as somebody else was shown them."""

    kind: ClassVar[str] = "quote"
    text: str


@dataclass(frozen=True)
class Facts:
    """Names and what they are; the empty ones are left out."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Grid:
    """A table with a heading row. `widths` are the columns' shares of the page; `codes` those in a fixed-width face."""

    kind: ClassVar[str] = "grid"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    codes: frozenset[int] = frozenset()


Block = Heading | Paragraph | Quote | Facts | Grid


@dataclass(frozen=True)
class Document:
    """A title, a line at the foot of each page, and the blocks in order, in one language."""

    title: str
    foot: str
    language: str
    made_at: datetime
    blocks: tuple[Block, ...]


def facts(*rows: tuple[str, str]) -> Facts:
    return Facts(tuple(row for row in rows if row[1]))


def moment(at: datetime | None, language: str) -> str:
    """A time as people write it, in UTC, to the second; empty for none."""
    return format_datetime(at.astimezone(UTC), f"{DAY[language]} HH:mm:ss", locale=language) if at else ""


def markdown(document: Document) -> str:
    """The document as Markdown, which also reads well in a terminal."""
    return "\n\n".join([f"# {document.title}", *map(_block, document.blocks)]) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {text}"
        case Paragraph(text, strong):
            return f"**{text}**" if strong else text
        case Quote(text):
            return "\n".join(f"> {line}" for line in text.splitlines())
        case Facts(rows):
            return "\n".join(f"- {name}: {_line(value)}" for name, value in rows)
        case Grid(head, rows):
            lines = [head, ("---",) * len(head), *rows]
            return "\n".join(
                f"| {' | '.join(_line(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in lines
            )


def _line(text: str) -> str:
    return " ".join(text.split())
