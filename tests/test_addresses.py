"""Which mailbox does this text name? Two people must never become one, and one should not become two."""

import hashlib
import hmac

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.addresses import LONGEST, Address, fingerprint, fingerprint_of_digest, parse

KEY = b"a fingerprint key of the tests, long enough"
LONG_DOMAIN = f"{'a' * 63}.{'b' * 63}.{'c' * 53}.example"  # 189 characters


def read(text: str) -> Address:
    address = parse(text)
    assert address is not None, text
    return address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anne@people.example", "Anne@people.example"),
        ("anne@people.example", "ANNE@PEOPLE.EXAMPLE"),
        ("anne@people.example", "  anne@people.example\t"),
        ("anne@people.example", "anne@people。example"),
        ("anne@people.example", "anne@ｐｅｏｐｌｅ.example"),
        ("anne@blåbær.example", "anne@BLÅBÆR.example"),
        ("anne@blåbær.example", "anne@xn--blbr-roah.example"),
        ("anne@blåbær.example", "anne@bla\u030ab\u00e6r.example"),
        ("anne@straße.example", "anne@xn--strae-oqa.example"),
        ("anne@kari.example", "anne@\u212aari.example"),
    ],
    ids=[
        "case of the name", "case of it all", "blanks around", "ideographic full stop", "full-width domain",
        "case of a domain beyond ASCII", "IDNA form", "composed letters", "ß by IDNA 2008", "Kelvin sign in the domain",
    ],
)  # fmt: skip
def test_these_are_the_same_mailbox(one: str, other: str) -> None:
    assert read(one).normalised == read(other).normalised
    assert fingerprint(read(one), KEY) == fingerprint(read(other), KEY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anne@people.example", "bart@people.example"),
        ("anne@people.example", "anne@peoples.example"),
        ("an.ne@people.example", "anne@people.example"),
        ("an.ne@gmail.com", "anne@gmail.com"),
        ("anne+jazz@people.example", "anne@people.example"),
        ("anne+jazz@gmail.com", "anne@gmail.com"),
        ("anne@straße.example", "anne@strasse.example"),
        ("anne@people.example", "anne@mail.people.example"),
        ("anne@paypal.example", "anne@p\u0430ypal.example"),
        ("anne@gmail.com", "anne@googlemail.com"),
    ],
    ids=[
        "another name", "another domain", "dots", "dots at Gmail", "plus tag", "plus tag at Gmail",
        "ß is not ss", "subdomain", "Cyrillic а", "two names of one provider",
    ],
)  # fmt: skip
def test_these_are_two_mailboxes(one: str, other: str) -> None:
    assert read(one).normalised != read(other).normalised
    assert fingerprint(read(one), KEY) != fingerprint(read(other), KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "anne",
        "anne@",
        "@people.example",
        "anne@people",
        "anne@localhost",
        "anne@@people.example",
        "anne@\uff20people.example",
        "anne\uff20people.example",
        "anne@people.example, bart@people.example",
        "anne@people.example\r\nBcc: bart@people.example",
        "anne\r@people.example",
        "anne\n@people.example",
        "an\x00ne@people.example",
        "anne@people.example\x00",
        "anne@peo\nple.example",
        "an ne@people.example",
        '"anne"@people.example',
        '"an ne"@people.example',
        "<anne@people.example>",
        "Anne <anne@people.example>",
        "anne@[127.0.0.1]",
        "anne@127.0.0.1",
        "anne(here)@people.example",
        ".anne@people.example",
        "anne.@people.example",
        "an..ne@people.example",
        "bjørn@people.example",
        "\u212aari@people.example",
        "ａnne@people.example",
        "İ@people.example",
        "a\u0308@people.example",
        "\ufeffanne@people.example",
        "\ud800@people.example",
        "anne@people.exam\u00adple",
        "anne@people.example.",
        "anne@.example",
        "anne@people..example",
        "anne@-people.example",
        "anne@peo_ple.example",
        "anne@xn--a.example",
        "anne@people.invalid",
        "mailto:anne@people.example",
    ],
    ids=lambda text: ascii(text)[1:-1] or "empty",
)
def test_what_names_no_mailbox_we_can_write_to_is_refused(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    ["a" * 65 + "@people.example", "anne@" + "a" * 64 + ".example", "a" * 64 + "@a." + LONG_DOMAIN, "a" * 100_000],
    ids=["name", "part of the domain", "all together", "anything"],
)
def test_what_is_longer_than_smtp_carries_is_refused(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a@people.example",
        "o'neil@people.example",
        "a!#$%&*+/=?^_`{|}~-b@people.example",
        "a" * 64 + "@people.example",
        "a" * 64 + "@" + LONG_DOMAIN,
    ],
    ids=["short", "apostrophe", "all signs of an atom", "longest name", "longest that SMTP carries"],
)
def test_what_may_look_odd_and_is_a_mailbox_is_accepted(text: str) -> None:
    assert read(text) == Address(text, text)


def test_the_longest_address_has_254_characters() -> None:
    name = "a" * (LONGEST - len(LONG_DOMAIN) - 1)
    assert len(read(f"{name}@{LONG_DOMAIN}").email) == LONGEST == 254
    longer = LONG_DOMAIN.replace(".example", "c.example")
    assert parse(f"{name}@{longer}") is None


def test_we_write_to_the_name_as_it_was_typed_and_compare_it_in_lower_case() -> None:
    address = read("  Anne.Lie@Blåbær.example ")
    assert address.email == "Anne.Lie@xn--blbr-roah.example"
    assert address.normalised == "anne.lie@xn--blbr-roah.example"
    assert address.domain == "xn--blbr-roah.example"


def test_a_fingerprint_is_a_keyed_hash_of_the_plain_hash_of_the_normalised_address() -> None:
    plain = hashlib.sha256(b"anne@people.example").digest()
    expected = hmac.new(KEY, plain, hashlib.sha256).digest()
    assert fingerprint(read("Anne@People.Example"), KEY) == expected
    assert fingerprint_of_digest(plain, KEY) == expected
    assert expected.hex() == "729e1bd1278081ed62a57fbfbc35a17f901f284f3bc58a91044fd3287972a557"


def test_another_key_gives_another_fingerprint() -> None:
    assert fingerprint(read("anne@people.example"), KEY) != fingerprint(read("anne@people.example"), KEY + b"!")


@given(st.text(max_size=60) | st.emails() | st.from_regex(r"\A[^@]{1,20}@[^@]{1,20}\.example\Z"))
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_accepted_can_stand_in_a_header_and_reads_back_as_itself(text: str) -> None:
    address = parse(text)
    if address is not None:
        assert address.email.isascii()
        assert address.email.isprintable()
        assert not set(address.email) & set(' "(),:;<>[]\\')
        assert len(address.email) <= LONGEST
        assert parse(address.email) == address
        assert parse(address.normalised) == Address(address.normalised, address.normalised)
