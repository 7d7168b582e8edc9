"""What a document looks like on paper, as far as a program can see it."""

import re
from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from newsletter.privacy.telling.document import (
    Block,
    Document,
    Grid,
    Heading,
    Paragraph,
    Quote,
    facts,
    markdown,
    moment,
)
from newsletter.privacy.telling.printing import print_document, printable

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def document(*blocks: Block) -> Document:
    return Document("Proof", "Proof · Venue", "en", NOON, blocks)


def pages(*blocks: Block) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(print_document(document(*blocks)))).pages]


def test_a_long_table_repeats_its_heading_and_cuts_no_row() -> None:
    rows = tuple((f"first {n}", f"one line {n}\nanother line {n}") for n in range(120))

    found = pages(Heading("Mails"), Grid(("Left", "Right"), rows, (50, 50)))

    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "Left" in page
        assert f"{number} / {len(found)}" in page
        assert page.count("one line") == page.count("another line")
    assert [n for n in range(120) if len(re.findall(rf"first {n}\b", "".join(found))) != 1] == []


def test_a_heading_stays_with_what_follows() -> None:
    for filled in range(30, 36):
        *_, last = pages(*[Paragraph(f"line {n}") for n in range(filled)], Heading("The end"), Paragraph("follows"))
        assert "The end" in last
        assert "follows" in last


def test_the_longest_of_texts_is_printed_whole() -> None:
    words = " ".join(f"word{n}" for n in range(900))
    lines = "\n".join(f"line{n}" for n in range(200))

    text = " ".join(pages(Quote(words), facts(("Short", "fact"), ("Content", words), ("Lines", lines))))

    assert (text.count("word899"), text.count("line199"), text.count("fact")) == (2, 1, 1)


def test_names_in_other_scripts_are_printed() -> None:
    names = "Åse Ødegård Nguyễn Олена Ελένη สมชาย გიორგი"

    (page,) = pages(facts(("Name", names)), Quote("« finst » – 100 %"))

    for name in (*names.split(), "« finst » – 100 %"):
        assert name in page


def test_a_letter_that_the_face_lacks_is_printed_as_its_number() -> None:
    assert printable("王 Ås\r\n🎷", "figo") == "[U+738B] Ås\n[U+1F3B7]"


def test_a_document_reads_well_as_markdown_too() -> None:
    table = Grid(("A", "B"), (("1 | 2", "3\n4"),), (50, 50))
    said = markdown(
        document(Heading("Part", 2), Paragraph("No.", strong=True), Quote("a\nb"), facts(("N", "v"), ("E", "")), table)
    )

    assert said == (
        "# Proof\n\n### Part\n\n**No.**\n\n> a\n> b\n\n- N: v\n\n| A | B |\n| --- | --- |\n| 1 \\| 2 | 3 4 |\n"
    )


def test_a_time_is_written_in_utc_to_the_second() -> None:
    assert moment(NOON, "nb") == "23. nov. 2026 12:00:00"
    assert moment(None, "nb") == ""
