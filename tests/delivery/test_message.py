"""The bytes of one message, as a mail program and a strict receiver would read them."""

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.delivery.message import Letter, Malformed, encode

LETTER = Letter(
    uid=UUID(int=7),
    host_name="news.venue.example",
    date=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    sender_name="Kulturhuset Brygga",
    sender_email="program@venue.example",
    recipient="anne@people.example",
    subject="December",
    text="Hello Anne!",
    html="<p>Hello Anne!</p>",
    reply_to="post@venue.example",
    list_uid=UUID(int=8),
    list_name="Konsertprogrammet",
    unsubscribe_url="https://news.venue.example/unsubscribe/abc.def",
)

MODEST = settings(max_examples=150, deadline=None)
#: What a person may type on one line: everything but control characters and line breaks.
ONE_LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=150)
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=400)
LINE_BREAKS = ["\n", "\r", "\r\n", "\r\n ", "\n\t", "\0", "\x0b", "\x85", "\u2028"]

TYPED = {
    "plain": "December",
    "norwegian": "Årets konserter: jazz, vise & «alt» annet på Brygga",
    "cyrillic": "Концерты и спектакли в декабре: джаз, песни и многое другое для всей семьи",
    "emoji": "🎷🎺🥁 jazz på fredag 👩🏽‍🎤👨‍👩‍👧‍👦🇳🇴",
    "arabic": "حفلات ديسمبر",
    "very long": "æ" * 400,
    "very long ascii": "x" * 400,
    "many long words": "Konsertprogrammet for desember " * 12 + "slutt",
    "sixty-five ascii": "Kiosk, Bar (and Stage) of the Culture House at the Quay, Oslo, NO",
    "punctuation": 'Kiosk, "Bar" (and Stage) <at> [the] Quay; a@b: c\\d',
    "encoded-word typed literally": "Was =?utf-8?q?=0ABcc=3A_eve=40evil.example?= typed",
    "percent": "100% off %0d%0aBcc: eve@evil.example",
    "spaces at the ends": "  December  ",
}


def read(data: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def head(data: bytes) -> list[str]:
    """The lines of the head as they are on the wire."""
    return data.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def header(data: bytes, name: str) -> str:
    """The one header of this name, unfolded but not decoded; fails when there are more or none."""
    unfolded = re.sub("\r\n(?=[ \t])", "", "\r\n".join(head(data))).split("\r\n")
    (found,) = [line for line in unfolded if line.lower().startswith(f"{name.lower()}:")]
    return found.partition(": ")[2]


def part(data: bytes, kind: str) -> str:
    found = read(data).get_body((kind,))
    assert found is not None
    assert found.get_content_charset() == "utf-8"
    return str(found.get_content())


def same_lines(text: str) -> list[str]:
    """The lines of a text, however they are ended, with one line end after the last."""
    lines = re.split("\r\n|\r|\n", text)
    return lines[:-1] if len(lines) > 1 and lines[-1] == "" else lines


def check_every_line(data: bytes) -> None:
    """No bare CR or LF, no line that SMTP would break, no encoded-word beyond RFC 2047."""
    lines = data.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(len(line) for line in lines) <= 998
    for line in head(data):
        words = re.findall(r"=\?[^?]*\?[^?]*\?[^?]*\?=", line)
        assert all(len(word) <= 75 for word in words)
        assert not words or len(line) <= 78
    body = data.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(len(line) for line in body) <= 76


def names(data: bytes) -> list[str]:
    return [line.partition(":")[0] for line in head(data) if not line.startswith((" ", "\t"))]


ALL_HEADERS = [
    "From",
    "Reply-To",
    "List-Id",
    "List-Unsubscribe-Post",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "MIME-Version",
    "Content-Type",
]


def test_each_header_is_there_once() -> None:
    assert names(encode(LETTER)) == ALL_HEADERS


def test_a_reply_to_a_request_carries_no_list_headers_and_says_that_nobody_wrote_it() -> None:
    data = encode(replace(LETTER, list_uid=None, list_name="", unsubscribe_url="", automatic=True))
    assert header(data, "Auto-Submitted") == "auto-generated"
    assert not [name for name in names(data) if name.startswith("List-")]


def test_the_date_is_that_of_sending_with_its_offset() -> None:
    assert header(encode(LETTER), "Date") == "Mon, 23 Nov 2026 09:00:00 +0000"


@pytest.mark.parametrize("length", [10, 69, 70, 75, 76, 77, 78, 200, 900], ids="{} characters".format)
def test_the_one_click_address_is_never_folded_nor_encoded(length: int) -> None:
    url = "https://news.venue.example/under/a/path/unsubscribe/" + "x" * length
    data = encode(replace(LETTER, unsubscribe_url=url))
    assert f"List-Unsubscribe: <{url}>" in head(data)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head(data)


def test_an_address_that_no_line_can_hold_is_refused_rather_than_broken() -> None:
    with pytest.raises(Malformed, match="longer than SMTP carries"):
        encode(replace(LETTER, unsubscribe_url="https://news.venue.example/" + "x" * 998))


def test_a_message_keeps_its_id_at_every_try_and_shares_it_with_no_other() -> None:
    first, again = encode(LETTER), encode(replace(LETTER, date=datetime(2026, 11, 24, tzinfo=UTC)))
    other = encode(replace(LETTER, uid=UUID(int=9)))
    assert header(first, "Message-ID") == header(again, "Message-ID")
    assert header(first, "Message-ID") != header(other, "Message-ID")
    assert re.fullmatch(r"<[0-9a-f]{32}@news\.venue\.example>", header(first, "Message-ID"))


def test_a_list_keeps_its_id_when_it_is_renamed() -> None:
    before, after = encode(LETTER), encode(replace(LETTER, list_name="Konserter på Brygga"))
    assert header(before, "List-Id").endswith(f"<{UUID(int=8).hex}.news.venue.example>")
    assert header(before, "List-Id").rpartition("<")[2] == header(after, "List-Id").rpartition("<")[2]


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
def test_subject_and_names_are_read_as_they_were_typed(typed: str) -> None:
    check_that_it_is_read_as_typed(typed)


@MODEST
@given(ONE_LINE)
@example("a =?utf-8?b?w6Y=?= b")
def test_whatever_is_typed_on_a_line_is_read_as_it_was_typed(typed: str) -> None:
    check_that_it_is_read_as_typed(typed)


def check_that_it_is_read_as_typed(typed: str) -> None:
    data = encode(replace(LETTER, subject=typed, sender_name=typed, list_name=typed))
    check_every_line(data)
    assert names(data) == ALL_HEADERS
    message = read(data)
    assert str(message["Subject"]) == typed
    (sender,) = message["From"].addresses
    assert sender.addr_spec == LETTER.sender_email
    assert display_name(header(data, "From")) == typed
    assert display_name(header(data, "List-Id")) == typed


def display_name(value: str) -> str:
    """What stands before the angle bracket, by the rules of RFC 5322 and RFC 2047.

    Read by hand: Python 3.11 puts a space between two encoded-words of a name, where there is none.
    """
    phrase = value.rpartition("<")[0].removesuffix(" ")
    if phrase.startswith('"'):
        return re.sub(r"\\(.)", r"\1", phrase[1:-1])
    return str(make_header(decode_header(phrase)))


def test_a_name_is_never_mistaken_for_another_address() -> None:
    data = encode(replace(LETTER, sender_name='Eve <eve@evil.example>, "x" <y@z.example>'))
    assert [address.addr_spec for address in read(data)["From"].addresses] == [LETTER.sender_email]


HEADER_FIELDS = [
    "host_name",
    "sender_name",
    "sender_email",
    "recipient",
    "subject",
    "reply_to",
    "list_name",
    "unsubscribe_url",
]


@pytest.mark.parametrize("broken", LINE_BREAKS, ids=ascii)
@pytest.mark.parametrize("field", HEADER_FIELDS)
def test_a_line_break_in_a_header_is_refused(field: str, broken: str) -> None:
    with pytest.raises(Malformed):
        encode(replace(LETTER, **{field: f"December{broken}Bcc: eve@evil.example"}))  # type: ignore[arg-type]


@MODEST
@given(
    field=st.sampled_from(HEADER_FIELDS),
    before=ANYTHING,
    broken=st.sampled_from(["\n", "\r", "\r\n", "\0"]),
    after=ANYTHING,
)
def test_wherever_the_line_break_hides_it_is_refused(field: str, before: str, broken: str, after: str) -> None:
    with pytest.raises(Malformed):
        encode(replace(LETTER, **{field: before + broken + after}))  # type: ignore[arg-type]


@MODEST
@given(field=st.sampled_from(HEADER_FIELDS), text=ANYTHING)
def test_nothing_in_any_field_makes_a_header_of_its_own(field: str, text: str) -> None:
    try:
        data = encode(replace(LETTER, **{field: text}))  # type: ignore[arg-type]
    except Malformed:
        return
    check_every_line(data)
    assert set(names(data)) <= set(ALL_HEADERS)
    assert len(names(data)) == len(set(names(data)))


@pytest.mark.parametrize(
    "address",
    ["", "a@b.example> SIZE=1", "<>", "a b@c.example", "a@b.example, c@d.example", "anne@bücher.example"],
)
def test_an_address_that_would_end_early_on_the_wire_is_refused(address: str) -> None:
    with pytest.raises(Malformed):
        encode(replace(LETTER, recipient=address))


def test_what_is_said_of_a_refused_message_names_nobody() -> None:
    with pytest.raises(Malformed) as refused:
        encode(replace(LETTER, recipient="anne@people.example\r\nBcc: eve@evil.example"))
    assert "@" not in str(refused.value)


BODIES = {
    "a lone dot between line feeds": "a\n.\nMAIL FROM:<eve@evil.example>\n",
    "a lone dot between carriage returns": "a\r.\rMAIL FROM:<eve@evil.example>\r",
    "every mixture of line ends": "a\n.\r\nb\r\n.\nc\r.\r\nd\r\n.\re\r\r\n\n\r.",
    "a line of a megabyte": "x" * 1_000_000,
    "lines of emoji": "🎷👩🏽‍🎤" * 500 + "\n" + "🇳🇴" * 500,
    "From at the beginning": "From here on\nFrom: eve@evil.example\n>From\n",
    "dots at the beginning": ".\n..\n...\n.hidden\n",
    "spaces at the ends": "one  \ntwo\t\n \n\t\n",
    "what looks encoded": "=3D=\n=20 =?utf-8?q?x?=\n--===============1==\n",
    "line ends of other kinds": "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g",
    "nothing": "",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_both_parts_arrive_as_they_were_written(body: str) -> None:
    check_that_it_arrives(body)


@MODEST
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\r\n.=F \t"), max_size=2_000))
def test_whatever_is_written_arrives(body: str) -> None:
    check_that_it_arrives(body)


def check_that_it_arrives(body: str) -> None:
    data = encode(replace(LETTER, text=body, html=f"<p>{body}</p>"))
    check_every_line(data)
    assert names(data) == ALL_HEADERS
    assert same_lines(part(data, "plain")) == same_lines(body)
    assert same_lines(part(data, "html")) == same_lines(f"<p>{body}</p>")


def test_a_mail_program_is_offered_text_first_and_html_last() -> None:
    message = read(encode(LETTER))
    assert message.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
