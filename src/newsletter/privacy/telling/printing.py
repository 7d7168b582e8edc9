"""A document on paper: PDF, A4, with page numbers, headings that stay with what follows, and tables that break well.

FiraGO has Latin, Greek, Cyrillic, Arabic, Hebrew, Thai, Devanagari and Georgian. A letter that it lacks is printed
as its number, U+4E2D, so that nothing of a proof is lost.
"""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pymupdf_fonts
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from newsletter.privacy.telling.document import Block, Document, Facts, Grid, Heading, Paragraph, Quote

FACES = {("text", ""): "figo", ("text", "B"): "figbo", ("code", ""): "cascadia"}
INK, SOFT, LINE, HEAD, PAPER = (29, 36, 48), (91, 100, 114), (200, 196, 186), (238, 235, 227), (248, 246, 241)
MARGIN, LEADING = 20, 1.4  # millimetres; times the size of the letters
ROOM_UNDER_A_HEADING = {1: 45, 2: 35}  # millimetres that must be left on the page
LONGEST_IN_A_ROW, LINES_IN_A_ROW = 1_500, 15  # letters, line ends


def print_document(document: Document) -> bytes:
    """The document as a PDF. It takes about a second for a hundred rows, so it is not for the event loop."""
    with TemporaryDirectory(prefix="newsletter-") as folder:
        paper = _Paper(document, Path(folder))
        paper.add_page()
        paper.title_line()
        for block in document.blocks:
            paper.put(block)
        return bytes(paper.output())


class _Paper(FPDF):
    """Our pages: what stands at the foot of each, and how each kind of block is set."""

    def __init__(self, document: Document, folder: Path) -> None:
        super().__init__(format="A4")
        self.document = document
        for (family, style), name in FACES.items():
            file = folder / f"{name}.ttf"  # the library reads fonts from files alone
            file.write_bytes(pymupdf_fonts.myfont(name))
            self.add_font(family, style, file)
        self.set_text_shaping(True)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN + 5)
        self.set_title(document.title)
        self.set_lang(document.language)
        self.set_creation_date(document.made_at)
        self.set_creator("newsletter")

    def footer(self) -> None:
        self.set_y(-MARGIN + 4)
        self._face(size=8, color=SOFT)
        half = self.epw / 2
        self.cell(half, 5, printable(self.document.foot, "figo"))
        self.cell(half, 5, f"{self.page_no()} / {{nb}}", align="R")

    def title_line(self) -> None:
        self._lines(self.document.title, size=22, style="B", after=3)

    def put(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                self._begin(ROOM_UNDER_A_HEADING[level])
                self.ln(5 if level == 1 else 3)
                self._lines(text, size=15 if level == 1 else 11.5, style="B", after=1.5)
            case Paragraph(text, strong):
                self._lines(text, style="B" if strong else "", after=2)
            case Quote(text):
                with self.local_context(fill_color=PAPER):
                    self._lines(text, size=10.5, after=2, fill=True, padding=3)
            case Facts(rows):
                self._facts([row for row in rows if not _long(row[1])])
                for name, value in filter(lambda row: _long(row[1]), rows):
                    self._lines(name, size=9.5, style="B")
                    self._lines(value, size=9.5, after=2)
            case Grid():
                self._grid(block)

    def _facts(self, rows: list[tuple[str, str]]) -> None:
        """Names to the left, what they are to the right."""
        self._face(size=9.5)
        with self.table(
            col_widths=(30, 70),
            borders_layout="NONE",
            text_align="LEFT",
            v_align="TOP",
            first_row_as_headings=False,
            line_height=self._leading(9.5),
            padding=(0.4, 1),
        ) as table:
            for name, value in rows:
                row = table.row()
                row.cell(printable(name, "figo"), style=FontFace(color=SOFT))
                row.cell(printable(value, "figo"))
        self.ln(2)

    def _grid(self, grid: Grid) -> None:
        """A table; its heading is repeated on every page, and no row is cut in two."""
        self._face(size=8.5)
        self.set_draw_color(*LINE)
        with self.table(
            col_widths=grid.widths,
            borders_layout="HORIZONTAL_LINES",
            text_align="LEFT",
            v_align="TOP",
            line_height=self._leading(8.5),
            padding=(1, 1.2),
            headings_style=FontFace(emphasis="B", fill_color=HEAD),
        ) as table:
            heading = table.row()
            for text in grid.head:
                heading.cell(printable(text, "figbo"))
            for cells in grid.rows:
                row = table.row()
                for column, text in enumerate(cells):
                    code = column in grid.codes
                    style = FontFace(family="code", size_pt=7) if code else None
                    row.cell(printable(text, "cascadia" if code else "figo"), style=style)
        self.ln(3)

    def _lines(
        self, text: str, *, size: float = 10, style: str = "", after: float = 0, fill: bool = False, padding: int = 0
    ) -> None:
        self._face(size, style)
        self.multi_cell(
            0,
            self._leading(size),
            printable(text, "figbo" if style else "figo"),
            align="L",
            fill=fill,
            padding=padding,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(after)

    def _face(self, size: float, style: str = "", color: tuple[int, int, int] = INK) -> None:
        self.set_font("text", style, size)
        self.set_text_color(*color)

    def _leading(self, size: float) -> float:
        return size / self.k * LEADING

    def _begin(self, room: float) -> None:
        """Go to the next page when there is no room for a heading and something under it."""
        if self.will_page_break(room):
            self.add_page()


def _long(value: str) -> bool:
    """Whether a text may not fit into a row, which is never cut in two."""
    return len(value) > LONGEST_IN_A_ROW or value.count("\n") > LINES_IN_A_ROW


def printable(text: str, face: str) -> str:
    """The text, with each letter that the face lacks as its number."""
    return "".join(_letters(text, _has(face)))


def _letters(text: str, has: frozenset[int]) -> Iterator[str]:
    for letter in re.sub(r"\r\n?", "\n", text):
        yield letter if letter == "\n" or ord(letter) in has else f"[U+{ord(letter):04X}]"


@cache
def _has(face: str) -> frozenset[int]:
    return frozenset(TTFont(BytesIO(pymupdf_fonts.myfont(face))).getBestCmap())
