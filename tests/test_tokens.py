"""Signed links: each good for one right, and for nothing once a single bit of it is changed."""

import string
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import Signer
from itsdangerous.encoding import base64_decode, base64_encode

from newsletter.tokens import Tokens, Unsubscribe

LETTERS = string.ascii_letters + string.digits + "-_"
OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"
TOKENS = Tokens([OLD])
ASKED = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
RIGHT = Unsubscribe(UUID("01890a5d-ac96-774b-bcce-b302099a8058"), bytes(range(32)), 2**40)
CONFIRM, LEAVE = TOKENS.for_confirming(ASKED), TOKENS.for_unsubscribing(RIGHT)
MOVE = TOKENS.for_changing_address(ASKED)
both = pytest.mark.parametrize("token", [CONFIRM, LEAVE, MOVE], ids=["confirm", "unsubscribe", "address"])


def signed(purpose: str, payload: bytes, key: str = OLD) -> str:
    """A token as we would sign it, with any payload."""
    signer: Signer = Tokens([key])._signer(purpose)
    return signer.sign(base64_encode(payload)).decode()


def right_of(token: str, tokens: Tokens = TOKENS) -> UUID | Unsubscribe | None:
    """Whatever right the token gives, at any door."""
    return tokens.confirming(token) or tokens.unsubscribing(token) or tokens.changing_address(token)


def test_a_token_gives_back_its_right() -> None:
    assert TOKENS.confirming(CONFIRM) == ASKED
    assert TOKENS.unsubscribing(LEAVE) == RIGHT
    assert TOKENS.changing_address(MOVE) == ASKED


def test_a_token_opens_its_own_door_and_no_other() -> None:
    assert TOKENS.changing_address(CONFIRM) is None
    assert TOKENS.confirming(MOVE) is None
    assert TOKENS.unsubscribing(MOVE) is None


@both
def test_a_token_can_stand_in_a_url_as_it_is(token: str) -> None:
    assert set(token) <= {*LETTERS, "."}


@given(st.uuids(), st.binary(min_size=32, max_size=32), st.integers(-(2**63), 2**63 - 1))
@settings(max_examples=50, deadline=None, database=None)
def test_every_right_comes_back_whole(uid: UUID, fingerprint: bytes, delivery: int) -> None:
    right = Unsubscribe(uid, fingerprint, delivery)
    assert TOKENS.unsubscribing(TOKENS.for_unsubscribing(right)) == right
    assert TOKENS.confirming(TOKENS.for_confirming(uid)) == uid


@both
@pytest.mark.parametrize("bit", range(8))
def test_no_changed_bit_gives_a_right(token: str, bit: int) -> None:
    for place in range(len(token)):
        changed = token[:place] + chr(ord(token[place]) ^ 1 << bit) + token[place + 1 :]
        assert right_of(changed) is None, place


@both
@given(change=st.data())
@settings(max_examples=300, deadline=None, database=None)
def test_nothing_but_the_very_letters_we_wrote_gives_a_right(token: str, change: st.DataObject) -> None:
    """Base64 may be spelt in several ways: unused bits at its end, letters that a decoder passes over, padding."""
    start = change.draw(st.integers(0, len(token)))
    end = change.draw(st.integers(start, min(len(token), start + 3)))
    letters = st.characters() | st.sampled_from(LETTERS + "=+/!\n")
    changed = token[:start] + change.draw(st.text(letters, max_size=3)) + token[end:]
    assert right_of(changed) == (right_of(token) if changed == token else None)


@both
def test_each_other_spelling_of_the_same_bytes_gives_no_right(token: str) -> None:
    payload, _, signature = token.partition(".")
    for part, spell in ((payload, "{}." + signature), (signature, payload + ".{}")):
        others = [part[:-1] + letter for letter in LETTERS if letter != part[-1]]
        same = [other for other in others if base64_decode(other) == base64_decode(part)]
        assert len(same) in (3, 15), "two or four bits stand for nothing"
        for other in (*same, part + "=", part + "!", "!" + part):
            assert right_of(spell.format(other)) is None, other


@both
def test_no_part_of_a_token_gives_a_right(token: str) -> None:
    assert all(right_of(token[:end]) is None for end in range(len(token)))
    assert all(right_of(token[start:]) is None for start in range(1, len(token)))


@both
@pytest.mark.parametrize("more", ["A", "=", ".", " ", "\n", "\x00", "/", ".AAAA"])
def test_nothing_can_be_put_before_a_token(token: str, more: str) -> None:
    assert right_of(more + token) is None


def test_a_token_for_one_right_gives_no_other() -> None:
    assert TOKENS.unsubscribing(CONFIRM) is None
    assert TOKENS.confirming(LEAVE) is None
    # Not by its length alone: the purpose is in the signature.
    assert TOKENS.unsubscribing(signed("confirm", bytes(56))) is None
    assert TOKENS.confirming(signed("unsubscribe", bytes(16))) is None


@pytest.mark.parametrize("length", [0, 1, 15, 17, 55, 57])
def test_even_our_own_signature_does_not_make_a_right_of_another_length(length: int) -> None:
    assert TOKENS.confirming(signed("confirm", bytes(length))) is None
    assert TOKENS.unsubscribing(signed("unsubscribe", bytes(length))) is None


def test_what_we_sign_by_hand_here_is_what_the_service_signs() -> None:
    assert signed("confirm", ASKED.bytes) == CONFIRM
    assert TOKENS.confirming(signed("confirm", bytes(16))) == UUID(int=0)
    assert TOKENS.unsubscribing(signed("unsubscribe", bytes(56))) == Unsubscribe(UUID(int=0), bytes(32), 0)


def test_a_retired_key_still_verifies_while_it_is_listed() -> None:
    rotated = Tokens([NEW, OLD])
    assert rotated.confirming(CONFIRM) == ASKED
    assert rotated.unsubscribing(LEAVE) == RIGHT


def test_the_newest_key_signs() -> None:
    fresh = Tokens([NEW, OLD]).for_unsubscribing(RIGHT)
    assert Tokens([NEW]).unsubscribing(fresh) == RIGHT
    assert TOKENS.unsubscribing(fresh) is None


@both
def test_a_key_that_is_listed_no_more_verifies_nothing(token: str) -> None:
    assert right_of(token, Tokens([NEW])) is None


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "å", "١٢٣", "\ud800", "\x00", "A" * 100_000, "…." + "A" * 43, CONFIRM.replace(".", "．")],
    ids=["empty", "dot", "dots", "å", "digits", "surrogate", "nul", "long", "ellipsis", "full-width dot"],
)
def test_what_is_no_token_gives_no_right(token: str) -> None:
    assert right_of(token) is None


@given(st.text(max_size=200) | st.from_regex(r"\A[\w-]{1,80}\.[\w-]{43}\Z"))
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_garbage_gives_a_right_or_raises(token: str) -> None:
    assert right_of(token) is None
